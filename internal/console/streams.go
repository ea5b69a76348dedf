package console

import (
	"bytes"
	"encoding/json"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// outboundLimit bounds, in bytes, what may wait for the sockets before R is slowed.
const outboundLimit = 32 << 20

// flushDelay is how long text may wait for more text.
const flushDelay = 20 * time.Millisecond

// lineDelay is how much longer a line may wait for its end, so that saved and exported
// outputs are not cut inside lines; maxHeld bounds its bytes.
const (
	lineDelay = 60 * time.Millisecond
	maxHeld   = 64 << 10
)

// streams moves text from the interpreter to the outbound queue. Its lock is the
// order of the kernel: text is taken and queued in one step, and so is any other
// message of the R thread together with the text before it.
type streams struct {
	r   R
	out *Outbound

	mu     sync.Mutex
	parent json.RawMessage // of the running request, nil when none runs; guarded by mu
	silent bool            // the running request wants no output; guarded by mu
	carry  [numSources][]byte
	held   heldLine // guarded by mu
	closed bool     // nothing is queued any more; guarded by mu

	ready chan struct{}
}

// heldLine is the beginning of a line that waits for its end; from later text of another
// source it is not held back.
type heldLine struct {
	source Source
	text   []byte
	since  time.Time
}

func newStreams(r R, out *Outbound) *streams {
	return &streams{r: r, out: out, ready: make(chan struct{}, 1)}
}

// do queues all text written so far and then what f queues.
func (s *streams) do(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flushLocked()
	if f != nil && !s.closed {
		f()
	}
}

// begin makes later text belong to parent, after f has queued what comes first.
func (s *streams) begin(parent json.RawMessage, silent bool, f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.flushLocked()
	s.endTextLocked()
	s.parent, s.silent = parent, silent
	f()
}

// end queues the last text of the request and what f queues, in one step with the
// request's end: no text can follow that has this parent.
func (s *streams) end(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.flushLocked()
	s.endTextLocked()
	f()
	s.parent, s.silent = nil, false
}

// close is end for good: the R thread, should it come back, can queue nothing more.
func (s *streams) close(f func()) {
	s.end(func() {
		f()
		s.closed = true
	})
}

// flushLines queues what has been written so far, save a line that has just begun.
func (s *streams) flushLines() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takeLocked(true)
	if len(s.held.text) == 0 {
		return
	}
	if time.Since(s.held.since) >= lineDelay {
		s.releaseLocked()
		return
	}
	time.AfterFunc(lineDelay, s.signal)
}

func (s *streams) flushLocked() {
	s.takeLocked(false)
	s.releaseLocked()
}

// releaseLocked queues the line that is held back.
func (s *streams) releaseLocked() {
	text := s.held.text
	s.held.text = nil
	s.queueLocked(s.held.source, text)
}

// takeLocked queues the text that R has written; with lines set it holds the last line back.
func (s *streams) takeLocked(lines bool) {
	for _, c := range s.r.TakeStreams() {
		text := c.Text
		if c.Source != s.held.source {
			s.releaseLocked()
		}
		if rest := s.carry[c.Source]; len(rest) > 0 {
			text = append(rest, text...)
			s.carry[c.Source] = nil
		}
		if n := incompleteSuffix(text); n > 0 {
			s.carry[c.Source] = bytes.Clone(text[len(text)-n:])
			text = text[:len(text)-n]
		}
		s.queueLinesLocked(c.Source, text, lines)
	}
}

func (s *streams) queueLinesLocked(source Source, text []byte, lines bool) {
	end := bytes.LastIndexAny(text, "\n\r") + 1
	if !lines || len(s.held.text)+len(text)-end > maxHeld {
		end = len(text)
	}
	if end > 0 {
		s.queueLocked(source, append(s.held.text, text[:end]...))
		s.held.text = nil
	}
	if rest := text[end:]; len(rest) > 0 {
		if len(s.held.text) == 0 {
			s.held = heldLine{source: source, since: time.Now()}
		}
		s.held.text = append(s.held.text, rest...)
	}
}

// endTextLocked gives up on UTF-8 sequences that were never completed.
func (s *streams) endTextLocked() {
	for source, rest := range s.carry {
		if len(rest) > 0 {
			s.queueLocked(Source(source), rest)
			s.carry[source] = nil
		}
	}
}

func (s *streams) queueLocked(source Source, text []byte) {
	if len(text) == 0 || s.silent || s.closed {
		return
	}
	name := protocol.Stdout
	if source == ConsoleStderr || source == FD2 {
		name = protocol.Stderr
	}
	for text = bytes.ToValidUTF8(text, []byte("\uFFFD")); len(text) > 0; {
		part := text[:pieceLength(text)]
		text = text[len(part):]
		s.out.Push(&protocol.Outgoing{
			Channel: protocol.IOPub,
			MsgType: protocol.MsgStream,
			Parent:  s.parent,
			Content: protocol.Stream{Name: name, Text: string(part)},
		})
	}
}

// maxPiece bounds the text of one message: what waits for a slow subscriber inside
// the sockets is counted in messages.
const maxPiece = 1 << 20

// pieceLength is how much of valid UTF-8 text goes into one message.
func pieceLength(text []byte) int {
	if len(text) <= maxPiece {
		return len(text)
	}
	n := maxPiece
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// incompleteSuffix is the length of a UTF-8 sequence that text begins but does not
// end; bytes that no continuation can make valid do not count.
func incompleteSuffix(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		tail := text[len(text)-n:]
		if utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return n
			}
			return 0
		}
	}
	return 0
}

// signal makes the flusher run soon.
func (s *streams) signal() {
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

// runFlusher shows text while R works. Text waits a moment for more of it: one
// print() is several writes.
func (s *streams) runFlusher() {
	for range s.ready {
		time.Sleep(flushDelay)
		s.out.waitBelow(outboundLimit, never)
		s.flushLines()
	}
}

// runCapture waits for text of child processes and C code. While the queue is full
// it reads nothing, so that they block on their pipe.
func (s *streams) runCapture() {
	for {
		s.r.CaptureWait()
		s.signal()
		s.out.waitBelow(outboundLimit, never)
	}
}

func never() bool { return false }
