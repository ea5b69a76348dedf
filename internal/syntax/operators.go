package syntax

// operator says how tightly a binary operator binds; left is 1 if a op b op c is
// (a op b) op c.
type operator struct{ level, left int }

var binary = [numKinds]operator{
	tokLeftAssign:  {1, 0},
	tokRightAssign: {2, 1},
	tokTilde:       {3, 1},
	tokOr:          {4, 1},
	tokAnd:         {5, 1},
	tokCompare:     {7, 1}, // no a < b < c
	tokPlus:        {8, 1},
	tokTimes:       {9, 1},
	tokSpecial:     {10, 1},
	tokPipe:        {10, 1},
	tokPipeBind:    {11, 1},
	tokColon:       {12, 1},
	tokPower:       {14, 0},
}

var unary = [numKinds]int{tokTilde: 3, tokNot: 6, tokPlus: 13}

// expression is what calls and pipes want to know of an expression.
type expression struct {
	name        string // of a symbol or string
	nameless    bool   // an empty string
	call        bool   // f(…), not of a function with syntax of its own
	placeholder bool   // "_"
	chain       bool   // "_$a[[1]]": from R 4.3 on
	named       int    // arguments that are "name = _"
	bare        bool   // an argument that is "_"
}

// special are the functions whose calls R refuses after a pipe: those with a syntax.
var special = map[string]bool{
	"if": true, "while": true, "repeat": true, "for": true, "break": true, "next": true, "return": true,
	"function": true, "(": true, "{": true, "+": true, "-": true, "*": true, "/": true, "^": true, "%%": true,
	"%/%": true, "%*%": true, ":": true, "::": true, ":::": true, "?": true, "|>": true, "~": true, "@": true,
	"=>": true, "==": true, "!=": true, "<": true, ">": true, "<=": true, ">=": true, "&": true, "|": true,
	"&&": true, "||": true, "!": true, "<-": true, "<<-": true, "=": true, "$": true, "[[": true, "[": true,
}

// pipe checks what R checks when it has read the right side of |>.
func (p *parser) pipe(rhs expression) {
	switch {
	case rhs.bare, rhs.named > 1:
		p.stop(StatusInvalid)
	case rhs.named == 1, rhs.chain:
		p.holes--
	case !rhs.call:
		p.stop(StatusInvalid)
	}
}
