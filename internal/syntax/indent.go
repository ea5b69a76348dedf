package syntax

import "strings"

// frame is a bracket that is open, or the text as a whole, for the indent.
type frame struct {
	open int // where the bracket stands, -1 for the text
	item int // where the statement or argument begins that is being read, -1 if none
	own  int // the last item that is the first on its line, -1 if none
	part int // where the operand begins that was read last
}

func newFrame(open int) frame { return frame{open, -1, -1, -1} }

// item notes that a statement or an argument begins here.
func (p *parser) item() {
	f := &p.frames[len(p.frames)-1]
	f.item, f.part = -1, -1
	if p.atEnd() {
		return
	}
	f.item = p.tok.start
	if before := strings.TrimRight(p.tokens.lexer.text[:f.item], " \t"); before == "" || strings.HasSuffix(before, "\n") {
		f.own = f.item
	}
}

// operand notes that an operand begins here.
func (p *parser) operand() {
	if !p.atEnd() {
		p.frames[len(p.frames)-1].part = p.tok.start
	}
}

func (p *parser) atEnd() bool { return p.tokens.sawEnd || p.status != StatusComplete }

// indent is the white space for the line after incomplete code. It follows what the
// user did on the lines before, else adds a step to the line that is being continued.
func (p *parser) indent() string {
	f := p.frames[len(p.frames)-1]
	inside := f.open >= 0
	switch {
	case p.tokens.unclosed:
		return ""
	case p.last.end == p.headEnd:
		return p.deeper(p.head)
	case inside && (f.item < 0 || !continues(p.last.kind)):
		return p.inBracket(f)
	case f.part >= 0 && !p.sameLine(f.item, f.part):
		return p.margin(f.part)
	case inside && p.sameLine(f.open, f.item):
		return p.inBracket(f)
	}
	return p.deeper(max(f.item, 0))
}

// inBracket is the indent of an item: that of the last which has its own line.
func (p *parser) inBracket(f frame) string {
	if f.own >= 0 {
		return p.margin(f.own)
	}
	return p.deeper(f.open)
}

// continues tells whether something must follow a token.
func continues(k kind) bool {
	switch k {
	case tokNumber, tokString, tokNull, tokSymbol, tokPlaceholder, tokJump, tokRightParen, tokRightBracket, tokRightBrace,
		tokComma, tokSemicolon, tokNewline, tokLeftParen, tokLeftBracket, tokLeftBracket2, tokLeftBrace:
		return false
	}
	return true
}

func (p *parser) sameLine(from, to int) bool {
	return !strings.Contains(p.tokens.lexer.text[from:to], "\n")
}

// margin is the white space that the line of a place begins with.
func (p *parser) margin(place int) string {
	text := p.tokens.lexer.text
	line := text[strings.LastIndexByte(text[:place], '\n')+1:]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// deeper is one step more, in the kind of white space that the line has.
func (p *parser) deeper(place int) string {
	margin := p.margin(place)
	if margin != "" && strings.Trim(margin, "\t") == "" {
		return margin + "\t"
	}
	return margin + "  "
}
