package workspace

import (
	"regexp"
	"slices"
	"strings"
)

// function finds what a call calls.
func (s *Snapshot) function(text string) *value {
	if chain, ok := parseChain(text); ok && len(chain) == 1 {
		return s.lookup(chain[0].name, true)
	}
	if v := s.resolve(text); v != nil && v.isFunction() {
		return v
	}
	return nil
}

// arguments lists what can be named in a call: of the method that R would choose for
// the object, then of the generic function.
func (s *Snapshot) arguments(c Call) []Argument {
	f := s.function(c.Function)
	if f == nil {
		return nil
	}
	var all []Argument
	for _, v := range []*value{s.method(f, c), f} {
		if v == nil {
			continue
		}
		for _, a := range v.Arguments {
			if !slices.ContainsFunc(all, func(b Argument) bool { return a.Name == b.Name }) {
				all = append(all, a)
			}
		}
	}
	return all
}

// method finds the S3 method for the object of a call, or the default method.
func (s *Snapshot) method(f *value, c Call) *value {
	generic := f.Generic
	if generic == "" {
		// Primitives and functions that dispatch in C, such as print's relatives, have
		// methods all the same.
		chain, ok := parseChain(c.Function)
		if !ok || f.Type == "closure" {
			return nil
		}
		generic = chain[len(chain)-1].name
	}
	var classes []string
	if object := s.resolve(c.Object); object != nil {
		classes = object.dispatch()
	}
	for _, class := range append(slices.Clip(classes), "default") {
		name := generic + "." + class
		if v := s.lookup(name, true); v != nil {
			return v
		}
		for _, a := range s.search {
			if a.path == "" {
				continue
			}
			if p := s.library.Open(a.path); p.Method(generic, class) {
				if f := p.Function(name); f.Found {
					return fromFunction(f, p.Name)
				}
			}
		}
	}
	return nil
}

var choiceText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// choices lists the values that an argument can take, as code: strings in quotes. They
// are in its default, c("a", "b"), or it is TRUE or FALSE.
func (s *Snapshot) choices(c Choice) []string {
	arguments := s.arguments(c.Call)
	i := slices.IndexFunc(arguments, func(a Argument) bool { return a.Name == c.Name })
	if i < 0 && c.Name != "" {
		i = slices.IndexFunc(arguments, func(a Argument) bool { return strings.HasPrefix(a.Name, c.Name) })
	}
	if c.Name == "" && c.Position < len(arguments) {
		i = c.Position
	}
	if i < 0 {
		return nil
	}
	switch text := arguments[i].Default; {
	case strings.HasPrefix(text, "c("):
		return choiceText.FindAllString(text, -1)
	case text == "TRUE" || text == "FALSE":
		return []string{"TRUE", "FALSE"}
	}
	return nil
}

func (s *Snapshot) primitive(name string) bool {
	return slices.Contains(s.names.primitives, name)
}
