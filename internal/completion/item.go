package completion

import (
	"regexp"
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// Item is one way to go on.
type Item struct {
	// Text replaces the code from Start to End of its [Completion].
	Text string
	// Label is Text without what belongs to the syntax around it, such as quotes.
	Label string
	// Type is one of Jupyter's words: function, instance, class, module, keyword, param,
	// path, or one of ours in the same style: column, slot, dataset, option, value, operator, topic.
	Type string
	// Signature is "(x, ...)" of a function, and for others what is known in a word:
	// a class, the default of an argument, the package of a name. It is never empty.
	Signature string
}

var syntactic = regexp.MustCompile(`^(\p{L}|\.(\p{L}|[._]|$))[\p{L}\p{Nd}\p{M}._]*$`)

var reserved = map[string]bool{
	"if": true, "else": true, "repeat": true, "while": true, "function": true, "for": true, "next": true, "break": true,
	"TRUE": true, "FALSE": true, "NULL": true, "Inf": true, "NaN": true, "NA": true, "NA_integer_": true,
	"NA_real_": true, "NA_character_": true, "NA_complex_": true, "in": true,
}

// isName tells whether a name needs no backticks.
func isName(name string) bool { return syntactic.MatchString(name) && !reserved[name] }

// writer spells names as they must stand at the cursor.
type writer struct {
	inString bool
	quote    string // that opens the string or backtick name
	closed   bool   // the closing quote is there
}

func newWriter(c *syntax.Cursor) writer {
	return writer{inString: c.Context == syntax.InString, quote: c.Quote, closed: c.Closed}
}

// name spells a name in code, in backticks if it needs them or if one is typed.
func (w writer) name(name string) string {
	if w.quote != "`" && isName(name) {
		return name
	}
	quoted := "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(name)
	if w.quote == "`" && w.closed {
		return quoted
	}
	return quoted + "`"
}

// value spells a string: in quotes where code is expected, and within quotes with the
// closing one if it is not there yet.
func (w writer) value(value string) string {
	switch {
	case !w.inString:
		return `"` + escape(value, '"') + `"`
	case w.closed:
		return w.inside(value)
	}
	return w.inside(value) + w.closing()
}

// inside spells a part of a string.
func (w writer) inside(text string) string {
	if len(w.quote) == 1 {
		return escape(text, w.quote[0])
	}
	return text
}

func (w writer) closing() string {
	if len(w.quote) == 1 {
		return w.quote
	}
	last := len(w.quote) - 1 // r"--(
	return map[byte]string{'(': ")", '[': "]", '{': "}"}[w.quote[last]] + w.quote[2:last] + w.quote[1:2]
}

func escape(text string, quote byte) string {
	if !strings.ContainsAny(text, "\\\n\t"+string(quote)) {
		return text
	}
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, string(quote), `\`+string(quote)).Replace(text)
}

// symbol makes the item of a name in code.
func (w writer) symbol(o workspace.Object) Item {
	return Item{Text: w.name(o.Name), Label: o.Name, Type: typeOf(o), Signature: signature(o)}
}

// quoted makes the item of a name that is written as a string.
func (w writer) quoted(o workspace.Object) Item {
	return Item{Text: w.value(o.Name), Label: o.Name, Type: typeOf(o), Signature: signature(o)}
}

func typeOf(o workspace.Object) string {
	if o.Kind == "" {
		return string(workspace.Instance)
	}
	return string(o.Kind)
}

func signature(o workspace.Object) string {
	switch {
	case o.Signature != "":
		return o.Signature
	case o.Class != "":
		return o.Class
	case o.Package != "":
		return "{" + o.Package + "}"
	}
	return typeOf(o)
}
