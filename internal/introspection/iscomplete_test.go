package introspection

import (
	"testing"

	"github.com/gokernel/gokernel/internal/protocol"
)

func TestIsComplete_whoDecides(t *testing.T) {
	for name, c := range map[string]struct {
		code, fromR string
		want        protocol.IsCompleteReply
	}{
		"busy":               {"f(a,", "", protocol.IsCompleteReply{Status: "incomplete", Indent: "  "}},
		"busy and complete":  {"f(a)", "", protocol.IsCompleteReply{Status: "complete"}},
		"R agrees":           {"f(a,", `{"status":"incomplete"}`, protocol.IsCompleteReply{Status: "incomplete", Indent: "  "}},
		"R refuses":          {"f(a,", `{"status":"invalid"}`, protocol.IsCompleteReply{Status: "invalid"}},
		"R wants more":       {"f(a)", `{"status":"incomplete"}`, protocol.IsCompleteReply{Status: "incomplete"}},
		"R's part is broken": {"f(a,", `null`, protocol.IsCompleteReply{Status: "incomplete", Indent: "  "}},
	} {
		t.Run(name, func(t *testing.T) {
			var fromR []byte
			if c.fromR != "" {
				fromR = []byte(c.fromR)
			}
			got := Introspection{}.IsComplete(c.code).Answer(fromR).(protocol.IsCompleteReply)
			if got.Status != c.want.Status || got.Status == "incomplete" && got.Indent != c.want.Indent {
				t.Errorf("answered %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestIsComplete_asksRWithItsLineEnds(t *testing.T) {
	q := Introspection{}.IsComplete("a\r\nb")
	if q.Call != "is_complete" || len(q.Args) != 1 || q.Args[0] != "a\nb" {
		t.Errorf("asked %s %q", q.Call, q.Args)
	}
}
