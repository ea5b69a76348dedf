package console

import (
	"fmt"
	"math/rand/v2"
	"time"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Each source writes characters of its own, counted from a base: of two, three and
// four bytes. So the text of a message tells who wrote it, and what is missing.
const (
	outBase   = 0x0100
	errBase   = 0x4E00
	fdBase    = 0x1F300
	childBase = 0x3041
)

// newPlan makes a random request on Shell.
func newPlan(rng *rand.Rand, client int, id string) *plan {
	p := &plan{client: client, result: Result{Status: OK, JSON: []byte("{}")}}
	switch rng.IntN(12) {
	case 0:
		p.msg = message(protocol.Shell, id, protocol.MsgCompleteRequest, `{"code":""}`)
	case 1:
		p.msg = message(protocol.Shell, id, protocol.MsgKernelInfoRequest, "{}")
	case 2:
		p.msg = message(protocol.Shell, id, protocol.MsgHistoryRequest, `{"hist_access_type":"tail"}`)
	case 3:
		p.msg = message(protocol.Shell, id, "unheard_of_request", "{}")
	default:
		p.planExecute(rng, id)
	}
	return p
}

// newControlPlan makes a random request on Control, of the third client.
func newControlPlan(rng *rand.Rand, id string) *plan {
	types := []string{
		protocol.MsgInterruptRequest, protocol.MsgInterruptRequest, protocol.MsgKernelInfoRequest,
		protocol.MsgHistoryRequest, "unheard_of_request",
	}
	if rng.IntN(10) == 0 {
		types = []string{protocol.MsgShutdownRequest}
	}
	return &plan{client: 2, msg: message(protocol.Control, id, types[rng.IntN(len(types))], "{}")}
}

func (p *plan) planExecute(rng *rand.Rand, id string) {
	p.silent = rng.IntN(8) == 0
	p.stored = !p.silent && rng.IntN(8) > 0
	p.msg = message(protocol.Shell, id, protocol.MsgExecuteRequest, fmt.Sprintf(
		`{"code":%q,"silent":%v,"store_history":%v,"stop_on_error":%v,"allow_stdin":true,"user_expressions":{%s}}`,
		id, p.silent, p.stored, rng.IntN(2) == 0, []string{"", `"x":"1"`}[rng.IntN(2)]))
	for range rng.IntN(10) {
		p.ops = append(p.ops, operations[rng.IntN(len(operations))])
	}
	p.result.Status = []ResultStatus{OK, OK, OK, Failed, Aborted, Incomplete, None}[rng.IntN(7)]
	if p.result.Status == None { // stands for q(), which is rare
		p.result.Status = OK
		if rng.IntN(4) == 0 {
			p.ops = append(p.ops, quits)
		}
	}
}

// cell is R at work on one request.
type cell struct {
	*world
	plan    *plan
	rng     *rand.Rand
	writers []*writer
	shown   int
}

// writer writes the text of one source, in pieces that may end inside a character.
type writer struct {
	source  Source
	next    rune
	waiting []byte // not written yet
	begun   []byte // of a character whose end is not written
}

func (p *cell) write(wr *writer, n int) {
	n = min(n, len(wr.waiting))
	p.r.write(wr.source, wr.waiting[:n]...)
	wr.begun = append(wr.begun, wr.waiting[:n]...)
	wr.waiting = wr.waiting[n:]
	for len(wr.begun) > 0 && utf8.FullRune(wr.begun) {
		_, size := utf8.DecodeRune(wr.begun)
		p.plan.atoms = append(p.plan.atoms, string(wr.begun[:size]))
		wr.begun = wr.begun[size:]
	}
}

// operations are what code can do; false ends the request.
var operations = []func(*cell) bool{
	prints, prints, prints, prints, shows, shows, clears, sleeps, sleeps, asks,
}

func prints(p *cell) bool {
	wr := p.writers[p.rng.IntN(len(p.writers))]
	for range 1 + p.rng.IntN(4) {
		wr.waiting = utf8.AppendRune(wr.waiting, wr.next)
		wr.next++
	}
	p.write(wr, 1+p.rng.IntN(len(wr.waiting)))
	switch p.rng.IntN(4) {
	case 0:
		p.StreamReady(false)
	case 1:
		p.StreamReady(true)
	}
	return true
}

func shows(p *cell) bool {
	p.shown++
	p.plan.atoms = append(p.plan.atoms, fmt.Sprint("display ", p.shown))
	p.Display(DisplayKind(p.rng.IntN(2)), fmt.Appendf(nil, `{"n":%d}`, p.shown), nil, "")
	return true
}

func clears(p *cell) bool {
	p.plan.atoms = append(p.plan.atoms, "clear")
	p.ClearOutput(false)
	return true
}

func sleeps(p *cell) bool {
	time.Sleep(time.Duration(p.rng.IntN(50)) * 5 * time.Millisecond)
	return true
}

func asks(p *cell) bool {
	if err := p.StartInput("? ", false); err != nil {
		p.t.Errorf("%s may not ask: %v", p.plan.msg.Header.MsgID, err)
		return true
	}
	for !p.r.InterruptPending() {
		if state, _ := p.PollInput(); state != InputWait {
			break
		}
		<-p.r.woken
	}
	return true
}

func quits(p *cell) bool {
	p.world.mu.Lock()
	p.world.quits = true
	p.world.mu.Unlock()
	p.finishText()
	p.Exit(0) // does not return
	return false
}

func (p *cell) finishText() {
	for _, wr := range p.writers {
		p.write(wr, len(wr.waiting))
	}
}

// runR is R's main loop.
func (w *world) runR() {
	rng := w.rng(70)
	var prev Result
	for {
		c := w.Next(prev)
		prev = Result{Status: OK, JSON: []byte("{}")}
		switch c.Kind {
		case Wait:
			prev = Result{}
			select {
			case <-w.r.woken:
			case <-w.over:
				return
			}
		case Execute:
			prev = w.execute(rng, c.Text)
		case Observe:
			pause(rng)
			if w.r.InterruptPending() {
				w.t.Error("background work was interrupted")
			}
		case Quit:
			w.Exit(c.Status)
		}
		pause(rng)
	}
}

// execute does what is planned for the request with this msg_id.
func (w *world) execute(rng *rand.Rand, id string) Result {
	p := &cell{world: w, rng: rng, writers: []*writer{
		{source: ConsoleStdout, next: outBase}, {source: ConsoleStderr, next: errBase}, {source: FD1, next: fdBase},
	}}
	for _, plan := range w.plans {
		if plan.msg.Header.MsgID == id {
			p.plan = plan
		}
	}
	p.plan.began = true
	for _, op := range p.plan.ops {
		if !op(p) || w.r.seeInterrupt() {
			p.finishText()
			return Result{Status: Interrupted}
		}
	}
	p.finishText()
	return p.plan.result
}
