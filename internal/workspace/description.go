package workspace

// Description is what the snapshot knows of an expression.
type Description struct {
	Object
	// Classes are all of the classes, Size is "32 x 11" or "length 3", "" if unknown.
	Classes []string
	Size    string
	// Arguments are of a function.
	Arguments []Argument
	// Members are columns, elements or slots; Values some levels or strings.
	Members []Object
	Values  []string
	// Title is of the help page of a package's object.
	Title string
}

// Describe tells what is known of the value of an expression: a name, or names with $,
// @, [[ "x" ]] and :: between them. A package is described by its name alone if nothing
// else has it.
func (s *Snapshot) Describe(expression string) (Description, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readyLocked()
	chain, ok := parseChain(expression)
	if !ok {
		return Description{}, false
	}
	name := chain[len(chain)-1].name
	v := s.resolve(expression)
	if v == nil {
		return s.describePackage(name, len(chain))
	}
	d := Description{
		Object: v.object(name), Classes: v.Classes, Size: v.size(), Arguments: v.Arguments,
		Members: members(v, "$"), Values: v.Values,
	}
	if len(v.Slots) > 0 {
		d.Members = members(v, "@")
	}
	if v.pkg != "" {
		if p := s.pkg(v.pkg); p != nil {
			d.Title = p.TopicTitle(name)
		}
	}
	return d, true
}

func (s *Snapshot) describePackage(name string, links int) (Description, bool) {
	if links != 1 {
		return Description{}, false
	}
	p := s.pkg(name)
	if p == nil {
		return Description{}, false
	}
	return Description{Object: Object{Name: name, Kind: Module, Package: name}, Title: p.Title()}, true
}

// Signature is "(x, ...)" for a function of an installed package, "" if there is none.
func (s *Snapshot) Signature(pkg, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.inPackage(pkg, name, true); v != nil && v.isFunction() {
		return signature(v.Arguments)
	}
	return ""
}
