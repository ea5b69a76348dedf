package rdata

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// errShort says that the data end too early.
var errShort = errors.New("rdata: the data end too early")

// maxDepth bounds the recursion over nested values.
const maxDepth = 500

// reader reads one serialized value. Errors are panics of type failure inside.
type reader struct {
	data  []byte
	at    int
	refs  []Value // symbols and environments, which are written once
	depth int
	// bcLang are the parts of the constants of byte code that are used again.
	bcLang []Value
}

type failure struct{ error }

// Read reads a value in R's binary serialization format ("X").
func Read(data []byte) (v Value, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, ok := p.(failure)
			if !ok {
				panic(p) // a fault of this package
			}
			err = f.error
		}
	}()
	r := &reader{data: data}
	r.header()
	return r.item(), nil
}

func (r *reader) fail(format string, args ...any) {
	panic(failure{fmt.Errorf("rdata: "+format, args...)}) // Read returns it
}

func (r *reader) header() {
	if string(r.bytes(2)) != "X\n" {
		r.fail("not R's binary format")
	}
	version := r.int()
	r.bytes(8) // versions of R
	switch version {
	case 2:
	case 3:
		r.bytes(r.size()) // the native encoding
	default:
		r.fail("version %d of the format", version)
	}
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.data)-r.at {
		panic(failure{errShort}) // Read returns it
	}
	b := r.data[r.at : r.at+n]
	r.at += n
	return b
}

func (r *reader) int() int32 { return int32(binary.BigEndian.Uint32(r.bytes(4))) }

// size reads a length of something of which each element takes a byte at least.
func (r *reader) size() int {
	n := int(r.int())
	if n == -1 {
		n = int(r.int())<<32 | int(uint32(r.int()))
	}
	if n < 0 || n > len(r.data)-r.at {
		panic(failure{errShort}) // Read returns it
	}
	return n
}

// Pseudo types of the format, for values that are written in a short way.
const (
	refItem       = 255
	nilItem       = 254
	globalItem    = 253
	unboundItem   = 252
	missingItem   = 251
	baseSpaceItem = 250
	namespaceItem = 249
	packageItem   = 248
	persistItem   = 247
	bcRepDef      = 244
	bcRepRef      = 243
	emptyItem     = 242
	baseItem      = 241
	attrLang      = 240
	attrList      = 239
	altrepItem    = 238
)

const (
	hasAttributes = 1 << 9
	hasTag        = 1 << 10
)

func (r *reader) item() Value {
	r.depth++
	if r.depth > maxDepth {
		r.fail("nested too deeply")
	}
	defer func() { r.depth-- }()
	flags := int(r.int())
	switch t := flags & 0xFF; t {
	case refItem:
		return r.reference(flags >> 8)
	case nilItem:
		return Value{}
	case globalItem, baseSpaceItem, emptyItem, baseItem:
		return Value{Type: Environment}
	case unboundItem, missingItem:
		return Value{Type: Missing}
	case namespaceItem, packageItem, persistItem:
		return r.define(Value{Type: Environment, Strings: r.stringVector()})
	case altrepItem:
		return r.altrep()
	case attrLang:
		return r.cells(int(Call) | flags&^0xFF | hasAttributes)
	case attrList:
		return r.cells(int(Pairlist) | flags&^0xFF | hasAttributes)
	case int(Pairlist), int(Closure), int(Promise), int(Call), int(Dots):
		return r.cells(flags)
	default:
		return r.plain(Type(t), flags)
	}
}

func (r *reader) reference(i int) Value {
	if i == 0 {
		i = int(r.int())
	}
	if i < 1 || i > len(r.refs) {
		r.fail("reference %d of %d", i, len(r.refs))
	}
	return r.refs[i-1]
}

func (r *reader) define(v Value) Value {
	r.refs = append(r.refs, v)
	return v
}

// plain reads values that are neither cells nor pseudo types.
func (r *reader) plain(t Type, flags int) Value {
	v := Value{Type: t}
	switch t {
	case Symbol:
		v.Text = r.item().Text
		return r.define(v)
	case Environment:
		return r.environment()
	case Char:
		v.Text = r.char()
	case Special, Builtin:
		v.Text = string(r.bytes(r.size()))
		return v
	case Pointer:
		i := len(r.refs)
		r.define(v)
		r.item()
		r.item()
		r.refs[i] = v
	case WeakRef:
		r.define(v)
	case S4:
	case Bytecode:
		v = r.bytecode()
	default:
		r.vector(&v)
	}
	if flags&hasAttributes != 0 {
		attributes := r.item()
		v.Attributes = &attributes
	}
	return v
}

func (r *reader) char() string {
	n := int(r.int())
	if n == -1 {
		return NA
	}
	return string(r.bytes(n))
}

func (r *reader) vector(v *Value) {
	n := r.size()
	v.Length = n
	switch v.Type {
	case Logical, Integer:
		b := r.bytes(4 * n)
		v.Ints = make([]int32, n)
		for i := range v.Ints {
			v.Ints[i] = int32(binary.BigEndian.Uint32(b[4*i:]))
		}
	case Double:
		b := r.bytes(8 * n)
		v.Doubles = make([]float64, n)
		for i := range v.Doubles {
			v.Doubles[i] = math.Float64frombits(binary.BigEndian.Uint64(b[8*i:]))
		}
	case Complex:
		r.bytes(16 * n)
	case Raw:
		r.bytes(n)
	case Character:
		v.Strings = r.strings(n)
	case List, Expression:
		v.Items = make([]Value, 0, min(n, 1024))
		for range n {
			v.Items = append(v.Items, r.item())
		}
	default:
		r.fail("values of type %d", v.Type)
	}
}

func (r *reader) strings(n int) []string {
	s := make([]string, 0, min(n, 1<<16))
	for range n {
		s = append(s, r.item().Text)
	}
	return s
}

// stringVector reads how the name of a namespace or of a stored environment is written.
func (r *reader) stringVector() []string {
	r.int()
	return r.strings(r.size())
}

func (r *reader) environment() Value {
	i := len(r.refs)
	r.int() // locked
	r.define(Value{Type: Environment})
	v := Value{Type: Environment}
	r.item() // the enclosure
	frame := r.item()
	table := r.item()
	for _, chain := range append([]Value{frame}, table.Items...) {
		v.Items = append(v.Items, chain.Items...)
		v.Tags = append(v.Tags, chain.Tags...)
	}
	if attributes := r.item(); attributes.Type != Null {
		v.Attributes = &attributes
	}
	r.refs[i] = v
	return v
}
