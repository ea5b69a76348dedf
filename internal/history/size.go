package history

import "database/sql"

const (
	// sizeCheck is how many inputs are written between two looks at the size of the database.
	sizeCheck = 1000
	// afterwards is what of the limits is left after something was dropped, in percent: so it does not happen each time.
	afterwards = 90
)

// limitSize counts inputs, and drops the oldest when there are too many. It looks at the first input of a session, too.
func (d *database) limitSize(inputs int) error {
	before := d.written
	d.written += inputs
	if before > 0 && before/sizeCheck == d.written/sizeCheck {
		return nil
	}
	return d.dropOldest(maxInputs, maxBytes)
}

// dropOldest drops the oldest inputs if there are more than so many, or if they take more than so many bytes.
func (d *database) dropOldest(inputs, bytes int) error {
	var count, used int
	err := d.db.QueryRow("SELECT ifnull(max(id) - min(id) + 1, 0) FROM inputs").Scan(&count)
	if err == nil {
		err = d.db.QueryRow(`SELECT (page_count - freelist_count) * page_size
			FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).Scan(&used)
	}
	if err != nil || count <= inputs && used <= bytes {
		return err
	}
	return d.transaction(func(tx *sql.Tx) error {
		// 64 bytes stand for what a row takes besides its texts.
		_, err := tx.Exec(`DELETE FROM inputs WHERE id <= (
			SELECT ifnull(max(id), 0) FROM (
				SELECT id, count(*) OVER newer AS inputs, sum(64 + length(CAST(input AS BLOB)) + ifnull(length(CAST(output AS BLOB)), 0)) OVER newer AS bytes
				FROM inputs WINDOW newer AS (ORDER BY id DESC)
			) WHERE inputs > ? OR bytes > ?)`, inputs*afterwards/100, bytes*afterwards/100)
		if err == nil {
			_, err = tx.Exec("DELETE FROM sessions WHERE id <> ? AND id NOT IN (SELECT session FROM inputs)", d.session)
		}
		return err
	})
}
