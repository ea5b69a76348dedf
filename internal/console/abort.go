package console

import (
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// arrival pairs the moment a request came in with the moment its client says it
// was sent. Only differences of sent times are used: clocks differ.
type arrival struct {
	session  string
	received time.Time
	sent     time.Time // zero if the header has no usable date
}

func arrivalOf(m *protocol.Message) arrival {
	sent, _ := time.Parse(time.RFC3339Nano, m.Header.Date)
	return arrival{session: m.Header.Session, received: time.Now(), sent: sent}
}

// failure remembers an execute_request that failed with stop_on_error, to abort
// requests that its client had sent already but that had not reached the inbox:
// "run all" sends every cell at once, and a cell can fail before the next arrives.
type failure struct {
	request arrival
	replied time.Time
}

// precedes tells whether a was sent before the reply to f could be seen: the
// client sent it so soon after the failed request that, counted from the arrival
// of that request, the reply had not left.
func (a arrival) precedes(f failure) bool {
	if a.session != f.request.session || a.sent.IsZero() || f.request.sent.IsZero() {
		return false
	}
	gap := a.sent.Sub(f.request.sent)
	return gap >= 0 && f.request.received.Add(gap).Before(f.replied)
}
