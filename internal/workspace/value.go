package workspace

import (
	"fmt"
	"strings"

	"github.com/gokernel/gokernel/internal/library"
	"github.com/gokernel/gokernel/internal/rdata"
)

// value is what is known of an R value. It is not changed once it is in a snapshot.
type value struct {
	// Type is the type as typeof() tells it, "active" for an active binding and
	// "promise" for one that was not used yet.
	Type    string   `json:"t"`
	Classes []string `json:"c"` // the attribute
	Length  int      `json:"l"`
	Dim     []int    `json:"d"`
	// Arguments and Generic are of functions; Generic is what they hand to UseMethod.
	Arguments []Argument `json:"a"`
	Generic   string     `json:"g"`
	Members   []member   `json:"m"` // of lists and environments, by name
	Slots     []member   `json:"s"` // of S4 objects
	Elements  []string   `json:"e"` // names of a vector's elements or a matrix's columns
	Values    []string   `json:"v"` // some of a factor's levels or different strings

	dataset bool
	pkg     string // "" for the workspace
}

type member struct {
	Name string `json:"n"`
	value
}

func (v *value) isFunction() bool {
	return v.Type == "closure" || v.Type == "builtin" || v.Type == "special"
}

func (v *value) inherits(class string) bool {
	for _, c := range v.Classes {
		if c == class {
			return true
		}
	}
	return false
}

// class is the first class, for people.
func (v *value) class() string {
	if len(v.Classes) > 0 {
		return v.Classes[0]
	}
	switch {
	case v.Type == "active" || v.Type == "promise" || v.Type == "":
		return ""
	case v.isFunction():
		return "function"
	case len(v.Dim) == 2:
		return "matrix"
	case len(v.Dim) > 0:
		return "array"
	case v.Type == "double":
		return "numeric"
	}
	return v.Type
}

// dispatch lists the classes for which S3 looks for a method, the implicit ones too.
func (v *value) dispatch() []string {
	if len(v.Classes) > 0 {
		return v.Classes
	}
	var classes []string
	switch {
	case len(v.Dim) == 2:
		classes = []string{"matrix", "array"}
	case len(v.Dim) > 0:
		classes = []string{"array"}
	}
	switch v.Type {
	case "integer", "double":
		return append(classes, v.Type, "numeric")
	case "closure", "builtin", "special":
		return append(classes, "function")
	case "language":
		return append(classes, "call")
	case "symbol":
		return append(classes, "name")
	case "", "active", "promise":
		return classes
	}
	return append(classes, v.Type)
}

func (v *value) kind() Kind {
	switch {
	case v.isFunction():
		return Function
	case v.dataset:
		return Dataset
	}
	return Instance
}

// object describes v under a name.
func (v *value) object(name string) Object {
	o := Object{Name: name, Kind: v.kind(), Class: v.class(), Package: v.pkg}
	if v.isFunction() {
		o.Signature = signature(v.Arguments)
	}
	return o
}

// maxSignature bounds the text of a signature, in bytes.
const maxSignature = 80

func signature(arguments []Argument) string {
	names := make([]string, len(arguments))
	for i, a := range arguments {
		names[i] = a.Name
	}
	text := "(" + strings.Join(names, ", ") + ")"
	for n := len(names); len(text) > maxSignature && n > 0; n-- {
		text = "(" + strings.Join(names[:n], ", ") + ", ...)"
	}
	return text
}

func (v *value) member(name string) *value { return find(v.Members, name) }
func (v *value) slot(name string) *value   { return find(v.Slots, name) }

func find(members []member, name string) *value {
	for i := range members {
		if members[i].Name == name {
			return &members[i].value
		}
	}
	return nil
}

// size is "32 x 11", "length 3" or "".
func (v *value) size() string {
	switch {
	case v.isFrame() && len(v.Dim) == 0:
		rows := 0
		if len(v.Members) > 0 {
			rows = v.Members[0].Length
		}
		return fmt.Sprintf("%d x %d", rows, v.Length)
	case len(v.Dim) > 0:
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(v.Dim), " ", " x "), "[]")
	case v.Type == "environment" || v.isFunction() || v.Type == "S4" || v.Type == "active" || v.Type == "promise":
		return ""
	}
	return fmt.Sprintf("length %d", v.Length)
}

func (v *value) isFrame() bool { return v.inherits("data.frame") }

func fromFunction(f library.Function, pkg string) *value {
	v := &value{Type: "closure", Generic: f.Generic, pkg: pkg}
	for _, a := range f.Arguments {
		v.Arguments = append(v.Arguments, Argument(a))
	}
	return v
}

var typeNames = map[rdata.Type]string{
	rdata.Null: "NULL", rdata.Logical: "logical", rdata.Integer: "integer", rdata.Double: "double",
	rdata.Complex: "complex", rdata.Character: "character", rdata.List: "list", rdata.Raw: "raw",
	rdata.S4: "S4", rdata.Environment: "environment", rdata.Closure: "closure", rdata.Call: "language",
	rdata.Expression: "expression", rdata.Symbol: "symbol", rdata.Pairlist: "pairlist",
}

// maxValues bounds the levels and strings that are kept of a vector.
const maxValues = 60

// fromData describes a value that a package stores.
func fromData(d rdata.Value, pkg string, depth int) value {
	v := value{Type: typeNames[d.Type], Classes: d.Classes(), Length: d.Length, pkg: pkg}
	for _, n := range d.Attribute("dim").Ints {
		v.Dim = append(v.Dim, int(n))
	}
	names := d.Names()
	switch d.Type {
	case rdata.List:
		for i, name := range names {
			if i < len(d.Items) && depth < 4 {
				v.Members = append(v.Members, member{name, fromData(d.Items[i], pkg, depth+1)})
			}
		}
		return v
	case rdata.Integer:
		v.Values = d.Attribute("levels").Strings
	case rdata.Character:
		v.Values = different(d.Strings)
	}
	if dimnames := d.Attribute("dimnames"); len(dimnames.Items) == 2 {
		names = dimnames.Items[1].Strings
	}
	v.Elements = names[:min(len(names), maxValues)]
	v.Values = v.Values[:min(len(v.Values), maxValues)]
	return v
}

// different returns the different strings among the first ones.
func different(all []string) []string {
	var some []string
	seen := map[string]bool{rdata.NA: true}
	for _, s := range all[:min(len(all), 4*maxValues)] {
		if !seen[s] {
			seen[s] = true
			some = append(some, s)
		}
	}
	return some
}
