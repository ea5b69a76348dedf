package rdata

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// maxBytes bounds what one value takes when it is unpacked.
const maxBytes = 64 << 20

var errCompression = errors.New("rdata: compressed in an unknown way")

// ReadFile reads an .rds or .rdx file.
func ReadFile(path string) (Value, error) {
	f, err := os.Open(path)
	if err != nil {
		return Value{}, err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	magic, err := in.Peek(3)
	if err != nil {
		return Value{}, err
	}
	var plain io.Reader = in
	switch {
	case magic[0] == 0x1F && magic[1] == 0x8B:
		if plain, err = gzip.NewReader(in); err != nil {
			return Value{}, err
		}
	case magic[0] == 0x78: // .rdx files are in zlib's format
		if plain, err = zlib.NewReader(in); err != nil {
			return Value{}, err
		}
	case string(magic) == "BZh":
		plain = bzip2.NewReader(in)
	case magic[0] == 0xFD:
		if plain, err = xz.NewReader(in); err != nil {
			return Value{}, err
		}
	}
	data, err := unpack(plain)
	if err != nil {
		return Value{}, err
	}
	return Read(data)
}

func unpack(in io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err == nil && len(data) > maxBytes {
		err = errors.New("rdata: the value is too large")
	}
	return data, err
}

// Database is a lazy-load database: one file with many values, and their places.
// Any goroutine may use it.
type Database struct {
	file       string
	places     map[string][2]int32
	references map[string][2]int32
	names      []string
	compressed int32
}

// OpenDatabase reads the index base.rdx of base.rdb.
func OpenDatabase(base string) (*Database, error) {
	index, err := ReadFile(base + ".rdx")
	if err != nil {
		return nil, err
	}
	variables, _ := index.Item("variables")
	compressed, _ := index.Item("compressed")
	d := &Database{file: base + ".rdb", names: variables.Names(), compressed: 1}
	if len(compressed.Ints) == 1 {
		d.compressed = compressed.Ints[0]
	} else if len(compressed.Doubles) == 1 {
		d.compressed = int32(compressed.Doubles[0])
	}
	references, _ := index.Item("references")
	d.places, d.references = places(variables), places(references)
	return d, nil
}

// places reads where values begin and how many bytes they take.
func places(index Value) map[string][2]int32 {
	found := map[string][2]int32{}
	for i, name := range index.Names() {
		if i < len(index.Items) && len(index.Items[i].Ints) == 2 {
			found[name] = [2]int32(index.Items[i].Ints)
		}
	}
	return found
}

// Names lists what the database has; the caller does not change it.
func (d *Database) Names() []string { return d.names }

// Has tells whether there is a value of that name.
func (d *Database) Has(name string) bool {
	_, ok := d.places[name]
	return ok
}

// Size is how many bytes the value of that name takes in the file.
func (d *Database) Size(name string) int { return int(d.places[name][1]) }

// Read reads one value.
func (d *Database) Read(name string) (Value, error) {
	place, ok := d.places[name]
	if !ok {
		return Value{}, fmt.Errorf("rdata: %s has no %q", d.file, name)
	}
	return d.readAt(place)
}

// Environment reads the bindings of an environment that Read has returned, as a List.
func (d *Database) Environment(env Value) (Value, error) {
	if env.Type != Environment || len(env.Strings) != 1 {
		return Value{}, errors.New("rdata: not an environment of the database")
	}
	place, ok := d.references[env.Strings[0]]
	if !ok {
		return Value{}, fmt.Errorf("rdata: %s has no %q", d.file, env.Strings[0])
	}
	v, err := d.readAt(place)
	if err != nil {
		return Value{}, err
	}
	bindings, _ := v.Item("bindings")
	return bindings, nil
}

func (d *Database) readAt(place [2]int32) (Value, error) {
	if place[1] < 5 || place[1] > maxBytes {
		return Value{}, errShort
	}
	f, err := os.Open(d.file)
	if err != nil {
		return Value{}, err
	}
	defer f.Close()
	packed := make([]byte, place[1])
	if _, err := f.ReadAt(packed, int64(place[0])); err != nil {
		return Value{}, err
	}
	return d.unpack(packed)
}

// unpack reads a value whose length comes before it. With other ways of compression
// than zlib's a letter follows that names the way.
func (d *Database) unpack(packed []byte) (Value, error) {
	size := binary.BigEndian.Uint32(packed)
	if size > maxBytes {
		return Value{}, errors.New("rdata: the value is too large")
	}
	rest := packed[4:]
	kind := byte('1')
	if d.compressed > 1 {
		kind, rest = rest[0], rest[1:]
	} else if d.compressed == 0 {
		return Read(packed)
	}
	var plain io.Reader = bytes.NewReader(rest)
	var err error
	switch kind {
	case '0':
	case '1':
		plain, err = zlib.NewReader(plain)
	case '2':
		plain = bzip2.NewReader(plain)
	case 'Z': // no more of the past is looked at than there is
		plain, err = lzma.Reader2Config{DictCap: max(lzma.MinDictCap, int(size))}.NewReader2(plain)
	default:
		err = errCompression
	}
	if err != nil {
		return Value{}, err
	}
	data, err := unpack(plain)
	if err != nil {
		return Value{}, err
	}
	return Read(data)
}
