package rhelp

import (
	"strings"

	"github.com/gokernel/gokernel/internal/rdata"
)

// node is a node of a parsed Rd page (Writing R Extensions, 2; parse_Rd).
type node struct {
	tag      string // "TEXT", "\\code", "" for the braces of one of several arguments
	text     string // of leaves
	children []node
}

func nodeOf(v rdata.Value) node {
	n := node{tag: first(v.Attribute("Rd_tag")), text: first(v)}
	if len(v.Items) > 0 {
		n.children = make([]node, len(v.Items))
		for i, child := range v.Items {
			n.children[i] = nodeOf(child)
		}
	}
	return n
}

// first is the first string of a character vector, "" for everything else.
func first(v rdata.Value) string {
	if len(v.Strings) == 0 || v.Strings[0] == rdata.NA {
		return ""
	}
	return v.Strings[0]
}

// argument returns what stands in the i-th pair of braces of a macro.
func (n node) argument(i int) []node {
	if len(n.children) > 0 && n.children[0].tag == "" {
		if i < len(n.children) {
			return n.children[i].children
		}
		return nil
	}
	if i == 0 {
		return n.children
	}
	return nil
}

// rawText is the text of nodes as it was written, without comments.
func rawText(nodes []node) string {
	var b strings.Builder
	var walk func([]node)
	walk = func(nodes []node) {
		for _, n := range nodes {
			switch n.tag {
			case "COMMENT", "USERMACRO", `\Sexpr`:
			case `\dots`, `\ldots`:
				b.WriteString("...")
			case `\R`:
				b.WriteString("R")
			case `\link`, `\linkS4class`:
				walk(n.children)
			default:
				b.WriteString(n.text)
				walk(n.children)
			}
		}
	}
	walk(nodes)
	return b.String()
}

// shown reports whether the condition of \if and \ifelse holds. Pages are written as
// for text: what is only for HTML is often raw HTML.
func shown(condition []node) bool {
	for _, format := range strings.Split(strings.TrimSpace(rawText(condition)), ",") {
		switch strings.TrimSpace(format) {
		case "text", "TRUE", "true", "example":
			return true
		}
	}
	return false
}

// code is the text of a usage, examples or \preformatted section.
func code(nodes []node) string {
	var b strings.Builder
	writeCode(&b, nodes)
	return strings.Trim(trimLines(b.String()), "\n")
}

func writeCode(b *strings.Builder, nodes []node) {
	for _, n := range nodes {
		switch n.tag {
		case "COMMENT", "USERMACRO", `\Sexpr`, `\testonly`, `\dontshow`, `\figure`, `\out`:
		case "RCODE", "VERB", "TEXT":
			b.WriteString(n.text)
		case `\dots`, `\ldots`:
			b.WriteString("...")
		case `\R`:
			b.WriteString("R")
		case `\method`, `\S3method`:
			writeMethod(b, "S3", n, func(class string) string { return "class '" + class + "'" })
		case `\S4method`:
			writeMethod(b, "S4", n, func(signature string) string { return "signature '" + signature + "'" })
		case `\if`:
			if shown(n.argument(0)) {
				writeCode(b, n.argument(1))
			}
		case `\ifelse`:
			writeCode(b, n.argument(map[bool]int{true: 1, false: 2}[shown(n.argument(0))]))
		case "#ifdef", "#ifndef":
			if unix := strings.TrimSpace(rawText(n.argument(0))) == "unix"; unix == (n.tag == "#ifdef") {
				writeCode(b, n.argument(1))
			}
		case `\enc`, `\item`:
			writeCode(b, n.argument(0))
		case `\eqn`, `\deqn`:
			writeCode(b, formula(n))
		case `\href`:
			writeCode(b, n.argument(1))
		case `\dontrun`:
			b.WriteString("## Not run:")
			writeCode(b, n.children)
			b.WriteString("## End(Not run)")
		default: // \donttest, \link, \code, \special, ...
			writeCode(b, n.children)
		}
	}
}

// writeMethod writes how a method is called: "## S3 method for class 'lm'", then the
// generic. Assignment functions and operators need no form of their own.
func writeMethod(b *strings.Builder, system string, n node, of func(string) string) {
	generic, class := strings.TrimSpace(rawText(n.argument(0))), strings.TrimSpace(rawText(n.argument(1)))
	if class == "default" && system == "S3" {
		b.WriteString("## Default S3 method:\n" + generic)
		return
	}
	b.WriteString("## " + system + " method for " + of(class) + "\n" + generic)
}

// formula is the form of \eqn and \deqn for text, if the page has one.
func formula(n node) []node {
	if second := n.argument(1); len(second) > 0 {
		return second
	}
	return n.argument(0)
}

func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
	}
	return strings.Join(lines, "\n")
}
