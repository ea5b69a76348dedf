package workspace

import (
	"regexp"
	"strings"
)

// step is one link of an expression such as a$b@c[["d"]]: what comes before it and the
// name.
type step struct{ operator, name string }

var link = regexp.MustCompile("^\\s*(\\$|@|:::|::|\\[\\[)?\\s*(?:([\\pL.][\\pL\\pN._]*)|`([^`]+)`|\"([^\"\\\\]*)\"|'([^'\\\\]*)')\\s*(\\]\\])?")

// parseChain takes an expression apart. It is false for what is more than a chain of
// names: nothing is evaluated.
func parseChain(expression string) ([]step, bool) {
	var chain []step
	for rest := strings.TrimSpace(expression); rest != ""; {
		m := link.FindStringSubmatch(rest)
		if m == nil || (m[1] == "[[") != (m[6] != "") || (m[1] == "") != (len(chain) == 0) {
			return nil, false
		}
		name := m[2] + m[3] + m[4] + m[5]
		if m[1] == "[[" && m[2]+m[3] != "" || m[1] == "" && m[4]+m[5] != "" {
			return nil, false // x[[i]] depends on i; a string is no object
		}
		chain = append(chain, step{m[1], name})
		rest = rest[len(m[0]):]
	}
	return chain, len(chain) > 0
}

// resolve finds the value of an expression, nil if it is not known.
func (s *Snapshot) resolve(expression string) *value {
	chain, ok := parseChain(expression)
	if !ok {
		return nil
	}
	var v *value
	if len(chain) > 1 && strings.HasPrefix(chain[1].operator, "::") {
		v = s.inPackage(chain[0].name, chain[1].name, chain[1].operator == ":::")
		chain = chain[1:]
	} else {
		v = s.lookup(chain[0].name, false)
	}
	for _, link := range chain[1:] {
		if v == nil {
			return nil
		}
		switch link.operator {
		case "$", "[[":
			v = v.member(link.name)
		case "@":
			v = v.slot(link.name)
		default:
			return nil
		}
	}
	return v
}

// lookup finds a name as R would: in the workspace, then along the search path. With
// called, only functions count.
func (s *Snapshot) lookup(name string, called bool) *value {
	fits := func(v *value) bool { return v != nil && (!called || v.isFunction()) }
	if v := s.frames[0].values[name]; fits(v) {
		return v
	}
	if v := s.defined.values[name]; fits(v) {
		return v
	}
	for _, a := range s.search {
		if v := s.inAttached(a, name); fits(v) {
			return v
		}
	}
	return nil
}

// inAttached finds a name in an entry of the search path.
func (s *Snapshot) inAttached(a attached, name string) *value {
	if a.path != "" {
		p := s.library.Open(a.path)
		if !p.Exported(name) && !p.HasDataset(name) && p.Name != "base" {
			return nil
		}
		return s.inPackage(a.pkg(), name, false)
	}
	for _, f := range s.frames[1:] {
		if f.name == a.name {
			return provided(f.name, f.values[name])
		}
	}
	return nil
}

// provided is v as what is attached under that name has it: the kernel's own functions
// are promises until they are used.
func provided(frame string, v *value) *value {
	if v != nil && v.Type == "promise" && frame == "tools:gokernel" {
		return &value{Type: "closure"}
	}
	return v
}

// inPackage finds an object of an installed package.
func (s *Snapshot) inPackage(pkg, name string, internal bool) *value {
	p := s.pkg(pkg)
	if p == nil {
		return nil
	}
	if f := p.Function(name); f.Found && (internal || p.Exported(name) || pkg == "base") {
		return fromFunction(f, pkg)
	}
	if d, ok := p.Dataset(name); ok {
		v := fromData(d, pkg, 0)
		v.dataset = true
		return &v
	}
	switch {
	case p.HasDataset(name):
		return &value{dataset: true, pkg: pkg}
	case pkg == "base" && s.primitive(name):
		return &value{Type: "builtin", pkg: pkg}
	case internal && p.Has(name), p.Exported(name):
		if from := p.Origin(name); from != "" && from != pkg {
			if v := s.inPackage(from, name, true); v != nil {
				again := *v
				again.pkg = pkg
				return &again
			}
		}
		return &value{pkg: pkg}
	}
	return nil
}
