package rhelp

// value is an object of R as far as help files need it: NULL, vectors, and pairlists,
// which are lists with names. What else there is (environments, functions) is NULL.
type value struct {
	strings []string // a character vector; NA is ""
	ints    []int32  // an integer or logical vector
	reals   []float64
	list    []*value // a list
	names   []string // of a pairlist
	attrs   map[string]*value
}

var null = &value{}

// attr returns an attribute of v, NULL if there is none.
func (v *value) attr(name string) *value {
	if a := v.attrs[name]; a != nil {
		return a
	}
	return null
}

// text returns the first string of a character vector, "" for everything else.
func (v *value) text() string {
	if len(v.strings) == 0 {
		return ""
	}
	return v.strings[0]
}

// member returns the member of a list with that name, NULL if there is none.
func (v *value) member(name string) *value {
	names := v.names
	if names == nil {
		names = v.attr("names").strings
	}
	for i, n := range names {
		if n == name && i < len(v.list) {
			return v.list[i]
		}
	}
	return null
}
