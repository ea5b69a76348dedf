package conformance

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

var update = flag.Bool("update", false, "write testdata/bundles anew from what the kernel shows")

// TestBundles compares what a frontend gets for values of every class with
// testdata/bundles: each archive holds a cell, code.R, and its outputs in order, a file
// for each MIME type. A new class is a new archive with code.R alone, filled by
//
//	go test ./internal/conformance -run TestBundles -update
func TestBundles(t *testing.T) {
	files, err := filepath.Glob("testdata/bundles/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(archive.Files) == 0 || archive.Files[0].Name != "code.R" {
				t.Fatalf("%s does not begin with code.R", file)
			}
			c := kerneltest.Start(t, kerneltest.Options{Env: []string{"TZ=UTC", "LC_ALL=C.UTF-8"}}).Connect(t)
			got := &txtar.Archive{Comment: archive.Comment, Files: archive.Files[:1:1]}
			for i, m := range c.Execute(string(archive.Files[0].Data)).Outputs() {
				got.Files = append(got.Files, outputFiles(t, i+1, m)...)
			}
			text := txtar.Format(got)
			if *update {
				if err := os.WriteFile(file, text, 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(lines(txtar.Format(archive)), lines(text)); diff != "" {
				t.Errorf("- %s, + the kernel:\n%s", file, diff)
			}
		})
	}
}

func lines(text []byte) []string { return strings.Split(string(text), "\n") }

// outputFiles makes one file of a stream or error, and one for each MIME type of a display.
func outputFiles(t *testing.T, number int, m *kerneltest.Message) []txtar.File {
	content := m.Fields(t)
	file := func(name, text string) txtar.File {
		return txtar.File{Name: fmt.Sprintf("%d %s %s", number, m.Type(), name), Data: []byte(withoutAddresses(text))}
	}
	switch m.Type() {
	case protocol.MsgStream:
		return []txtar.File{file(content["name"].(string), content["text"].(string))}
	case protocol.MsgError:
		return []txtar.File{file(content["ename"].(string), content["evalue"].(string))}
	}
	data := content["data"].(fields)
	mimes := make([]string, 0, len(data))
	for mime := range data {
		mimes = append(mimes, mime)
	}
	slices.Sort(mimes)
	var files []txtar.File
	for _, mime := range mimes {
		files = append(files, file(mime, asText(t, data[mime])))
	}
	if metadata := content["metadata"].(fields); len(metadata) > 0 {
		files = append(files, file("metadata", asText(t, metadata)))
	}
	return files
}

func asText(t *testing.T, value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var address = regexp.MustCompile(`0x[0-9a-f]{6,}`)

func withoutAddresses(text string) string { return address.ReplaceAllString(text, "0xADDRESS") }
