package syntax

import (
	"slices"
	"strings"
)

// text is the code from one leaf to another.
func (f *targetFinder) text(first, last int) string {
	return f.tree.code[f.leaves[first].start:f.leaves[last].end]
}

func (f *targetFinder) isPrimaryEnd(i int) bool {
	if i < 0 {
		return false
	}
	l := f.leaves[i]
	return l.isName() || l.kind == "string" || l.isClosing() && l.kind != "}" && f.opening(i) >= 0
}

// chainStart is where the expression that ends with the name at i begins: at a of a$b@c.
func (f *targetFinder) chainStart(i int) int {
	for f.is(i-1, "$", "@", "::", ":::") && f.isPrimaryEnd(i-2) {
		i = f.primaryStart(i - 2)
	}
	return i
}

// primaryStart is where the expression that ends at i begins, with its calls and indices.
func (f *targetFinder) primaryStart(i int) int {
	for f.leaves[i].isClosing() {
		open := f.opening(i)
		if open <= 0 || !f.isPrimaryEnd(open-1) {
			return max(open, 0)
		}
		i = open - 1
	}
	return f.chainStart(i)
}

// opening is the bracket that the one at i closes, -1 if there is none.
func (f *targetFinder) opening(i int) int {
	depth := 0
	for ; i >= 0; i-- {
		if f.leaves[i].isClosing() {
			depth++
		} else if f.leaves[i].isOpening() {
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// enclosing is the bracket that is open before the leaf at i, -1 if there is none. One
// that the parser has closed where the cursor is counts as open.
func (f *targetFinder) enclosing(i int) int {
	depth := 0
	for i--; i >= 0; i-- {
		l := f.leaves[i]
		switch {
		case l.start == l.end && (i == len(f.leaves)-1 || f.leaves[i+1].start >= f.cursor || f.leaves[i+1].end == f.leaves[i+1].start):
		case l.isClosing():
			depth++
		case l.isOpening() && depth == 0:
			return i
		case l.isOpening():
			depth--
		}
	}
	return -1
}

// argument is one of a call: its leaves after the name and "=".
type argument struct {
	name        string
	first, last int // last < first: nothing
}

// is reports whether the argument at a position of all has that position or one of the names.
func (a argument) is(at, position int, names ...string) bool {
	if a.name == "" {
		return at == position
	}
	return slices.Contains(names, a.name)
}

// arguments are those of the call with the bracket at open, up to its end.
func (f *targetFinder) arguments(open int) []argument {
	var all []argument
	depth, first := 0, open+1
	add := func(end int) {
		a := argument{first: first, last: end - 1}
		if end-first >= 2 && f.is(first+1, "=") && (f.leaves[first].isName() || f.leaves[first].kind == "string") {
			a.name, a.first = f.leaves[first].unquoted(), first+2
		}
		if a.name != "" || a.first <= a.last {
			all = append(all, a)
		}
		first = end + 1
	}
	for i := open + 1; i < len(f.leaves); i++ {
		l := f.leaves[i]
		switch {
		case l.isOpening():
			depth++
		case l.isClosing() && depth == 0:
			add(i)
			return all
		case l.isClosing():
			depth--
		case l.kind == "comma" && depth == 0:
			add(i)
		}
	}
	add(len(f.leaves))
	return all
}

// argumentName is the target for the name of an argument at i, before its "=".
func (f *targetFinder) argumentName(i int) (Target, bool) {
	open := f.enclosing(i)
	if !f.is(open, "(") || !f.isPrimaryEnd(open-1) || !(i == open+1 || f.is(i-1, "comma")) || f.leaves[i].isClosing() {
		return Target{}, false
	}
	t := f.function(open)
	if t.Kind != NameTarget {
		return Target{}, false
	}
	return Target{Kind: ArgumentTarget, Name: f.leaves[i].unquoted(), Function: t.Expression, Object: f.firstValue(open), Definition: t.Definition}, true
}

// firstValue is the text of what a call works on: the left side of a pipe, or its first argument.
func (f *targetFinder) firstValue(open int) string {
	start := f.primaryStart(open - 1)
	if start > 0 && f.leaves[start-1].isPipe() && f.isPrimaryEnd(start-2) {
		return f.text(f.primaryStart(start-2), start-2)
	}
	for _, a := range f.arguments(open) {
		if a.name == "" && a.first <= a.last {
			return f.text(a.first, a.last)
		}
	}
	return ""
}

const maxFrames = 6

// frames are the expressions of data in the calls around i: their first arguments, what
// is given as data, and the roots of pipes.
func (f *targetFinder) frames(i int) []string {
	var all []string
	add := func(first, last int) {
		if text := f.text(first, last); len(all) < maxFrames && f.isPlain(first, last) && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for open := f.enclosing(i); open >= 0; open = f.enclosing(open) {
		switch {
		case !f.isPrimaryEnd(open - 1):
		case f.leaves[open].kind == "[" || f.leaves[open].kind == "[[":
			add(f.primaryStart(open-1), open-1)
		case f.leaves[open].kind == "(":
			f.addData(open, i, add, 0)
		}
	}
	return all
}

// addData adds the data of the call at open. The value that the cursor is in is none.
func (f *targetFinder) addData(open, cursor int, add func(first, last int), depth int) {
	for k, a := range f.arguments(open) {
		if a.is(k, 0, "data", ".data") && a.first <= a.last && !(a.first <= cursor && cursor <= a.last) {
			f.addRoot(a.last, cursor, add, depth)
		}
	}
	if start := f.primaryStart(open - 1); start > 1 && f.leaves[start-1].isPipe() && f.isPrimaryEnd(start-2) {
		f.addRoot(start-2, cursor, add, depth)
	}
}

// addRoot adds the expression that ends at i, or what it works on if it is a call.
func (f *targetFinder) addRoot(i, cursor int, add func(first, last int), depth int) {
	switch {
	case !f.isPrimaryEnd(i) || depth > 50:
	case f.leaves[i].kind == ")":
		if open := f.opening(i); open > 0 && f.isPrimaryEnd(open-1) {
			f.addData(open, cursor, add, depth+1)
		}
	default:
		add(f.primaryStart(i), i)
	}
}

// isPlain reports whether the code has no call in it.
func (f *targetFinder) isPlain(first, last int) bool {
	for i := first; i <= last; i++ {
		if l := f.leaves[i]; l.kind == "(" || l.kind == "{" || l.kind == "comma" || numberKinds[l.kind] {
			return false
		}
	}
	return !strings.Contains(f.text(first, last), "\n") && f.leaves[first].kind != "string"
}
