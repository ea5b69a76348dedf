package syntax

// kind is what a token is for R's grammar. Operators of the same precedence and
// associativity share one.
type kind uint8

const (
	tokEnd     kind = iota // the end of the text
	tokBad                 // no token of R: "1e", "a %in", "\r"
	tokOpen                // a string, symbol or raw string that does not end
	tokNewline             // only where it means something
	tokNumber              // also TRUE, NA, Inf
	tokString
	tokNull
	tokSymbol
	tokPlaceholder // "_" in a pipe
	tokFunction    // "function"
	tokLambda      // "\"
	tokIf
	tokElse
	tokFor
	tokIn
	tokWhile
	tokRepeat
	tokJump       // next, break
	tokLeftAssign // <-, <<-, :=
	tokEqual      // =
	tokRightAssign
	tokHelp // ?
	tokTilde
	tokOr
	tokAnd
	tokNot
	tokCompare
	tokPlus // + and -
	tokTimes
	tokSpecial  // %in%
	tokPipe     // |>
	tokPipeBind // =>, which R has switched off
	tokColon
	tokPower
	tokExtract   // $ and @
	tokNamespace // :: and :::
	tokLeftParen
	tokRightParen
	tokLeftBracket
	tokLeftBracket2
	tokRightBracket
	tokLeftBrace
	tokRightBrace
	tokComma
	tokSemicolon
	tokStop // after an error
	numKinds
)

// token is a piece of the text.
type token struct {
	kind       kind
	start, end int
}

// keywords are the words that are no symbols.
var keywords = map[string]kind{
	"NULL": tokNull, "NA": tokNumber, "TRUE": tokNumber, "FALSE": tokNumber, "Inf": tokNumber, "NaN": tokNumber,
	"NA_integer_": tokNumber, "NA_real_": tokNumber, "NA_character_": tokNumber, "NA_complex_": tokNumber,
	"function": tokFunction, "while": tokWhile, "repeat": tokRepeat, "for": tokFor, "if": tokIf, "in": tokIn,
	"else": tokElse, "next": tokJump, "break": tokJump,
}

// operators are found by their longest text first.
var operators = [...]map[string]kind{
	3: {"<<-": tokLeftAssign, "->>": tokRightAssign, ":::": tokNamespace},
	2: {
		"<-": tokLeftAssign, ":=": tokLeftAssign, "->": tokRightAssign, "<=": tokCompare, ">=": tokCompare,
		"==": tokCompare, "!=": tokCompare, "=>": tokPipeBind, "|>": tokPipe, "||": tokOr, "&&": tokAnd,
		"**": tokPower, "::": tokNamespace, "[[": tokLeftBracket2, "<<": tokBad,
	},
	1: {
		"<": tokCompare, ">": tokCompare, "=": tokEqual, "?": tokHelp, "~": tokTilde, "|": tokOr, "&": tokAnd,
		"!": tokNot, "+": tokPlus, "-": tokPlus, "*": tokTimes, "/": tokTimes, ":": tokColon, "^": tokPower,
		"$": tokExtract, "@": tokExtract, "\\": tokLambda, "(": tokLeftParen, ")": tokRightParen,
		"[": tokLeftBracket, "]": tokRightBracket, "{": tokLeftBrace, "}": tokRightBrace, ",": tokComma,
		";": tokSemicolon, "\n": tokNewline, "_": tokPlaceholder,
	},
}
