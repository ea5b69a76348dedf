package conformance

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// recall returns the history of a history_reply as JSON.
func recall(t *testing.T, c client, ask string) string {
	t.Helper()
	reply, _ := c.Call(protocol.Shell, protocol.MsgHistoryRequest, json.RawMessage(ask))
	var content struct{ History json.RawMessage }
	if err := json.Unmarshal(reply.Content, &content); err != nil {
		t.Fatal(err)
	}
	return string(content.History)
}

func TestHistory(t *testing.T) {
	g := newGroup(t)
	g.run("100_tail_gives_the_last_inputs_oldest_first", func(t *testing.T, c client) {
		for _, code := range []string{"a <- 1", "a + 1", "b <- function(x) {\n  x\n}"} {
			c.Execute(code).OK().Discard()
		}
		expect(t, "tail", recall(t, c, `{"hist_access_type":"tail","n":2}`), `[[1,2,"a + 1"],[1,3,"b <- function(x) {\n  x\n}"]]`)
	})
	g.run("101_output_comes_with_the_input", func(t *testing.T, c client) {
		expect(t, "tail", recall(t, c, `{"hist_access_type":"tail","n":2,"output":true}`),
			`[[1,2,["a + 1","[1] 2"]],[1,3,["b <- function(x) {\n  x\n}",null]]]`)
	})
	g.run("102_range_has_a_start_and_stops_before_the_end", func(t *testing.T, c client) {
		expect(t, "range", recall(t, c, `{"hist_access_type":"range","session":0,"start":1,"stop":2}`), `[[1,1,"a <- 1"]]`)
		expect(t, "range to the end", recall(t, c, `{"hist_access_type":"range","session":1,"start":2}`),
			`[[1,2,"a + 1"],[1,3,"b <- function(x) {\n  x\n}"]]`)
	})
	g.run("103_search_knows_stars_and_question_marks", func(t *testing.T, c client) {
		c.Execute("a + 1").OK().Discard()
		expect(t, "all", recall(t, c, `{"hist_access_type":"search","pattern":"a ? 1"}`), `[[1,2,"a + 1"],[1,4,"a + 1"]]`)
		expect(t, "unique", recall(t, c, `{"hist_access_type":"search","pattern":"a*1","unique":true}`), `[[1,1,"a <- 1"],[1,4,"a + 1"]]`)
		expect(t, "latest", recall(t, c, `{"hist_access_type":"search","pattern":"a*1","n":1}`), `[[1,4,"a + 1"]]`)
	})
	g.run("104_an_unknown_access_type_gives_nothing", func(t *testing.T, c client) {
		expect(t, "history", recall(t, c, `{"hist_access_type":"everything"}`), `[]`)
	})
	g.run("105_silent_and_unstored_inputs_are_absent", func(t *testing.T, c client) {
		c.Execute("'silent'", kerneltest.Silent()).OK().Discard()
		c.Execute("'unstored'", kerneltest.NoHistory()).OK().Discard()
		expect(t, "history", recall(t, c, `{"hist_access_type":"search","pattern":"'*'"}`), `[]`)
	})
}

// A later kernel recalls what earlier ones were told; passwords are in no file.
func TestHistory_lasts(t *testing.T) {
	state := t.TempDir()
	options := kerneltest.Options{Env: []string{"XDG_STATE_HOME=" + state}}
	first, second := kerneltest.Start(t, options), kerneltest.Start(t, options)
	one, two := first.Connect(t), second.Connect(t)
	one.Execute("x <- 'of the first'").OK().Discard()
	two.Execute("'of the second'").OK().Discard()
	for _, ask := range []string{"askpass::askpass('? ')", "pw <- askpass::askpass('? '); pw", "readline('? ')"} {
		cell := one.Submit(ask, kerneltest.AllowStdin())
		one.ExpectInput(cell)
		one.AnswerInput(map[bool]string{true: "typed", false: "hunter2"}[strings.HasPrefix(ask, "readline")])
		cell.Wait().OK().Discard()
	}
	one.Execute("toupper(pw); pw").OK().Discard()
	one.Shutdown(false)
	third := kerneltest.Start(t, options).Connect(t)
	expect(t, "yesterday's", recall(t, third, `{"hist_access_type":"search","pattern":"*of the*"}`),
		`[[1,1,"x <- 'of the first'"],[2,1,"'of the second'"]]`)
	expectContains(t, "history()", third.Execute("history(pattern = 'of the')").OK().Displays()[0].Text(), "of the first")
	files, _ := filepath.Glob(filepath.Join(state, "gokernel", "*"))
	if len(files) == 0 {
		t.Error("there is no history")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || bytes.Contains(text, []byte("hunter2")) {
			t.Errorf("%s holds a password, or cannot be read: %v", file, err)
		}
	}
}

// kill -9 costs what the writer had not come to, and the next kernel can use the database.
func TestHistory_survivesAKill(t *testing.T) {
	options := kerneltest.Options{Env: []string{"XDG_STATE_HOME=" + t.TempDir()}, Unmanaged: true}
	for range 3 {
		k := kerneltest.Start(t, options)
		c := k.Connect(t)
		c.Execute("1").OK().Discard()
		c.Execute("2").OK().Discard()
		recall(t, c, `{"hist_access_type":"tail","n":1}`) // the writer has come to the second input
		c.Execute("3").OK().Discard()
		k.Signal(syscall.SIGKILL)
		waitUntil(t, 5*time.Second, "the end", func() bool { return !k.Alive() })
		c.Abandon()
	}
	options.Unmanaged = false
	c := kerneltest.Start(t, options).Connect(t)
	for _, earlier := range []string{"-1", "-2", "-3"} {
		found := recall(t, c, `{"hist_access_type":"range","session":`+earlier+`}`)
		expect(t, "the first two inputs", strings.Contains(found, `1,"1"]`) && strings.Contains(found, `2,"2"]`), true)
	}
}

// Packages bring their own SQLite: they must not get ours.
func TestHistory_exportsNoSQLite(t *testing.T) {
	binary, err := kerneltest.Binary()
	if err != nil {
		t.Fatal(err)
	}
	f, err := elf.Open(binary)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range symbols {
		if strings.HasPrefix(s.Name, "sqlite3") {
			t.Fatalf("the binary exports %s", s.Name)
		}
	}
}
