package conformance

import (
	"encoding/json"
	"testing"

	"github.com/gokernel/gokernel/internal/completion/completiontest"
	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// TestCompletion_live asks a kernel for each case of testdata/completion, after the R
// code of the file's section setup.R.
func TestCompletion_live(t *testing.T) {
	count := 0
	for _, file := range completiontest.Read(t, "testdata/completion") {
		t.Run(file.Name, func(t *testing.T) {
			c := kerneltest.Start(t, kerneltest.Options{}).Connect(t)
			if got := c.Execute(file.Sections["setup.R"]).Reply(); got.Status != protocol.StatusOK {
				t.Fatalf("setup.R: %+v", got)
			}
			loaded := c.Execute("cat(sort(loadedNamespaces()))").Stdout()
			for _, test := range file.Cases {
				count++
				for _, wrong := range test.Check(completeLive(t, c, test)) {
					t.Errorf("%s\n%s", test.Name, wrong)
				}
			}
			if now := c.Execute("cat(sort(loadedNamespaces()))").Stdout(); now != loaded {
				t.Errorf("completion has loaded packages: %s, before %s", now, loaded)
			}
		})
	}
	t.Logf("%d cases", count)
}

// completeLive asks, and checks that every match has its entry of the metadata.
func completeLive(t *testing.T, c *kerneltest.Client, test completiontest.Case) completiontest.Result {
	t.Helper()
	reply, outputs := c.Call(protocol.Shell, protocol.MsgCompleteRequest, map[string]any{"code": test.Code, "cursor_pos": test.Pos})
	if len(outputs) > 0 {
		t.Errorf("%s: %d messages came with the answer", test.Name, len(outputs))
	}
	text, err := json.Marshal(reply.Fields(t))
	if err != nil {
		t.Fatal(err)
	}
	var content struct {
		Matches []string `json:"matches"`
		Start   int      `json:"cursor_start"`
		End     int      `json:"cursor_end"`

		Metadata struct {
			Types []struct {
				Text, Type, Signature string
				Start, End            int
			} `json:"_jupyter_types_experimental"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(text, &content); err != nil {
		t.Fatal(err)
	}
	result := completiontest.Result{Start: content.Start, End: content.End}
	if len(content.Metadata.Types) != len(content.Matches) {
		t.Errorf("%s: %d matches, types of %d", test.Name, len(content.Matches), len(content.Metadata.Types))
	}
	for i, m := range content.Metadata.Types {
		if m.Text != content.Matches[i] || m.Type == "" || m.Signature == "" || m.Start != content.Start || m.End != content.End {
			t.Errorf("%s: match %q has the type %+v", test.Name, content.Matches[i], m)
		}
		result.Items = append(result.Items, completiontest.Item{Text: m.Text, Type: m.Type, Signature: m.Signature})
	}
	return result
}
