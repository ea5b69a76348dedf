package console

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// player does the steps of a script and keeps a log of what they cause.
type player struct {
	*bench
	t      *testing.T
	thread *rThread
	held   bool // messages stay in the queue
	asked  *protocol.Outgoing

	mu  sync.Mutex
	log []string
}

func newPlayer(t *testing.T) *player {
	p := &player{bench: newBench(t), t: t, thread: newRThread()}
	t.Cleanup(func() { close(p.thread.work) })
	p.r.onInterrupt = func(pending bool) {
		if pending {
			p.note("R is interrupted")
		} else {
			p.note("R's interrupt is forgotten")
		}
	}
	p.hooks.InterruptChildren = func(again bool) {
		if !again {
			p.note("children are interrupted")
		}
	}
	p.hooks.Exit = func(status int, _ time.Duration) {
		p.take()
		p.note("exit %d", status)
	}
	return p
}

// detail is what the JSON decoder of this version of Go says.
var detail = regexp.MustCompile(`protocol: json: [^"]*`)

func (p *player) note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = append(p.log, detail.ReplaceAllString(fmt.Sprintf(format, args...), "protocol: …"))
}

// takeLog returns what has happened since the last call.
func (p *player) takeLog() []string {
	synctest.Wait()
	if !p.held {
		p.take()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := p.log
	p.log = nil
	return taken
}

func (p *player) take() {
	for _, m := range drain(p.out) {
		p.note("%s", describe(m))
		if m.MsgType == protocol.MsgInputRequest {
			p.asked = m
		}
	}
}

// step does one line of a script.
func (p *player) step(line string) {
	words := strings.SplitN(line, " ", 2)
	rest := strings.Join(words[1:], "")
	switch words[0] {
	case "unstarted":
	case "send":
		p.HandleMessage(parseMessage(protocol.Shell, rest))
	case "control":
		p.HandleMessage(parseMessage(protocol.Control, rest))
	case "answer":
		content, _ := json.Marshal(protocol.InputReply{Value: p.unquote(rest)})
		p.HandleMessage(message(protocol.Stdin, "answer", protocol.MsgInputReply, string(content)))
	case "interrupt":
		p.Interrupt()
	case "unroutable":
		p.Unroutable(p.asked)
	case "sleep":
		d, err := time.ParseDuration(rest)
		if err != nil {
			p.t.Fatal(err)
		}
		time.Sleep(d)
	case "panic":
		p.panicIn(strings.Fields(rest))
	case "quick": // R is at its prompt when it is woken, and quits within that call
		p.r.onWake = func() { <-p.thread.start(func() { p.next(""); p.Exit(0) }) }
	case "work":
		p.background.work = parseWork(p, rest)
	case "hold":
		p.held = true
	case "take":
		p.held = false
	case "R":
		if !p.thread.do(func() { p.onR(rest) }) {
			p.note("R blocks")
		}
	default:
		p.t.Fatalf("unknown step %q", line)
	}
}

// panicIn makes the handlers of some msg_types panic during this test, or, with
// "later" before them, when they get the result of a command.
func (p *player) panicIn(msgTypes []string) {
	later := msgTypes[0] == "later"
	if later {
		msgTypes = msgTypes[1:]
	}
	for _, msgType := range msgTypes {
		before := handlers[msgType]
		p.t.Cleanup(func() { handlers[msgType] = before })
		handlers[msgType] = func(*Console, *request) step {
			if later {
				return run(Command{Kind: Call, Text: "f"}, func(Result) step { panic("no idea") })
			}
			panic("no idea")
		}
	}
}

// onR does a step of the R thread.
func (p *player) onR(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "started":
		p.Started()
	case "next":
		p.next(rest)
	case "out", "err", "fd1", "fd2":
		source := map[string]Source{"out": ConsoleStdout, "err": ConsoleStderr, "fd1": FD1, "fd2": FD2}[verb]
		p.r.write(source, []byte(p.unquote(rest))...)
	case "ready":
		p.StreamReady(rest == "full")
	case "display", "result", "update":
		kind := map[string]DisplayKind{"display": DisplayData, "result": ExecuteResult, "update": UpdateDisplayData}[verb]
		var id string
		if after, ok := strings.CutPrefix(rest, "id="); ok {
			id, rest, _ = strings.Cut(after, " ")
		}
		p.Display(kind, []byte(rest), nil, id)
	case "clear":
		p.ClearOutput(rest == "wait")
	case "payload":
		p.Payload([]byte(rest))
	case "message":
		p.ShowMessage(rest)
	case "ask":
		prompt, password := strings.CutSuffix(rest, " hidden")
		if err := p.StartInput(p.unquote(prompt), password); err != nil {
			p.note("R may not ask: %v", err)
		}
	case "poll":
		state, text := p.PollInput()
		p.note("R gets %s %q", map[InputState]string{InputWait: "nothing yet", InputLine: "a line", InputEOF: "end of file"}[state], text)
	case "woken": // since it was asked last
		select {
		case <-p.r.woken:
			p.note("R was woken")
		default:
			p.note("R was left alone")
		}
	case "saw": // its interrupt
		p.r.seeInterrupt()
	case "events": // event handlers run between requests, or do not
		p.r.handling.Store(rest == "begin")
	case "exit":
		status, _ := strconv.Atoi(rest)
		p.Exit(status)
	case "fatal":
		p.Fatal(rest)
	default:
		p.t.Errorf("unknown step of R %q", line)
	}
}

var resultStatus = map[string]ResultStatus{
	"": None, "ok": OK, "failed": Failed, "interrupted": Interrupted, "aborted": Aborted,
	"incomplete": Incomplete, "syntax": SyntaxError,
}

// next is R at its prompt, with the result of what it did.
func (p *player) next(result string) {
	status, record, _ := strings.Cut(result, " ")
	code, known := resultStatus[status]
	if !known {
		p.t.Errorf("unknown result %q", result)
	}
	if code == Interrupted {
		p.r.mu.Lock()
		p.r.pending = false // R has seen it
		p.r.mu.Unlock()
	}
	c := p.Next(Result{Status: code, JSON: []byte(record)})
	p.logCommand(c)
}

// logCommand logs a command behind the messages that were queued before R got it.
func (p *player) logCommand(c Command) {
	if !p.held {
		p.take()
	}
	switch c.Kind {
	case Wait:
		p.note("R waits")
	case Execute:
		p.note("R executes %q%s", c.Text, map[bool]string{true: " silently"}[c.Silent])
	case Call:
		p.note("R calls %s%q", c.Text, c.Args)
	case Observe:
		p.note("R observes %q", c.Args)
	case Quit:
		p.note("R quits with %d%s", c.Status, map[bool]string{true: ", without .Last"}[c.SkipLast])
	default:
		p.note("R does %+v", c)
	}
}

func (p *player) unquote(quoted string) string {
	text, err := strconv.Unquote(quoted)
	if err != nil {
		p.t.Errorf("%s is no quoted string: %v", quoted, err)
	}
	return text
}

// parseMessage reads "ID TYPE [sent=DURATION] [session=NAME] [CONTENT]". The date
// of the header is now, or off by DURATION. Code that is not given is the ID.
func parseMessage(ch protocol.Channel, text string) *protocol.Message {
	words := strings.SplitN(text, " ", 3)
	id, msgType, content := words[0], words[1], ""
	if len(words) == 3 {
		content = words[2]
	}
	header := func(name string) (value string) {
		if rest, ok := strings.CutPrefix(content, name+"="); ok {
			value, content, _ = strings.Cut(rest, " ")
		}
		return value
	}
	sent, session := header("sent"), header("session")
	if content == "" {
		content = fmt.Sprintf(`{"code":%q}`, id)
	}
	m := message(ch, id, msgType, content)
	if off, err := time.ParseDuration(sent); err == nil {
		m.Header.Date = time.Now().Add(off).UTC().Format(time.RFC3339Nano)
	}
	if session != "" {
		m.Header.Session = session
	}
	seal(m)
	return m
}
