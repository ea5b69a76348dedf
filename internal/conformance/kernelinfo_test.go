package conformance

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

func TestKernelInfo(t *testing.T) {
	g := newGroup(t)
	for _, ch := range []protocol.Channel{protocol.Shell, protocol.Control} {
		t.Run(ch.String(), func(t *testing.T) {
			info := g.k.Connect(t).KernelInfo(ch)
			expect(t, "status", info["status"], any("ok"))
		})
	}
	g.run("082_all_fields_are_there", func(t *testing.T, c client) {
		info := c.KernelInfo(protocol.Shell)
		expect(t, "status", info["status"], any("ok"))
		expect(t, "protocol_version", info["protocol_version"], any("5.5"))
		expect(t, "implementation", info["implementation"], any("gokernel"))
		for _, name := range []string{"implementation_version", "banner"} {
			if s, ok := info[name].(string); !ok || s == "" {
				t.Errorf("%s is %v", name, info[name])
			}
		}
		for _, name := range []string{"help_links", "supported_features"} {
			if _, ok := info[name].([]any); !ok {
				t.Errorf("%s is %v", name, info[name])
			}
		}
	})
	g.run("083_language_is_r", func(t *testing.T, c client) {
		language := c.KernelInfo(protocol.Shell)["language_info"].(fields)
		wanted := fields{"name": "R", "mimetype": "text/x-rsrc", "file_extension": ".R", "pygments_lexer": "r", "codemirror_mode": "r"}
		for name, want := range wanted {
			expect(t, name, language[name], want)
		}
		version, _ := language["version"].(string)
		if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
			t.Errorf("version is %v", language["version"])
		}
		expect(t, "R's own version", result(c, "as.character(getRversion())"), `[1] "`+version+`"`)
	})
	g.run("084_help_links_have_text_and_url", func(t *testing.T, c client) {
		for _, link := range c.KernelInfo(protocol.Shell)["help_links"].([]any) {
			for _, name := range []string{"text", "url"} {
				if s, ok := link.(fields)[name].(string); !ok || s == "" {
					t.Errorf("%s of %v", name, link)
				}
			}
		}
	})
	g.run("085_supported_features_are_those_that_work", func(t *testing.T, c client) {
		features := c.KernelInfo(protocol.Shell)["supported_features"].([]any)
		works := func(msgType string, content fields) bool {
			id := c.Send(protocol.Control, msgType, content)
			c.ExpectFramed(id)
			c.KernelInfo(protocol.Control) // a reply would have come before this one
			for _, m := range c.Drain(protocol.Control) {
				f := m.Fields(t)
				if f["status"] == "ok" || f["success"] == true {
					return true
				}
			}
			return false
		}
		debugInfo := fields{"type": "request", "seq": 0, "command": "debugInfo"}
		expect(t, "debugger works", works(protocol.MsgDebugRequest, debugInfo), slices.Contains(features, any("debugger")))
		expect(t, "subshells work", works(protocol.MsgCreateSubshellRequest, fields{}), slices.Contains(features, any("kernel subshells")))
	})
	g.run("086_50_requests_are_all_answered_within_a_second", func(t *testing.T, c client) {
		start := time.Now()
		var ids []string
		for range 50 {
			ids = append(ids, c.Send(protocol.Shell, protocol.MsgKernelInfoRequest, fields{}))
		}
		for _, id := range ids {
			c.ExpectReply(protocol.Shell, id)
			c.ExpectFramed(id)
		}
		expectWithin(t, "50 answers", time.Since(start), time.Second)
	})
}

func TestSubshells(t *testing.T) {
	g := newGroup(t)
	g.run("154_subshells_are_not_offered_and_their_ids_ignored", func(t *testing.T, c client) {
		for _, msgType := range []string{protocol.MsgCreateSubshellRequest, protocol.MsgListSubshellRequest, protocol.MsgDeleteSubshellRequest} {
			c.ExpectFramed(c.Send(protocol.Control, msgType, fields{"subshell_id": "s"}))
		}
		header := c.Header(protocol.MsgExecuteRequest, func(h fields) { h["subshell_id"] = "no-such-subshell" })
		expect(t, "result", c.Adopt(submitExecute(c, header, `{"code":"154"}`), "154").Wait().OK().Result(), "[1] 154")
		c.Fence() // no replies to the subshell requests
	})
}
