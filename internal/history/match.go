package history

import (
	"slices"

	"github.com/gokernel/gokernel/internal/protocol"
)

// merge answers from this session's inputs and those that the database had of others, the latter in order and matching.
func (s *Store) merge(ask protocol.HistoryRequest, earlier []protocol.HistoryEntry) []protocol.HistoryEntry {
	found := append(earlier, s.own(ask)...)
	if ask.HistAccessType == protocol.HistorySearch && ask.Unique {
		found = latest(found)
	}
	if ask.HistAccessType != protocol.HistoryRange {
		found = lastN(found, ask.N)
	}
	for i := range found {
		found[i].WithOutput = ask.Output
	}
	return found
}

// own lists the inputs of this session that ask is about.
func (s *Store) own(ask protocol.HistoryRequest) []protocol.HistoryEntry {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []protocol.HistoryEntry
	for _, e := range s.entries {
		switch ask.HistAccessType {
		case protocol.HistoryRange:
			if ask.Session != 0 && ask.Session != s.number || !inRange(e.line, ask) {
				continue
			}
		case protocol.HistorySearch:
			if !glob(ask.Pattern, e.input) {
				continue
			}
		}
		found = append(found, protocol.HistoryEntry{Session: max(s.number, 1), Line: e.line, Input: e.input, Output: e.output})
	}
	return found
}

// inRange leaves out what was not executed: it has no number.
func inRange(line int, ask protocol.HistoryRequest) bool {
	return line > 0 && line >= ask.Start && (ask.Stop == nil || line < *ask.Stop)
}

// latest keeps the last one of equal inputs.
func latest(entries []protocol.HistoryEntry) []protocol.HistoryEntry {
	seen := map[string]bool{}
	var kept []protocol.HistoryEntry
	for _, e := range slices.Backward(entries) {
		if !seen[e.Input] {
			seen[e.Input] = true
			kept = append(kept, e)
		}
	}
	slices.Reverse(kept)
	return kept
}

// lastN takes no number, or a negative one, for "all".
func lastN(entries []protocol.HistoryEntry, n *int) []protocol.HistoryEntry {
	if n == nil || *n < 0 || *n >= len(entries) {
		return entries
	}
	return entries[len(entries)-*n:]
}

// glob matches whole inputs: * stands for any text, ? for one character, and nothing else for anything but itself.
func glob(pattern, input string) bool {
	p, in := []rune(pattern), []rune(input)
	star, mark := -1, 0 // the last *, and where in the input what follows it was tried
	i, j := 0, 0
	for j < len(in) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == in[j]):
			i++
			j++
		case star >= 0: // let the * take one more character
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
