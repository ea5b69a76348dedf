package console

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

func TestArrival_precedes(t *testing.T) {
	server := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	client := server.Add(-time.Hour) // its clock is wrong
	// The request that failed was sent at 0, arrived after 2 ms and was answered after 10 ms.
	failed := failure{
		request: arrival{session: "s", received: server.Add(2 * time.Millisecond), sent: client},
		replied: server.Add(10 * time.Millisecond),
	}
	for _, c := range []struct {
		name    string
		session string
		sent    time.Time
		want    bool
	}{
		{"sent together", "s", client, true},
		{"sent before the reply", "s", client.Add(7 * time.Millisecond), true},
		{"sent when the reply left", "s", client.Add(8 * time.Millisecond), false},
		{"sent after the reply", "s", client.Add(20 * time.Millisecond), false},
		{"sent before the one that failed", "s", client.Add(-time.Millisecond), false},
		{"another client", "t", client, false},
		{"no date", "s", time.Time{}, false},
	} {
		a := arrival{session: c.session, received: server.Add(time.Minute), sent: c.sent}
		if got := a.precedes(failed); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	undated := failed
	undated.request.sent = time.Time{}
	if (arrival{session: "s", sent: client}).precedes(undated) {
		t.Error("precedes a failure without a date")
	}
	if (arrival{}).precedes(failure{}) {
		t.Error("precedes a failure that never was")
	}
}

func TestArrivalOf_readsTheDatesOfClients(t *testing.T) {
	want := time.Date(2026, 1, 2, 3, 4, 5, 678900000, time.UTC)
	for date, known := range map[string]bool{
		"2026-01-02T03:04:05.678900Z":      true, // jupyter_client
		"2026-01-02T03:04:05.6789Z":        true,
		"2026-01-02T04:04:05.678900+01:00": true,
		"2026-01-02 03:04:05":              false,
		"":                                 false,
		"yesterday":                        false,
	} {
		m := message(protocol.Shell, "a", protocol.MsgExecuteRequest, "{}")
		m.Header.Date = date
		if got := arrivalOf(m).sent; known && !got.Equal(want) || !known && !got.IsZero() {
			t.Errorf("date %q: %v", date, got)
		}
	}
}

// A client that sends all cells at once may need longer for it than a cell needs to fail.
func TestAbort_ofWhatArrivesBeforeTheReplyLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		defer b.stop()
		b.stragglers = 20 * time.Millisecond
		b.Started()
		send := func(id string) {
			b.HandleMessage(message(protocol.Shell, id, protocol.MsgExecuteRequest, `{"code":"x"}`))
		}
		send("a")
		if c := b.Next(Result{}); c.Kind != Execute {
			t.Fatalf("first command %+v", c)
		}
		time.AfterFunc(10*time.Millisecond, func() { send("b") })
		if c := b.Next(Result{Status: Failed}); c.Kind != Wait {
			t.Errorf("what came while the reply was held back: %+v", c)
		}
		time.Sleep(time.Millisecond)
		send("c")
		if c := b.Next(Result{}); c.Kind != Execute {
			t.Errorf("what was sent after the reply: %+v", c)
		}
		b.Next(Result{Status: OK})
	})
}
