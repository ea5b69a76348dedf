package introspection

import (
	"bytes"
	"time"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/workspace"
)

// When the workspace is looked at.
const (
	// quietBefore is how long no request must have come: clients that run a whole
	// document send the next cell sooner. Before a walk of many slices it is longer: what
	// the cell has assigned is known by then.
	quietBefore   = 10 * time.Millisecond
	quietPerSlice = 1500 * time.Microsecond
	// quietAtMost bounds that.
	quietAtMost = 500 * time.Millisecond
	// quietBeforeReading is the same for reading what was told, which may take all
	// processors for a moment.
	quietBeforeReading = 500 * time.Millisecond
	// quietBeforeListing is the same where R hides its tables of names: listing them takes
	// one long moment.
	quietBeforeListing = time.Second
	// betweenDisturbances is the least time between two walks that only event handlers
	// of R have caused.
	betweenDisturbances = 2 * time.Second
	// patience bounds how long a cell's end waits for the names in its code.
	patience = 500 * time.Microsecond
	// maxNames bounds the names that are looked at right after a cell.
	maxNames = 50
)

// Refresh keeps a snapshot fresh: it is the console's background work. Right after a cell
// R looks at the names that the cell assigned, and when nothing waits at all the others.
type Refresh struct {
	snapshot *workspace.Snapshot

	// Only the R thread uses these.
	stale   bool // something may have changed since the last complete walk
	walking bool // a walk has begun
	changed bool // something may have changed since it began
	looking bool // the command that R has is for names
	notYet  time.Time
	quiet   time.Duration
	slices  int  // of the walk
	unread  bool // something was told that the snapshot has not read

	// assigned gets what the code of the cell assigns, once.
	assigned <-chan []string
}

// NewRefresh makes the background work for a snapshot.
func NewRefresh(s *workspace.Snapshot) *Refresh {
	return &Refresh{snapshot: s, stale: true, quiet: quietBefore}
}

// Executing finds out what the code assigns while R runs it.
func (r *Refresh) Executing(code string) {
	r.stale, r.changed, r.notYet = true, true, time.Time{}
	r.snapshot.Executing(code)
	assigned := make(chan []string, 1)
	r.assigned = assigned
	go func() {
		var names []string
		defer func() {
			_ = recover() // what a fault in reading code costs is these names, not the session
			assigned <- names[:min(len(names), maxNames)]
		}()
		names = workspace.Assigned(code)
	}()
}

// Executed looks at what the cell assigned. For the names of a cell that took less time
// than reading its code it waits a moment.
func (r *Refresh) Executed() console.Command {
	none := console.Command{Kind: console.Wait}
	if r.assigned == nil {
		return none
	}
	var names []string
	select {
	case names = <-r.assigned:
	case <-time.After(patience):
	}
	r.assigned = nil
	if len(names) == 0 {
		return none
	}
	r.looking = true
	return console.Command{Kind: console.Observe, Args: names}
}

// Disturbed makes the next walk due, but not too often.
func (r *Refresh) Disturbed() {
	r.changed = true
	if !r.stale {
		r.stale = true
		r.notYet = time.Now().Add(betweenDisturbances)
	}
}

// Idle walks on.
func (r *Refresh) Idle(quiet time.Duration) (console.Command, time.Duration) {
	if !r.stale {
		return r.read(quiet)
	}
	if wait := max(r.quiet-quiet, time.Until(r.notYet)); wait > 0 {
		return console.Command{Kind: console.Wait}, wait
	}
	if !r.walking {
		r.walking, r.changed, r.slices = true, false, 0
	}
	r.slices++
	r.looking = false
	return console.Command{Kind: console.Observe}, 0
}

// read has the snapshot read what was told, when no cell will want the processor.
func (r *Refresh) read(quiet time.Duration) (console.Command, time.Duration) {
	none := console.Command{Kind: console.Wait}
	if !r.unread {
		return none, 0
	}
	if wait := quietBeforeReading - quiet; wait > 0 {
		return none, wait
	}
	r.unread = false
	go r.snapshot.Settle()
	return none, 0
}

// Done gives the snapshot what R has seen.
func (r *Refresh) Done(res console.Result) {
	if res.Status != console.OK {
		r.stale, r.walking = false, false // until the next cell
		return
	}
	r.snapshot.Observe(res.JSON)
	r.unread = true
	if r.looking || bytes.HasSuffix(res.JSON, []byte(`"more":true}`)) {
		return
	}
	r.walking = false
	r.quiet = min(quietBefore+time.Duration(r.slices)*quietPerSlice, quietAtMost)
	if bytes.HasPrefix(res.JSON, []byte(`{"listing":true`)) {
		r.quiet = quietBeforeListing
	}
	if !r.changed {
		r.stale = false
		r.snapshot.Complete()
	}
}
