package syntax

// parser recognizes R's grammar (gram.y), and stops at the first token that cannot
// follow what came before. A parser that repairs code, as tree-sitter does, cannot tell
// code that is wrong from code that is not finished.
type parser struct {
	tokens tokens
	tok    token // the next token
	last   token // the one before it
	depth  int   // of nested expressions
	// holes counts the placeholders that no pipe has filled.
	holes  int
	status Status
	// For the indent: the brackets that are open, outermost is the text itself; and
	// where the keyword stands whose body comes after the token that ends at headEnd.
	frames        []frame
	head, headEnd int
}

// maxDepth is about where R runs out of its parser's stack.
const maxDepth = 10000

func newParser(code string) *parser {
	p := &parser{tokens: tokens{lexer: lexer{text: code + "\n"}}, frames: []frame{newFrame(-1)}, headEnd: -1}
	p.advance()
	return p
}

func (p *parser) advance() {
	if p.status != StatusComplete {
		return
	}
	p.last = p.tok
	p.tok = p.tokens.next()
}

// stop ends the parse. Only the first call counts: after it there are no tokens.
func (p *parser) stop(s Status) {
	if p.status == StatusComplete {
		p.status = s
		p.tok.kind = tokStop
	}
}

// unexpected stops at a token that cannot follow.
func (p *parser) unexpected() {
	if p.tokens.sawEnd {
		p.stop(StatusIncomplete)
	} else {
		p.stop(StatusInvalid)
	}
}

func (p *parser) expect(k kind) {
	if p.tok.kind != k {
		p.unexpected()
		return
	}
	p.advance()
}

// program is what R parses as one text.
func (p *parser) program() {
	for p.status == StatusComplete && p.tok.kind != tokEnd {
		if p.tok.kind == tokNewline {
			p.advance()
			continue
		}
		p.item()
		p.statement(false)
		if p.tok.kind != tokNewline && p.tok.kind != tokSemicolon {
			p.unexpected()
		}
		if p.holes > 0 {
			p.stop(StatusInvalid)
		}
		p.advance()
	}
}

// statement is expr_or_assign_or_help: "=" assigns. In the body of a function, if or
// loop, and after "?", another "?" ends it.
func (p *parser) statement(body bool) {
	for {
		p.expression(0)
		if p.tok.kind != tokEqual && (body || p.tok.kind != tokHelp) {
			return
		}
		p.advance()
	}
}

// value is expr_or_help: an argument, a condition, a default.
func (p *parser) value() expression {
	e := p.expression(0)
	for p.tok.kind == tokHelp {
		p.advance()
		p.expression(0)
		e = expression{}
	}
	return e
}

// expression is expr, with operators that bind at least as tightly as level.
func (p *parser) expression(level int) expression {
	if p.depth++; p.depth > maxDepth {
		p.stop(StatusInvalid)
	}
	p.operand()
	e := p.primary()
	for {
		k := p.tok.kind
		switch k {
		case tokLeftParen:
			e = p.call(e)
			continue
		case tokLeftBracket, tokLeftBracket2:
			p.subset(k)
			e = expression{chain: e.placeholder || e.chain}
			continue
		case tokExtract:
			p.advance()
			p.name()
			e = expression{chain: e.placeholder || e.chain}
			continue
		}
		op := binary[k]
		if op.level == 0 || op.level < level {
			p.depth--
			return e
		}
		p.advance()
		rhs := p.expression(op.level + op.left)
		switch {
		case k == tokPipe:
			p.pipe(rhs)
		case k == tokPipeBind, k == tokCompare && p.tok.kind == tokCompare:
			p.stop(StatusInvalid)
		}
		e = expression{}
	}
}

// primary is an expression up to the operators that follow it.
func (p *parser) primary() (e expression) {
	start := p.tok
	switch start.kind {
	case tokNumber, tokNull, tokJump:
		p.advance()
	case tokString, tokSymbol:
		p.advance()
		if p.tok.kind == tokNamespace {
			p.advance()
			p.name()
			return expression{}
		}
		return expression{name: p.text(start), nameless: p.nameless(start)}
	case tokPlaceholder:
		p.advance()
		p.holes++
		return expression{placeholder: true}
	case tokLeftBrace:
		p.block()
	case tokLeftParen:
		p.enter()
		p.item()
		p.statement(false)
		p.leave(tokRightParen)
	case tokPlus, tokNot, tokTilde:
		p.advance()
		p.expression(unary[start.kind])
	case tokHelp:
		p.advance()
		p.statement(true)
	case tokFunction, tokLambda:
		p.advance()
		p.formals()
		p.body(start)
	case tokIf:
		p.advance()
		p.condition()
		p.body(start)
		if p.tok.kind == tokElse {
			p.advance()
			p.body(p.last)
		}
	case tokFor, tokWhile:
		p.advance()
		p.condition()
		p.body(start)
	case tokRepeat:
		p.advance()
		p.body(start)
	default:
		p.unexpected()
	}
	return expression{}
}
