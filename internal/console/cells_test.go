package console

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/gokernel/gokernel/internal/protocol"
)

func TestCells(t *testing.T) {
	var c cells
	notebook := protocol.ExecuteRequest{StoreHistory: true, AllowStdin: true}
	run := func(metadata, current string, ask protocol.ExecuteRequest) {
		t.Helper()
		c.begin("one", json.RawMessage(metadata), ask)
		if c.current != current {
			t.Errorf("after %s the cell is %q, expected %q", metadata, c.current, current)
		}
	}
	runs := func(id string, n int) {
		t.Helper()
		if c.runs[id] != n {
			t.Errorf("run %d of %q, expected %d", c.runs[id], id, n)
		}
	}
	run(`{"cellId":"a"}`, "a", notebook)
	run(`{"cellId":"b-1"}`, "b-1", notebook)
	run(`{"cellId":"a"}`, "a", notebook)
	runs("b-1", 2)
	runs("a", 3)
	c.restart() // clear_output
	runs("a", 4)
	run(`{"cellId":"b-1","deletedCells":["a"]}`, "b-1", notebook)
	runs("a", 0)
	run(`{}`, "", notebook)
	run(`{"cellId":"vscode-notebook-cell:/x.ipynb#W0"}`, "", notebook)
	run(`{"cellId":7}`, "", notebook)
	run(`[]`, "", notebook)
	run(`{"cellId":"b-1"}`, "", protocol.ExecuteRequest{Silent: true})
	c.begin("a tool", json.RawMessage(`{}`), protocol.ExecuteRequest{})
	runs("b-1", 5)
	document := protocol.ExecuteRequest{StoreHistory: true}
	run(`{}`, batch, document)
	run(`{}`, batch, document)
	runs(batch, 6)
	c.newDocument()
	run(`{}`, batch, document)
	runs(batch, 7)
	runs("b-1", 5)
	c.begin("two", json.RawMessage(`{"cellId":"c"}`), notebook)
	runs("b-1", 0)
	runs("c", 8)
	for i := range maxCells {
		run(fmt.Sprintf(`{"cellId":"many%d"}`, i), fmt.Sprintf("many%d", i), notebook)
	}
	runs("c", 0)
	if len(c.runs) > maxCells {
		t.Errorf("%d cells are remembered", len(c.runs))
	}
}
