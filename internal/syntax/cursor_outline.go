package syntax

import "strings"

// Span is a part of the code, [Start, End) in bytes.
type Span struct{ Start, End int }

// Assignment is `target <- value` or `value -> target`, also with = where that assigns.
// The value is empty if the cursor stands in it.
type Assignment struct{ Target, Value Span }

// bracket is one that is open, or the top level with open "".
type bracket struct {
	open     string
	at       int
	head     bool // the ( of if, for, while or function: an expression follows its end
	function bool // the ( ) or { } of a function
	chain    int  // of the outline, before the bracket
	begin    int  // of the current statement; only in blocks
	// What the finished statements of a block, and those in brackets closed since, did.
	assignments []Assignment
	// statements that assign nothing: calls for what else they do.
	statements []Span
	open0      int // the first assignment of the current statement
}

// block tells whether newlines end statements.
func (b *bracket) block() bool { return b.open == "" || b.open == "{" }

// outline follows brackets and statements through the pieces of unfinished code.
type outline struct {
	code     string
	brackets []bracket
	previous piece // the last one that is no newline or comment
	before   piece // the one before it
	operand  bool  // an expression has just ended
	newline  bool  // since the previous piece
	header   bool  // the previous piece is the ) of a function's parameters
	chain    int   // where the names and calls begin that $ and the like connect up to here
	broken   bool  // two expressions stood side by side, or a bracket was closed that is not open
	second   int   // where the second ] of a ]] stands
}

func newOutline(code string) *outline {
	return &outline{code: code, brackets: []bracket{{}}}
}

func (o *outline) top() *bracket { return &o.brackets[len(o.brackets)-1] }

// step takes the next piece. Where an expression follows another on a new line inside
// parentheses, these were forgotten to be closed: a new statement begins.
func (o *outline) step(p piece) {
	switch p.kind {
	case pieceComment, pieceEnd:
		return
	case pieceNewline:
		o.newline = true
		return
	case pieceSemicolon:
		o.abandon()
		o.endStatement(p.end)
		return
	}
	if o.newline && o.operand && o.begins(p) {
		if !o.top().block() {
			o.broken = true
			o.abandon()
		}
		o.endStatement(p.start)
	}
	if top := o.top(); top.block() && o.previous.end <= top.begin {
		top.begin = p.start // after blank lines and comments
	}
	o.newline = false
	o.take(p)
	o.before, o.previous = o.previous, p
}

// begins tells whether a piece on a new line begins an expression there.
func (o *outline) begins(p piece) bool {
	text := o.code[p.start:p.end]
	switch p.kind {
	case pieceName, pieceNumber, pieceString, pieceBacktick:
		return true
	case pieceKeyword:
		return text != "else" && text != "in"
	case pieceOpen:
		return text == "{" || o.top().block()
	case pieceOperator:
		return o.top().block()
	}
	return false
}

func (o *outline) take(p piece) {
	text := o.code[p.start:p.end]
	header := false
	switch p.kind {
	case pieceName, pieceNumber, pieceString, pieceBacktick:
		o.operand = true
		if !o.extracts() {
			o.chain = p.start
		}
		arrow := o.code[o.previous.start:o.previous.end]
		if begin := o.top().begin; (arrow == "->" || arrow == "->>") && begin <= o.previous.start { // not of "x ->; y"
			o.assign(Span{p.start, p.end}, Span{begin, o.previous.start})
		}
	case pieceKeyword, pieceComma:
		o.operand = false
		o.chain = p.end
	case pieceOpen:
		o.open(p, text)
	case pieceClose:
		if text != "]" || p.start != o.second || p.start == 0 {
			header = o.close(p, text)
		}
	case pieceOperator:
		o.operand = false
		if !strings.Contains("$@:::", text) {
			o.chain = p.end
		}
		if text == "<-" || text == "<<-" || text == "=" && o.top().block() {
			o.assign(o.target(p), Span{p.end, len(o.code) + 1}) // to be ended later
		}
	}
	o.header = header
}

func (o *outline) open(p piece, text string) {
	word := o.code[o.previous.start:o.previous.end]
	b := bracket{open: text, at: p.start, begin: p.end, chain: o.chain}
	if !o.operand {
		b.chain = p.start
	}
	o.chain = p.end
	switch {
	case text == "(" && o.previous.kind == pieceKeyword:
		b.head = word == "if" || word == "for" || word == "while" || word == "function" || word == `\`
		b.function = word == "function" || word == `\`
	case text == "{":
		b.function = o.header
	}
	o.operand = false
	o.brackets = append(o.brackets, b)
}

// close pops the bracket that a piece closes, and says whether it held parameters.
func (o *outline) close(p piece, text string) bool {
	i := len(o.brackets) - 1
	for i > 0 && closer(o.brackets[i].open)[:1] != text {
		i--
	}
	if i == 0 {
		o.broken = true // stray
		return false
	}
	if i < len(o.brackets)-1 {
		o.broken = true
	}
	if o.brackets[i].open == "[[" {
		o.second = p.end
	}
	for len(o.brackets) > i {
		o.pop(p.start)
	}
	return o.header
}

// pop leaves the innermost bracket. What is assigned in the body of a function stays there.
func (o *outline) pop(end int) {
	b := o.brackets[len(o.brackets)-1]
	closeSpans(b.assignments[b.open0:], end)
	o.brackets = o.brackets[:len(o.brackets)-1]
	if outer := o.top(); !(b.function && b.open == "{") {
		outer.assignments = append(outer.assignments, b.assignments...)
		if b.open == "{" {
			outer.statements = append(outer.statements, b.statements...)
		}
	}
	o.operand, o.header, o.chain = !b.head, b.head && b.function, b.chain
}

// extracts tells whether the previous piece is $, @, :: or :::.
func (o *outline) extracts() bool {
	switch o.code[o.previous.start:o.previous.end] {
	case "$", "@", "::", ":::":
		return true
	}
	return false
}

// abandon leaves brackets up to the next block.
func (o *outline) abandon() {
	for !o.top().block() {
		o.pop(o.previous.end)
	}
}

func (o *outline) endStatement(next int) {
	top := o.top()
	closeSpans(top.assignments[top.open0:], o.previous.end)
	if len(top.assignments) == top.open0 && o.previous.end > top.begin {
		top.statements = append(top.statements, Span{top.begin, o.previous.end})
	}
	top.open0, top.begin = len(top.assignments), next
	o.operand, o.newline = false, false
}

// closeSpans ends the values whose end was not known.
func closeSpans(assignments []Assignment, end int) {
	for i := range assignments {
		assignments[i].Value.End = min(assignments[i].Value.End, end)
	}
}

// target is what stands before an assignment operator: a name, or as far back as the
// statement or the last assignment in it goes.
func (o *outline) target(operator piece) Span {
	name := o.previous.kind == pieceName || o.previous.kind == pieceBacktick || o.previous.kind == pieceString
	extracted := o.before.kind == pieceOperator && o.before.end == o.previous.start &&
		strings.ContainsAny(o.code[o.before.start:o.before.end], "$@:")
	if name && !extracted {
		return Span{o.previous.start, o.previous.end}
	}
	top := o.top()
	begin := top.begin
	if n := len(top.assignments); n > top.open0 {
		begin = max(begin, top.assignments[n-1].Value.Start)
	}
	return Span{min(begin, operator.start), operator.start}
}

func (o *outline) assign(target, value Span) {
	top := o.top()
	top.assignments = append(top.assignments, Assignment{target, value})
}

func closer(open string) string {
	return map[string]string{"(": ")", "[": "]", "[[": "]]", "{": "}", "": "\x00"}[open]
}

// closers ends everything that is open.
func (o *outline) closers() string {
	var b strings.Builder
	for i := len(o.brackets) - 1; i > 0; i-- {
		b.WriteString(closer(o.brackets[i].open))
	}
	return b.String()
}

func (o *outline) clone() *outline {
	c := *o
	c.brackets = append([]bracket(nil), o.brackets...)
	return &c
}
