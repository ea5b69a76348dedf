package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/history"
	"github.com/gokernel/gokernel/internal/introspection"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
)

// scriptedR is R without R: the code of a cell is the name of what it does.
type scriptedR struct {
	mu          sync.Mutex
	chunks      []console.Chunk
	interrupted bool
	woken       chan struct{}
	exited      chan int
}

func (r *scriptedR) Wake() {
	select {
	case r.woken <- struct{}{}:
	default:
	}
}

func (r *scriptedR) SetInterrupt()          { r.mu.Lock(); defer r.mu.Unlock(); r.interrupted = true }
func (r *scriptedR) ClearInterrupt()        { r.mu.Lock(); defer r.mu.Unlock(); r.interrupted = false }
func (r *scriptedR) InterruptPending() bool { r.mu.Lock(); defer r.mu.Unlock(); return r.interrupted }
func (r *scriptedR) HandlingEvents() bool   { return false }
func (r *scriptedR) CaptureWait()           { select {} }

func (r *scriptedR) TakeStreams() []console.Chunk {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.chunks
	r.chunks = nil
	return taken
}

func (r *scriptedR) write(source console.Source, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.chunks = append(r.chunks, console.Chunk{Source: source, Text: []byte(text)})
}

// newFakeConsole makes a console on a scripted R, whose thread the test plays.
func newFakeConsole(t *testing.T) (*console.Console, *scriptedR) {
	t.Helper()
	r := &scriptedR{woken: make(chan struct{}, 1), exited: make(chan int, 1)}
	inputs := history.New(history.Options{})
	t.Cleanup(func() { inputs.Close(time.Second) })
	return console.New(console.Config{
		Introspection: introspection.Introspection{},
		R:             r,
		History:       inputs,
		Hooks: console.Hooks{
			InterruptChildren: func(bool) {},
			Complain:          func(string) {},
			Exit:              func(status int, _ time.Duration) { r.exited <- status; runtime.Goexit() },
		},
		Log: zerolog.Nop(),
	}), r
}

func request(t *testing.T, msgType string, content map[string]any) *protocol.Message {
	t.Helper()
	return (&terminal{}).message(protocol.Shell, msgType, content)
}

// run is the R thread.
func (r *scriptedR) run(c *console.Console) {
	c.Started()
	var prev console.Result
	for {
		command := c.Next(prev)
		prev = console.Result{Status: console.OK}
		switch command.Kind {
		case console.Wait:
			prev = console.Result{}
			<-r.woken
		case console.Call: // is_complete
			status := map[bool]string{true: "incomplete", false: "complete"}[strings.Count(command.Args[0], "(") > strings.Count(command.Args[0], ")")]
			prev.JSON = []byte(`{"status":"` + status + `"}`)
		case console.Execute:
			prev = r.execute(c, command.Text)
		case console.Quit:
			c.Exit(command.Status)
		}
	}
}

var pixel = []byte("not really a PNG")

func (r *scriptedR) execute(c *console.Console, code string) console.Result {
	show := func(kind console.DisplayKind, bundle map[string]any) {
		data, err := json.Marshal(bundle)
		if err != nil {
			panic(err)
		}
		c.Display(kind, data, nil, "")
	}
	switch code {
	case "text":
		r.write(console.ConsoleStdout, "out\n")
		r.write(console.ConsoleStderr, "err\n")
	case "value":
		show(console.ExecuteResult, map[string]any{"text/plain": "[1] 42", "text/html": "<b>42</b>"})
	case "plot":
		show(console.DisplayData, map[string]any{
			"image/png": base64.StdEncoding.EncodeToString(pixel), "text/plain": "plot without title",
		})
	case "page":
		c.Payload([]byte(`{"source":"page","start":0,"data":{"text/plain":"the help page"}}`))
	case "fail":
		return console.Result{
			Status: console.Failed,
			JSON:   []byte(`{"ename":"simpleError","evalue":"no","traceback":["Error: no","Traceback:","1. f()"]}`),
		}
	case "ask":
		return r.ask(c)
	case "quit":
		c.Exit(7)
	default:
		r.write(console.ConsoleStdout, "ran: "+strings.ReplaceAll(code, "\n", "|")+"\n")
	}
	return console.Result{Status: console.OK}
}

func (r *scriptedR) ask(c *console.Console) console.Result {
	if err := c.StartInput("name? ", false); err != nil {
		r.write(console.ConsoleStderr, err.Error())
		return console.Result{Status: console.OK}
	}
	for {
		switch state, line := c.PollInput(); state {
		case console.InputWait:
			<-r.woken
		case console.InputEOF:
			r.write(console.ConsoleStdout, "end of file\n")
			return console.Result{Status: console.OK}
		default:
			r.write(console.ConsoleStdout, "hello "+line)
			return console.Result{Status: console.OK}
		}
	}
}

// runTerminal runs a terminal on the lines of input and returns what it prints.
func runTerminal(t *testing.T, input string, trace *bytes.Buffer) (stdout, stderr string, status int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(file, []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	c, r := newFakeConsole(t)
	var out, errs bytes.Buffer
	term := newTerminal(c, in, &out, &errs)
	if trace != nil {
		term.trace = trace
	}
	go term.runOutput()
	go term.runInput("banner")
	go r.run(c)
	select {
	case status = <-r.exited:
	case <-time.After(10 * time.Second):
		t.Fatal("the terminal does not end")
	}
	term.close(10 * time.Second)
	return out.String(), errs.String(), status
}

func TestTerminal_shows(t *testing.T) {
	for name, c := range map[string]struct {
		input, stdout, stderr string
		status                int
	}{
		"nothing":                  {"", "", "", 0},
		"text":                     {"text\n", "out\n", "err\n", 0},
		"a value":                  {"value\n", "[1] 42\n", "", 0},
		"an error":                 {"fail\ntext\n", "out\n", "Error: no\nTraceback:\n1. f()\nerr\n", 0},
		"a help page":              {"page\n", "the help page\n", "", 0},
		"lines that continue":      {"f(\n1)\ntext\n", "ran: f(|1)\nout\n", "err\n", 0},
		"code that ends too early": {"f(\n", "ran: f(\n", "", 0},
		"no newline at the end":    {"value", "[1] 42\n", "", 0},
		"lines of Windows":         {"value\r\n", "[1] 42\n", "", 0},
		"input":                    {"ask\nAda\nvalue\n", "name? hello Ada\n[1] 42\n", "", 0},
		"input that is empty":      {"ask\n\nvalue\n", "name? hello \n[1] 42\n", "", 0},
		"input that is not there":  {"ask\n", "name? end of file\n", "", 0},
		"the end by code":          {"text\nquit\ntext\n", "out\n", "err\n", 7},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr, status := runTerminal(t, c.input, nil)
			if diff := cmp.Diff(c.stdout, stdout); diff != "" {
				t.Errorf("stdout (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.stderr, stderr); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
			if status != c.status {
				t.Errorf("exit status %d, want %d", status, c.status)
			}
		})
	}
}

func TestOpenCode_knowsWhereCodeCannotEnd(t *testing.T) {
	for code, open := range map[string]bool{
		"f(": true, "f()": false, "x <- '": true, "x <- '\\''": false, `"a\`: true, "`a": true, "{ # }": true, "{ '#' }": false,
		"x[[1]]": false, "x[[1]": true, "x %>%": true, "x %(% y": false, "x %(": false, "x +": true, "x + # y": true, "x + 1 # +": false,
		`r"(`: true, `r"("`: true, `R'--[ ]-' ]--'`: false, `r"(a")"`: false, `bar"("`: false, "f(\n1\n)": false, "'\n(\n'": false,
		"f(]\n(": false, ")": false, "": false, "# (": false, "(\n\n": true, "é <- \"(\"": false, "if (x)": false,
	} {
		var scan openCode
		got := false
		for _, line := range strings.Split(code, "\n") {
			got = scan.line(line)
		}
		if got != open {
			t.Errorf("%q: open is %v, want %v", code, got, open)
		}
	}
}

// brokenPipe fails as a pipe whose reader has gone.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestShutdownWriter_endsOnce(t *testing.T) {
	ended := 0
	w := &shutdownWriter{w: brokenPipe{}, shutdown: func() { ended++ }}
	for range 3 {
		if _, err := w.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("error %v", err)
		}
	}
	if ended != 1 {
		t.Errorf("ended %d times, want once", ended)
	}
}

// newTyped makes a terminal whose lines the test types.
func newTyped(t *testing.T) (*terminal, *scriptedR) {
	t.Helper()
	in, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { write.Close(); in.Close() })
	c, r := newFakeConsole(t)
	term := newTerminal(c, in, io.Discard, io.Discard)
	term.prompts, term.lines = true, make(chan string)
	go term.runOutput()
	go r.run(c)
	return term, r
}

func TestTerminal_interruptDropsWhatWasTyped(t *testing.T) {
	term, _ := newTyped(t)
	read := make(chan string)
	go func() {
		code, _ := term.readTyped()
		read <- code
	}()
	term.lines <- "f("
	term.interrupt()
	for len(term.dropped) > 0 {
		time.Sleep(time.Millisecond)
	}
	term.lines <- "text"
	if code := <-read; code != "text\n" {
		t.Errorf("read %q, want what came after the interrupt", code)
	}
}

func TestTerminal_requestsStartClean(t *testing.T) {
	term, _ := newTyped(t)
	term.asked <- struct{}{} // of a request that was interrupted
	term.interrupt()         // which came while it ran
	next := make(chan string, 1)
	go func() {
		term.execute("value")
		next <- <-term.lines
	}()
	term.lines <- "text"
	if line := <-next; line != "text" || len(term.dropped) != 0 {
		t.Errorf("next line %q, %d interrupts left", line, len(term.dropped))
	}
}

func TestTerminal_asksLittleAboutLongCode(t *testing.T) {
	var trace bytes.Buffer
	code := "f(\n" + strings.Repeat("g(\n", 500) + strings.Repeat(")\n", 500) + "1)\n"
	stdout, _, _ := runTerminal(t, code+"ask\nAda\nvalue\n", &trace)
	if !strings.HasPrefix(stdout, "ran: f(|") || !strings.HasSuffix(stdout, "name? hello Ada\n[1] 42\n") {
		t.Errorf("stdout %q", stdout)
	}
	if n := strings.Count(trace.String(), "is_complete_reply"); n > 40 {
		t.Errorf("%d questions", n)
	}
}

func TestTerminal_plotsGoToFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	stdout, _, _ := runTerminal(t, "plot\nplot\n", nil)
	files := regexp.MustCompile(`(?m)^\[plot: (.*)\]$`).FindAllStringSubmatch(stdout, -1)
	if len(files) != 2 || files[0][1] == files[1][1] {
		t.Fatalf("stdout %q, want two plots", stdout)
	}
	for _, f := range files {
		if image, err := os.ReadFile(f[1]); err != nil || !bytes.Equal(image, pixel) {
			t.Errorf("%s holds %q, %v", f[1], image, err)
		}
	}
}

func TestTerminal_plotsThatCannotBeSavedAreReported(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	stdout, stderr, _ := runTerminal(t, "plot\nvalue\n", nil)
	if stdout != "[1] 42\n" || !strings.HasPrefix(stderr, "gokernel: cannot save the plot: ") {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
}

func TestTerminal_traceHasEveryMessageAsALine(t *testing.T) {
	var trace bytes.Buffer
	runTerminal(t, "value\n", &trace)
	var got []string
	parents := map[string]bool{}
	for line := range strings.Lines(trace.String()) {
		var m struct {
			Channel, MsgType, ParentMsgID string
			Content                       map[string]any
		}
		fields := map[string]any{"channel": &m.Channel, "msg_type": &m.MsgType, "parent_msg_id": &m.ParentMsgID, "content": &m.Content}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &raw); err != nil || len(raw) != len(fields) {
			t.Fatalf("line %q: %v", line, err)
		}
		for name, into := range fields {
			if err := json.Unmarshal(raw[name], into); err != nil {
				t.Errorf("%s of %q: %v", name, line, err)
			}
		}
		parents[m.ParentMsgID] = true
		state, _ := m.Content["execution_state"].(string)
		got = append(got, strings.TrimSpace(m.Channel+" "+m.MsgType+" "+state))
	}
	want := []string{
		"iopub status starting",
		"iopub status busy", "shell is_complete_reply", "iopub status idle",
		"iopub status busy", "iopub execute_input", "iopub execute_result", "shell execute_reply", "iopub status idle",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trace (-want +got):\n%s", diff)
	}
	if len(parents) != 3 { // none, and two requests
		t.Errorf("parents: %v", parents)
	}
}
