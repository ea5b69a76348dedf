package console

import (
	"path"
	"strings"
	"sync"

	"github.com/gokernel/gokernel/internal/protocol"
)

// history holds the inputs of this process. Any goroutine may use it.
type history struct {
	mu      sync.Mutex
	entries []protocol.HistoryEntry
}

// session is the number of the current session; earlier ones are not kept.
const session = 1

func (h *history) add(line int, input string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(h.entries, protocol.HistoryEntry{Session: session, Line: line, Input: input})
}

// find serves a history_request (protocol, "History").
func (h *history) find(ask protocol.HistoryRequest) []protocol.HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []protocol.HistoryEntry
	switch ask.HistAccessType {
	case protocol.HistoryTail:
		found = lastN(h.entries, ask.N)
	case protocol.HistoryRange:
		found = h.rangeLocked(ask)
	case protocol.HistorySearch:
		found = lastN(h.searchLocked(ask.Pattern, ask.Unique), ask.N)
	}
	out := make([]protocol.HistoryEntry, len(found))
	for i, e := range found {
		e.WithOutput = ask.Output
		out[i] = e
	}
	return out
}

func (h *history) rangeLocked(ask protocol.HistoryRequest) []protocol.HistoryEntry {
	if ask.Session != 0 && ask.Session != session {
		return nil
	}
	var found []protocol.HistoryEntry
	for _, e := range h.entries {
		if e.Line >= ask.Start && (ask.Stop == nil || e.Line < *ask.Stop) {
			found = append(found, e)
		}
	}
	return found
}

func (h *history) searchLocked(pattern string, unique bool) []protocol.HistoryEntry {
	var found []protocol.HistoryEntry
	last := map[string]int{}
	for i, e := range h.entries {
		if glob(pattern, e.Input) {
			found = append(found, e)
			last[e.Input] = i
		}
	}
	if !unique {
		return found
	}
	kept := found[:0]
	for _, e := range found {
		if h.entries[last[e.Input]].Line == e.Line {
			kept = append(kept, e)
		}
	}
	return kept
}

// glob matches whole inputs with * and ? only. path.Match knows more, and its
// wildcards stop at slashes.
func glob(pattern, input string) bool {
	const slash = "\x01" // stands for "/", which path.Match treats as a separator
	pattern = strings.NewReplacer(`\`, `\\`, "[", `\[`, "/", slash).Replace(pattern)
	ok, err := path.Match(pattern, strings.ReplaceAll(input, "/", slash))
	return err == nil && ok
}

func lastN(entries []protocol.HistoryEntry, n *int) []protocol.HistoryEntry {
	if n == nil || *n < 0 || *n >= len(entries) {
		return entries
	}
	return entries[len(entries)-*n:]
}
