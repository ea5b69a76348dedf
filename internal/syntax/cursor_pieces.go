package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pieceKind is what a piece is for the structure of code that may be unfinished.
type pieceKind uint8

const (
	pieceEnd      pieceKind = iota
	pieceName               // also TRUE, NULL, next, ...
	pieceKeyword            // if, else, for, in, while, repeat, function and the \ of a lambda
	pieceNumber             // also what is none yet: "1e"
	pieceString             // with its quotes
	pieceBacktick           // a name in backticks
	pieceOperator           // also $, @, ::, %in%, = and :=, and what R knows not
	pieceOpen               // ( [ [[ {
	pieceClose              // ) ] }
	pieceComma
	pieceSemicolon
	pieceNewline
	pieceComment
)

// piece is a token, [start, end) in bytes.
type piece struct {
	kind       pieceKind
	start, end int
	// unclosed is a string, backtick name or %operator% without its end.
	unclosed bool
}

// pieces cuts code into tokens. Unlike lexer, which stops where R would refuse the code,
// it goes on: a string ends at its quote whatever its escapes are.
type pieces struct {
	code string
	at   int
}

var headWords = map[string]bool{"if": true, "else": true, "for": true, "in": true, "while": true, "repeat": true, "function": true}

var longOperators = []string{"<<-", "->>", ":::", "|>", "||", "&&", "==", "!=", "<=", ">=", "<-", "->", "::", ":=", "=>", "**"}

// next skips blanks and returns the next piece. "]]" is two pieces: only the bracket
// that they close can tell.
func (s *pieces) next() piece {
	for s.at < len(s.code) {
		r, size := utf8.DecodeRuneInString(s.code[s.at:])
		if r == '\n' || !unicode.IsSpace(r) {
			break
		}
		s.at += size
	}
	if s.at >= len(s.code) {
		return piece{kind: pieceEnd, start: len(s.code), end: len(s.code)}
	}
	p := s.read()
	s.at = p.end
	return p
}

func (s *pieces) read() piece {
	rest, start := s.code[s.at:], s.at
	of := func(kind pieceKind, length int) piece { return piece{kind: kind, start: start, end: start + length} }
	switch c := rest[0]; {
	case c == '\n':
		return of(pieceNewline, 1)
	case c == '#':
		return of(pieceComment, lineLength(rest))
	case c == ',':
		return of(pieceComma, 1)
	case c == ';':
		return of(pieceSemicolon, 1)
	case strings.HasPrefix(rest, "[["):
		return of(pieceOpen, 2)
	case c == '(' || c == '[' || c == '{':
		return of(pieceOpen, 1)
	case c == ')' || c == ']' || c == '}':
		return of(pieceClose, 1)
	case c == '"' || c == '\'':
		return s.quoted(c, pieceString)
	case c == '`':
		return s.quoted(c, pieceBacktick)
	case (c == 'r' || c == 'R') && rawOpening(rest) != "":
		return s.raw(rawOpening(rest))
	case isDecimal(c) || c == '.' && len(rest) > 1 && isDecimal(rest[1]):
		return of(pieceNumber, numberLength(rest))
	case c == '\\':
		return of(pieceKeyword, 1)
	}
	if n := nameLength(rest); n > 0 && headWords[rest[:n]] {
		return of(pieceKeyword, n)
	} else if n > 0 {
		return of(pieceName, n)
	}
	return s.operator(rest)
}

func (s *pieces) operator(rest string) piece {
	p := piece{kind: pieceOperator, start: s.at}
	if rest[0] == '%' {
		line := rest[:lineLength(rest)]
		n := strings.IndexByte(line[1:], '%') + 2
		if n < 2 {
			p.unclosed = true
			n = 1 + nameLength(line[1:])
		}
		p.end = s.at + n
		return p
	}
	for _, op := range longOperators {
		if strings.HasPrefix(rest, op) {
			p.end = s.at + len(op)
			return p
		}
	}
	_, size := utf8.DecodeRuneInString(rest)
	p.end = s.at + size
	return p
}

func (s *pieces) quoted(quote byte, kind pieceKind) piece {
	for i := s.at + 1; i < len(s.code); i++ {
		switch s.code[i] {
		case '\\':
			i++
		case quote:
			return piece{kind: kind, start: s.at, end: i + 1}
		}
	}
	return piece{kind: kind, start: s.at, end: len(s.code), unclosed: true}
}

func (s *pieces) raw(opening string) piece {
	closing := rawClosing(opening)
	from := s.at + len(opening)
	if n := strings.Index(s.code[from:], closing); n >= 0 {
		return piece{kind: pieceString, start: s.at, end: from + n + len(closing)}
	}
	return piece{kind: pieceString, start: s.at, end: len(s.code), unclosed: true}
}

// rawOpening is the `r"---(` at the beginning of code, or "".
func rawOpening(code string) string {
	if len(code) < 3 || code[0]|0x20 != 'r' || code[1] != '"' && code[1] != '\'' {
		return ""
	}
	n := 2 + len(code[2:]) - len(strings.TrimLeft(code[2:], "-"))
	if n == len(code) || strings.IndexByte("([{", code[n]) < 0 {
		return ""
	}
	return code[:n+1]
}

func rawClosing(opening string) string {
	last := len(opening) - 1
	closer := map[byte]string{'(': ")", '[': "]", '{': "}"}[opening[last]]
	return closer + opening[2:last] + opening[1:2]
}

func numberLength(code string) int {
	hex := len(code) > 1 && code[1]|0x20 == 'x'
	for i := range len(code) {
		c := code[i]
		sign := i > 0 && (c == '+' || c == '-') && (code[i-1]|0x20 == 'e' && !hex || code[i-1]|0x20 == 'p')
		if letter := 'a' <= c|0x20 && c|0x20 <= 'z'; !isDecimal(c) && c != '.' && !letter && !sign {
			return i
		}
	}
	return len(code)
}

func isDecimal(c byte) bool { return '0' <= c && c <= '9' }

// nameLength is the length of the name at the beginning of code, 0 if there is none.
func nameLength(code string) int {
	for i, r := range code {
		if r == '.' || r == '_' || unicode.IsLetter(r) || i > 0 && (unicode.IsDigit(r) || unicode.IsMark(r)) {
			continue
		}
		return i
	}
	return len(code)
}

func lineLength(code string) int {
	if n := strings.IndexByte(code, '\n'); n >= 0 {
		return n
	}
	return len(code)
}
