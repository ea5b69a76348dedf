package syntax

// tokens gives the parser the tokens in which newlines are left where they end
// something, by the rules of yylex() in R's gram.c: none between ( ) and [ ], none
// after an operator, and one between an if and its else only at top level.
type tokens struct {
	lexer lexer
	// open holds the brackets that are open, and 'i' for each if that may yet be
	// followed by else on another line.
	open []byte
	// eatLines drops newlines before the next token. The parser sets it too.
	eatLines bool
	saved    token // was read in search of else
	hasSaved bool
	// sawEnd tells that the end of the text was looked at: what goes wrong from here
	// on, R calls incomplete.
	sawEnd bool
	// unclosed tells that it ended within a string.
	unclosed bool
}

// mostOpen is R's limit (CONTEXTSTACK_SIZE). Beyond it everything is an error.
const mostOpen = 50

func (s *tokens) read() token {
	if s.hasSaved {
		s.hasSaved = false
		return s.saved
	}
	t := s.lexer.next()
	s.sawEnd = s.sawEnd || t.kind == tokEnd || t.kind == tokOpen
	s.unclosed = s.unclosed || t.kind == tokOpen
	return t
}

func (s *tokens) next() token {
	t := s.read()
	for t.kind == tokNewline {
		switch top := s.top(); {
		case s.eatLines || top == '[' || top == '(':
			t = s.read()
		case top == 'i':
			return s.afterIf(t)
		default:
			return t
		}
	}
	return s.follow(t)
}

// afterIf reads on at a newline that ends the body of an if, unless else follows.
func (s *tokens) afterIf(newline token) token {
	t := newline
	for t.kind == tokNewline {
		t = s.read()
	}
	switch t.kind {
	case tokRightBrace, tokRightParen, tokRightBracket:
		s.closeBracket()
		return t
	case tokComma:
		s.popIf()
		return t
	case tokElse:
		s.eatLines = true
		s.popIf()
		return t
	}
	s.popIf()
	s.saved, s.hasSaved = t, true
	return newline
}

// follow notes what t means for the newlines after it.
func (s *tokens) follow(t token) token {
	switch t.kind {
	case tokIf:
		s.eatLines = true
		if s.top() != 0 {
			t = s.push('i', t)
		}
	case tokElse:
		s.popIf()
		s.eatLines = true
	case tokSemicolon, tokComma:
		s.popIf()
	case tokSymbol, tokPlaceholder, tokString, tokNumber, tokNull, tokJump:
		s.eatLines = false
	case tokLeftBracket2:
		t = s.push('[', t)
		t = s.push('[', t)
	case tokLeftBracket:
		t = s.push('[', t)
	case tokLeftParen:
		t = s.push('(', t)
	case tokLeftBrace:
		s.eatLines = true
		t = s.push('{', t)
	case tokRightParen, tokRightBracket, tokRightBrace:
		s.closeBracket()
		s.eatLines = false
	case tokLambda, tokNamespace, tokEnd, tokBad, tokOpen:
	default: // operators, function, for, in, while, repeat
		s.eatLines = true
	}
	return t
}

func (s *tokens) top() byte {
	if len(s.open) == 0 {
		return 0
	}
	return s.open[len(s.open)-1]
}

func (s *tokens) push(context byte, t token) token {
	if len(s.open) >= mostOpen {
		t.kind = tokBad
		return t
	}
	s.open = append(s.open, context)
	return t
}

func (s *tokens) popIf() {
	if s.top() == 'i' {
		s.open = s.open[:len(s.open)-1]
	}
}

func (s *tokens) closeBracket() {
	for s.top() == 'i' {
		s.popIf()
	}
	if len(s.open) > 0 {
		s.open = s.open[:len(s.open)-1]
	}
}
