package introspection

import (
	"bytes"
	"sync"
	"time"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/workspace"
)

// When the workspace is looked at.
const (
	// quietBefore is how long no request must have come: clients that run a whole
	// document send the next cell sooner. Before a walk that takes long it is walkFactor
	// times as long as the walk: what the cell has assigned is known by then.
	quietBefore = 10 * time.Millisecond
	walkFactor  = 5
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
	began   time.Time // the walk
	unread  bool      // something was told that the snapshot has not read

	mu       sync.Mutex
	number   int      // of the cell
	assigned []string // what its code assigns
}

// NewRefresh makes the background work for a snapshot.
func NewRefresh(s *workspace.Snapshot) *Refresh {
	return &Refresh{snapshot: s, stale: true, quiet: quietBefore}
}

// Executing finds out what the code assigns while R runs it.
func (r *Refresh) Executing(code string) {
	r.stale, r.changed, r.notYet = true, true, time.Time{}
	r.snapshot.Executing(code)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.number++
	r.assigned = nil
	go r.find(r.number, code)
}

func (r *Refresh) find(number int, code string) {
	names := workspace.Assigned(code)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.number == number {
		r.assigned = names[:min(len(names), maxNames)]
	}
}

// Executed looks at what the cell assigned. What is not found out by now waits.
func (r *Refresh) Executed() console.Command {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.assigned) == 0 {
		return console.Command{Kind: console.Wait}
	}
	r.looking = true
	return console.Command{Kind: console.Observe, Args: r.assigned}
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
		r.walking, r.changed, r.began = true, false, time.Now()
	}
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
	r.quiet = min(max(quietBefore, walkFactor*time.Since(r.began)), quietAtMost)
	if bytes.HasPrefix(res.JSON, []byte(`{"listing":true`)) {
		r.quiet = quietBeforeListing
	}
	if !r.changed {
		r.stale = false
		r.snapshot.Complete()
	}
}
