package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// request is one question of a frontend.
type request struct {
	name    string
	msgType string
	content map[string]any
	// answered says in a word what came, so that a fast nothing is not mistaken for an answer.
	answered func(json.RawMessage) string
}

// prepare is run by each kernel before it is asked: a session with something in it.
const prepare = `model <- lm(mpg ~ wt, mtcars); measure <- 1; for (i in 1:200) assign(paste0("variable", i), i)`

func requests() []request {
	long := strings.Repeat("x <- lapply(seq_len(n), function(i) { y[[i]] + 1 })\n", 1000)
	return []request{
		complete("mea", "mea"),
		complete("mtcars$", "mtcars$"),
		complete("pipe, dplyr::filter(", "mtcars |> dplyr::filter("),
		complete("lm(", "lm("),
		inspect("lm, detail 0", "lm", 0),
		inspect("lm, detail 1", "lm", 1),
		inspect("mtcars, detail 0", "mtcars", 0),
		isComplete("f <- function(x) {", "f <- function(x) {"),
		isComplete("1000 lines", long+"f("),
	}
}

func complete(name, code string) request {
	content := map[string]any{"code": code, "cursor_pos": utf8.RuneCountInString(code)}
	return request{"complete " + name, protocol.MsgCompleteRequest, content, func(answer json.RawMessage) string {
		var reply protocol.CompleteReply
		if json.Unmarshal(answer, &reply) != nil {
			return "?"
		}
		return fmt.Sprintf("%d matches", len(reply.Matches))
	}}
}

func inspect(name, code string, detail int) request {
	content := map[string]any{"code": code, "cursor_pos": len(code), "detail_level": detail}
	return request{"inspect " + name, protocol.MsgInspectRequest, content, func(answer json.RawMessage) string {
		var reply struct {
			Found bool
			Data  map[string]json.RawMessage
		}
		if json.Unmarshal(answer, &reply) != nil || !reply.Found {
			return "nothing"
		}
		size := 0
		for _, text := range reply.Data {
			size += len(text)
		}
		return fmt.Sprintf("%d kB", (size+512)/1024)
	}}
}

func isComplete(name, code string) request {
	return request{"is_complete " + name, protocol.MsgIsCompleteRequest, map[string]any{"code": code}, func(answer json.RawMessage) string {
		var reply struct{ Status string }
		_ = json.Unmarshal(answer, &reply)
		return reply.Status
	}}
}
