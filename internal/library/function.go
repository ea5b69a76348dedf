package library

import (
	"github.com/gokernel/gokernel/internal/rdata"
)

// Argument is a formal argument; Default is its text, "" if it has none.
type Argument struct{ Name, Default string }

// Function is what is known of a function of a package.
type Function struct {
	Found     bool // there is a function of that name
	Arguments []Argument
	Generic   string // the name that it hands to UseMethod, "" if it does not
}

// maxFunction bounds the bytes of a function, as it is stored, that is read.
const maxFunction = 1 << 20

// Function reads a function of the namespace, exported or not.
func (p *Package) Function(name string) Function {
	p.open()
	p.mu.Lock()
	defer p.mu.Unlock()
	f, known := p.functions[name]
	if !known {
		f = p.readFunction(name)
		p.functions[name] = f
	}
	return f
}

func (p *Package) readFunction(name string) Function {
	if p.code == nil {
		return Function{}
	}
	if !p.code.Has(name) {
		return p.readPrimitive(name)
	}
	if p.code.Size(name) > maxFunction {
		return Function{}
	}
	v, err := p.code.Read(name)
	if err != nil {
		return Function{}
	}
	return functionOf(v)
}

func functionOf(v rdata.Value) Function {
	if v.Type != rdata.Closure || len(v.Items) != 2 {
		return Function{}
	}
	return Function{Found: true, Arguments: arguments(v), Generic: generic(v.Items[1], 0)}
}

// readPrimitive finds the arguments of a function of base that is no closure: closures
// of the same names in two environments have them.
func (p *Package) readPrimitive(name string) Function {
	for _, variable := range []string{".ArgsEnv", ".GenericArgsEnv"} {
		env, err := p.code.Read(variable)
		if p.Name != "base" || err != nil {
			continue
		}
		all, err := p.code.Environment(env)
		if err != nil {
			continue
		}
		if v, ok := all.Item(name); ok {
			return functionOf(v)
		}
	}
	return Function{}
}

func arguments(f rdata.Value) []Argument {
	formals := f.Items[0]
	list := make([]Argument, len(formals.Items))
	for i, value := range formals.Items {
		list[i].Name = formals.Tags[i]
		if value.Type != rdata.Missing {
			list[i].Default = Deparse(value)
		}
	}
	return list
}

// generic finds UseMethod("name") in the body of a function, or among its first
// expressions.
func generic(body rdata.Value, depth int) string {
	if body.Type != rdata.Call || len(body.Items) < 2 {
		return ""
	}
	switch {
	case body.Items[0].Text == "UseMethod" && len(body.Items[1].Strings) == 1:
		return body.Items[1].Strings[0]
	case body.Items[0].Text == "{" && depth == 0:
		for _, expression := range body.Items[1:min(len(body.Items), 9)] {
			if name := generic(expression, 1); name != "" {
				return name
			}
		}
	}
	return ""
}
