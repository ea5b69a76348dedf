package console

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// scriptedWork is background work for the scripts: pieces of it, each once no request
// has come for a while, and with urgent a piece after every cell.
type scriptedWork struct {
	note   func(format string, args ...any)
	pieces int
	after  time.Duration
	urgent bool
	panics bool
}

// parseWork reads "PIECES after=DURATION [urgent] [panics]".
func parseWork(p *player, text string) *scriptedWork {
	w := &scriptedWork{note: p.note, urgent: strings.Contains(text, "urgent"), panics: strings.Contains(text, "panics")}
	var after string
	if _, err := fmt.Sscanf(text, "%d after=%s", &w.pieces, &after); err != nil {
		p.t.Fatalf("work %q: %v", text, err)
	}
	w.after, _ = time.ParseDuration(after)
	return w
}

func (w *scriptedWork) Executing(code string) { w.note("work hears of %q", code) }
func (w *scriptedWork) Disturbed()            { w.note("work hears of event handlers") }

func (w *scriptedWork) Executed() Command {
	if w.urgent {
		return Command{Kind: Observe, Args: []string{"urgent"}}
	}
	return Command{}
}

func (w *scriptedWork) Idle(quiet time.Duration) (Command, time.Duration) {
	switch {
	case w.panics:
		panic("no idea")
	case w.pieces == 0:
		return Command{}, 0
	case quiet < w.after:
		return Command{}, w.after - quiet
	}
	w.pieces--
	return Command{Kind: Observe}, 0
}

func (w *scriptedWork) Done(res Result) {
	w.note("work gets %s %q", map[ResultStatus]string{OK: "ok", Failed: "failed"}[res.Status], res.JSON)
}

// randomWork is background work for the random runs.
type randomWork struct{ rng *rand.Rand }

func (randomWork) Executing(string) {}
func (randomWork) Disturbed()       {}
func (randomWork) Done(Result)      {}

func (w randomWork) command(share int) Command {
	if w.rng.IntN(share) == 0 {
		return Command{Kind: Observe}
	}
	return Command{}
}

func (w randomWork) Executed() Command { return w.command(2) }

func (w randomWork) Idle(time.Duration) (Command, time.Duration) {
	c := w.command(4)
	if c.Kind == Observe {
		return c, 0
	}
	return c, time.Duration(w.rng.IntN(3)) * 7 * time.Second // 0: never
}

// An idle kernel does nothing: no timer runs when there is no work.
func TestBackground_no_work_no_wake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		work := &scriptedWork{note: func(string, ...any) {}, pieces: 1, after: 10 * time.Millisecond}
		b.background.work = work
		var wakes atomic.Int64
		b.r.onWake = func() { wakes.Add(1) }
		b.Started()
		prev := Result{}
		for range 20 {
			c := b.Next(prev)
			prev = Result{}
			if c.Kind == Observe {
				prev = Result{Status: OK, JSON: []byte("{}")}
				continue
			}
			time.Sleep(time.Hour)
			n := wakes.Swap(0)
			if n == 0 {
				break
			}
			if n > 1 {
				t.Fatalf("%d wakes for one piece of work", n)
			}
		}
		if work.pieces != 0 {
			t.Error("the work was not done")
		}
	})
}
