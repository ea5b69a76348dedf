package history

import (
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// filled makes a database with one session, and returns its path.
func filled(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "history.sqlite")
	begin(t, path).add("one", "two", strings.Repeat("three ", 3000)).end()
	return path
}

// goesOn checks that a session whose database has a fault is one all the same, and says so once.
func goesOn(t *testing.T, path string) *session {
	t.Helper()
	s := begin(t, path).add("a", "b")
	s.SetResult(2, bundle("B"))
	s.expect(`{"hist_access_type":"range","output":true}`, strings.ReplaceAll(`[[N,1,["a",null]],[N,2,["b","B"]]]`, "N", "1"))
	s.add("c")
	s.expect(`{"hist_access_type":"search","pattern":"c"}`, `[[1,3,"c"]]`)
	s.warnings(1)
	return s
}

func asides(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(path + ".corrupt-*")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(found, func(name string) bool { return strings.HasSuffix(name, "-journal") })
}

func damage(t *testing.T, path string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, f(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestCorrupt: the file is set aside, and the session's inputs are in the new one.
func TestCorrupt(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func(b []byte) {
		for i := range b {
			b[i] = byte(random.Uint32())
		}
	}
	for name, f := range map[string]func([]byte) []byte{
		"header":    func(b []byte) []byte { copy(b, "no SQLite here, sorry"); return b },
		"noise":     func(b []byte) []byte { noise(b); return b },
		"pages":     func(b []byte) []byte { noise(b[100:]); return b },
		"truncated": func(b []byte) []byte { return b[:len(b)/2-100] },
		"text":      func(b []byte) []byte { return []byte("hello\n") },
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t)
			damage(t, path, f)
			s := begin(t, path).add("a", "b")
			s.SetResult(2, bundle("B"))
			s.expect(all, `[[1,1,["a",null]],[1,2,["b","B"]]]`)
			s.warnings(1)
			s.end()
			if found := asides(t, path); len(found) != 1 {
				t.Errorf("set aside: %q", found)
			}
			next := begin(t, path)
			next.expect(all, `[[1,1,["a",null]],[1,2,["b","B"]]]`)
			next.warnings(0)
		})
	}
}

// A file that is damaged while it is in use costs the earlier sessions, not this one.
func TestCorrupt_whileRunning(t *testing.T) {
	path := filled(t)
	s := begin(t, path).add("a")
	s.SetResult(1, bundle("A"))
	s.ask(all)
	damage(t, path, func(b []byte) []byte {
		for i := range b[100:] {
			b[100+i] = 0xAA
		}
		return b
	})
	s.add("b")
	s.ask(all)
	s.add("c")
	s.expect(`{"hist_access_type":"range"}`, `[[1,1,"a"],[1,2,"b"],[1,3,"c"]]`)
	s.warnings(1)
	s.end()
	begin(t, path).expect(all, `[[1,1,["a","A"]],[1,2,["b",null]],[1,3,["c",null]]]`)
}

// Two kernels that find the same damaged file do not set each other's new one aside.
func TestCorrupt_twoKernels(t *testing.T) {
	for range 10 {
		path := filled(t)
		damage(t, path, func(b []byte) []byte { return append([]byte("damaged"), b...) })
		one, two := begin(t, path), begin(t, path)
		one.add("a")
		two.add("b")
		one.ask(all)
		two.ask(all)
		one.end()
		two.end()
		if found := asides(t, path); len(found) != 1 {
			t.Errorf("set aside: %q", found)
		}
		if got := begin(t, path).ask(`{"hist_access_type":"search","pattern":"?"}`); strings.Count(got, `"`) != 4 {
			t.Errorf("the new history has %s; logs:\n%s%s", got, one.log, two.log)
		}
	}
}

func TestUnusable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"directory below a file": filepath.Join(file, "gokernel", "history.sqlite"),
		"is a directory":         dir,
		"no such device":         "/proc/gokernel/history.sqlite",
	} {
		t.Run(name, func(t *testing.T) { goesOn(t, path) })
	}
}

func exec(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err == nil {
		_, err = db.Exec(statement)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
}

// A database of a newer version, or of another program, is left as it is.
func TestUnusable_notOurs(t *testing.T) {
	for name, statement := range map[string]string{
		"newer":   "PRAGMA user_version = 2; DROP TABLE inputs",
		"another": "PRAGMA application_id = 0; PRAGMA user_version = 0",
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t)
			exec(t, path, statement)
			before, _ := os.ReadFile(path)
			goesOn(t, path).end()
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file has changed")
			}
			if found := asides(t, path); len(found) != 0 {
				t.Errorf("set aside: %q", found)
			}
		})
	}
}

func TestReadOnly(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root writes everywhere; TestReadOnly_pragma stands in")
	}
	path := filled(t)
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	s := goesOn(t, path)
	s.expect(`{"hist_access_type":"range","session":1,"stop":3}`, `[[1,1,"one"],[1,2,"two"]]`)
}

// prepared makes f run on the database of the session before it is used again.
func (s *session) onDatabase(statement string) {
	s.t.Helper()
	s.ask(all) // it is open, and the writer waits
	if _, err := s.writer.db.db.Exec(statement); err != nil {
		s.t.Fatal(err)
	}
}

// A full disk costs nothing when there is room again before the end.
func TestFull(t *testing.T) {
	path := filled(t)
	s := begin(t, path).add("a")
	s.onDatabase("PRAGMA max_page_count = 1")
	long := strings.Repeat("long ", 10_000)
	s.add(long, "c")
	s.expect(`{"hist_access_type":"range","start":3}`, `[[2,3,"c"]]`)
	s.warnings(1)
	if got := begin(t, path).ask(`{"hist_access_type":"range","session":2}`); got != `[[2,1,"a"]]` {
		t.Errorf("the database has %s", got)
	}
	s.onDatabase("PRAGMA max_page_count = 100000")
	s.add("d")
	s.end()
	begin(t, path).expect(`{"hist_access_type":"search","pattern":"?"}`, `[[2,1,"a"],[2,3,"c"],[2,4,"d"]]`)
	s.warnings(1)
}

func TestReadOnly_pragma(t *testing.T) {
	path := filled(t)
	s := begin(t, path).add("a")
	s.onDatabase("PRAGMA query_only = on")
	s.add("b", "c")
	s.expect(`{"hist_access_type":"tail","n":4}`, `[[1,3,"`+strings.Repeat("three ", 3000)+`"],[2,1,"a"],[2,2,"b"],[2,3,"c"]]`)
	s.warnings(1)
}

// Who deletes the history means it: nothing of this session is written any more.
func TestDeleted_whileRunning(t *testing.T) {
	path := filled(t)
	s := begin(t, path).add("a")
	s.ask(all)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s.add("b")
	s.expect(`{"hist_access_type":"range"}`, `[[2,1,"a"],[2,2,"b"]]`)
	s.add("c").end()
	s.warnings(1)
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("there is a history again: %v", err)
	}
}

// Who replaces it gets what comes after, in a session of its own.
func TestReplaced_whileRunning(t *testing.T) {
	path := filled(t)
	s := begin(t, path).add("a")
	s.ask(all)
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	begin(t, path).add("x", "y").end()
	s.SetResult(1, bundle("A"))
	s.add("b")
	s.ask(all)
	s.add("c")
	s.expect(`{"hist_access_type":"range","output":true}`, `[[2,1,["a","A"]],[2,2,["b",null]],[2,3,["c",null]]]`)
	s.end()
	s.warnings(1)
	begin(t, path).expect(all, `[[1,1,["x",null]],[1,2,["y",null]],[2,2,["b",null]],[2,3,["c",null]]]`)
}

// lock holds the database as another program would, until the test ends or commits.
func lock(t *testing.T, path string) *sql.DB {
	t.Helper()
	other, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	return other
}

// Another program holds the database for long: nobody who adds waits, who asks not for long, and all is written in the end.
func TestLocked(t *testing.T) {
	path := filled(t)
	other := lock(t, path)
	s := begin(t, path)
	start := time.Now()
	s.add("a", "b")
	if took := time.Since(start); took > 50*time.Millisecond {
		t.Errorf("to add took %v", took)
	}
	s.expect(`{"hist_access_type":"tail"}`, `[[1,1,"a"],[1,2,"b"]]`)
	if took := time.Since(start); took > 2*patience {
		t.Errorf("to ask took %v", took)
	}
	time.Sleep(1500 * time.Millisecond) // the writer gives up, and waits
	s.add("c")
	if _, err := other.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second) // it tries again by itself
	for s.ask(`{"hist_access_type":"search","pattern":"?"}`) != `[[2,1,"a"],[2,2,"b"],[2,3,"c"]]` {
		if time.Now().After(deadline) {
			t.Fatal("what was added while the database was locked has not been written")
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.warnings(1)
}

// Close does not wait for ever.
func TestClose_isBounded(t *testing.T) {
	path := filled(t)
	other := lock(t, path)
	s := begin(t, path).add("a")
	start := time.Now()
	s.Close(100 * time.Millisecond)
	if took := time.Since(start); took > 400*time.Millisecond {
		t.Errorf("Close took %v", took)
	}
	_, _ = other.Exec("ROLLBACK")
}

// What waits for a database that cannot be written is bounded as well.
func TestStore_forgets_what_it_cannot_write(t *testing.T) {
	s := &Store{}
	text := strings.Repeat("x", maxInput)
	for line := range maxBytes/maxInput + 5 {
		s.pending = append(s.pending, change{entry: &entry{line: line, input: text}, isNew: true})
	}
	s.forgetPending()
	if n := len(s.pending); n != maxBytes/maxInput || s.pending[n-1].entry.line != n+4 {
		t.Errorf("%d changes are left", n)
	}
}
