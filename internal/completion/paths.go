package completion

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gokernel/gokernel/internal/workspace"
)

const (
	// directoryTime is how long a directory is waited for: it can be on a network.
	directoryTime = 100 * time.Millisecond
	// directorySize is how many names are read of one directory.
	directorySize = 10000
)

// readers bounds the goroutines that wait for directories which do not answer.
var readers = make(chan struct{}, 4)

// paths completes the path of a file, relative to the directory in which R works.
func (p *planner) paths() { p.pathsUnless(func(workspace.Facts) bool { return false }) }

// pathsUnless adds paths if R's answer has nothing better. Only the last part of a path
// is replaced.
func (p *planner) pathsUnless(better func(workspace.Facts) bool) {
	typed := p.cursor.Text
	if strings.Contains(typed, "\n") || strings.Contains(typed, "://") || len(p.quote) == 1 && strings.Contains(typed, `\`) {
		return
	}
	slash := strings.LastIndex(typed, "/") + 1
	if typed == "~" {
		p.fixed(Item{"~/", "~/", "path", "directory"})
		return
	}
	directory := typed[:slash]
	p.out.typed = typed[slash:]
	code := p.cursor.Code
	p.out.setRange(code, p.cursor.Token.Start+len(p.quote)+slash, p.cursor.Token.End)
	write := p.inside
	p.add(func(f workspace.Facts) []candidate {
		if better(f) {
			return nil
		}
		var list []candidate
		for _, e := range entries(directory) {
			text := write(e.name)
			says := "file"
			if e.isDirectory {
				text, says = text+"/", "directory"
			}
			list = append(list, candidate{Item{text, text, "path", says}, e.name})
		}
		return list
	})
}

// entry is one in a directory.
type entry struct {
	name        string
	isDirectory bool
}

// entries lists a directory: directories and files in the order of the alphabet. It gives
// up on one that does not answer soon.
func entries(directory string) []entry {
	if directory == "" {
		directory = "."
	}
	if rest, ok := strings.CutPrefix(directory, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil
		}
		directory = filepath.Join(home, rest)
	}
	select {
	case readers <- struct{}{}:
	default:
		return nil
	}
	found := make(chan []entry, 1)
	go func() {
		defer func() { <-readers }()
		found <- readDirectory(directory)
	}()
	select {
	case list := <-found:
		return list
	case <-time.After(directoryTime):
		return nil
	}
}

func readDirectory(path string) []entry {
	directory, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = directory.Close() }()
	found, err := directory.ReadDir(directorySize)
	if err != nil && err != io.EOF {
		return nil
	}
	list := make([]entry, 0, len(found))
	links := 0
	for _, f := range found {
		isDirectory := f.IsDir()
		if f.Type()&os.ModeSymlink != 0 && links < 100 {
			links++
			if info, err := os.Stat(filepath.Join(path, f.Name())); err == nil {
				isDirectory = info.IsDir()
			}
		}
		list = append(list, entry{f.Name(), isDirectory})
	}
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	return list
}
