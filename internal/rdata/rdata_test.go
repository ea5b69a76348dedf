package rdata

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The files were written by R; testdata/make.R says how.

func TestReadFile(t *testing.T) {
	for _, file := range []string{"gzip.rds", "plain2.rds", "bzip2.rds", "xz.rds"} {
		t.Run(file, func(t *testing.T) {
			v, err := ReadFile(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			checkValue(t, v)
		})
	}
	if _, err := ReadFile("testdata/nothing.rds"); !os.IsNotExist(err) {
		t.Errorf("no file: %v", err)
	}
}

func checkValue(t *testing.T, v Value) {
	t.Helper()
	item := func(name string) Value {
		found, ok := v.Item(name)
		if !ok {
			t.Errorf("there is no %q", name)
		}
		return found
	}
	if numbers := item("numbers"); !slices.Equal(numbers.Names(), []string{"a", "b", "c"}) || numbers.Doubles[0] != 1 {
		t.Errorf("numbers: %+v", numbers)
	}
	if words := item("words").Strings; !slices.Equal(words, []string{"x", NA, "ä"}) {
		t.Errorf("words: %q", words)
	}
	if yes := item("yes").Ints; !slices.Equal(yes, []int32{1, NAInteger}) {
		t.Errorf("logicals: %v", yes)
	}
	checkFunction(t, item("f"))
	frame := item("frame")
	if !slices.Equal(frame.Names(), []string{"a", "g"}) || !slices.Equal(frame.Classes(), []string{"data.frame"}) {
		t.Errorf("frame: %+v", frame)
	}
	if levels := frame.Items[1].Attribute("levels").Strings; !slices.Equal(levels, []string{"u", "v"}) {
		t.Errorf("levels: %q", levels)
	}
	if seq := item("seq"); seq.Type != Integer || seq.Length != 10 {
		t.Errorf("a compact sequence: %+v", seq)
	}
	if text := item("text"); text.Type != Character || text.Length != 5 {
		t.Errorf("deferred strings: %+v", text)
	}
	if call := item("call"); call.Type != Call || call.Items[0].Text != "+" || !slices.Equal(call.Items[2].Tags, []string{"", "x", ""}) {
		t.Errorf("call: %+v", call)
	}
	if s := item("s"); s.Type != Symbol || s.Text != "s" {
		t.Errorf("what comes last: %+v", s)
	}
}

// checkFunction looks at a compiled function: its formals, and its body as it was written.
func checkFunction(t *testing.T, f Value) {
	t.Helper()
	if f.Type != Closure || len(f.Items) != 2 {
		t.Fatalf("function: %+v", f)
	}
	formals, body := f.Items[0], f.Items[1]
	if !slices.Equal(formals.Tags, []string{"x", "how", "n", "..."}) || formals.Items[0].Type != Missing || formals.Items[1].Type != Call {
		t.Errorf("formals: %+v", formals)
	}
	if body.Type != Call || body.Items[0].Text != "{" || body.Items[1].Items[0].Text != "UseMethod" {
		t.Errorf("body: %+v", body)
	}
}

func TestDatabase(t *testing.T) {
	for _, compression := range []string{"1", "2", "3"} {
		t.Run(compression, func(t *testing.T) {
			d, err := OpenDatabase("testdata/db" + compression)
			if err != nil {
				t.Fatal(err)
			}
			if names := slices.Sorted(slices.Values(d.Names())); !slices.Equal(names, []string{"data", "env", "fun"}) {
				t.Errorf("names: %q", names)
			}
			f, err := d.Read("fun")
			if err != nil {
				t.Fatal(err)
			}
			checkFunction(t, f)
			if data, err := d.Read("data"); err != nil || !slices.Equal(data.Names(), []string{"a", "g"}) {
				t.Errorf("data: %v, %v", data, err)
			}
			// An environment is a value of its own.
			env, err := d.Read("env")
			if err != nil || env.Type != Environment || len(env.Strings) != 1 {
				t.Fatalf("a value that is an environment: %+v, %v", env, err)
			}
			inside, err := d.Environment(env)
			if err != nil {
				t.Fatal(err)
			}
			if f, ok := inside.Item("inside"); !ok || f.Type != Closure {
				t.Errorf("in the environment: %+v", inside)
			}
			if _, err := d.Read("nothing"); err == nil || d.Has("nothing") {
				t.Error("there is a value that is not")
			}
		})
	}
}

// Whatever is wrong with a file is an error.
func FuzzRead(f *testing.F) {
	plain, err := os.ReadFile("testdata/plain2.rds")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	for i := range len(plain) {
		if i%97 == 0 {
			f.Add(plain[:i])
		}
	}
	f.Add([]byte("X\n\x00\x00\x00\x02" + strings.Repeat("\xff", 40)))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = Read(data) })
}

// A length that is a lie must not cost memory.
func TestRead_lengths_that_lie(t *testing.T) {
	for _, kind := range []string{"\x0d", "\x0e", "\x10", "\x13", "\x09", "\x18"} {
		header := "X\n\x00\x00\x00\x02\x00\x04\x02\x02\x00\x02\x03\x00\x00\x00\x00"
		if _, err := Read([]byte(header + kind + "\x7f\xff\xff\xff")); err == nil {
			t.Errorf("type %q: no error", kind)
		}
	}
	if _, err := Read([]byte("X\n\x00\x00\x00\x02\x00\x04\x02\x02\x00\x02\x03\x00" + strings.Repeat("\x00\x00\x00\x13\x00\x00\x00\x01", 5000))); err == nil {
		t.Error("too deep: no error")
	}
}
