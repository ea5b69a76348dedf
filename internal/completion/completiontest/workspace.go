package completiontest

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/workspace"
)

// Workspace is a session that a table describes, one fact a line:
//
//	d: data.frame a:numeric b         a data frame or list with columns or elements
//	x: numeric                        another variable
//	stats::lm(formula, data, ...)     a function; without a package in the workspace
//	plot(lm): x which = 1 caption     arguments of a method, by the class of the object
//	f@obj: name type                  slots
//	values d$b: red green             values of a factor
//	choices cor method: "pearson"     values of an argument
//	list packages: dplyr              a list
//	dataset mtcars: mpg cyl
type Workspace struct {
	symbols []workspace.Object
	members map[string][]workspace.Object
	calls   map[string][]workspace.Argument
	values  map[string][]string
}

// NewWorkspace reads a description.
func NewWorkspace(text string) *Workspace {
	w := &Workspace{nil, map[string][]workspace.Object{}, map[string][]workspace.Argument{}, map[string][]string{}}
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			w.read(line)
		}
	}
	return w
}

func (w *Workspace) read(line string) {
	head, rest, _ := strings.Cut(line, ": ")
	word, name, two := strings.Cut(head, " ")
	switch {
	case two && !strings.Contains(word, "("):
		if word == "dataset" {
			w.symbols = append(w.symbols, workspace.Object{Name: name, Kind: workspace.Dataset, Class: "data.frame", Package: "datasets"})
			w.members[name] = objects(rest, workspace.Column)
			return
		}
		w.values[head] = strings.Fields(rest)
	case strings.Contains(head, "@"):
		w.members[head] = objects(rest, workspace.Slot)
	case strings.HasSuffix(line, ")"):
		w.function(line)
	case strings.HasSuffix(head, ")"):
		w.calls[head] = arguments(strings.ReplaceAll(rest, " ", ", "))
	default:
		class, elements, _ := strings.Cut(rest, " ")
		kind := workspace.Instance
		if class == "data.frame" || class == "data.table" {
			kind = workspace.Column
		}
		head = strings.ReplaceAll(head, "_SPACE_", " ")
		w.symbols = append(w.symbols, workspace.Object{Name: head, Kind: workspace.Instance, Class: class})
		w.members[head] = objects(elements, kind)
	}
}

func (w *Workspace) function(line string) {
	name, formals, _ := strings.Cut(strings.TrimSuffix(line, ")"), "(")
	packaged, bare, ok := strings.Cut(name, "::")
	if !ok {
		packaged, bare = "", name
	}
	o := workspace.Object{Name: bare, Kind: workspace.Function, Signature: "(" + formals + ")", Package: packaged}
	w.symbols = append(w.symbols, o)
	w.calls[bare+"()"] = arguments(formals)
}

func arguments(formals string) []workspace.Argument {
	var list []workspace.Argument
	for _, formal := range strings.Split(formals, ", ") {
		name, value, _ := strings.Cut(formal, "=")
		name = strings.Trim(strings.TrimSpace(name), "`")
		list = append(list, workspace.Argument{Name: name, Default: strings.TrimSpace(value)})
	}
	return list
}

func objects(words string, kind workspace.Kind) []workspace.Object {
	var list []workspace.Object
	for _, word := range strings.Fields(words) {
		name, class, _ := strings.Cut(word, ":")
		list = append(list, workspace.Object{Name: strings.ReplaceAll(name, "_SPACE_", " "), Kind: kind, Class: class})
	}
	return list
}

func (w *Workspace) class(name string) string {
	for _, o := range w.symbols {
		if o.Name == name {
			return o.Class
		}
	}
	return ""
}

// Facts answers as R would.
func (w *Workspace) Facts(q workspace.Query) workspace.Facts {
	f := workspace.Facts{Lists: map[workspace.List][]string{}}
	begins := func(name string) bool {
		return strings.HasPrefix(strings.ToLower(name), strings.ToLower(q.Prefix))
	}
	for _, o := range w.symbols {
		if q.Symbols && begins(o.Name) && (!q.Workspace || o.Package == "") {
			f.Symbols = append(f.Symbols, o)
		}
		if q.Namespace != "" && o.Package == q.Namespace && begins(o.Name) {
			f.Namespace = append(f.Namespace, o)
		}
	}
	if q.Operator == "@" {
		f.Members = w.members["@"+q.Members]
	} else {
		f.Members = w.members[q.Members]
	}
	for _, c := range q.Calls {
		name := c.Function[strings.LastIndex(c.Function, ":")+1:]
		list, ok := w.calls[name+"("+w.class(c.Object)+")"]
		if !ok {
			list = w.calls[name+"()"]
		}
		f.Calls = append(f.Calls, list)
	}
	for _, frame := range q.Frames {
		f.Frames = append(f.Frames, w.members[frame])
	}
	if q.Choices != nil {
		f.Choices = w.values["choices "+q.Choices.Call.Function+" "+q.Choices.Name]
	}
	for _, l := range q.Levels {
		f.Levels = append(f.Levels, w.values["values "+l]...)
	}
	for _, l := range q.Lists {
		f.Lists[l] = slices.DeleteFunc(slices.Clone(w.values["list "+string(l)]), func(name string) bool { return !begins(name) })
	}
	return f
}
