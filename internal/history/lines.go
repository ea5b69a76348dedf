package history

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/gokernel/gokernel/internal/protocol"
)

// maxFile is how much of a file of lines is read, in bytes from its end.
const maxFile = 16 << 20

// Note adds a text that was not executed, such as that of R's timestamp().
func (s *Store) Note(text string) {
	if len(text) <= maxInput {
		s.add(&entry{input: text, time: now()}, true)
	}
}

// SaveLines writes the last n lines of all inputs into a file, as R's savehistory() does.
func (s *Store) SaveLines(file string, n int) error {
	lines := s.lines(n)
	text := strings.Join(lines, "\n")
	if len(lines) > 0 {
		text += "\n"
	}
	return os.WriteFile(file, []byte(text), 0o600)
}

func (s *Store) lines(n int) []string {
	if n <= 0 {
		return nil
	}
	var lines []string
	for _, e := range s.Find(protocol.HistoryRequest{HistAccessType: protocol.HistoryTail, N: &n}) {
		input := strings.ReplaceAll(e.Input, "\r\n", "\n")
		lines = append(lines, strings.Split(strings.TrimRight(input, "\n"), "\n")...)
	}
	return lines[max(len(lines)-n, 0):]
}

// LoadLines adds the last n lines of a file to what can be recalled in this session, as R's loadhistory() does. They are
// not stored for others: who loads a file does so in each session. That there is no such file is no error in R either.
func (s *Store) LoadLines(file string, n int) error {
	text, err := readEnd(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	lines := strings.Split(strings.TrimRight(strings.ToValidUTF8(text, "\uFFFD"), "\r\n"), "\n")
	for _, line := range lines[max(len(lines)-n, 0):] {
		if line = strings.TrimSuffix(line, "\r"); line != "" && len(line) <= maxInput {
			s.add(&entry{input: line}, false)
		}
	}
	return nil
}

func readEnd(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", &fs.PathError{Op: "read", Path: file, Err: errors.New("not a file")}
	}
	if _, err := f.Seek(max(info.Size()-maxFile, 0), io.SeekStart); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	return string(text), err
}
