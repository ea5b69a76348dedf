package syntax

import (
	"strings"
	"time"
	"unicode/utf8"

	tree_sitter_r "github.com/r-lib/tree-sitter-r/bindings/go"
	tree_sitter "github.com/tree-sitter/go-tree-sitter"
)

// Node is a node of a [Tree]: valid until the tree is closed. Its kinds and fields are
// those of the grammar tree-sitter-r.
type Node = tree_sitter.Node

// Tree is R code and its syntax tree. What R would refuse is in nodes of the kind
// "ERROR", what it would miss in nodes that are missing; the rest is as it would be in
// correct code. One goroutine at a time may use a tree.
type Tree struct {
	code string
	tree *tree_sitter.Tree
	root *Node
	// ascii texts need no counting: their code points are their bytes.
	ascii bool
}

var language = tree_sitter.NewLanguage(tree_sitter_r.Language())

// parsers holds idle parsers: C memory, which the garbage collector does not see.
var parsers = make(chan *tree_sitter.Parser, 4)

func takeParser() *tree_sitter.Parser {
	select {
	case p := <-parsers:
		return p
	default:
	}
	p := tree_sitter.NewParser()
	if err := p.SetLanguage(language); err != nil {
		panic(err) // both versions are pinned in go.mod
	}
	//lint:ignore SA1019 the way with options leaks them
	p.SetTimeoutMicros(uint64(timeLimit.Microseconds()))
	return p
}

func returnParser(p *tree_sitter.Parser) {
	p.Reset()
	select {
	case parsers <- p:
	default:
		p.Close()
	}
}

// timeLimit is for text that is no code: some takes time that grows with the square of
// its length. A thousand lines of R take 15 ms.
const timeLimit = 300 * time.Millisecond

// chunk bounds what a parser that went back to an earlier place copies again.
const chunk = 4096

// Parse parses any text. The caller closes the tree. If it takes longer than 0.3 s, the
// tree is that of a blank text. Several goroutines may parse at the same time.
func Parse(code string) *Tree {
	tree := parse(code)
	if tree == nil {
		tree = parse(strings.Repeat(" ", len(code)))
	}
	if tree == nil {
		tree = parse("") // the machine is at a standstill
	}
	return &Tree{code: code, tree: tree, root: tree.RootNode(), ascii: utf8.RuneCountInString(code) == len(code)}
}

// parse returns nil when the time is up.
func parse(text string) *tree_sitter.Tree {
	p := takeParser()
	tree := p.ParseWithOptions(func(from int, _ tree_sitter.Point) []byte {
		switch {
		case from >= len(text):
			return nil
		case from == 0:
			return []byte(text)
		}
		return []byte(text[from:min(from+chunk, len(text))])
	}, nil, nil)
	if tree == nil {
		// Not used again: a parser that was stopped while it balanced its tree aborts the
		// process at its next text, even after Reset.
		p.Close()
		return nil
	}
	returnParser(p)
	return tree
}

// Close frees the tree. Its nodes must not be used after it.
func (t *Tree) Close() { t.tree.Close() }

// Code is the text that was parsed.
func (t *Tree) Code() string { return t.code }

// Root is the node of kind "program" that holds all others.
func (t *Tree) Root() *Node { return t.root }

// Text is the text of a node, "" for none.
func (t *Tree) Text(n *Node) string {
	if n == nil {
		return ""
	}
	start, end := n.ByteRange()
	return t.code[start:end]
}

// Covering is the smallest node that holds [start, end); with start == end the node that
// begins there, or what lies around the place.
func (t *Tree) Covering(start, end int) *Node {
	return t.root.DescendantForByteRange(uint(start), uint(end))
}

// Offset turns a place in code points into one in bytes, within the text.
func (t *Tree) Offset(codePoints int) int {
	if t.ascii {
		return min(max(codePoints, 0), len(t.code))
	}
	return Offset(t.code, codePoints)
}

// CodePoints turns a place in bytes into one in code points, within the text.
func (t *Tree) CodePoints(offset int) int {
	offset = min(max(offset, 0), len(t.code))
	if t.ascii {
		return offset
	}
	return utf8.RuneCountInString(t.code[:offset])
}

// Offset is where the code point with that number begins in text: 0 if the number is
// negative, the length of text if it has no more.
func Offset(text string, codePoints int) int {
	for offset := range text {
		if codePoints <= 0 {
			return offset
		}
		codePoints--
	}
	return len(text)
}
