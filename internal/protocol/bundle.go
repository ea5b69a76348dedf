package protocol

import (
	"bytes"
	"encoding/json"
	"strings"
)

// UnpackJSON returns a MIME bundle in which every value of a JSON type that came as a string of JSON text is the
// JSON itself, as frontends want it (protocol, "Display data"). A string that is no JSON text stays a string.
func UnpackJSON(bundle json.RawMessage) json.RawMessage {
	if !bytes.Contains(bundle, []byte(`json":"`)) {
		return bundle // the common case: nothing to look at
	}
	var values map[string]json.RawMessage
	if json.Unmarshal(bundle, &values) != nil {
		return bundle
	}
	for mime, value := range values {
		var text string
		if isJSONType(mime) && json.Unmarshal(value, &text) == nil && json.Valid([]byte(text)) {
			values[mime] = json.RawMessage(text)
		}
	}
	unpacked, err := marshal(values)
	if err != nil {
		return bundle
	}
	return unpacked
}

func isJSONType(mime string) bool {
	return mime == "application/json" || strings.HasSuffix(mime, "+json")
}
