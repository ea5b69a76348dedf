package completion

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

func left(call *syntax.Call, arguments []workspace.Argument) []workspace.Argument {
	return remaining(call)(arguments)
}

// remaining takes away the arguments that a call gives already, as R matches them: by
// name, by the beginning of a name, then by place up to the dots.
func remaining(call *syntax.Call) func([]workspace.Argument) []workspace.Argument {
	var names []string
	places := 0
	if call.Piped != nil && !takesPlaceholder(call) {
		places++
	}
	for i, a := range call.Arguments {
		switch {
		case i == call.At:
		case a.Name != "":
			names = append(names, a.Name)
		case i < call.At:
			places++
		}
	}
	return func(arguments []workspace.Argument) []workspace.Argument {
		given := map[string]bool{"...": true}
		for _, name := range names {
			given[fullName(name, arguments)] = true
		}
		var list []workspace.Argument
		places := places
		if call.Name == "new" && !slices.ContainsFunc(arguments, func(a workspace.Argument) bool { return a.Name == "Class" }) {
			places = 0 // the slots of the class
		}
		for _, a := range arguments {
			switch {
			case a.Name == "...":
				places = 0
			case given[a.Name]:
			case places > 0:
				places--
			default:
				list = append(list, a)
			}
		}
		return list
	}
}

func fullName(name string, arguments []workspace.Argument) string {
	found := name
	for _, a := range arguments {
		if a.Name == name {
			return name
		}
		if strings.HasPrefix(a.Name, name) && found == name {
			found = a.Name
		}
	}
	return found
}
