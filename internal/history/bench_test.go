package history

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// BenchmarkAdd is what the R thread waits for.
func BenchmarkAdd(b *testing.B) {
	s := New(Options{Path: filepath.Join(b.TempDir(), "history.sqlite")})
	defer s.Close(time.Minute)
	for i := 0; b.Loop(); i++ {
		s.Add(i, "summary(lm(mpg ~ wt, mtcars))")
		time.Sleep(100 * time.Microsecond)
	}
}

// BenchmarkCommit is the time from an input until it is in the database.
func BenchmarkCommit(b *testing.B) {
	s := New(Options{Path: filepath.Join(b.TempDir(), "history.sqlite")})
	defer s.Close(time.Minute)
	one := 1
	for i := 0; b.Loop(); i++ {
		s.Add(i, "summary(lm(mpg ~ wt, mtcars))")
		s.Find(protocol.HistoryRequest{HistAccessType: protocol.HistoryTail, N: &one})
	}
}
