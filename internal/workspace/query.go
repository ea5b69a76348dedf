// Package workspace is what features outside R know of R's session: the questions
// that they ask about it ([Query]), the answers ([Facts]), and the Snapshot of the
// last idle moment that answers while R works. Nothing in it knows of Jupyter.
package workspace

import "strconv"

// Query asks for names in the session. Each field that is set asks for one list of
// [Facts]. R answers it without running any code of the user: expressions are looked
// up only as far as names, $, @, [[ with a constant, :: and ::: lead, and neither
// promises nor active bindings are forced.
type Query struct {
	// Prefix limits Symbols, Namespace and Lists to names that begin so in any case
	// of letters; "" asks for all. Of Members and Frames it limits only lists that
	// would be cut off because of their length (2,000 names).
	Prefix string
	// Symbols asks for the names on the search path, with Workspace for those of the
	// workspace alone.
	Symbols   bool
	Workspace bool
	// Namespace asks for the exports of a package, with Internal for all its names.
	Namespace string
	Internal  bool
	// Members asks for the names of the value of an expression that can follow
	// Operator: "$", "@" or "[[".
	Members  string
	Operator string
	// Calls asks for the arguments of functions, the innermost call first.
	Calls []Call
	// Frames asks for the columns of the values of expressions.
	Frames []string
	// Choices asks for the values that an argument can take.
	Choices *Choice
	// Levels asks for the values of factors or character vectors, as expressions.
	Levels []string
	// Lists asks for names of other kinds.
	Lists []List
}

// Call is a call as far as its text tells.
type Call struct {
	Function string // the text of what is called: "lm", "stats::lm", "stack$push"
	Object   string // the text of the first argument or of the left side of a pipe, "" if none
}

// Choice is an argument of a call: by its name or, with Name "", by its place among
// the arguments without names, from 0.
type Choice struct {
	Call     Call
	Name     string
	Position int
}

// List names a list that is no part of an object.
type List string

// The lists that a [Query] can ask for.
const (
	Packages    List = "packages"    // installed packages
	Options     List = "options"     // names of options()
	Environment List = "environment" // names of environment variables
	Classes     List = "classes"     // S4 and reference classes
	Datasets    List = "datasets"    // data sets of attached packages
	Topics      List = "topics"      // help topics of attached packages
)

// Args encodes the query as strings for the R function workspace_facts: pairs of a key
// and a value. Keys of lists are repeated; call.function and call.object alternate.
func (q Query) Args() []string {
	var args []string
	add := func(pairs ...string) { args = append(args, pairs...) }
	add("prefix", q.Prefix)
	if q.Symbols && q.Workspace {
		add("workspace", "")
	} else if q.Symbols {
		add("symbols", "")
	}
	if q.Namespace != "" && q.Internal {
		add("internal", q.Namespace)
	} else if q.Namespace != "" {
		add("namespace", q.Namespace)
	}
	if q.Members != "" {
		add("members", q.Members, "operator", q.Operator)
	}
	for _, c := range q.Calls {
		add("call.function", c.Function, "call.object", c.Object)
	}
	for _, f := range q.Frames {
		add("frame", f)
	}
	if c := q.Choices; c != nil {
		add("choice.function", c.Call.Function, "choice.object", c.Call.Object, "choice.name", c.Name,
			"choice.position", strconv.Itoa(c.Position))
	}
	for _, l := range q.Levels {
		add("levels", l)
	}
	for _, l := range q.Lists {
		add("list", string(l))
	}
	return args
}
