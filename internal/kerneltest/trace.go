package kerneltest

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// traceShown is how many of the last messages a failing test prints.
const traceShown = 300

// trace records what went over the wire, with times.
type trace struct {
	start time.Time
	mu    sync.Mutex
	lines []string
	total int
}

func (t *trace) add(format string, args ...any) {
	line := fmt.Sprintf("%9.3fs %s", time.Since(t.start).Seconds(), fmt.Sprintf(format, args...))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total++
	t.lines = append(t.lines, line)
	if len(t.lines) > 2*traceShown {
		t.lines = append([]string(nil), t.lines[traceShown:]...)
	}
}

func (t *trace) received(m *Message) {
	t.add("<- %-7s %-19s id=%.8s parent=%.8s %s", m.Channel, m.Type(), m.Header.MsgID, m.ParentID, clip(string(m.Content), 120))
}

func (t *trace) sent(ch protocol.Channel, frames [][]byte) {
	for i, f := range frames {
		if string(f) != string(delimiter) || len(frames) < i+6 {
			continue
		}
		var h protocol.Header
		if json.Unmarshal(frames[i+2], &h) == nil {
			t.add("-> %-7s %-19s id=%.8s                 %s", ch, h.MsgType, h.MsgID, clip(string(frames[i+5]), 120))
			return
		}
	}
	t.add("-> %-7s %d raw frames", ch, len(frames))
}

// String returns the last messages, one a line.
func (t *trace) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := t.lines
	if len(lines) > traceShown {
		lines = lines[len(lines)-traceShown:]
	}
	head := fmt.Sprintf("the last %d of %d messages:\n", len(lines), t.total)
	return head + strings.Join(lines, "\n")
}
