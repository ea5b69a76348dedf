package rdata

// Type is the type of a value as R numbers it (SEXPTYPE).
type Type byte

// The types of [Value] that matter to readers.
const (
	Null        Type = 0
	Symbol      Type = 1
	Pairlist    Type = 2
	Closure     Type = 3
	Environment Type = 4
	Promise     Type = 5
	Call        Type = 6
	Special     Type = 7
	Builtin     Type = 8
	Char        Type = 9
	Logical     Type = 10
	Integer     Type = 13
	Double      Type = 14
	Complex     Type = 15
	Character   Type = 16
	Dots        Type = 17
	List        Type = 19
	Expression  Type = 20
	Bytecode    Type = 21
	Pointer     Type = 22
	WeakRef     Type = 23
	Raw         Type = 24
	S4          Type = 25
	Missing     Type = 251 // the default of an argument that has none
)

// NA is what a missing string reads as. R's strings hold no NUL.
const NA = "\x00NA"

// NAInteger is R's missing integer and logical value.
const NAInteger = -1 << 31

// Value is an R value as far as it was read. The zero value is NULL. It is not changed
// after it was read, so any goroutine may use it.
type Value struct {
	Type    Type
	Text    string    // Symbol, Char, Special, Builtin: the name
	Strings []string  // Character
	Ints    []int32   // Integer, Logical
	Doubles []float64 // Double
	// Items are the elements of List and Expression, and the cells of Pairlist and Call,
	// whose first is the function. Of a Closure they are the formals, as a Pairlist,
	// and the body.
	Items []Value
	Tags  []string // of Items of a Pairlist or Call, "" for none
	// Length of a vector, also of one whose elements are not kept.
	Length     int
	Attributes *Value // a Pairlist, nil for none
}

// Item returns the element or cell of that name and whether there is one.
func (v Value) Item(name string) (Value, bool) {
	tags := v.Tags
	if v.Type == List {
		tags = v.Names()
	}
	for i, tag := range tags {
		if tag == name && i < len(v.Items) {
			return v.Items[i], true
		}
	}
	return Value{}, false
}

// Attribute returns the attribute of that name, NULL if there is none.
func (v Value) Attribute(name string) Value {
	if v.Attributes == nil {
		return Value{}
	}
	found, _ := v.Attributes.Item(name)
	return found
}

// Names returns the attribute "names".
func (v Value) Names() []string { return v.Attribute("names").Strings }

// Classes returns the attribute "class".
func (v Value) Classes() []string { return v.Attribute("class").Strings }
