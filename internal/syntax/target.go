package syntax

import "slices"

// TargetKind says what the code at the cursor means.
type TargetKind string

// The kinds of [Target].
const (
	NoTarget       TargetKind = ""         // nothing that could be explained: numbers, comments, text
	NameTarget     TargetKind = "name"     // a value: Expression
	ArgumentTarget TargetKind = "argument" // the argument Name of the function Function
	PackageTarget  TargetKind = "package"  // the package Name
	TopicTarget    TargetKind = "topic"    // the help topic Name: operators and keywords, help("topic")
)

// Target is what the cursor is on, or what it is in when nothing is there.
type Target struct {
	Kind TargetKind
	// Name is the last name: "lm" of stats::lm, "mpg" of mtcars$mpg.
	Name string
	// Expression is R code of names, ::, $, @ and [[ with a constant: "mtcars$mpg". It can
	// hold calls, which nobody may evaluate.
	Expression string
	// Package is what stands before :: , or the package of help("x", package = "p").
	Package string
	// Called says that the name is called, so it means a function.
	Called bool
	// Function and Object are the function of an argument and the text of the first argument
	// or of the left side of a pipe, "" if there is none.
	Function, Object string
	// Frames are expressions of data whose columns the name can be, the nearest first.
	Frames []string
	// Definition is where the code itself defines the name, nil if it does not.
	Definition *Definition
}

// Target finds what a cursor at a place in bytes is on. Names are preferred to
// operators: of mean|( it is mean.
func (t *Tree) Target(cursor int) Target {
	f := &targetFinder{tree: t, leaves: leaves(t, cursor), cursor: cursor}
	under := f.under()
	if under < 0 {
		return f.around()
	}
	target := f.on(under)
	if l := f.leaves[under]; target.Kind == NoTarget && (l.kind == "string" || numberKinds[l.kind]) {
		return f.around() // a value that is being written: whose argument it is
	}
	return target
}

type targetFinder struct {
	tree   *Tree
	leaves []leaf
	cursor int
}

// under is the leaf at the cursor, -1 if there is none.
func (f *targetFinder) under() int {
	before, at := -1, -1
	for i, l := range f.leaves {
		switch {
		case l.start < f.cursor && f.cursor < l.end:
			return i
		case l.end == f.cursor && l.end > l.start:
			before = i
		case l.start == f.cursor && l.end > l.start:
			at = i
		}
	}
	switch {
	case before >= 0 && f.leaves[before].isWord():
		return before
	case at >= 0 && f.leaves[at].isWord():
		return at
	case before >= 0 && f.leaves[before].kind == "comment":
		return before
	case before >= 0 && (f.leaves[before].isOperator() || f.leaves[before].isClosing()) && !f.leaves[before].isOpening():
		return before
	case at >= 0 && f.leaves[at].isOperator() && !f.leaves[at].isClosing() && (before < 0 || !f.leaves[before].isOpening()):
		return at
	}
	return -1
}

func (f *targetFinder) on(i int) Target {
	l := f.leaves[i]
	switch {
	case l.isName():
		return f.onName(i)
	case l.kind == "string":
		return f.onString(i)
	case keywordKinds[l.kind]:
		return Target{Kind: TopicTarget, Name: l.text}
	case l.isClosing():
		return f.onClosing(i)
	case l.kind == "=":
		if a, ok := f.argumentName(i - 1); ok {
			return a
		}
		return Target{Kind: TopicTarget, Name: "="}
	case l.kind == "{" || l.kind == "(":
		if l.kind == "(" && i > 0 && f.isPrimaryEnd(i-1) {
			return f.function(i)
		}
		return Target{Kind: TopicTarget, Name: l.text}
	case l.kind == `\`:
		return Target{Kind: TopicTarget, Name: "function"}
	case l.isOperator():
		return Target{Kind: TopicTarget, Name: l.text}
	}
	return Target{}
}

func (f *targetFinder) is(i int, kinds ...string) bool {
	if i < 0 || i >= len(f.leaves) {
		return false
	}
	return slices.Contains(kinds, f.leaves[i].kind)
}

func (f *targetFinder) onName(i int) Target {
	l := f.leaves[i]
	name := l.unquoted()
	if f.is(i+1, "::", ":::") {
		return Target{Kind: PackageTarget, Name: name}
	}
	if f.is(i+1, "=") {
		if a, ok := f.argumentName(i); ok {
			return a
		}
	}
	target := Target{Kind: NameTarget, Name: name, Called: f.is(i+1, "(")}
	start := f.chainStart(i)
	target.Expression = f.text(start, i)
	switch {
	case start < i:
		if f.is(i-1, "::", ":::") {
			target.Package = f.leaves[i-2].unquoted()
		}
		return target
	case f.is(i-1, "?"):
		return Target{Kind: TopicTarget, Name: name}
	}
	if special, ok := f.quotedName(i); ok {
		return special
	}
	target.Definition = definition(f.tree, f.leaves[i].node, name, target.Called)
	if !target.Called {
		target.Frames = f.frames(i)
	}
	return target
}

// onString is for strings that mean a name: x[["a"]], x$"a", "f"(x), library("p").
func (f *targetFinder) onString(i int) Target {
	l := f.leaves[i]
	switch {
	case f.is(i-1, "[[") && f.is(i+1, "]]"):
		return Target{Kind: NameTarget, Name: l.unquoted(), Expression: f.text(f.primaryStart(i+1), i+1)}
	case f.is(i-1, "$", "@", "::", ":::"):
		t := f.onName(i)
		return t
	case f.is(i-1, "?"):
		return Target{Kind: TopicTarget, Name: l.unquoted()}
	case f.is(i+1, "="):
		if a, ok := f.argumentName(i); ok {
			return a
		}
	}
	special, _ := f.quotedName(i)
	return special
}

// quotedName is for arguments that are names though they look like variables or text.
func (f *targetFinder) quotedName(i int) (Target, bool) {
	open := f.enclosing(i)
	if !f.is(open, "(") || open == 0 {
		return Target{}, false
	}
	name := f.leaves[i].unquoted()
	args := f.arguments(open)
	at := -1
	for k, a := range args {
		if a.first == i && a.last == i {
			at = k
		}
	}
	if at < 0 {
		return Target{}, false
	}
	is := func(position int, names ...string) bool { return args[at].is(at, position, names...) }
	switch f.leaves[open-1].unquoted() {
	case "library", "require", "requireNamespace", "loadNamespace", "attachNamespace", "asNamespace", "packageVersion":
		if is(0, "package", "ns", "pkg", "x") {
			return Target{Kind: PackageTarget, Name: name}, true
		}
	case "data":
		if args[at].name == "" {
			return Target{Kind: NameTarget, Name: name, Expression: backticked(name)}, true
		}
		if args[at].name == "package" {
			return Target{Kind: PackageTarget, Name: name}, true
		}
	case "help", "example":
		if is(0, "topic") {
			t := Target{Kind: TopicTarget, Name: name}
			for k, a := range args {
				if a.is(k, 1, "package") && a.first == a.last {
					t.Package = f.leaves[a.first].unquoted()
				}
			}
			return t, true
		}
		if is(1, "package") {
			return Target{Kind: PackageTarget, Name: name}, true
		}
	}
	return Target{}, false
}

// onClosing is for the cursor after a bracket: mean(x)| is about mean.
func (f *targetFinder) onClosing(i int) Target {
	open := f.opening(i)
	switch {
	case open < 0:
		return f.around()
	case f.leaves[i].kind == "]]":
		if i-open == 2 {
			return Target{Kind: NameTarget, Name: f.leaves[i-1].unquoted(), Expression: f.text(f.primaryStart(i), i)}
		}
		return f.object(open)
	case f.leaves[i].kind == "]":
		return f.object(open)
	case f.leaves[i].kind == ")":
		return f.function(open)
	}
	return Target{}
}

// around is for a cursor where no code is: it is about the call that it is in.
func (f *targetFinder) around() Target {
	next := len(f.leaves)
	for i, l := range f.leaves {
		if l.start >= f.cursor && l.end > l.start {
			next = i
			break
		}
	}
	open := f.enclosing(next)
	if open < 0 {
		return Target{}
	}
	switch f.leaves[open].kind {
	case "(":
		for i := next - 1; i > open; i-- { // lm(formula = |
			if f.enclosing(i) != open {
				continue
			}
			if a, ok := f.argumentName(i - 1); ok && f.is(i, "=") {
				return a
			} else if f.is(i, "comma") {
				break
			}
		}
		return f.function(open)
	case "[", "[[":
		return f.object(open)
	}
	return Target{}
}

// function is what is called with the bracket at open.
func (f *targetFinder) function(open int) Target {
	if open > 0 && keywordKinds[f.leaves[open-1].kind] {
		return Target{Kind: TopicTarget, Name: f.leaves[open-1].text}
	}
	if open == 0 || !f.isPrimaryEnd(open-1) {
		if outer := f.enclosing(open); f.is(outer, "(") {
			return f.function(outer)
		}
		return Target{}
	}
	t := f.onPrimary(open - 1)
	t.Called = true
	t.Frames = nil
	return t
}

// object is what is indexed with the bracket at open.
func (f *targetFinder) object(open int) Target {
	if open == 0 || !f.isPrimaryEnd(open-1) {
		return Target{}
	}
	return f.onPrimary(open - 1)
}

func (f *targetFinder) onPrimary(i int) Target {
	if f.leaves[i].isName() || f.leaves[i].kind == "string" {
		t := Target{Kind: NameTarget, Name: f.leaves[i].unquoted(), Expression: f.text(f.chainStart(i), i), Called: f.is(i+1, "(")}
		if i > 1 && f.is(i-1, "::", ":::") {
			t.Package = f.leaves[i-2].unquoted()
		} else if f.chainStart(i) == i {
			t.Definition = definition(f.tree, f.leaves[i].node, t.Name, t.Called)
		}
		return t
	}
	return f.onClosing(i)
}
