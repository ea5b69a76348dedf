package workspace

// Kind is what a name stands for, in the words of Jupyter's completion types.
type Kind string

// The kinds of [Object].
const (
	Function Kind = "function"
	Instance Kind = "instance" // any other value
	Dataset  Kind = "dataset"
	Column   Kind = "column"
	Slot     Kind = "slot"
	Class    Kind = "class"
	Module   Kind = "module" // a package
)

// Object is a name and what is known of its value.
type Object struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	// Class is the first class, for people: "data.frame", "numeric"; "" if not known.
	Class string `json:"class,omitempty"`
	// Signature is "(x, ...)" for a function; "" if not known.
	Signature string `json:"signature,omitempty"`
	// Package has the name; "" for the workspace.
	Package string `json:"package,omitempty"`
}

// Argument is a formal argument; Default is its text, "" if it has none.
type Argument struct {
	Name    string `json:"name"`
	Default string `json:"default,omitempty"`
}

// Facts answers a [Query]: field by field what was asked for. Calls and Frames have
// one list for each one asked; a list is empty for what cannot be told. Choices are R
// code, so that strings are in double quotes; Levels are text without quotes.
type Facts struct {
	Symbols   []Object          `json:"symbols"`
	Namespace []Object          `json:"namespace"`
	Members   []Object          `json:"members"`
	Calls     [][]Argument      `json:"calls"`
	Frames    [][]Object        `json:"frames"`
	Choices   []string          `json:"choices"`
	Levels    []string          `json:"levels"`
	Lists     map[List][]string `json:"lists"`
}
