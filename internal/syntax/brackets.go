package syntax

import "strings"

// enter and leave go past a bracket that opens and the one that closes it.
func (p *parser) enter() {
	p.frames = append(p.frames, newFrame(p.tok.start))
	p.advance()
}

func (p *parser) leave(closing kind) {
	if p.tok.kind != closing {
		p.unexpected()
		return
	}
	p.frames = p.frames[:len(p.frames)-1]
	p.advance()
}

// leaveHead is leave where a body follows, on any line.
func (p *parser) leaveHead() {
	p.tokens.eatLines = true
	p.leave(tokRightParen)
}

func (p *parser) block() {
	p.enter()
	for p.tok.kind != tokRightBrace && p.status == StatusComplete {
		if p.tok.kind == tokNewline || p.tok.kind == tokSemicolon {
			p.advance()
			continue
		}
		p.item()
		p.statement(false)
		switch p.tok.kind {
		case tokNewline, tokSemicolon, tokRightBrace:
		default:
			p.unexpected()
		}
	}
	p.leave(tokRightBrace)
}

// body is what a keyword governs.
func (p *parser) body(keyword token) {
	if p.status == StatusComplete {
		p.head, p.headEnd = keyword.start, p.last.end
	}
	p.statement(true)
}

// condition is the ( ) of if, for and while.
func (p *parser) condition() {
	loop := p.last.kind == tokFor
	if p.tok.kind != tokLeftParen {
		p.unexpected()
		return
	}
	p.enter()
	p.item()
	if loop {
		p.expect(tokSymbol)
		p.expect(tokIn)
	}
	p.value()
	p.leaveHead()
}

func (p *parser) name() {
	if p.tok.kind != tokSymbol && p.tok.kind != tokString {
		p.unexpected()
		return
	}
	p.advance()
}

// formals is the ( ) of a function.
func (p *parser) formals() {
	if p.tok.kind != tokLeftParen {
		p.unexpected()
		return
	}
	p.enter()
	seen := map[string]bool{}
	// R's grammar takes "(, x", but fails when it has read it.
	misplaced := p.tok.kind == tokComma
	for more := p.tok.kind != tokRightParen; more; {
		if misplaced && len(seen) == 0 {
			p.advance()
		}
		p.item()
		name := p.text(p.tok)
		p.expect(tokSymbol)
		if p.tok.kind == tokEqual {
			p.advance()
			p.value()
		}
		if p.status == StatusComplete && (seen[name] || misplaced) {
			p.stop(StatusInvalid)
		}
		seen[name] = true
		if more = p.tok.kind == tokComma; more {
			p.advance()
		}
	}
	p.leaveHead()
}

// call is the ( ) after what is called.
func (p *parser) call(called expression) expression {
	e := expression{call: !special[called.name]}
	p.arguments(tokRightParen, &e)
	p.leave(tokRightParen)
	if called.nameless {
		p.stop(StatusInvalid)
	}
	return e
}

// subset is [ ] or [[ ]].
func (p *parser) subset(opening kind) {
	p.arguments(tokRightBracket, &expression{})
	if opening == tokLeftBracket2 {
		p.expect(tokRightBracket)
	}
	p.leave(tokRightBracket)
}

func (p *parser) arguments(closing kind, e *expression) {
	p.enter()
	for {
		p.argument(closing, e)
		if p.tok.kind != tokComma {
			return
		}
		p.tokens.eatLines = true
		p.advance()
	}
}

func (p *parser) argument(closing kind, call *expression) {
	empty := func() bool { return p.tok.kind == tokComma || p.tok.kind == closing }
	p.item()
	if empty() {
		return
	}
	first := p.tok
	value := p.value()
	named := p.tok.kind == tokEqual && p.last == first && (first.kind == tokSymbol || first.kind == tokString || first.kind == tokNull)
	if named {
		p.advance()
		if p.nameless(first) {
			p.stop(StatusInvalid) // R says so a bit later
		}
		if empty() {
			return
		}
		value = p.value()
	}
	switch {
	case !value.placeholder:
	case named:
		call.named++
	default:
		call.bare = true
	}
}

// nameless tells whether a token is an empty string, which R takes for no name.
func (p *parser) nameless(t token) bool {
	s := p.tokens.lexer.text[t.start:t.end]
	if t.kind != tokString {
		return false
	}
	if s[0]|0x20 == 'r' {
		return len(strings.Trim(s[1:], `"'-`)) == len("()")
	}
	return len(s) == len(`""`)
}

// text is a symbol without backticks or a string without quotes, for comparison only.
func (p *parser) text(t token) string {
	return strings.Trim(p.tokens.lexer.text[t.start:t.end], "`'\"")
}
