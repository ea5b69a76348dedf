package conformance

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// mixture makes messages of many types and returns all that the client received.
func mixture(c client) []*kerneltest.Message {
	c.Execute("cat('out\n'); message('err'); " + display("d") + "; 1 + 1").OK().Discard()
	c.Execute("stop('wrong')").Error()
	c.Execute("1", kerneltest.Silent()).OK()
	c.Execute("1", kerneltest.UserExpressions(map[string]string{"a": "1", "b": "stop('no')"})).OK().Discard()
	for msgType, content := range shellRequests {
		c.Call(protocol.Shell, msgType, content)
	}
	c.KernelInfo(protocol.Control)
	c.Interrupt()
	c.ExpectFramed(c.Send(protocol.Shell, protocol.MsgCommOpen, fields{"comm_id": "w", "target_name": "none", "data": fields{}}))
	return c.All()
}

// afterDelimiter returns the frames of a message from the signature on.
func afterDelimiter(m *kerneltest.Message) [][]byte { return m.Frames[len(m.Routing)+1:] }

func TestWire_form(t *testing.T) {
	g := newGroup(t)
	g.run("001_one_delimiter_signature_and_four_objects", func(t *testing.T, c client) {
		for _, m := range mixture(c) {
			delimiters := 0
			for _, f := range m.Frames {
				if string(f) == "<IDS|MSG>" {
					delimiters++
				}
			}
			rest := afterDelimiter(m)
			if delimiters != 1 || len(rest) < 5 {
				t.Errorf("%s: %d delimiters, %d frames after", m, delimiters, len(rest))
				continue
			}
			for _, f := range rest[1:5] {
				var object map[string]json.RawMessage
				if err := json.Unmarshal(f, &object); err != nil || object == nil {
					t.Errorf("%s: frame %q is no object: %v", m, f, err)
				}
			}
		}
	})
	g.run("002_signature_is_hex_hmac_sha256_of_the_four_frames", func(t *testing.T, c client) {
		for _, m := range mixture(c) {
			rest := afterDelimiter(m)
			mac := hmac.New(sha256.New, []byte(g.k.Connection.Key))
			mac.Write(bytes.Join(rest[1:5], nil))
			expect(t, "signature", string(rest[0]), hex.EncodeToString(mac.Sum(nil)))
		}
	})
	g.run("003_buffers_follow_content_and_are_not_signed", func(t *testing.T, c client) {
		id := c.Send(protocol.Shell, protocol.MsgCommOpen, fields{"comm_id": "b", "target_name": "none", "data": fields{}},
			[]byte("first\x00\xff"), []byte("second"))
		for _, m := range c.ExpectFramed(id) {
			expect(t, "buffers of "+m.Type(), len(m.Buffers), 0)
		}
	})
	g.run("011_no_message_id_or_signature_twice_in_10000", func(t *testing.T, c client) {
		c.Execute("for (i in 1:9000) " + display("x")).OK().Discard()
		for range 10 {
			var ids []string
			for range 40 {
				ids = append(ids, c.Send(protocol.Shell, protocol.MsgKernelInfoRequest, fields{}))
			}
			for _, id := range ids {
				c.ExpectReply(protocol.Shell, id)
				c.ExpectFramed(id)
			}
		}
		seen := map[string]bool{}
		for _, m := range c.All() {
			for _, unique := range []string{m.Header.MsgID, string(bytes.Join(afterDelimiter(m)[1:5], nil))} {
				if seen[unique] {
					t.Fatalf("twice: %.200s", unique)
				}
				seen[unique] = true
			}
		}
		if n := len(c.All()); n < 10_000 {
			t.Errorf("%d messages, expected 10,000", n)
		}
	})
	g.run("013_header_has_six_strings", func(t *testing.T, c client) {
		for _, m := range mixture(c) {
			var header fields
			if err := json.Unmarshal(afterDelimiter(m)[1], &header); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"msg_id", "session", "username", "date", "msg_type", "version"} {
				if s, ok := header[name].(string); !ok || s == "" {
					t.Errorf("%s: %s is %v", m, name, header[name])
				}
			}
		}
	})
	g.run("014_date_is_utc_with_microseconds_and_now", func(t *testing.T, c client) {
		pattern := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$`)
		for _, m := range mixture(c) {
			date, err := time.Parse(time.RFC3339Nano, m.Header.Date)
			if err != nil || !pattern.MatchString(m.Header.Date) {
				t.Errorf("date %q: %v", m.Header.Date, err)
			}
			if age := m.At.Sub(date); age < -time.Second || age > 2*time.Second {
				t.Errorf("%s: date is %v old", m, age)
			}
		}
	})
	g.run("015_version_is_that_of_kernel_info", func(t *testing.T, c client) {
		reply, _ := c.Call(protocol.Shell, protocol.MsgKernelInfoRequest, fields{})
		expect(t, "protocol_version", reply.Fields(t)["protocol_version"], any("5.5"))
		expect(t, "header version", reply.Header.Version, "5.5")
	})
	g.run("016_parent_header_is_the_whole_request_header", func(t *testing.T, c client) {
		header := c.Header(protocol.MsgExecuteRequest, func(h fields) {
			h["subshell_id"] = nil
			h["x_unknown"] = fields{"list": []any{1, nil, "ü"}}
		})
		id := submitExecute(c, header, `{"code":"1"}`)
		cell := c.Adopt(id, "1").Wait().OK()
		cell.Discard()
		for _, m := range append(cell.Outputs(), cell.Busy(), cell.Idle(), cell.ReplyMessage()) {
			var want, got any
			if json.Unmarshal([]byte(header), &want) != nil || json.Unmarshal(m.Parent, &got) != nil || fmt.Sprint(want) != fmt.Sprint(got) {
				t.Errorf("parent of %s is %s, expected %s", m.Type(), m.Parent, header)
			}
		}
	})
	g.run("017_parent_header_without_cause_is_an_empty_object", func(t *testing.T, c client) {
		first := c.All()[0]
		expect(t, "type of the first message", first.Type(), "iopub_welcome")
		expect(t, "its parent_header", string(first.Parent), "{}")
	})
	g.run("018_metadata_and_content_are_objects", func(t *testing.T, c client) {
		for _, m := range mixture(c) {
			if m.Metadata[0] != '{' || m.Content[0] != '{' {
				t.Errorf("%s: metadata %.20s, content %.20s", m, m.Metadata, m.Content)
			}
		}
	})
}

func TestWire_bytes(t *testing.T) {
	g := newGroup(t)
	g.run("019_output_of_any_bytes_is_valid_json_in_utf8", func(t *testing.T, c client) {
		c.Execute(`x <- "caf\xe9"; Encoding(x) <- "latin1"`).OK()
		cell := c.Execute(`cat(x, "\n"); print(x); x`).OK()
		expectContains(t, "latin1 text", cell.Stdout(), "café")
		expectContains(t, "latin1 value", cell.Result(), "café")
		for _, code := range []string{`cat("raw \xff\xfe bytes\n")`, `system("printf 'sys \\377\\376 bytes\\n'")`, `message("msg \xff")`,
			`"value \xff"`, `stop("error \xff")`, `print(NaN); list(NaN, Inf)`} {
			c.Execute(code).Discard()
		}
		c.Execute(publish(displayData, `list("text/plain" = "n", "application/json" = list(a = NaN, b = Inf, c = NA, d = -Inf))`, "")).OK().Discard()
		for _, m := range c.All() {
			for _, f := range afterDelimiter(m)[1:5] {
				if !utf8.Valid(f) || !json.Valid(f) {
					t.Errorf("%s: %q", m.Type(), f)
				}
			}
		}
	})
	g.run("020_unknown_content_fields_are_ignored", func(t *testing.T, c client) {
		for msgType, content := range shellRequests {
			more := fields{"search_raw": "x", "x_unknown": []any{1, fields{}}}
			for k, v := range content {
				more[k] = v
			}
			reply, _ := c.Call(protocol.Shell, msgType, more)
			if status := reply.Fields(t)["status"]; status == protocol.StatusError {
				t.Errorf("%s with unknown fields: %s", msgType, reply)
			}
		}
	})
	g.run("021_absent_content_fields_take_defaults", func(t *testing.T, c client) {
		id := submitExecute(c, c.Header(protocol.MsgExecuteRequest, nil), `{"code":"40 + 2"}`)
		expect(t, "result", c.Adopt(id, "40 + 2").Wait().OK().Result(), "[1] 42")
	})
	g.run("022_header_without_date_version_and_subshell_is_accepted", func(t *testing.T, c client) {
		header := c.Header(protocol.MsgExecuteRequest, func(h fields) {
			delete(h, "date")
			delete(h, "version")
			delete(h, "username")
		})
		expect(t, "result", c.Adopt(submitExecute(c, header, `{"code":"5"}`), "5").Wait().OK().Result(), "[1] 5")
	})
	g.run("023_nul_crlf_astral_and_large_code", func(t *testing.T, c client) {
		c.Execute("1\x002").Discard() // whatever it does, it is framed and answered
		expect(t, "CRLF", result(c, "x <- 1\r\nx + 1\r\n"), "[1] 2")
		expect(t, "astral", result(c, `nchar("a𝐚b")`), "[1] 3")
		expect(t, "1 MB", result(c, fmt.Sprintf("nchar(%q)", strings.Repeat("m", 1_000_000))), "[1] 1000000")
		expect(t, "1 MB of lines", result(c, strings.Repeat("# "+strings.Repeat("c", 97)+"\n", 10_000)+"7"), "[1] 7")
	})
	g.run("024_display_of_10_mb_arrives_whole", func(t *testing.T, c client) {
		displays := c.Execute(publish(displayData, `list("text/plain" = strrep("0123456789", 1e6))`, "")).OK().Displays()
		if len(displays) != 1 || displays[0].Text() != strings.Repeat("0123456789", 1_000_000) {
			t.Errorf("%d displays", len(displays))
		}
	})
	g.run("025_burst_of_5000_reaches_a_slow_subscriber", func(t *testing.T, c client) {
		slow := g.k.ConnectWith(t, kerneltest.ConnectOptions{IOPubHWM: 10, IgnoreForeign: true})
		slow.PauseIOPub()
		done := filepath.Join(g.k.Dir, "burst-done")
		cell := c.Submit(`for (i in 1:5000) ` + publish(displayData, `list("text/plain" = as.character(i))`, "") +
			fmt.Sprintf("; invisible(file.create(%q))", done))
		waitUntil(t, 10*time.Second, "R at the end of the burst", func() bool { return exists(done) })
		slow.ResumeIOPub()
		for i, d := range cell.Wait().OK().Displays() {
			expect(t, "display", d.Text(), fmt.Sprint(i+1))
		}
		count := 0
		waitUntil(t, 10*time.Second, "all of the burst at the slow client", func() bool {
			count = 0
			for _, m := range slow.Foreign() {
				if m.Type() == protocol.MsgDisplayData {
					count++
				}
			}
			return count == 5000
		})
		expect(t, "displays at the slow client", count, 5000)
	}, oneOfSeveral)
}
