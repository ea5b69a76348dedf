package syntax

import "strconv"

// number reads a number as NumericValue() in R's gram.c does, with its oddities: "1e"
// is no token, "1x" two, and "0x1.8" needs an exponent.
func (l *lexer) number() kind {
	if l.peek(0) == '0' && l.peek(1)|0x20 == 'x' {
		l.pos += 2
		if !l.hexadecimal() {
			return tokBad
		}
	} else if !l.decimal() {
		return tokBad
	}
	if c := l.peek(0); c == 'L' || c == 'i' {
		l.pos++
	}
	return tokNumber
}

func (l *lexer) digits() (n int) {
	for ; isDigit(l.peek(0)); n++ {
		l.pos++
	}
	return n
}

func (l *lexer) decimal() bool {
	l.digits()
	if l.peek(0) == '.' {
		l.pos++
		l.digits()
	}
	return l.peek(0)|0x20 != 'e' || l.exponent()
}

func (l *lexer) hexadecimal() bool {
	digits, dots := 0, 0
	for ; isHex(l.peek(0)) || l.peek(0) == '.'; l.pos++ {
		digits++
		if l.peek(0) == '.' {
			dots++
		}
	}
	if digits == 0 || dots > 1 {
		return false
	}
	if l.peek(0)|0x20 == 'p' {
		return l.exponent()
	}
	return dots == 0
}

// exponent reads "e-10".
func (l *lexer) exponent() bool {
	l.pos++
	if c := l.peek(0); c == '+' || c == '-' {
		l.pos++
	}
	return l.digits() > 0
}

// quoted reads "…", '…' or `…` as StringValue() in R's gram.c does. An escape that R
// does not know is an error even if the string never ends.
func (l *lexer) quoted(quote byte) kind {
	l.pos++
	begin := l.pos
	unicodes, bytes := false, false // R refuses both in one string
	for ; l.pos < len(l.text); l.pos++ {
		switch l.text[l.pos] {
		case quote:
			l.pos++
			switch {
			case unicodes && bytes, quote == '`' && l.pos == begin+1:
				return tokBad
			case quote == '`':
				return tokSymbol
			}
			return tokString
		case '\\':
			l.pos++
			c := l.peek(0)
			ok := true
			switch {
			case '0' <= c && c <= '7':
				ok, bytes = l.octal(), true
			case c == 'x':
				ok, bytes = l.hexEscape(2, false, 0xff), true
			case c == 'u':
				ok, unicodes = quote != '`' && l.hexEscape(4, true, 0xffff), true
			case c == 'U':
				ok, unicodes = quote != '`' && l.hexEscape(8, true, 0x10ffff), true
			default:
				ok = isEscape(c)
			}
			if !ok {
				return tokBad
			}
		}
	}
	return tokOpen
}

func isEscape(c byte) bool {
	switch c {
	case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\', '"', '\'', '`', ' ', '\n':
		return true
	}
	return false
}

// octal reads up to three digits and stays on the last.
func (l *lexer) octal() bool {
	begin := l.pos
	for l.pos-begin < 2 && '0' <= l.peek(1) && l.peek(1) <= '7' {
		l.pos++
	}
	value, err := strconv.ParseUint(l.text[begin:l.pos+1], 8, 16)
	return err == nil && value > 0 && value <= 0xff
}

// hexEscape reads up to so many digits, if braces then perhaps in braces, and stays on
// the last character.
func (l *lexer) hexEscape(most int, braces bool, limit uint64) bool {
	inBraces := braces && l.peek(1) == '{'
	if inBraces {
		l.pos++
	}
	begin := l.pos + 1
	for l.pos+1-begin < most && isHex(l.peek(1)) {
		l.pos++
	}
	value, err := strconv.ParseUint(l.text[begin:l.pos+1], 16, 64)
	if inBraces {
		if l.peek(1) != '}' {
			return false
		}
		l.pos++
	}
	return err == nil && value > 0 && value <= limit
}
