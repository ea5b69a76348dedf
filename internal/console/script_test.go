package console

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what happened into testdata/*.txt; read the difference before you believe it")

// TestSequences plays the scripts in testdata. A line "# …" begins a case. A line
// "> …" is a step, from one goroutine at a time: of the clients (send, control,
// answer, interrupt, unroutable), of the R thread (R …), of the consumer (hold,
// take) or of the clock (sleep); see play. The lines after a step are all that it
// caused: messages in the notation of describe, commands that R got, calls of hooks.
func TestSequences(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { testFile(t, file) })
	}
}

func testFile(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	preface, rest, _ := strings.Cut(string(text), "# ")
	played := preface
	for _, c := range strings.Split(rest, "\n# ") {
		title, body, _ := strings.Cut(c, "\n")
		t.Run(title, func(t *testing.T) {
			var got string
			synctest.Test(t, func(t *testing.T) { got = playCase(t, body) })
			played += "# " + title + "\n" + got + "\n"
			if diff := cmp.Diff(strings.TrimSpace(body), strings.TrimSpace(got)); diff != "" && !*update {
				t.Errorf("%s, %q (-want +got):\n%s", file, title, diff)
			}
		})
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.TrimSpace(played)+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// playCase runs the steps of body and returns them with what they caused.
func playCase(t *testing.T, body string) string {
	var out strings.Builder
	p := newPlayer(t)
	if !strings.Contains(body, "> unstarted") {
		p.Announce()
		p.step("R started")
		p.step("R next")
		p.takeLog() // "starting", and R waits
	}
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "//") {
			fmt.Fprintln(&out, line)
		}
		step, ok := strings.CutPrefix(line, "> ")
		if !ok {
			continue
		}
		fmt.Fprintln(&out, line)
		p.step(step)
		for _, happened := range p.takeLog() {
			fmt.Fprintln(&out, happened)
		}
	}
	return out.String()
}
