package rhelp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Type codes of R's serialization format (R Internals 1.8, serialize.c).
const (
	symbolCode    = 1
	pairlistCode  = 2
	closureCode   = 3
	envCode       = 4
	promiseCode   = 5
	languageCode  = 6
	specialCode   = 7
	builtinCode   = 8
	charCode      = 9
	logicalCode   = 10
	integerCode   = 13
	realCode      = 14
	complexCode   = 15
	stringCode    = 16
	dotsCode      = 17
	listCode      = 19
	expressionSXP = 20
	rawCode       = 24
	s4Code        = 25
	altrepCode    = 238
	attrListCode  = 239
	attrLangCode  = 240
	baseEnvCode   = 241
	emptyEnvCode  = 242
	persistCode   = 247
	packageCode   = 248
	namespaceCode = 249
	baseNSCode    = 250
	missingCode   = 251
	unboundCode   = 252
	globalCode    = 253
	nullCode      = 254
	referenceCode = 255
)

const (
	hasAttributes = 1 << 9
	hasTag        = 1 << 10
	maxDepth      = 1000 // of nested values; pages of help have about 20
)

var errTruncated = errors.New("serialized data end too early")

// decoder reads R's binary serialization ("X\n", versions 2 and 3). It panics with an
// error, which unserialize returns.
type decoder struct {
	data  []byte
	refs  []*value
	depth int
}

func unserialize(data []byte) (v *value, err error) {
	d := &decoder{data: data}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case decodeError:
			v, err = nil, e.error
		default:
			panic(e) // a bug of this file
		}
	}()
	if string(d.bytes(2)) != "X\n" {
		return nil, errors.New("not in R's binary serialization format")
	}
	version := d.int()
	d.bytes(8) // versions of R
	switch version {
	case 2:
	case 3:
		d.bytes(d.int()) // native encoding
	default:
		return nil, fmt.Errorf("serialization version %d", version)
	}
	return d.item(), nil
}

type decodeError struct{ error }

func (d *decoder) fail(err error) { panic(decodeError{err}) } // caught by unserialize

func (d *decoder) bytes(n int) []byte {
	if n < 0 || n > len(d.data) {
		d.fail(errTruncated)
	}
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

func (d *decoder) int() int { return int(int32(binary.BigEndian.Uint32(d.bytes(4)))) }

// length of a vector with elements of at least that many bytes.
func (d *decoder) length(size int) int {
	n := d.int()
	if n < 0 || n > len(d.data)/size {
		d.fail(errTruncated)
	}
	return n
}

func (d *decoder) item() *value {
	if d.depth++; d.depth > maxDepth {
		d.fail(errors.New("values are nested too deeply"))
	}
	defer func() { d.depth-- }()
	flags := d.int()
	switch code := flags & 0xff; code {
	case nullCode, globalCode, unboundCode, missingCode, baseNSCode, emptyEnvCode, baseEnvCode:
		return null
	case referenceCode:
		return d.reference(flags >> 8)
	case symbolCode:
		return d.remember(&value{strings: []string{d.item().text()}})
	case persistCode, packageCode, namespaceCode:
		d.int()
		for range d.length(4) {
			d.item()
		}
		return d.remember(null)
	case envCode:
		d.int()
		d.remember(null)
		for range 4 {
			d.item()
		}
		return null
	case pairlistCode, languageCode, closureCode, promiseCode, dotsCode:
		return d.pairlist(flags)
	case attrListCode, attrLangCode:
		return d.pairlist(flags | hasAttributes)
	case specialCode, builtinCode:
		d.bytes(d.int())
		return null
	case charCode:
		n := d.int()
		if n < 0 {
			return &value{strings: []string{""}}
		}
		return &value{strings: []string{string(d.bytes(n))}}
	case altrepCode:
		return d.altrep()
	default:
		return d.vector(code, flags)
	}
}

func (d *decoder) remember(v *value) *value {
	d.refs = append(d.refs, v)
	return v
}

func (d *decoder) reference(i int) *value {
	if i == 0 {
		i = d.int()
	}
	if i < 1 || i > len(d.refs) {
		d.fail(errors.New("a reference to nothing"))
	}
	return d.refs[i-1]
}

// pairlist follows the tail without recursion: pairlists are long.
func (d *decoder) pairlist(flags int) *value {
	v := &value{names: []string{}}
	for {
		switch flags & 0xff {
		case pairlistCode, languageCode, closureCode, promiseCode, dotsCode, attrListCode, attrLangCode:
		case nullCode:
			return v
		default:
			d.fail(fmt.Errorf("a pairlist that ends with type %d", flags&0xff))
		}
		if flags&hasAttributes != 0 {
			d.item()
		}
		name := ""
		if flags&hasTag != 0 {
			name = d.item().text()
		}
		v.list = append(v.list, d.item())
		v.names = append(v.names, name)
		flags = d.int()
	}
}

func (d *decoder) vector(code, flags int) *value {
	v := &value{}
	switch code {
	case logicalCode, integerCode:
		v.ints = make([]int32, d.length(4))
		for i := range v.ints {
			v.ints[i] = int32(d.int())
		}
	case realCode:
		v.reals = make([]float64, d.length(8))
		for i := range v.reals {
			v.reals[i] = math.Float64frombits(binary.BigEndian.Uint64(d.bytes(8)))
		}
	case complexCode:
		d.bytes(16 * d.length(16))
	case rawCode:
		d.bytes(d.length(1))
	case stringCode:
		v.strings = make([]string, d.length(4))
		for i := range v.strings {
			v.strings[i] = d.item().text()
		}
	case listCode, expressionSXP:
		v.list = make([]*value, d.length(4))
		for i := range v.list {
			v.list[i] = d.item()
		}
	case s4Code:
	default:
		d.fail(fmt.Errorf("type %d", code))
	}
	if flags&hasAttributes != 0 {
		v.setAttributes(d.item())
	}
	return v
}

func (v *value) setAttributes(pairs *value) {
	v.attrs = make(map[string]*value, len(pairs.list))
	for i, a := range pairs.list {
		if name := pairs.names[i]; name != "srcref" {
			v.attrs[name] = a
		}
	}
}

// altrep reads the compact forms of vectors that can be in files: sequences, and
// vectors in a wrapper.
func (d *decoder) altrep() *value {
	info, state, attrs := d.item(), d.item(), d.item()
	if len(info.list) == 0 {
		d.fail(errors.New("a compact vector without class"))
	}
	v := &value{}
	switch class := info.list[0].text(); {
	case class == "compact_intseq" && len(state.reals) == 3 && state.reals[0] <= 1e6:
		for i := range int(state.reals[0]) {
			v.ints = append(v.ints, int32(state.reals[1]+float64(i)*state.reals[2]))
		}
	case len(state.list) > 0 && (class == "wrap_string" || class == "wrap_integer" || class == "wrap_list" || class == "wrap_logical" || class == "wrap_real"):
		inner := *state.list[0]
		v = &inner
	default:
		d.fail(fmt.Errorf("a compact vector of class %s", class))
	}
	if len(attrs.list) > 0 {
		v.setAttributes(attrs)
	}
	return v
}
