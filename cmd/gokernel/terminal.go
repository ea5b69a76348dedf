package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
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
	done    chan *protocol.Outgoing // the reply of the current request, after its Idle
	flushed chan struct{}           // tells runOutput to empty the queue and end
	ended   chan struct{}
	wake    chan struct{}
	asked   chan struct{} // R waits for a line

	// Only runOutput uses these.
	reply *protocol.Outgoing
	plots int
}

func newTerminal(c *console.Console, in *os.File, out, err io.Writer) *terminal {
	t := &terminal{
		console: c, out: out, err: err, prompts: isatty.IsTerminal(in.Fd()),
		lines: make(chan string), done: make(chan *protocol.Outgoing, 1),
		flushed: make(chan struct{}), ended: make(chan struct{}), wake: make(chan struct{}, 1),
		asked: make(chan struct{}, 1),
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
	if t.prompts {
		fmt.Fprintf(t.out, "%s. Ctrl-D ends.\n", banner)
	}
	code := ""
	for {
		t.prompt(code)
		line, ok := <-t.lines
		if !ok {
			if code != "" {
				t.execute(code) // R says what is missing
			}
			t.console.Shutdown()
			return
		}
		code += line + "\n"
		if t.incomplete(code) {
			continue
		}
		t.execute(code)
		code = ""
	}
}

func (t *terminal) prompt(code string) {
	if !t.prompts {
		return
	}
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
	t.console.HandleMessage(t.message(protocol.Shell, msgType, content))
	var lines <-chan string // nil, which nobody can receive from, until R asks
	for {
		select {
		case answer := <-t.done:
			return answer
		case <-t.asked:
			lines = t.lines
		case line, ok := <-lines:
			if !ok {
				line = protocol.EndOfInput
			}
			lines = nil
			t.console.HandleMessage(t.message(protocol.Stdin, protocol.MsgInputReply, protocol.InputReply{Value: line}))
		}
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

func (t *terminal) interrupt() {
	t.console.Interrupt()
	if t.prompts {
		fmt.Fprintln(t.out)
		t.prompt("")
	}
}

// close shows what is still queued.
func (t *terminal) close(timeout time.Duration) {
	close(t.flushed)
	select {
	case <-t.ended:
	case <-time.After(timeout):
	}
}
