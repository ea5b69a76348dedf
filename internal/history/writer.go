package history

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Pauses after a write that failed, before the next: the disk may be full, or another program hold the database.
const (
	firstPause = time.Second
	maxPause   = time.Minute
)

// writer is the state of the goroutine that owns the database.
type writer struct {
	db       *database // nil before it is needed, and when it is lost
	lost     bool      // this session is in memory only
	setAside bool      // a database that was corrupt; a second one is too much
	warned   bool
	pause    time.Duration
	retryAt  time.Time
}

// run is the writer: it ends after Close.
func (s *Store) run() {
	defer close(s.done)
	s.writer.lost = s.opts.Path == ""
	for range s.wake {
		s.mu.Lock()
		asked, closing := s.asked, s.closing
		s.asked = nil
		s.mu.Unlock()
		if closing {
			s.writer.retryAt = time.Time{} // the last chance
		}
		s.writePending()
		for _, q := range asked {
			q.answer <- s.merge(q.ask, s.earlier(q.ask))
		}
		if closing {
			s.writePending() // again, should that have shown a fault
			s.end()
			return
		}
	}
}

// writePending writes all changes. What cannot be written stays, for another attempt.
func (s *Store) writePending() {
	for range 5 { // the database may have to be set aside, or have been replaced by another kernel
		if s.writeOnce() {
			return
		}
	}
}

// writeOnce writes all changes in one transaction. It is false if another attempt makes sense at once.
func (s *Store) writeOnce() (done bool) {
	batch := s.take()
	if s.writer.lost {
		s.written(len(batch), max(s.number, 1))
	}
	if s.writer.lost || len(batch) == 0 || time.Now().Before(s.writer.retryAt) {
		return true
	}
	if err := s.withDatabase(func(db *database) error { return db.write(batch, s.opts.RVersion) }); err != nil {
		return !s.failed(err)
	}
	s.writer.pause = 0
	s.written(len(batch), s.writer.db.session)
	return true
}

// take returns the changes that are to be written, with the texts of their outputs.
func (s *Store) take() []change {
	s.mu.Lock()
	batch := slices.Clone(s.pending)
	s.mu.Unlock()
	for i, c := range batch {
		if c.bundle == nil {
			continue
		}
		output := plainText(c.bundle)
		s.mu.Lock()
		s.bytes -= c.entry.size()
		c.entry.output = output
		s.bytes += c.entry.size()
		s.pending[i].bundle = nil // only the writer removes, so it is still the same
		s.mu.Unlock()
	}
	return batch
}

// written takes the first n changes off the list; the session has that number.
func (s *Store) written(n, number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = s.pending[n:]
	s.number = number
}

// plainText is the text/plain of a bundle, nil if it has none.
func plainText(bundle json.RawMessage) *string {
	var b struct {
		Text *string `json:"text/plain"`
	}
	if json.Unmarshal(bundle, &b) != nil || b.Text == nil {
		return nil
	}
	if len(*b.Text) > maxOutput {
		n := maxOutput
		for !utf8.RuneStart((*b.Text)[n]) {
			n--
		}
		*b.Text = strings.Clone((*b.Text)[:n]) // or the whole would stay in memory
	}
	return b.Text
}

// withDatabase opens the database if need be.
func (s *Store) withDatabase(f func(*database) error) error {
	w := &s.writer
	if w.db == nil {
		db, err := openDatabase(s.opts.Path)
		if err != nil {
			return err
		}
		w.db = db
	}
	return f(w.db)
}

// forgetRows: the rows of this session's inputs were in a file that is gone.
func (s *Store) forgetRows() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.entries {
		e.row = 0
	}
}

// writeAgain makes what a lost database had of this session new to the next one.
func (s *Store) writeAgain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var again []change
	for _, e := range s.entries {
		if e.row != 0 {
			e.row = 0
			again = append(again, change{entry: e, isNew: true})
		}
	}
	s.pending = append(again, s.pending...)
}

// failed decides how to go on after the database has failed. It is true if the database may work at once.
func (s *Store) failed(err error) (again bool) {
	w := &s.writer
	switch {
	case isCorrupt(err) && !w.setAside:
		return s.beginAnew(err)
	case isMoved(err) && exists(s.opts.Path): // another kernel has set it aside, or the user began anew
		s.warn(err, "the history was replaced: this session goes on in the new one")
		s.dropDatabase()
		s.forgetRows()
		return true
	case isFinal(err) || isMoved(err) || isCorrupt(err):
		s.warn(err, "the history of this session is kept in memory only")
		s.dropDatabase()
		w.lost = true
		return true // to take note of what is in memory only
	default:
		s.warn(err, "the history cannot be written for now; this session's is kept in memory until it can")
		s.forgetPending()
		w.pause = min(max(2*w.pause, firstPause), maxPause)
		w.retryAt = time.Now().Add(w.pause)
		time.AfterFunc(w.pause, s.poke)
		return false
	}
}

// forgetPending bounds what waits for a database that may never be writable: the oldest changes are dropped.
func (s *Store) forgetPending() {
	s.mu.Lock()
	defer s.mu.Unlock()
	bytes := 0
	for i, c := range slices.Backward(s.pending) {
		if bytes += c.entry.size(); bytes > maxBytes || len(s.pending)-i > maxInputs {
			s.pending = slices.Clone(s.pending[i+1:])
			return
		}
	}
}

// beginAnew sets a corrupt database aside; this session will be written into a new one.
func (s *Store) beginAnew(err error) (again bool) {
	s.writer.setAside = true // a second one would be too much
	s.dropDatabase()
	moved, asideErr := setAside(s.opts.Path, err)
	if asideErr != nil {
		return s.failed(errors.Join(asideErr, err))
	}
	s.warn(err, "the history was damaged: it is now in "+moved+", and a new one begins")
	s.writeAgain()
	return true
}

func (s *Store) dropDatabase() {
	if s.writer.db != nil {
		s.writer.db.close()
		s.writer.db = nil
	}
}

// warn says it once in a session.
func (s *Store) warn(err error, message string) {
	event := s.opts.Log.Debug()
	if !s.writer.warned {
		event = s.opts.Log.Warn()
	}
	s.writer.warned = true
	event.Err(err).Str("path", s.opts.Path).Msg(message)
}

// earlier asks the database for what other sessions have.
func (s *Store) earlier(ask protocol.HistoryRequest) []protocol.HistoryEntry {
	w := &s.writer
	ofThis := ask.HistAccessType == protocol.HistoryRange && ask.Session == 0
	if ofThis || w.lost || w.db == nil && time.Now().Before(w.retryAt) {
		return nil
	}
	var found []protocol.HistoryEntry
	err := s.withDatabase(func(db *database) (err error) {
		if ask.HistAccessType == protocol.HistoryRange {
			if ask.Session, err = db.sessionNumber(ask.Session); err != nil {
				return err
			}
		}
		found, err = db.find(ask)
		return err
	})
	switch {
	case isCorrupt(err) || isMoved(err) || isFinal(err):
		s.failed(err)
		s.writePending()
	case err != nil:
		s.warn(err, "the history cannot be read for now")
	}
	return found
}

func (s *Store) end() {
	if s.writer.db != nil {
		s.writer.db.endSession()
	}
	s.dropDatabase()
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
