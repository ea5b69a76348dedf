package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

const (
	// schemaVersion is in PRAGMA user_version; applicationID says that the database is ours.
	schemaVersion = 1
	applicationID = 0x676f6b52 // "gokR"

	// lockWait is how long another kernel may hold the database before a statement fails, in milliseconds.
	lockWait = 1000
)

// schema: inputs are in the order of their time. The line is the execution_count, 0 for what was not executed.
const schema = `
CREATE TABLE sessions (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	start TEXT NOT NULL,
	"end" TEXT,
	r_version TEXT NOT NULL,
	pid INTEGER NOT NULL
);
CREATE TABLE inputs (
	id INTEGER PRIMARY KEY,
	session INTEGER NOT NULL,
	line INTEGER NOT NULL,
	time TEXT NOT NULL,
	input TEXT NOT NULL,
	output TEXT
);
CREATE INDEX inputs_by_session ON inputs (session, line);`

// database is an open database, and this session's number in it, 0 before the first input. Only the writer uses it.
type database struct {
	path    string
	db      *sql.DB
	file    os.FileInfo
	session int
	written int // inputs since the last look at the size
}

// openDatabase opens the database, or makes it, readable for the user only.
func openDatabase(path string) (*database, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	before, err := os.Stat(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	// A truncated journal costs less than one that is made and deleted each time. What is deleted is overwritten.
	options := fmt.Sprintf("?_busy_timeout=%d&_journal_mode=TRUNCATE&_secure_delete=on&_txlock=immediate", lockWait)
	db, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", Path: path}).String()+options)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	d := &database{path: path, db: db, file: before}
	if err := d.prepare(); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// prepare makes the tables in a database that has none, and refuses one that is not for this version.
func (d *database) prepare() error {
	if err := d.db.Ping(); err != nil {
		return d.mark(err)
	}
	if err := d.identify(); err != nil {
		return err
	}
	empty, err := checkSchema(d.db)
	if err != nil || !empty {
		return d.mark(err)
	}
	return d.mark(d.transaction(func(tx *sql.Tx) error {
		if empty, err := checkSchema(tx); err != nil || !empty { // another kernel was faster
			return err
		}
		_, err := tx.Exec(fmt.Sprintf("%s PRAGMA application_id = %d; PRAGMA user_version = %d", schema, applicationID, schemaVersion))
		return err
	}))
}

// identify remembers which file was opened.
func (d *database) identify() error {
	file, err := os.Stat(d.path)
	switch {
	case err != nil:
		return err
	case d.file == nil:
		if err := os.Chmod(d.path, 0o600); err != nil {
			return err
		}
	case !os.SameFile(file, d.file):
		return errMoved // while it was opened
	}
	d.file = file
	return nil
}

// checkSchema tells whether the database has no tables yet. It fails if they are not ours.
func checkSchema(db interface {
	QueryRow(query string, args ...any) *sql.Row
}) (empty bool, err error) {
	var tables, application, version int
	// One statement: another kernel may be making the tables.
	const query = `SELECT (SELECT count(*) FROM sqlite_master), application_id, user_version
		FROM pragma_application_id, pragma_user_version`
	if err := db.QueryRow(query).Scan(&tables, &application, &version); err != nil {
		return false, err
	}
	switch {
	case tables == 0 && application == 0 && version == 0:
		return true, nil
	case application != applicationID:
		return false, errForeign
	case version > schemaVersion:
		return false, errNewer
	}
	return false, nil
}

func (d *database) transaction(f func(*sql.Tx) error) error {
	tx, err := d.db.Begin()
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// now is the time as the tables have it.
func now() string { return time.Now().UTC().Format("2006-01-02T15:04:05.000Z") }

// write stores changes, all or none. The first begins the session.
func (d *database) write(batch []change, rVersion string) error {
	if err := d.checkFile(); err != nil {
		return err
	}
	session, rows := int64(d.session), map[*entry]int64{}
	err := d.transaction(func(tx *sql.Tx) (err error) {
		if session == 0 {
			session, err = insert(tx, "INSERT INTO sessions (start, r_version, pid) VALUES (?, ?, ?)", now(), rVersion, os.Getpid())
		}
		for _, c := range batch {
			if err != nil {
				return err
			}
			switch {
			case c.isNew:
				rows[c.entry], err = insert(tx, "INSERT INTO inputs (session, line, time, input, output) VALUES (?, ?, ?, ?, ?)",
					session, c.entry.line, c.entry.time, c.entry.input, c.entry.output)
			case c.entry.row != 0: // else the output is written with the input, or the input is in a file that is gone
				_, err = tx.Exec("UPDATE inputs SET output = ? WHERE id = ?", c.entry.output, c.entry.row)
			}
		}
		return err
	})
	if err != nil {
		return d.mark(err)
	}
	d.session = int(session)
	for e, row := range rows {
		e.row = row
	}
	return d.mark(d.limitSize(len(rows)))
}

func insert(tx *sql.Tx, query string, args ...any) (int64, error) {
	done, err := tx.Exec(query, args...)
	if err != nil {
		return 0, err
	}
	return done.LastInsertId()
}

// checkFile fails if the file is no longer the one that was opened.
func (d *database) checkFile() error {
	file, err := os.Stat(d.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errDeleted
	case err == nil && !os.SameFile(file, d.file):
		return errMoved
	}
	return err
}

func (d *database) endSession() {
	if d.session != 0 && d.checkFile() == nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_, _ = d.db.ExecContext(ctx, `UPDATE sessions SET "end" = ? WHERE id = ?`, now(), d.session) // or it has no end
	}
}

func (d *database) close() { _ = d.db.Close() }
