package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"unicode/utf8"
)

var emptyObject = json.RawMessage("{}")

// normalized is implemented by contents with fields that must not be null; it returns a copy in which none is nil.
type normalized interface{ normalized() any }

// EncodeContent encodes a content or metadata as [Codec.Encode] does: nil gives {}, nil maps and slices in the structs
// of this package give {} and [], HTML is not escaped, invalid UTF-8 becomes U+FFFD. A json.RawMessage is passed
// through. It fails if v is not an object in JSON, or holds NaN or Inf.
func EncodeContent(v any) (json.RawMessage, error) {
	if v == nil || isNilPointer(v) {
		return emptyObject, nil
	}
	if raw, ok := v.(json.RawMessage); ok {
		if len(raw) == 0 {
			return emptyObject, nil
		}
		if err := checkObject("value", raw); err != nil {
			return nil, err
		}
		return validUTF8(raw), nil
	}
	if n, ok := v.(normalized); ok {
		v = n.normalized()
	}
	switch c := v.(type) {
	case DisplayData:
		return encodeBundle(nil, c.Data, c.Metadata, c.Transient)
	case UpdateDisplayData:
		return encodeBundle(nil, c.Data, c.Metadata, &c.Transient)
	case ExecuteResult:
		return encodeBundle(&c.ExecutionCount, c.Data, c.Metadata, c.Transient)
	}
	b, err := marshal(v)
	switch {
	case err != nil:
		return nil, err
	case string(b) == "null":
		return emptyObject, nil
	case b[0] != '{':
		return nil, errors.New("expected a value that encodes as a JSON object")
	}
	return b, nil
}

// marshal is json.Marshal without HTML escapes, and with valid UTF-8 even where a json.RawMessage brought other bytes.
func marshal(v any) (json.RawMessage, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return validUTF8(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

// isNilPointer tells a nil pointer in an interface, whose methods may not be called, from a value.
func isNilPointer(v any) bool {
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}

func validUTF8(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	return bytes.ToValidUTF8(b, []byte("\uFFFD"))
}

// object replaces what is no value at all by an empty object.
func object(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return emptyObject
	}
	return raw
}

// list replaces nil by an empty slice.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// dict replaces nil by an empty map.
func dict[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}
