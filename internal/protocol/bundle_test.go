package protocol

import (
	"encoding/json"
	"testing"
)

func TestUnpackJSON(t *testing.T) {
	for _, c := range []struct{ name, bundle, want string }{
		{"plain", `{"text/plain":"[1] 1"}`, `{"text/plain":"[1] 1"}`},
		{"text of JSON", `{"application/json":"{\"a\": [1]}","text/plain":"x"}`, `{"application/json":{"a":[1]},"text/plain":"x"}`},
		{"suffix", `{"application/geo+json":"[]"}`, `{"application/geo+json":[]}`},
		{"not JSON", `{"application/json":"{oops"}`, `{"application/json":"{oops"}`},
		{"an object already", `{"application/json":{"a":1}}`, `{"application/json":{"a":1}}`},
		{"text that looks like one", `{"text/plain":"json\":\"[1]"}`, `{"text/plain":"json\":\"[1]"}`},
		{"no object", `[]json":"`, `[]json":"`},
	} {
		got := string(UnpackJSON(json.RawMessage(c.bundle)))
		if got != c.want {
			t.Errorf("%s: %s, expected %s", c.name, got, c.want)
		}
	}
}
