package syntax

import (
	"strings"
)

// Context is what kind of text a cursor stands in.
type Context int

// The contexts of a [Cursor].
const (
	InCode     Context = iota // at a name or where one can be written
	InString                  // between quotes
	InOperator                // in an unfinished %operator%
	InNothing                 // in a comment or number, behind an expression
)

// Cursor is a place in code that may be unfinished there and wrong elsewhere. Its tree is
// that of the statement around it alone, with [Placeholder] in place of what is being
// written and with all brackets closed.
type Cursor struct {
	Context Context
	// Code is the whole code, Token what is being written: from its beginning (with the
	// backtick or the quote of a string) up to the cursor, in bytes of Code.
	Code  string
	Token Span
	// Text is Token without quotes and backticks.
	Text string
	// Quote opens the string or backtick name: `"`, "'", "`", `r"(`; "" if there is none.
	Quote string
	// Closed tells that the string or backtick name ends behind the cursor in its line.
	Closed bool
	// End is where the token ends behind the cursor.
	End int
	// Tree and Node are nil in InOperator and InNothing. Node is the placeholder, of kind
	// "identifier" or "string".
	Tree *Tree
	Node *Node
	// Assignments are those before the cursor that it can see, in order. Statements are
	// the other statements before it.
	Assignments []Assignment
	Statements  []Span
}

// Placeholder is the name that stands for what is being written.
const Placeholder = "cursor__"

// At looks at a place in code, in bytes. The caller closes the cursor.
func At(code string, offset int) *Cursor {
	offset = min(max(offset, 0), len(code))
	c := &Cursor{Code: code, Token: Span{offset, offset}, End: offset}
	o := newOutline(code)
	scan := pieces{code: code}
	p := scan.next()
	for p.end < offset && p.kind != pieceEnd {
		o.step(p)
		p = scan.next()
	}
	if p.kind != pieceEnd && p.start < offset {
		if p.end == offset && !p.unclosed && !wordLike(p.kind) {
			o.step(p) // an operator, bracket or string that is complete
			p = scan.next()
		} else {
			c.take(p)
		}
	}
	if c.End == offset && c.Context == InCode && p.kind == pieceName && p.start == offset {
		c.End = p.end // the name behind the cursor is being rewritten
	}
	if touching := o.previous; c.Token.Start == offset && touching.end == offset && o.operand && offset > 0 {
		c.Context = InNothing
	}
	if last := o.top(); last.head && o.previous.end == last.at+1 && strings.HasSuffix(strings.TrimRight(code[:last.at], " \t"), "for") {
		c.Context = InNothing // the variable of a loop
	}
	begun := piece{kind: pieceName, start: c.Token.Start, end: c.End}
	if begun.start == begun.end {
		o.stepEmpty(begun)
	} else {
		o.step(begun)
	}
	c.remember(o)
	if c.Context == InCode || c.Context == InString {
		c.parse(o)
		if c.isDeep() {
			c.parseChain(o)
		}
	}
	return c
}

// Close frees the tree.
func (c *Cursor) Close() {
	if c.Tree != nil {
		c.Tree.Close()
	}
}

func wordLike(kind pieceKind) bool {
	return kind == pieceName || kind == pieceKeyword || kind == pieceNumber || kind == pieceComment
}

// take makes the piece around the cursor its token.
func (c *Cursor) take(p piece) {
	offset := c.Token.End
	if p.kind == pieceOperator && !p.unclosed || p.kind == pieceOpen || p.kind == pieceNewline ||
		p.kind == pieceKeyword && c.Code[p.start] == '\\' {
		return
	}
	c.Token.Start, c.End = p.start, p.end
	c.Text = c.Code[p.start:offset]
	switch p.kind {
	case pieceComment, pieceNumber:
		c.Context = InNothing
	case pieceOperator:
		c.Context = InOperator
	case pieceString, pieceBacktick:
		c.quoted(p)
	}
}

func (c *Cursor) quoted(p piece) {
	c.Quote = c.Code[p.start : p.start+1]
	if raw := rawOpening(c.Code[p.start:]); raw != "" {
		c.Quote = raw
	}
	if p.kind == pieceString {
		c.Context = InString
	}
	if len(c.Text) < len(c.Quote) {
		c.Context = InNothing // inside of r"(
		return
	}
	c.Text = c.Text[len(c.Quote):]
	line := c.Token.End + lineLength(c.Code[c.Token.End:])
	c.Closed = !p.unclosed && p.end <= line
	if !c.Closed {
		c.End = c.Token.End
	}
}

// remember keeps what was done before the cursor where it stands or around it.
func (c *Cursor) remember(o *outline) {
	for _, b := range o.brackets {
		c.Assignments = append(c.Assignments, b.assignments...)
		c.Statements = append(c.Statements, b.statements...)
	}
	for i := range c.Assignments {
		if value := &c.Assignments[i].Value; value.End > len(c.Code) {
			value.End = value.Start
		}
	}
}

// parse makes the tree from one of these texts: with what follows the cursor, with what
// follows an unfinished string that swallowed the rest of its line, with nothing behind
// it. The first without any error is taken, else the first with none around the cursor;
// if there is none, what leads to the cursor with $ and the like.
func (c *Cursor) parse(o *outline) {
	ends := []int{c.End}
	if c.End > c.Token.End && c.Context == InString {
		ends = append(ends, c.Token.End)
	}
	second := ""
	for _, end := range ends {
		tail := o.clone()
		after := c.Code[end:tail.follow(end)] + tail.closers()
		switch clean, around := c.try(o, after); {
		case clean:
			c.Closed = c.Closed && end == c.End
			c.End = end
			return
		case around && second == "":
			second = after
		}
	}
	if clean, around := c.try(o, o.closers()); !clean && second != "" {
		c.try(o, second)
	} else if !around {
		c.parseChain(o)
	}
}

// parseChain makes the tree of what leads to the cursor with $ and the like alone.
func (c *Cursor) parseChain(o *outline) {
	c.parseAs(c.Code[min(o.chain, c.Token.Start):c.Token.Start], "")
}

// isDeep tells whether the tree is nested as no person's code is.
func (c *Cursor) isDeep() bool {
	up := 0
	for n := c.Node; n != nil && up < maxClimb; n = n.Parent() {
		up++
	}
	return up == maxClimb
}

// stepEmpty takes a token of which nothing is written yet.
func (o *outline) stepEmpty(p piece) {
	if o.newline && o.operand && o.top().block() {
		o.endStatement(p.start)
	}
	o.newline, o.operand = false, true
	o.before, o.previous = o.previous, p
}

// maxClimb bounds how far out of nested code is looked: tree-sitter finds the parent of a
// node from the root, so that a climb takes time that grows with the square of the depth.
const maxClimb = 200

// maxFollowed bounds the open brackets behind the cursor, which are copied at each piece.
const maxFollowed = 100

// follow goes on behind the cursor as long as the statement there lasts, and returns
// where it ends.
func (o *outline) follow(from int) int {
	scan := pieces{code: o.code, at: from}
	depth := 0
	for i, b := range o.brackets {
		if b.block() {
			depth = i
		}
	}
	begin := o.brackets[depth].begin
	for {
		at := scan.at
		p := scan.next()
		if p.kind == pieceEnd || len(o.brackets) > maxFollowed || p.kind == pieceClose && len(o.brackets)-1 == depth && closer(o.brackets[depth].open)[:1] == o.code[p.start:p.end] {
			return at
		}
		o.broken = false
		saved := o.clone()
		o.step(p)
		if o.broken || len(o.brackets) <= depth || o.brackets[depth].begin != begin {
			o.brackets = saved.brackets
			return at
		}
	}
}

// try parses the statement with a text after the cursor: whether it has no error, and
// whether it has none around the cursor.
func (c *Cursor) try(o *outline, after string) (clean, around bool) {
	return c.parseAs(c.statement(o), after)
}

func (c *Cursor) parseAs(before, after string) (clean, around bool) {
	if c.Tree != nil {
		c.Tree.Close()
	}
	word := Placeholder
	switch {
	case c.Context == InString:
		word = `"` + Placeholder + `"`
	case c.Quote != "":
		word = "`" + Placeholder + "`"
	}
	c.Tree = Parse(before + word + after)
	c.Node = c.Tree.Covering(len(before), len(before)+len(word))
	if !c.Tree.Root().HasError() {
		return true, true
	}
	for n, up := c.Node, 0; n != nil && up < maxClimb; n, up = n.Parent(), up+1 {
		if n.IsError() {
			return false, false
		}
	}
	return false, c.Node.Kind() == "identifier" || c.Node.Kind() == "string"
}

// statement is the code from the beginning of the statement up to the cursor, with blanks
// for what is finished in the blocks around it.
func (c *Cursor) statement(o *outline) string {
	var b strings.Builder
	begin := min(o.brackets[0].begin, c.Token.Start)
	from := begin
	for _, bracket := range o.brackets[1:] {
		if bracket.open == "{" && bracket.begin > bracket.at+1 {
			end := min(bracket.begin, c.Token.Start)
			b.WriteString(c.Code[from : bracket.at+1])
			b.WriteString("\n")
			from = end
		}
	}
	b.WriteString(c.Code[from:c.Token.Start])
	return b.String()
}
