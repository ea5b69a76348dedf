package completion

import (
	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// Completion is the question how to go on at one place. It holds no memory of C, and can
// be used by one goroutine at a time.
type Completion struct {
	// Start and End are the code points that an item replaces. End is the cursor.
	Start, End int

	query workspace.Query
	asks  bool
	typed string // what an item must begin with
	lists []list
}

// list makes some of the items, in their order.
type list func(workspace.Facts) []candidate

// candidate is an item, and the text that what is typed is compared with.
type candidate struct {
	Item
	match string
}

// Prepare reads code, whose cursor is behind pos code points. It runs nothing and blocks
// on nothing.
func Prepare(code string, pos int) *Completion {
	cursor := syntax.At(code, syntax.Offset(code, pos))
	defer cursor.Close()
	c := &Completion{typed: cursor.Text}
	start := cursor.Token.Start
	if cursor.Context == syntax.InString {
		start += len(cursor.Quote)
	}
	c.setRange(code, start, cursor.Token.End)
	p := &planner{
		reader: reader{cursor: cursor, query: &c.query, parsed: map[syntax.Span]*syntax.Tree{}},
		writer: newWriter(cursor), out: c,
	}
	defer p.close()
	p.plan()
	c.asks = len(c.query.Args()) > 2 // more than the prefix
	return c
}

// setRange sets what is replaced, in bytes of code.
func (c *Completion) setRange(code string, start, end int) {
	c.Start = codePoints(code[:start])
	c.End = c.Start + codePoints(code[start:end])
}

// Asks tells whether there is anything to ask about the session.
func (c *Completion) Asks() bool { return c.asks }

// Query is what to ask.
func (c *Completion) Query() workspace.Query { return c.query }

// Items are the ways to go on, the likely ones first.
func (c *Completion) Items(facts workspace.Facts) []Item {
	var all []candidate
	for _, list := range c.lists {
		all = append(all, list(facts)...)
	}
	return rank(all, c.typed)
}
