package rhelp

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxBytes bounds what one file or page may unpack to.
const maxBytes = 64 << 20

// readRDS reads a file that saveRDS wrote.
func readRDS(path string) (*value, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if data, err = unpack(data); err == nil {
		var v *value
		if v, err = unserialize(data); err == nil {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", path, err)
}

func unpack(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		return readAll(r)
	case bytes.HasPrefix(data, []byte("BZh")):
		return readAll(bzip2.NewReader(bytes.NewReader(data)))
	}
	return data, nil
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err == nil && len(data) > maxBytes {
		err = errors.New("too large")
	}
	return data, err
}

// lazyIndex is where the objects of a lazy-load database are in its .rdb file.
type lazyIndex struct {
	file string // the .rdb file
	at   map[string][2]int64
}

// readLazyIndex reads the .rdx file beside the .rdb file; base is their path without extension.
func readLazyIndex(base string) (*lazyIndex, error) {
	v, err := readRDS(base + ".rdx")
	if err != nil {
		return nil, err
	}
	variables := v.member("variables")
	names := variables.attr("names").strings
	index := &lazyIndex{file: base + ".rdb", at: make(map[string][2]int64, len(names))}
	for i, name := range names {
		if i < len(variables.list) && len(variables.list[i].ints) == 2 {
			place := variables.list[i].ints
			index.at[name] = [2]int64{int64(place[0]), int64(place[1])}
		}
	}
	return index, nil
}

// fetch reads one object (lazyload.c: its size when unpacked, then zlib data; in other
// compressions a letter stands between).
func (x *lazyIndex) fetch(name string) (*value, error) {
	place, ok := x.at[name]
	if !ok {
		return nil, fmt.Errorf("%s has no page %q", x.file, name)
	}
	if place[1] < 5 || place[1] > maxBytes {
		return nil, fmt.Errorf("%s: page %q has %d bytes", x.file, name, place[1])
	}
	f, err := os.Open(x.file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	packed := make([]byte, place[1])
	if _, err := f.ReadAt(packed, place[0]); err != nil {
		return nil, err
	}
	data, err := unpackObject(packed)
	if err != nil {
		return nil, fmt.Errorf("%s: page %q: %w", x.file, name, err)
	}
	return unserialize(data)
}

func unpackObject(packed []byte) ([]byte, error) {
	size := binary.BigEndian.Uint32(packed)
	var r io.Reader
	switch body := packed[4:]; body[0] {
	case '2':
		r = bzip2.NewReader(bytes.NewReader(body[1:]))
	case '0', 'Z':
		return nil, errors.New("packed in a way that cannot be read here")
	default:
		z, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r = z
	}
	data, err := readAll(r)
	if err == nil && uint32(len(data)) != size {
		err = errTruncated
	}
	return data, err
}
