package history

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/rs/zerolog"
)

// Limits of what is kept.
const (
	maxInput  = 1 << 20                // bytes: a longer input was made by a program, and is not stored
	maxOutput = 64 << 10               // bytes of a result; the rest is cut
	maxInputs = 100_000                // the oldest are dropped, from the database and from memory
	maxBytes  = 64 << 20               // likewise
	patience  = 500 * time.Millisecond // of who asks; jupyter-console waits for 1 s
)

// Options describe a history.
type Options struct {
	Path     string // of the database; "" keeps this session in memory and nothing else
	RVersion string // noted with the session
	Log      zerolog.Logger
}

// Store is the history of a session; see the package comment. Any goroutine may use it.
type Store struct {
	opts Options

	mu      sync.Mutex
	entries []*entry // of this session, in order
	bytes   int      // of entries
	number  int      // of this session, 0 until it is known
	pending []change // what the database does not know yet, in order
	asked   []question
	closing bool

	wake chan struct{} // buffered: the writer has something to do
	done chan struct{} // closed when the writer has ended

	writer writer // only the writer's goroutine uses it
}

// entry is an input of this session.
type entry struct {
	line   int // execution_count; 0 for what was not executed, such as the text of timestamp()
	input  string
	time   string  // when it was added, as the database has it
	output *string // guarded by the lock of the store
	row    int64   // in the database, 0 if it is not there; only the writer uses it
}

// change is an entry that is new, or that has got its output.
type change struct {
	entry  *entry
	isNew  bool
	bundle json.RawMessage // the MIME bundle of the output
}

type question struct {
	ask    protocol.HistoryRequest
	answer chan []protocol.HistoryEntry // buffered: who asked may be gone
}

// New begins a session. The database is opened when it is first needed. Close must be called.
func New(opts Options) *Store {
	s := &Store{opts: opts, wake: make(chan struct{}, 1), done: make(chan struct{})}
	if opts.Path == "" {
		s.number = 1
	}
	go s.run()
	return s
}

// Add stores the input of an execution, as it was sent. It does not block.
func (s *Store) Add(line int, input string) {
	if len(input) > maxInput {
		s.opts.Log.Debug().Int("bytes", len(input)).Msg("this input is too long for the history")
		return
	}
	s.add(&entry{line: line, input: input, time: now()}, true)
}

func (s *Store) add(e *entry, keep bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return
	}
	s.entries = append(s.entries, e)
	s.bytes += len(e.input)
	s.forgetLocked()
	if keep {
		s.pending = append(s.pending, change{entry: e, isNew: true})
		s.poke()
	}
}

// forgetLocked bounds the memory of a very long session.
func (s *Store) forgetLocked() {
	for len(s.entries) > maxInputs || s.bytes > maxBytes {
		s.bytes -= s.entries[0].size()
		s.entries = s.entries[1:]
	}
}

func (e *entry) size() int {
	if e.output == nil {
		return len(e.input)
	}
	return len(e.input) + len(*e.output)
}

// SetResult stores the result of the input with this line: the text/plain of the MIME bundle, which
// must not change any more. It does not block.
func (s *Store) SetResult(line int, bundle json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.entries) - 1; i >= 0 && !s.closing; i-- {
		if s.entries[i].line == line {
			s.pending = append(s.pending, change{entry: s.entries[i], bundle: bundle})
			s.poke()
			return
		}
		if 0 < s.entries[i].line && s.entries[i].line < line {
			return // it was too long to be stored
		}
	}
}

// Find answers a history_request (protocol, "History"). The inputs of other sessions are ordered by time; those of this
// session come last. It waits half a second at most for the database.
func (s *Store) Find(ask protocol.HistoryRequest) []protocol.HistoryEntry {
	switch ask.HistAccessType {
	case protocol.HistoryTail, protocol.HistoryRange, protocol.HistorySearch:
	default:
		return nil
	}
	q := question{ask, make(chan []protocol.HistoryEntry, 1)}
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return s.merge(ask, nil)
	}
	s.asked = append(s.asked, q)
	s.poke()
	s.mu.Unlock()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	select {
	case answer := <-q.answer:
		return answer
	case <-timeout.C:
		s.opts.Log.Debug().Msg("the history is answered from memory: the database is slow")
		return s.merge(ask, nil)
	}
}

// Close writes what is still to be written, ends the session and waits for that, but not longer than timeout.
func (s *Store) Close(timeout time.Duration) {
	s.mu.Lock()
	s.closing = true
	s.poke()
	s.mu.Unlock()
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-s.done:
	case <-timer.C:
	}
}

func (s *Store) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
