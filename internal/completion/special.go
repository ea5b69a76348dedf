package completion

import (
	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// What functions expect in their first argument, apart from what any function takes.
var (
	takesPackage = set(`library require requireNamespace loadNamespace attachNamespace packageVersion install.packages
		remove.packages citation getNamespace asNamespace packageDescription unloadNamespace isNamespaceLoaded
		getNamespaceExports p_load`)
	takesTopic  = set("help example demo ?")
	takesClass  = set("new is getClass getSlots slotNames validObject isVirtualClass existsClass getRefClass setClassUnion removeClass")
	takesSymbol = set("get exists get0 mget match.fun do.call assign rm getMethod showMethods setMethod setGeneric isGeneric existsMethod methods getAnywhere environmentName trace untrace debug undebug debugonce")
	// takesName lists functions that take a name which is no string.
	takesName = set("library require help example demo data p_load")
)

// special completes what is no expression of R although it is written like one:
// library(pkg), ?topic, help(topic), data(set).
func (p *planner) special() bool {
	if parent := p.cursor.Node.Parent(); parent.Kind() == "unary_operator" && p.cursor.Tree.Operator(parent) == "?" {
		p.topics()
		return true
	}
	at := p.place()
	if at.call == nil {
		return false
	}
	switch {
	case at.name == "package" && takesName[at.call.Name]:
		p.packages(p.value)
	case at.name != "":
		return false
	case takesPackage[at.call.Name] && at.position == 0:
		write := p.name
		if !takesName[at.call.Name] {
			write = p.value
		}
		p.packages(write)
	case takesTopic[at.call.Name] && at.position == 0:
		p.topics()
	case at.call.Name == "data" && at.call.Function != "self$data":
		p.names(workspace.Datasets, "dataset", "dataset", p.name)
	default:
		return false
	}
	p.arguments(at)
	return true
}

// topics adds names that have a help page, and those of the session.
func (p *planner) topics() {
	p.query.Symbols = p.cursor.Text != ""
	p.objects(p.topic(), func(f workspace.Facts) []workspace.Object { return likelyFirst(f.Symbols) })
	write := p.topic()
	p.names(workspace.Topics, "topic", "help page", func(name string) string {
		return write(workspace.Object{Name: name}).Text
	})
	if p.cursor.Text != "" && p.cursor.Context == syntax.InCode {
		p.packages(func(name string) string { return name + "::" })
	}
}

func (p *planner) topic() func(workspace.Object) Item {
	if p.inString {
		return p.quoted
	}
	return p.symbol
}
