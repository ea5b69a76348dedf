package console

import (
	"encoding/json"
	"regexp"

	"github.com/gokernel/gokernel/internal/protocol"
)

// cells knows when each cell of the notebook began its outputs anew, so that
// a later output can tell whether an earlier one is still in the document. Only
// frontends that name the cell are followed; the R thread alone uses it.
type cells struct {
	runs    map[string]int // the number of the latest run
	last    int            // number that was given
	current string         // "" when the frontend does not say, and between requests
	session string         // of the client: another one may have opened the document without what was cleared
}

// batch stands for the cells of a client that runs a whole document from top to bottom
// and asks nobody (nbclient, papermill, nbconvert --execute): each of them runs once.
const batch = "(batch)"

// cellID is an id as notebook files have it. Others, such as the URIs of VS Code, belong
// to frontends in which one output cannot count on another.
var cellID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// maxCells bounds the memory; a cell that is forgotten counts as deleted.
const maxCells = 10_000

// begin takes note of a request of a client's session: the cell's earlier outputs are gone.
func (c *cells) begin(session string, metadata json.RawMessage, ask protocol.ExecuteRequest) {
	c.current = ""
	if !ask.StoreHistory {
		return // a tool that looks at the session, on a connection of its own
	}
	var named struct {
		CellID  string   `json:"cellId"`
		Deleted []string `json:"deletedCells"`
	}
	if len(metadata) > 2 {
		_ = json.Unmarshal(metadata, &named) // of other types: not this convention
	}
	for _, id := range named.Deleted {
		delete(c.runs, id)
	}
	if session != c.session {
		c.session, c.runs = session, nil
	}
	switch {
	case cellID.MatchString(named.CellID):
		c.current = named.CellID
		c.restart()
	case named.CellID == "" && !ask.AllowStdin:
		c.current = batch
		if c.runs[batch] == 0 {
			c.restart()
		}
	}
}

// newDocument says that a client has just come to this kernel: what it runs in one go is
// another document, even where the kernel is kept from run to run (Quarto).
func (c *cells) newDocument() { delete(c.runs, batch) }

// restart says that the current cell has no outputs.
func (c *cells) restart() {
	if c.current == "" {
		return
	}
	if c.runs == nil || len(c.runs) >= maxCells {
		c.runs = map[string]int{}
	}
	c.last++ // never one that was given before, to whichever cell
	c.runs[c.current] = c.last
}

// Cell is the cell that runs, or "" if the frontend does not say. The R thread calls it.
func (c *Console) Cell() string { return c.cells.current }

// CellRun is the number of the run that made a cell's outputs, 0 if the cell is gone. The
// R thread calls it.
func (c *Console) CellRun(id string) int { return c.cells.runs[id] }
