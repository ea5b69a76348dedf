package main

import (
	"regexp"
	"strings"
)

// openCode follows R's lexer through the lines of an expression, to tell where it
// cannot end. When in doubt, it can.
type openCode struct {
	brackets []byte // the closing ones that are due
	quote    string // what ends the string that is open, "" for none
	lost     bool   // this is no R: nothing is certain
}

var rawString = regexp.MustCompile(`^[rR]["']-*[(\[{]`)

// line takes the next line and reports whether the code certainly goes on after it:
// within a string or brackets, or after an operator.
func (o *openCode) line(line string) bool {
	last := byte(0)
	for i := 0; i < len(line) && !o.lost; {
		if o.quote == "" && line[i] == '#' {
			break
		}
		if o.quote == "" && line[i] != ' ' && line[i] != '\t' {
			last = line[i]
		}
		i += o.token(line, i)
	}
	return !o.lost && (o.quote != "" || len(o.brackets) > 0 || last != 0 && strings.IndexByte("+-*/^<>=&|~!:$@?%", last) >= 0)
}

// token reads what begins at i, and returns how much that is.
func (o *openCode) token(line string, i int) int {
	rest := line[i:]
	switch c := rest[0]; {
	case o.quote != "":
		if len(o.quote) == 1 && c == '\\' {
			return 2
		}
		if strings.HasPrefix(rest, o.quote) {
			n := len(o.quote)
			o.quote = ""
			return n
		}
	case c == '"' || c == '\'' || c == '`':
		o.quote = rest[:1]
	case isNameByte(c):
		if raw := rawString.FindString(rest); raw != "" {
			o.quote = closing(raw[len(raw)-1]) + raw[2:len(raw)-1] + raw[1:2]
			return len(raw)
		}
		n := 1
		for n < len(rest) && isNameByte(rest[n]) {
			n++
		}
		return n
	case c == '%': // an operator, which may hold any character
		end := strings.IndexByte(rest[1:], '%')
		o.lost = end < 0
		return end + 2
	case strings.IndexByte("([{", c) >= 0:
		o.brackets = append(o.brackets, closing(c)[0])
	case strings.IndexByte(")]}", c) >= 0:
		due := len(o.brackets) - 1
		if o.lost = due < 0 || o.brackets[due] != c; !o.lost {
			o.brackets = o.brackets[:due]
		}
	}
	return 1
}

func closing(bracket byte) string {
	return map[byte]string{'(': ")", '[': "]", '{': "}"}[bracket]
}

// isNameByte takes numbers for names too, and every letter outside ASCII.
func isNameByte(c byte) bool {
	return c == '.' || c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
