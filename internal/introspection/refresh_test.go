package introspection

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/workspace"
)

var (
	walkOn   = console.Result{Status: console.OK, JSON: []byte(`{"more":true}`)}
	walkDone = console.Result{Status: console.OK, JSON: []byte(`{"more":false}`)}
)

// expectIdle asks what R shall do after a pause.
func expectIdle(t *testing.T, r *Refresh, quiet time.Duration, kind console.CommandKind, later time.Duration) {
	t.Helper()
	if c, after := r.Idle(quiet); c.Kind != kind || after != later {
		t.Errorf("after %v: kind %d, again after %v; want %d, %v", quiet, c.Kind, after, kind, later)
	}
}

func TestRefresh_walks_when_nothing_comes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRefresh(workspace.NewSnapshot())
		expectIdle(t, r, 0, console.Wait, quietBefore)
		expectIdle(t, r, quietBefore, console.Observe, 0)
		r.Done(walkOn)
		expectIdle(t, r, quietBefore, console.Observe, 0)
		r.Done(walkDone)
		expectIdle(t, r, 20*time.Millisecond, console.Wait, quietBeforeReading-20*time.Millisecond)
		expectIdle(t, r, quietBeforeReading, console.Wait, 0) // and that is all
		expectIdle(t, r, time.Hour, console.Wait, 0)
		r.Executing("f()")
		expectIdle(t, r, 0, console.Wait, quietBefore+2*quietPerSlice)
	})
}

// A cell in the middle of a walk may change what the walk has passed.
func TestRefresh_walks_again_after_a_cell_in_the_middle(t *testing.T) {
	r := NewRefresh(workspace.NewSnapshot())
	r.Idle(time.Second)
	r.Done(walkOn)
	r.Executing("x")
	r.Executed()
	expectIdle(t, r, time.Second, console.Observe, 0)
	r.Done(walkDone)
	expectIdle(t, r, time.Second, console.Observe, 0)
	r.Done(walkDone)
	expectIdle(t, r, time.Second, console.Wait, 0)
}

func TestRefresh_looks_at_what_a_cell_assigned(t *testing.T) {
	r := NewRefresh(workspace.NewSnapshot())
	r.Executing("b <- 1; a <- 2")
	time.Sleep(100 * time.Millisecond) // the cell runs
	c := r.Executed()
	slices.Sort(c.Args)
	if c.Kind != console.Observe || !slices.Equal(c.Args, []string{"a", "b"}) {
		t.Errorf("after the cell: %+v", c)
	}
	r.Done(walkDone) // of the names: not of all
	if c := r.Executed(); c.Kind != console.Wait {
		t.Errorf("once more: %+v", c)
	}
	expectIdle(t, r, time.Second, console.Observe, 0)
}

// Timers of R's event loop must not keep the kernel busy with looking.
func TestRefresh_is_disturbed_now_and_then(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRefresh(workspace.NewSnapshot())
		r.Idle(time.Second)
		r.Done(walkDone)
		walks := 0
		for range 100 { // 10 seconds
			r.Disturbed()
			if c, _ := r.Idle(time.Hour); c.Kind == console.Observe {
				walks++
				r.Done(walkDone)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if walks < 3 || walks > 6 {
			t.Errorf("%d walks in 10 seconds, want one each 2 seconds", walks)
		}
	})
}

func TestRefresh_that_fails_waits_for_the_next_cell(t *testing.T) {
	r := NewRefresh(workspace.NewSnapshot())
	r.Idle(time.Second)
	r.Done(console.Result{Status: console.Failed})
	expectIdle(t, r, time.Hour, console.Wait, 0)
	r.Executing("x")
	expectIdle(t, r, time.Hour, console.Observe, 0)
}
