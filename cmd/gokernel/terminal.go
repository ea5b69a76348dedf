package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/google/uuid"
	"github.com/mattn/go-isatty"
)

// terminal is a frontend in this process: lines in, messages out as text.
//
// Goroutines: runInput reads requests and waits until each is answered and Idle;
// runOutput is the consumer of the outbound queue; readLines owns stdin.
type terminal struct {
	console *console.Console
	out     io.Writer
	err     io.Writer
	trace   io.Writer // nil for none
	prompts bool      // stdin is a terminal
	lines   chan string
	back    []string                // lines read too far, the next ones to be read; only runInput uses it
	done    chan *protocol.Outgoing // the reply of the current request, after its Idle
	flushed chan struct{}           // tells runOutput to empty the queue and end
	ended   chan struct{}
	wake    chan struct{}
	asked   chan struct{} // R waits for a line
	dropped chan struct{} // Ctrl-C: what was typed so far does not count

	// Only runOutput uses these.
	reply *protocol.Outgoing
	plots int
}

func newTerminal(c *console.Console, in *os.File, out, err io.Writer) *terminal {
	t := &terminal{
		console: c, out: &shutdownWriter{w: out, shutdown: c.Shutdown}, err: err, prompts: isatty.IsTerminal(in.Fd()),
		lines: make(chan string), done: make(chan *protocol.Outgoing, 1),
		flushed: make(chan struct{}), ended: make(chan struct{}), wake: make(chan struct{}, 1),
		asked: make(chan struct{}, 1), dropped: make(chan struct{}, 1),
	}
	c.Outbound().SetNotify(func() {
		select {
		case t.wake <- struct{}{}:
		default:
		}
	})
	go t.readLines(in)
	return t
}

func (t *terminal) readLines(in io.Reader) {
	defer close(t.lines)
	r := bufio.NewReader(in)
	for {
		line, err := r.ReadString('\n')
		if line != "" {
			t.lines <- strings.TrimRight(line, "\r\n")
		}
		if err != nil {
			return
		}
	}
}

// runInput is the read loop of the console.
func (t *terminal) runInput(banner string) {
	read := t.readPiped
	if t.prompts {
		fmt.Fprintf(t.out, "%s. Ctrl-D ends.\n", banner)
		read = t.readTyped
	}
	for {
		code, more := read()
		if code != "" {
			t.execute(code) // R says what is missing if it is incomplete
		}
		if !more {
			t.console.Shutdown()
			return
		}
	}
}

// readTyped prompts until the code is complete; more is false at the end of input.
func (t *terminal) readTyped() (code string, more bool) {
	for {
		t.prompt(code)
		select {
		case line, ok := <-t.lines:
			if !ok {
				return code, false
			}
			code += line + "\n"
			if !t.incomplete(code) {
				return code, true
			}
		case <-t.dropped:
			fmt.Fprintln(t.out)
			code = ""
		}
	}
}

// readPiped reads up to the first line at which the code is no longer incomplete,
// what a prompt for each line would give, with few questions about long code. A
// line on which code can end is asked about. Between those, code can only become
// invalid, and stays so: it is enough to ask when it has doubled, and to search.
func (t *terminal) readPiped() (code string, more bool) {
	var lines []string
	var scan openCode
	known := 0 // this many lines are incomplete
	for {
		line, ok := t.nextLine()
		if ok {
			lines = append(lines, line)
			if scan.line(line) && len(lines) < 2*known {
				continue
			}
		}
		if len(lines) > known && !t.incomplete(join(lines)) {
			n := known + 1 + sort.Search(len(lines)-known-1, func(i int) bool {
				return !t.incomplete(join(lines[:known+1+i]))
			})
			t.back = append(lines[n:len(lines):len(lines)], t.back...)
			return join(lines[:n]), true
		}
		if !ok {
			return join(lines), false
		}
		known = len(lines)
	}
}

func (t *terminal) nextLine() (string, bool) {
	if len(t.back) > 0 {
		line := t.back[0]
		t.back = t.back[1:]
		return line, true
	}
	line, ok := <-t.lines
	return line, ok
}

func join(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

func (t *terminal) prompt(code string) {
	if code == "" {
		fmt.Fprint(t.out, "> ")
	} else {
		fmt.Fprint(t.out, "+ ")
	}
}

func (t *terminal) incomplete(code string) bool {
	answer := t.request(protocol.MsgIsCompleteRequest, map[string]any{"code": code})
	status, ok := answer.Content.(protocol.IsCompleteReply)
	return ok && status.Status == protocol.CodeIncomplete
}

func (t *terminal) execute(code string) {
	answer := t.request(protocol.MsgExecuteRequest, map[string]any{
		"code": strings.TrimSuffix(code, "\n"), "allow_stdin": true,
	})
	drain(t.dropped) // a Ctrl-C meanwhile was for R
	done, ok := answer.Content.(protocol.ExecuteReply)
	if !ok {
		return
	}
	for _, p := range done.Payload {
		t.showPage(p)
	}
}

// request sends a message and waits until it is answered and Idle. While R waits
// for input, lines go there.
func (t *terminal) request(msgType string, content any) *protocol.Outgoing {
	drain(t.asked) // by a request that ended without its line
	t.console.HandleMessage(t.message(protocol.Shell, msgType, content))
	var lines <-chan string // nil, which nobody can receive from, until R asks
	for {
		select {
		case answer := <-t.done:
			return answer
		case <-t.asked:
			if len(t.back) > 0 {
				line, _ := t.nextLine()
				t.input(line)
				continue
			}
			lines = t.lines
		case line, ok := <-lines:
			if !ok {
				line = protocol.EndOfInput
			}
			lines = nil
			t.input(line)
		}
	}
}

func (t *terminal) input(line string) {
	t.console.HandleMessage(t.message(protocol.Stdin, protocol.MsgInputReply, protocol.InputReply{Value: line}))
}

func drain(c <-chan struct{}) {
	select {
	case <-c:
	default:
	}
}

func (t *terminal) message(ch protocol.Channel, msgType string, content any) *protocol.Message {
	header := protocol.Header{
		MsgID: uuid.NewString(), Session: "console", Username: userName(), MsgType: msgType,
		Date: time.Now().UTC().Format(time.RFC3339Nano), Version: protocol.Version,
	}
	raw, err := json.Marshal(header)
	if err != nil {
		panic(err) // strings only
	}
	body, err := protocol.EncodeContent(content)
	if err != nil {
		panic(err) // made here
	}
	return &protocol.Message{Channel: ch, Header: header, RawHeader: raw, Content: body}
}

// interrupt serves Ctrl-C. Any goroutine may call it.
func (t *terminal) interrupt() {
	if t.prompts {
		select {
		case t.dropped <- struct{}{}: // before the interrupt can end the request, which drains it
		default:
		}
	}
	t.console.Interrupt()
}
