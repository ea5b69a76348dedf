package history

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
)

var (
	errForeign = errors.New("the file is a database of another program")
	errNewer   = errors.New("the file was made by a newer version of gokernel")
	errMoved   = errors.New("the file was replaced")
	errDeleted = errors.New("the file was deleted")
)

// fault is an error of a database, with the file in which it was seen.
type fault struct {
	error
	file os.FileInfo
}

func (f fault) Unwrap() error { return f.error }

func (d *database) mark(err error) error {
	if err == nil {
		return nil
	}
	return fault{err, d.file}
}

// isCorrupt tells whether the file is not a database, or a damaged one.
func isCorrupt(err error) bool {
	var s sqlite3.Error
	return errors.As(err, &s) && (s.Code == sqlite3.ErrCorrupt || s.Code == sqlite3.ErrNotADB)
}

// isMoved tells whether the file is no longer the one that was opened.
func isMoved(err error) bool {
	var s sqlite3.Error
	return errors.Is(err, errMoved) || errors.Is(err, errDeleted) ||
		errors.As(err, &s) && s.ExtendedCode == sqlite3.ErrReadonlyDbMoved
}

// isFinal tells whether another attempt would be no use, or no good.
func isFinal(err error) bool {
	return errors.Is(err, errForeign) || errors.Is(err, errNewer) || errors.Is(err, errDeleted)
}

// setAside renames the corrupt database in which err was seen, and returns its new path. The lock is for kernels that see
// it at the same time: the second one must not set the first one's new database aside.
func setAside(path string, err error) (string, error) {
	dir, openErr := os.Open(filepath.Dir(path))
	if openErr != nil {
		return "", openErr
	}
	defer dir.Close() // and with it the lock
	if lockErr := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); lockErr != nil {
		return "", fmt.Errorf("lock %s: %w", dir.Name(), lockErr)
	}
	aside := path + time.Now().UTC().Format(".corrupt-20060102T150405.000000")
	var seen fault
	file, statErr := os.Stat(path)
	if !errors.As(err, &seen) || seen.file == nil || statErr != nil || !os.SameFile(file, seen.file) {
		return path + ".corrupt-*", nil // another kernel was faster
	}
	// The journal first, or SQLite would play it back into the new database.
	if journalErr := os.Rename(path+"-journal", aside+"-journal"); journalErr != nil && !errors.Is(journalErr, os.ErrNotExist) {
		return "", journalErr
	}
	return aside, os.Rename(path, aside)
}
