package history

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// queryLimit bounds a search through everything.
const queryLimit = 5 * time.Second

// find answers ask, whose session is absolute, from all sessions but this one, the oldest first.
func (d *database) find(ask protocol.HistoryRequest) ([]protocol.HistoryEntry, error) {
	limit := -1
	if ask.N != nil {
		limit = *ask.N
	}
	output := "NULL" // need not be read
	if ask.Output {
		output = "output"
	}
	query := "SELECT session, line, input, " + output + " FROM inputs WHERE "
	var args []any
	switch ask.HistAccessType {
	case protocol.HistoryTail:
		query += "session <> ? ORDER BY id DESC LIMIT ?"
		args = []any{d.session, limit}
	case protocol.HistoryRange:
		query += "session <> ? AND session = ? AND line > 0 AND line >= ?"
		args = []any{d.session, ask.Session, ask.Start}
		if ask.Stop != nil {
			query += " AND line < ?"
			args = append(args, *ask.Stop)
		}
		query += " ORDER BY line DESC, id DESC"
	case protocol.HistorySearch:
		if ask.Unique {
			query += "id IN (SELECT max(id) FROM inputs WHERE session <> ? AND input GLOB ? GROUP BY input)"
		} else {
			query += "session <> ? AND input GLOB ?"
		}
		query += " ORDER BY id DESC LIMIT ?"
		args = []any{d.session, strings.ReplaceAll(ask.Pattern, "[", "[[]"), limit}
	}
	found, err := d.entries(query, args...)
	return found, d.mark(err)
}

// entries reads rows that come newest first.
func (d *database) entries(query string, args ...any) ([]protocol.HistoryEntry, error) {
	ctx, cancel := context.WithTimeout(context.Background(), queryLimit)
	defer cancel()
	rows, err := d.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []protocol.HistoryEntry
	for rows.Next() {
		var e protocol.HistoryEntry
		if err := rows.Scan(&e.Session, &e.Line, &e.Input, &e.Output); err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	slices.Reverse(found)
	return found, rows.Err()
}

// sessionNumber makes a number that is relative to this session absolute.
func (d *database) sessionNumber(asked int) (int, error) {
	current := d.session
	if asked < 0 && current == 0 { // it will get the next number
		err := d.db.QueryRow("SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'sessions'").Scan(&current)
		if err != nil {
			return 0, d.mark(err)
		}
	}
	if asked < 0 {
		return current + asked, nil
	}
	return asked, nil
}
