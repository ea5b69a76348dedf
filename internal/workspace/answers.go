package workspace

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/library"
)

// Facts answers a query from what was last seen, without R. Its answer is what R's
// would have been at the last idle moment, as far as that was kept.
func (s *Snapshot) Facts(q Query) Facts {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readyLocked()
	var f Facts
	if q.Symbols {
		f.Symbols = s.symbols(q.Prefix, q.Workspace)
	}
	if q.Namespace != "" {
		f.Namespace = s.namespace(q.Namespace, q.Internal, q.Prefix)
	}
	if q.Members != "" {
		f.Members = members(s.resolve(q.Members), q.Operator)
	}
	for _, c := range q.Calls {
		f.Calls = append(f.Calls, s.arguments(c))
	}
	for _, expression := range q.Frames {
		f.Frames = append(f.Frames, columns(s.resolve(expression)))
	}
	if q.Choices != nil {
		f.Choices = s.choices(*q.Choices)
	}
	for _, expression := range q.Levels {
		if v := s.resolve(expression); v != nil {
			f.Levels = append(f.Levels, v.Values...)
		}
	}
	for _, list := range q.Lists {
		if f.Lists == nil {
			f.Lists = map[List][]string{}
		}
		f.Lists[list] = matching(s.list(list), q.Prefix)
	}
	return f
}

// maxSymbols bounds the names of one answer; who types on gets the others.
const maxSymbols = 5000

// begins tells whether name begins with prefix in any case of letters. Names that begin
// with a dot have to be asked for.
func begins(name, prefix string) bool {
	if strings.HasPrefix(name, ".") && !strings.HasPrefix(prefix, ".") {
		return false
	}
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

func matching(names []string, prefix string) []string {
	found := []string{}
	for _, name := range names {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			found = append(found, name)
		}
	}
	return found
}

func (s *Snapshot) symbols(prefix string, workspaceOnly bool) []Object {
	var found []Object
	seen := map[string]bool{}
	add := func(name string, describe func() *value) {
		if len(found) >= maxSymbols || seen[name] || !begins(name, prefix) {
			return
		}
		seen[name] = true
		if v := describe(); v != nil {
			found = append(found, v.object(name))
		}
	}
	for name, v := range s.frames[0].values {
		add(name, func() *value { return v })
	}
	for name, v := range s.defined.values {
		add(name, func() *value { return v })
	}
	search := s.search
	if workspaceOnly {
		search = nil
	}
	for _, a := range search {
		if a.path == "" {
			for _, f := range s.frames[1:] {
				if f.name == a.name {
					for name, v := range f.values {
						add(name, func() *value { return provided(a.name, v) })
					}
				}
			}
			continue
		}
		for name, v := range s.packageNames(s.library.Open(a.path), false, len(prefix) < 2) {
			add(name, v)
		}
	}
	slices.SortStableFunc(found, func(a, b Object) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// packageNames goes through the names of a package and what they are. With hasty, what
// takes reading one by one is left out.
func (s *Snapshot) packageNames(p *library.Package, internal, hasty bool) func(func(string, func() *value) bool) {
	return func(yield func(string, func() *value) bool) {
		names := p.Exports()
		if internal {
			names = p.Names()
		}
		for _, name := range names {
			describe := func() *value { return s.inPackage(p.Name, name, internal) }
			if hasty {
				describe = func() *value { return &value{Type: "closure", pkg: p.Name} }
			}
			if !yield(name, describe) {
				return
			}
		}
		for _, name := range p.Datasets() {
			if !yield(name, func() *value { return &value{dataset: true, pkg: p.Name} }) {
				return
			}
		}
		if p.Name != "base" {
			return
		}
		for _, name := range s.names.primitives {
			if !yield(name, func() *value { return s.inPackage("base", name, false) }) {
				return
			}
		}
	}
}

func (s *Snapshot) namespace(pkg string, internal bool, prefix string) []Object {
	p := s.pkg(pkg)
	if p == nil {
		return nil
	}
	var found []Object
	for name, describe := range s.packageNames(p, internal, prefix == "") {
		if len(found) < maxSymbols && begins(name, prefix) {
			if v := describe(); v != nil {
				found = append(found, v.object(name))
			}
		}
	}
	return found
}

func members(v *value, operator string) []Object {
	if v == nil {
		return nil
	}
	list, kind := v.Members, Kind("")
	switch {
	case operator == "@":
		list, kind = v.Slots, Slot
	case v.isFrame():
		kind = Column
	}
	found := objects(list, kind)
	if operator == "[[" && len(v.Members) == 0 {
		for _, name := range v.Elements {
			found = append(found, Object{Name: name, Kind: Instance})
		}
	}
	return found
}

func objects(list []member, kind Kind) []Object {
	var found []Object
	for i := range list {
		o := list[i].object(list[i].Name)
		if kind != "" {
			o.Kind = kind
		}
		found = append(found, o)
	}
	return found
}

// columns lists what can be named in a frame's brackets: columns of a matrix too.
func columns(v *value) []Object {
	if v == nil || v.isFunction() || v.Type == "environment" {
		return nil
	}
	found := objects(v.Members, Column)
	if len(v.Dim) == 2 {
		for _, name := range v.Elements {
			found = append(found, Object{Name: name, Kind: Column, Class: (&value{Type: v.Type}).class()})
		}
	}
	return found
}

func (s *Snapshot) list(list List) []string {
	var names []string
	switch list {
	case Packages:
		return library.Installed(s.roots())
	case Options:
		return s.names.options
	case Environment:
		return s.names.environment
	case Classes:
		for name := range s.frames[0].values {
			if class, ok := strings.CutPrefix(name, ".__C__"); ok {
				names = append(names, class)
			}
		}
	}
	for _, a := range s.search {
		if a.path == "" {
			continue
		}
		p := s.library.Open(a.path)
		switch list {
		case Classes:
			names = append(names, p.Classes()...)
		case Datasets:
			names = append(names, p.Datasets()...)
		case Topics:
			names = append(names, p.Topics()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
