package inspection

import (
	"encoding/json"
	"path/filepath"
	"slices"
)

// facts is the answer of R's inspect_target (rlib/inspect_*.R); what does not apply is empty.
type facts struct {
	Found bool
	Kind  string // function, object, active, promise, argument, package
	Label string // how a column is written: "mtcars$mpg"
	Note  string
	// Package are the packages that have it, the one with its help first.
	Package list
	// Dirs are directories of packages whose help may be searched.
	Dirs list

	Class     list
	Signature string
	Comments  list
	Source    string

	Summary   string
	Size      string
	Facts     *labelled
	Structure list
	Table     *table
	Owner     string // the data set that a column is of

	Name    string
	Default string
	Of      string
	Extra   bool // the function has no argument of that name, or takes it as "..."
	Topics  []topic

	Dir     string
	Exports int
}

type labelled struct{ Labels, Texts list }

type topic struct{ Topic, Dir string }

type table struct {
	Names, Types list
	Numbers      []bool
	Columns      []list // cells
	Rows         list   // names
	Hidden       string
}

// list is an array of strings; R's JSON has a string for an array of one.
type list []string

func (l *list) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var one string
		err := json.Unmarshal(data, &one)
		*l = list{one}
		return err
	}
	var many []string
	err := json.Unmarshal(data, &many)
	*l = many
	return err
}

func isOf(dir string, packages []string) bool { return slices.Contains(packages, filepath.Base(dir)) }
