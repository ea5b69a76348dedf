package protocol

const (
	// replayLimit is how many signatures are remembered; as many as the reference client remembers.
	replayLimit = 65536
	replayCull  = replayLimit / 10
)

// replayWindow remembers the digests of the last messages. It belongs to the goroutine that decodes.
type replayWindow struct {
	seen  map[string]struct{}
	order []string // oldest first
}

func newReplayWindow() *replayWindow {
	return &replayWindow{seen: make(map[string]struct{})}
}

// add reports whether the digest is new, and remembers it.
func (w *replayWindow) add(digest []byte) bool {
	if _, dup := w.seen[string(digest)]; dup {
		return false
	}
	if len(w.order) >= replayLimit {
		for _, old := range w.order[:replayCull] {
			delete(w.seen, old)
		}
		w.order = append(w.order[:0], w.order[replayCull:]...)
	}
	d := string(digest)
	w.seen[d] = struct{}{}
	w.order = append(w.order, d)
	return true
}
