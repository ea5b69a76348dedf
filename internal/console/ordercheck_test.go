package console

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/google/go-cmp/cmp"
)

// family is the messages of one request, with their places among all.
type family struct {
	plan     *plan
	messages []*protocol.Outgoing
	places   []int
}

// checkOrder looks whether what was taken keeps the contract.
func (w *world) checkOrder() {
	defer func() {
		if w.t.Failed() {
			w.t.Logf("all messages:\n%s", strings.Join(described(w.taken), "\n"))
		}
	}()
	families := w.families()
	for _, p := range w.plans {
		f := families[p.msg.Header.MsgID]
		switch {
		case f == nil && !w.ended:
			w.t.Errorf("%s got no answer", p.msg.Header.MsgID)
		case f != nil:
			w.checkFrame(f)
		}
	}
	w.checkChild(families)
	w.checkTurns(families)
	w.checkCounts(families)
	w.checkInterrupts(families)
}

func (w *world) families() map[string]*family {
	families := map[string]*family{}
	for place, m := range w.taken {
		if fault := routingFault(m); fault != "" {
			w.t.Errorf("%s: %s", describe(m), fault)
		}
		id := parentOf(m)
		if families[id] == nil {
			families[id] = &family{}
		}
		families[id].messages = append(families[id].messages, m)
		families[id].places = append(families[id].places, place)
	}
	for _, p := range w.plans {
		if f := families[p.msg.Header.MsgID]; f != nil {
			f.plan = p
		}
	}
	return families
}

func isStatus(m *protocol.Outgoing, state string) bool {
	s, ok := m.Content.(protocol.Status)
	return ok && s.ExecutionState == state
}

// checkFrame: one Busy first, one Idle last, the reply right before it, between them
// what R showed.
func (w *world) checkFrame(f *family) {
	id := f.plan.msg.Header.MsgID
	last := len(f.messages) - 1
	if w.ended && last < w.lastWords(f) {
		return // the process ended while Control served it
	}
	if !isStatus(f.messages[0], protocol.Busy) {
		w.t.Errorf("%s begins with %q, want busy", id, describe(f.messages[0]))
	}
	if !isStatus(f.messages[last], protocol.Idle) {
		w.t.Errorf("%s ends with %q, want idle", id, describe(f.messages[last]))
	}
	for i, m := range f.messages[:last] {
		switch {
		case isStatus(m, protocol.Idle):
			w.t.Errorf("%s is idle twice", id)
		case isStatus(m, protocol.Busy) && i > 0 && !w.followsOvertaker(f.places[i]):
			w.t.Errorf("%s is busy again without reason", id)
		}
	}
	w.checkReply(f)
	if f.plan.msg.Header.MsgType == protocol.MsgExecuteRequest {
		w.checkExecute(f)
	}
}

// lastWords is the place of the last message of a request on Control, if all of them
// got out: the process may end at any moment, but not before the first
// shutdown_request is answered.
func (w *world) lastWords(f *family) int {
	if f.plan.msg.Channel != protocol.Control {
		return 0
	}
	if f.plan.msg.Header.MsgType != protocol.MsgShutdownRequest {
		return 2
	}
	for _, m := range w.taken {
		if m.MsgType == protocol.MsgShutdownReply && parentOf(m) != f.plan.msg.Header.MsgID {
			return 3 // another one is ahead
		}
	}
	return 0
}

// followsOvertaker: Busy is repeated right after the Idle of a request on Shell that
// was answered in between.
func (w *world) followsOvertaker(place int) bool {
	before := w.taken[place-1]
	return isStatus(before, protocol.Idle) && place >= 3 && w.taken[place-2].Channel == protocol.Shell &&
		parentOf(w.taken[place-2]) == parentOf(before)
}

func (w *world) checkReply(f *family) {
	replyType, due := protocol.ReplyType(f.plan.msg.Header.MsgType)
	due = due && f.plan.msg.Header.MsgType != "unheard_of_request"
	replies := 0
	for i, m := range f.messages {
		if m.Channel != f.plan.msg.Channel {
			continue
		}
		replies++
		if m.MsgType != replyType || i != len(f.messages)-2 {
			w.t.Errorf("%s: %q is message %d of %d", f.plan.msg.Header.MsgID, m.MsgType, i+1, len(f.messages))
		}
	}
	if want := map[bool]int{true: 1}[due]; replies != want {
		w.t.Errorf("%s has %d replies, want %d", f.plan.msg.Header.MsgID, replies, want)
	}
}

func (w *world) checkExecute(f *family) {
	p, id := f.plan, f.plan.msg.Header.MsgID
	var inputs []int
	for i, m := range f.messages {
		if m.MsgType == protocol.MsgExecuteInput {
			inputs = append(inputs, i)
		}
	}
	want := []int{1}
	if _, aborted := f.reply().(protocol.AbortedReply); aborted || p.silent {
		want = nil
		if aborted && p.began {
			w.t.Errorf("%s was aborted and ran", id)
		}
	}
	if !slices.Equal(inputs, want) {
		w.t.Errorf("%s: execute_input at %v, want %v", id, inputs, want)
	}
	shown := p.atoms
	if p.silent {
		shown = nil
	}
	if diff := cmp.Diff(shown, f.atoms()); diff != "" {
		w.t.Errorf("%s: output differs from what R showed (-R +frontend):\n%s", id, diff)
	}
}

func (f *family) reply() any {
	for _, m := range f.messages {
		if m.Channel == f.plan.msg.Channel {
			return m.Content
		}
	}
	return nil
}

// atoms is the output in the terms of plan.atoms, without the text of the child.
func (f *family) atoms() []string {
	var atoms []string
	for _, m := range f.messages {
		switch c := m.Content.(type) {
		case protocol.Stream:
			for _, char := range c.Text {
				if stream := streamFor(char); stream == "child" {
					continue
				} else if stream != c.Name {
					atoms = append(atoms, fmt.Sprintf("%q on %s", char, c.Name))
					continue
				}
				atoms = append(atoms, string(char))
			}
		case protocol.DisplayData:
			atoms = append(atoms, "display "+number(c.Data))
		case protocol.ExecuteResult:
			atoms = append(atoms, "display "+number(c.Data))
		case protocol.ClearOutput:
			atoms = append(atoms, "clear")
		}
	}
	return atoms
}

func number(data []byte) string { return strings.Trim(string(data), `{}"n:`) }

// streamFor tells where the character belongs by who writes it.
func streamFor(char rune) string {
	switch {
	case char >= fdBase, char >= outBase && char < childBase:
		return protocol.Stdout
	case char >= errBase && char < 0xFFFD:
		return protocol.Stderr
	case char >= childBase && char < errBase:
		return "child"
	}
	return "nobody"
}

// checkChild: all its text is there in order, whoever ran then, unless that was a
// silent request; and nobody else's text is where no request runs.
func (w *world) checkChild(families map[string]*family) {
	complete := !w.ended
	for _, f := range families {
		if f.plan != nil && f.plan.silent {
			complete = false
		}
	}
	next := rune(childBase)
	for _, m := range w.taken {
		c, ok := m.Content.(protocol.Stream)
		if !ok {
			continue
		}
		for _, char := range c.Text {
			if streamFor(char) != "child" {
				if m.Parent == nil {
					w.t.Errorf("%q has no parent", char)
				}
				continue
			}
			if char < next || complete && char > next {
				w.t.Errorf("character %d of the child comes where %d was expected", char-childBase, next-childBase)
			}
			next = char + 1
		}
	}
	if complete && next != rune(childBase+w.child) {
		w.t.Errorf("the child wrote %d characters, %d came out", w.child, next-childBase)
	}
}

// checkTurns: requests that are served by R do not overlap, and each client's come
// in the order in which they were sent.
func (w *world) checkTurns(families map[string]*family) {
	type turn struct {
		id          string
		first, last int
		sent        int64
		client      int
	}
	var turns []turn
	for id, f := range families {
		if f.plan == nil || f.plan.msg.Channel != protocol.Shell || needsNoR(f.plan.msg.Header.MsgType) {
			continue
		}
		turns = append(turns, turn{id, f.places[0], f.places[len(f.places)-1], f.plan.sent, f.plan.client})
	}
	slices.SortFunc(turns, func(a, b turn) int { return a.first - b.first })
	latest := map[int]int64{}
	for i, now := range turns {
		if i > 0 && turns[i-1].last > now.first {
			w.t.Errorf("%s begins before %s is idle", now.id, turns[i-1].id)
		}
		if now.sent < latest[now.client] {
			w.t.Errorf("%s was sent before a request that was served earlier", now.id)
		}
		latest[now.client] = now.sent
	}
}

// checkCounts: requests that are stored count 1, 2, 3; the others show the count.
func (w *world) checkCounts(families map[string]*family) {
	count := 0
	for _, m := range w.taken {
		f := families[parentOf(m)]
		switch c := m.Content.(type) {
		case protocol.ExecuteInput:
			if f.plan.stored {
				count++
			}
			if c.ExecutionCount != count {
				w.t.Errorf("%s has the count %d, want %d", describe(m), c.ExecutionCount, count)
			}
		case protocol.ExecuteReply:
			if c.ExecutionCount != count {
				w.t.Errorf("%s has the count %d, want %d", describe(m), c.ExecutionCount, count)
			}
		}
	}
}

// checkInterrupts: an interrupt hits one request at most, and none that was sent
// after it had been answered.
func (w *world) checkInterrupts(families map[string]*family) {
	hit := 0
	for id, f := range families {
		if f.plan == nil {
			continue
		}
		reply, ok := f.reply().(protocol.ExecuteReply)
		if !ok || reply.Error == nil || reply.EName != interruptError.EName {
			continue
		}
		hit++
		if !slices.ContainsFunc(w.interrupts, func(i interrupt) bool { return i.end > f.plan.sent }) {
			w.t.Errorf("%s was interrupted, but sent after the last interrupt", id)
		}
	}
	if hit > len(w.interrupts) {
		w.t.Errorf("%d requests were interrupted by %d interrupts", hit, len(w.interrupts))
	}
}
