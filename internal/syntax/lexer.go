package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexer cuts R code into tokens as R's own lexer does (token() in R's gram.c).
type lexer struct {
	text string // ends with a newline, which R adds to every text
	pos  int
}

// next reads a token; newlines are tokens.
func (l *lexer) next() token {
	l.skipBlanks()
	t := token{start: l.pos}
	t.kind = l.scan()
	t.end = min(l.pos, len(l.text))
	return t
}

// peek is the byte at an offset from here, 0 beyond the end. R's strings hold no 0.
func (l *lexer) peek(offset int) byte {
	if l.pos+offset < len(l.text) {
		return l.text[l.pos+offset]
	}
	return 0
}

func (l *lexer) skipBlanks() {
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; {
		case c == ' ' || c == '\t' || c == '\f':
			l.pos++
		case c == '#':
			l.pos += strings.IndexByte(l.text[l.pos:], '\n')
		case c < utf8.RuneSelf:
			return
		default:
			r, size := utf8.DecodeRuneInString(l.text[l.pos:])
			if !isBlank(r) {
				return
			}
			l.pos += size
		}
	}
}

func (l *lexer) scan() kind {
	c := l.peek(0)
	switch {
	case l.pos >= len(l.text):
		return tokEnd
	case isDigit(c), c == '.' && isDigit(l.peek(1)):
		return l.number()
	case (c == 'r' || c == 'R') && (l.peek(1) == '"' || l.peek(1) == '\''):
		return l.rawString()
	case c == '"', c == '\'', c == '`':
		return l.quoted(c)
	case c == '%':
		return l.special()
	case c == '.', isAlpha(l.rune()):
		return l.word()
	}
	for n := min(3, len(l.text)-l.pos); n > 0; n-- {
		if k, ok := operators[n][l.text[l.pos:l.pos+n]]; ok {
			l.pos += n
			return k
		}
	}
	l.pos++
	return tokBad
}

func (l *lexer) rune() rune {
	r, _ := utf8.DecodeRuneInString(l.text[l.pos:])
	return r
}

// word reads a symbol or a keyword.
func (l *lexer) word() kind {
	rest := l.text[l.pos:]
	n := strings.IndexFunc(rest, func(r rune) bool {
		return r != '.' && r != '_' && !isAlpha(r) && (r > '9' || r < '0')
	})
	l.pos += n // the text ends with a newline: there is an end
	if k, ok := keywords[rest[:n]]; ok {
		return k
	}
	return tokSymbol
}

// special reads %any%, which must end on its line.
func (l *lexer) special() kind {
	n := strings.IndexAny(l.text[l.pos+1:], "%\n")
	l.pos += n + 2
	if l.text[l.pos-1] == '\n' {
		l.pos--
		return tokBad
	}
	return tokSpecial
}

// rawString reads r"---(…)---". Besides ( [ { R takes | as delimiter, undocumented.
func (l *lexer) rawString() kind {
	rest := l.text[l.pos+1:]
	quote, rest := rest[:1], rest[1:]
	inner := strings.TrimLeft(rest, "-")
	dashes := rest[:len(rest)-len(inner)]
	open := strings.IndexByte("([{|", inner[0])
	if open < 0 {
		l.pos = len(l.text) - len(inner)
		return tokBad
	}
	closing := ")]}|"[open:open+1] + dashes + quote
	content := inner[1:]
	n := strings.Index(content, closing)
	if n < 0 {
		l.pos = len(l.text)
		return tokOpen
	}
	l.pos = len(l.text) - len(content) + n + len(closing)
	return tokString
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// isAlpha is what the C library's iswalpha takes for a letter, digits of other scripts
// included.
func isAlpha(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.In(r, unicode.L, unicode.Nl, unicode.Nd, unicode.Other_Alphabetic)
}

// isBlank is what the C library's iswblank takes for white space that is no new line.
func isBlank(r rune) bool {
	switch r {
	case 0x1680, 0x205f, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200a && r != 0x2007
}
