package completion

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/workspace"
)

// maxItems is more than anybody reads.
const maxItems = 2000

func codePoints(s string) int { return utf8.RuneCountInString(s) }

// rank keeps the candidates that begin with what is typed, if there are none those that do
// so in another case of letters, each text once. Hidden names must be asked for.
func rank(all []candidate, typed string) []Item {
	items := keepMatching(all, func(name string) bool { return strings.HasPrefix(name, typed) }, typed)
	if len(items) == 0 {
		items = keepMatching(all, func(name string) bool { return hasPrefixFold(name, typed) }, typed)
	}
	return items
}

func keepMatching(all []candidate, matches func(string) bool, typed string) []Item {
	var items []Item
	seen := map[string]bool{}
	for _, c := range all {
		hidden := strings.HasPrefix(c.match, ".") && !strings.HasPrefix(typed, ".") && c.Type != "param"
		if hidden || c.match == "" || !matches(c.match) || seen[c.Text] {
			continue
		}
		seen[c.Text] = true
		items = append(items, c.Item)
		if len(items) == maxItems {
			break
		}
	}
	return items
}

// likelyFirst sorts names of the session: the workspace before packages, in the order of
// the alphabet, but functions that look like methods (mean.Date beside mean) last.
func likelyFirst(objects []workspace.Object) []workspace.Object {
	functions := map[string]bool{}
	for _, o := range objects {
		functions[o.Name] = o.Kind == workspace.Function
	}
	group := func(o workspace.Object) int {
		switch {
		case o.Package == "":
			return 0
		case o.Kind == workspace.Function && isMethod(o.Name, functions):
			return 2
		}
		return 1
	}
	type keyed struct {
		group  int
		folded string
		object workspace.Object
	}
	keys := make([]keyed, len(objects))
	for i, o := range objects {
		keys[i] = keyed{group(o), strings.ToLower(o.Name), o}
	}
	slices.SortStableFunc(keys, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.folded, b.folded))
	})
	sorted := make([]workspace.Object, len(keys))
	for i, k := range keys {
		sorted[i] = k.object
	}
	return sorted
}

func isMethod(name string, functions map[string]bool) bool {
	for i := 1; i < len(name)-1; i++ {
		if name[i] == '.' && functions[name[:i]] {
			return true
		}
	}
	return false
}
