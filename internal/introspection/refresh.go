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
	// maxNames bounds the names that are looked at right after a cell.
	maxNames = 50
	// maxCells bounds the cells whose names wait to be looked at.
	maxCells = 16
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

	// assigned gets what the code of a cell assigns. Reading it can take longer than the
	// cell: what comes late is looked at after the next one, or with all the others.
	assigned chan []string
}

// NewRefresh makes the background work for a snapshot.
func NewRefresh(s *workspace.Snapshot) *Refresh {
	return &Refresh{snapshot: s, stale: true, quiet: quietBefore, assigned: make(chan []string, maxCells)}
}

// Executing finds out what the code assigns while R runs it.
func (r *Refresh) Executing(code string) {
	r.stale, r.changed, r.notYet = true, true, time.Time{}
	r.snapshot.Executing(code)
	go func() {
		defer func() { _ = recover() }() // what a fault in reading code costs is these names, not the session
		names := workspace.Assigned(code)
		select {
		case r.assigned <- names[:min(len(names), maxNames)]:
		default: // so many short cells in a row that a walk must tell
		}
	}()
}

// Executed looks at what the cell assigned. It does not wait for anything: the next cell
// may be there.
func (r *Refresh) Executed() console.Command {
	var names []string
	for more := true; more && len(names) < maxNames; {
		select {
		case of := <-r.assigned:
			names = append(names, of...)
		default:
			more = false
		}
	}
	if len(names) == 0 {
		return console.Command{Kind: console.Wait}
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
