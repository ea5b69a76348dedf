package syntax

import (
	"regexp"
	"strings"
)

// leaf is a token: the smallest piece of code that has a meaning. A string is one leaf.
type leaf struct {
	kind       string // of the grammar; that of a string without an end is "string"
	start, end int
	text       string
	node       *Node
}

// Tokens are taken this far around the cursor, in bytes: code that is longer than most
// cells would take long, and what is that far away says nothing about the cursor.
const (
	windowBefore = 8000
	windowAfter  = 4000
)

// leaves are the tokens around the cursor in the order of the code. It works on what is wrong as well:
// there, too, the tokens are mostly right. Brackets that the parser has put in to close
// a call before the code goes on are leaves without length.
func leaves(t *Tree, cursor int) []leaf {
	var all []leaf
	c := t.root.Walk()
	defer c.Close()
	for more := true; more; {
		n := c.Node()
		start, end := n.ByteRange()
		kind := kindName(n)
		near := int(end) >= cursor-windowBefore && int(start) <= cursor+windowAfter
		if near && kind != "string" && !numberKinds[kind] && c.GotoFirstChild() {
			continue
		}
		if near && (end > start || n.IsMissing()) && (len(all) == 0 || int(start) >= all[len(all)-1].end) {
			all = append(all, t.leaf(n, kind, int(start), int(end)))
		}
		for more = c.GotoNextSibling(); !more; more = c.GotoNextSibling() {
			if !c.GotoParent() {
				break
			}
		}
	}
	return all
}

func (t *Tree) leaf(n *Node, kind string, start, end int) leaf {
	l := leaf{kind: kind, start: start, end: end, node: n}
	switch kind {
	case "string_open": // of a string without an end: to the end of the line
		l.kind = "string"
		if i := strings.IndexByte(t.code[end:], '\n'); i >= 0 {
			l.end = end + i
		} else {
			l.end = len(t.code)
		}
	case "ERROR":
		l.kind = strings.TrimSpace(t.code[start:end])
	}
	l.text = t.code[l.start:l.end]
	return l
}

// kindNames are the names of kinds by their numbers: a call of C for each would cost more
// than the rest.
var kindNames = func() []string {
	names := make([]string, language.NodeKindCount())
	for i := range names {
		names[i] = language.NodeKindForId(uint16(i))
	}
	return names
}()

func kindName(n *Node) string {
	if id := int(n.KindId()); id < len(kindNames) {
		return kindNames[id]
	}
	return "ERROR"
}

var numberKinds = map[string]bool{"float": true, "integer": true, "complex": true}

// keywordKinds are words and constants of the language, explained by help pages.
var keywordKinds = map[string]bool{"if": true, "else": true, "for": true, "in": true, "while": true, "repeat": true,
	"function": true, "next": true, "break": true, "null": true, "true": true, "false": true, "inf": true, "nan": true,
	"na": true, "NA": true, "NA_integer_": true, "NA_real_": true, "NA_character_": true, "NA_complex_": true, "dots": true, "dot_dot_i": true}

func (l leaf) isName() bool { return l.kind == "identifier" || l.kind == "return" }

// isWord reports whether the cursor after it is still on it.
func (l leaf) isWord() bool {
	return l.isName() || l.kind == "string" || numberKinds[l.kind] || keywordKinds[l.kind]
}

func (l leaf) isOpening() bool {
	return l.kind == "(" || l.kind == "[" || l.kind == "[[" || l.kind == "{"
}
func (l leaf) isClosing() bool {
	return l.kind == ")" || l.kind == "]" || l.kind == "]]" || l.kind == "}"
}

func (l leaf) isOperator() bool {
	switch l.kind {
	case "special", "+", "-", "*", "/", "^", "**", "%%", "<", ">", "<=", ">=", "==", "!=", "!", "&", "&&", "|", "||", "~",
		"->", "->>", "<-", "<<-", "=", ":=", "?", ":", "::", ":::", "$", "@", "|>", `\`, "[[", "[", "(", "{", "]]", "]":
		return true
	}
	return false
}

// isPipe reports whether what follows works on what stands before: ggplot2 adds layers.
func (l leaf) isPipe() bool {
	return l.kind == "|>" || l.kind == "+" || l.kind == "special" && (l.text == "%>%" || l.text == "%<>%" || l.text == "%T>%" || l.text == "%$%")
}

// unquoted is the name that a name in backticks or a string stands for.
func (l leaf) unquoted() string {
	n := len(l.text)
	if n >= 2 && strings.IndexByte("`'\"", l.text[0]) >= 0 {
		if l.text[n-1] == l.text[0] {
			return l.text[1 : n-1]
		}
		return l.text[1:]
	}
	return l.text
}

var plainName = regexp.MustCompile(`^([\p{L}]|\.[\p{L}._]|\.$)[\p{L}\p{N}._]*$`)

// backticked is the name as code.
func backticked(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "\\`") + "`"
}
