package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// session is a store of a test, with its log.
type session struct {
	*Store
	t   *testing.T
	log *safeBuffer
}

// safeBuffer is a log that several goroutines write.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func begin(t *testing.T, path string) *session {
	log := &safeBuffer{}
	s := &session{New(Options{Path: path, RVersion: "4.4.1", Log: zerolog.New(log).Level(zerolog.WarnLevel)}), t, log}
	t.Cleanup(func() { s.Close(time.Minute) })
	return s
}

// end closes the session, as a kernel does when it ends.
func (s *session) end() { s.Close(time.Minute) }

func (s *session) add(inputs ...string) *session {
	s.mu.Lock()
	line := 0
	for _, e := range s.entries {
		line = max(line, e.line)
	}
	s.mu.Unlock()
	for _, input := range inputs {
		line++
		s.Add(line, input)
	}
	return s
}

// ask returns the answer to a history_request in its JSON form.
func (s *session) ask(request string) string {
	s.t.Helper()
	var ask protocol.HistoryRequest
	if err := json.Unmarshal([]byte(request), &ask); err != nil {
		s.t.Fatal(err)
	}
	entries := s.Find(ask)
	if entries == nil {
		entries = []protocol.HistoryEntry{}
	}
	answer, err := json.Marshal(entries)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(answer)
}

func (s *session) expect(request, want string) {
	s.t.Helper()
	if got := s.ask(request); got != want {
		s.t.Errorf("%s gives\n%s, want\n%s", request, got, want)
	}
}

// warnings checks how often the log warned.
func (s *session) warnings(want int) {
	s.t.Helper()
	if got := strings.Count(s.log.String(), `"level":"warn"`); got != want {
		s.t.Errorf("%d warnings, want %d:\n%s", got, want, s.log)
	}
}

const all = `{"hist_access_type":"tail","output":true}`

func bundle(text string) json.RawMessage {
	b, _ := json.Marshal(map[string]string{"text/html": "<p>", "text/plain": text})
	return b
}

// TestFind: two sessions of yesterday, and this one.
func TestFind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "history.sqlite")
	first := begin(t, path).add("x <- 1", "x", "plot(x)")
	first.SetResult(2, bundle("[1] 1"))
	first.end()
	second := begin(t, path).add("library(dplyr)", "x")
	second.Note("##------ now ------##")
	second.end()
	s := begin(t, path)
	s.expect(`{"hist_access_type":"range","session":-1}`, `[[2,1,"library(dplyr)"],[2,2,"x"]]`) // before any input
	s.add("x[1] * 2", "y", "x")
	s.SetResult(3, bundle("[1] 3"))
	for request, want := range map[string]string{
		`{"hist_access_type":"tail","n":2}`:                                             `[[3,2,"y"],[3,3,"x"]]`,
		`{"hist_access_type":"tail","n":5,"raw":false}`:                                 `[[2,2,"x"],[2,0,"##------ now ------##"],[3,1,"x[1] * 2"],[3,2,"y"],[3,3,"x"]]`,
		`{"hist_access_type":"tail","n":0}`:                                             `[]`,
		`{"hist_access_type":"tail","n":1,"output":true}`:                               `[[3,3,["x","[1] 3"]]]`,
		`{"hist_access_type":"tail","n":100,"output":true,"session":1,"pattern":"z"}`:   s.ask(all),
		`{"hist_access_type":"range"}`:                                                  `[[3,1,"x[1] * 2"],[3,2,"y"],[3,3,"x"]]`,
		`{"hist_access_type":"range","start":2,"stop":3}`:                               `[[3,2,"y"]]`,
		`{"hist_access_type":"range","start":2,"stop":2}`:                               `[]`,
		`{"hist_access_type":"range","session":3,"start":3}`:                            `[[3,3,"x"]]`,
		`{"hist_access_type":"range","session":-1,"n":1}`:                               `[[2,1,"library(dplyr)"],[2,2,"x"]]`,
		`{"hist_access_type":"range","session":-2,"start":2,"stop":null,"output":true}`: `[[1,2,["x","[1] 1"]],[1,3,["plot(x)",null]]]`,
		`{"hist_access_type":"range","session":1,"stop":2}`:                             `[[1,1,"x \u003c- 1"]]`,
		`{"hist_access_type":"range","session":-3}`:                                     `[]`,
		`{"hist_access_type":"range","session":4}`:                                      `[]`,
		`{"hist_access_type":"search","pattern":"x"}`:                                   `[[1,2,"x"],[2,2,"x"],[3,3,"x"]]`,
		`{"hist_access_type":"search","pattern":"x","n":2}`:                             `[[2,2,"x"],[3,3,"x"]]`,
		`{"hist_access_type":"search","pattern":"x","unique":true,"output":true}`:       `[[3,3,["x","[1] 3"]]]`,
		`{"hist_access_type":"search","pattern":"?","unique":true}`:                     `[[3,2,"y"],[3,3,"x"]]`,
		`{"hist_access_type":"search","pattern":"*","unique":true,"n":3}`:               `[[3,1,"x[1] * 2"],[3,2,"y"],[3,3,"x"]]`,
		`{"hist_access_type":"search","pattern":"*","unique":true,"n":4}`:               `[[2,0,"##------ now ------##"],[3,1,"x[1] * 2"],[3,2,"y"],[3,3,"x"]]`,
		`{"hist_access_type":"search","pattern":"x[1]*"}`:                               `[[3,1,"x[1] * 2"]]`,
		`{"hist_access_type":"search","pattern":"X"}`:                                   `[]`,
		`{"hist_access_type":"search","pattern":"plot(?)"}`:                             `[[1,3,"plot(x)"]]`,
		`{"hist_access_type":"search"}`:                                                 `[]`,
		`{"hist_access_type":"everything"}`:                                             `[]`,
		`{}`:                                                                            `[]`,
	} {
		s.expect(request, want)
	}
	s.warnings(0)
}

func TestFind_inMemoryOnly(t *testing.T) {
	s := begin(t, "").add("a", "b")
	s.SetResult(1, bundle("A"))
	s.expect(all, `[[1,1,["a","A"]],[1,2,["b",null]]]`)
	s.expect(`{"hist_access_type":"range","session":1}`, `[[1,1,"a"],[1,2,"b"]]`)
	s.expect(`{"hist_access_type":"range","session":-1}`, `[]`)
	s.end()
	s.add("too late")
	s.expect(`{"hist_access_type":"tail"}`, `[[1,1,"a"],[1,2,"b"]]`)
}

func TestAdd_textsAsTheyAre(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.sqlite")
	texts := []string{"", " \n\t ", "a\r\nb\n", "'; DROP TABLE inputs; --", "漢🙂\u0301", "nul\x00inside", strings.Repeat("long ", 100_000)}
	begin(t, path).add(texts...).end()
	s := begin(t, path)
	got := s.Find(protocol.HistoryRequest{HistAccessType: protocol.HistoryTail})
	if len(got) != len(texts) {
		t.Fatalf("%d inputs, want %d", len(got), len(texts))
	}
	for i, e := range got {
		if e.Input != texts[i] || e.Line != i+1 {
			t.Errorf("input %d is %.30q", e.Line, e.Input)
		}
	}
}

func TestAdd_limits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.sqlite")
	s := begin(t, path).add("a", strings.Repeat("x", maxInput+1))
	s.SetResult(2, bundle("of the input that was too long"))
	s.add("b")
	s.SetResult(2, bundle(strings.Repeat("é", maxOutput)))
	s.expect(`{"hist_access_type":"tail","output":true,"n":2}`, fmt.Sprintf(`[[1,1,["a",null]],[1,2,["b",%q]]]`, strings.Repeat("é", maxOutput/2)))
}

func TestSetResult_withoutText(t *testing.T) {
	s := begin(t, filepath.Join(t.TempDir(), "history.sqlite")).add("a", "b", "c", "d")
	s.SetResult(1, json.RawMessage(`{"text/html":"<b>"}`))
	s.SetResult(2, json.RawMessage(`{"text/plain":["no","text"]}`))
	s.SetResult(3, json.RawMessage(`not JSON`))
	s.SetResult(9, bundle("of no input"))
	s.expect(all, `[[1,1,["a",null]],[1,2,["b",null]],[1,3,["c",null]],[1,4,["d",null]]]`)
}

func TestNew_touchesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "gokernel", "history.sqlite")
	begin(t, path).end()
	if _, err := os.Stat(filepath.Dir(filepath.Dir(path))); !os.IsNotExist(err) {
		t.Errorf("a session without inputs left something: %v", err)
	}
	begin(t, path).add("x").end()
	for file, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if st, err := os.Stat(file); err != nil || st.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", file, st.Mode(), err, want)
		}
	}
}

// Many kernels write at once: nothing is lost, and nobody who adds waits.
func TestStore_manyAtOnce(t *testing.T) {
	const kernels, inputs = 8, 60
	path := filepath.Join(t.TempDir(), "history.sqlite")
	var group sync.WaitGroup
	var mu sync.Mutex
	var slowest time.Duration
	for k := range kernels {
		s := begin(t, path)
		group.Go(func() {
			for i := range inputs {
				start := time.Now()
				s.Add(i+1, fmt.Sprintf("%d.%d", k, i))
				took := time.Since(start)
				s.SetResult(i+1, bundle("[1] 1"))
				mu.Lock()
				slowest = max(slowest, took)
				mu.Unlock()
				time.Sleep(time.Millisecond)
			}
			s.end()
			s.warnings(0)
		})
	}
	group.Wait()
	s := begin(t, path)
	got := s.Find(protocol.HistoryRequest{HistAccessType: protocol.HistoryTail, Output: true})
	lines, sessions := map[string]int{}, map[int]bool{}
	for _, e := range got {
		kernel, _, _ := strings.Cut(e.Input, ".")
		lines[kernel]++
		sessions[e.Session] = true
		if e.Line != lines[kernel] || e.Output == nil {
			t.Errorf("kernel %s: input %q has line %d and output %v", kernel, e.Input, e.Line, e.Output)
		}
	}
	if len(got) != kernels*inputs || len(sessions) != kernels {
		t.Errorf("%d inputs of %d sessions, want %d of %d", len(got), len(sessions), kernels*inputs, kernels)
	}
	t.Logf("the slowest Add took %v", slowest)
	if slowest > 50*time.Millisecond {
		t.Errorf("an Add took %v", slowest)
	}
}
