package conformance

import (
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

func TestWelcome(t *testing.T) {
	g := newGroup(t)
	g.run("133_a_subscriber_is_welcomed_without_asking", func(t *testing.T, c client) {
		m := c.All()[0] // Connect sends nothing and waits for it
		expect(t, "type", m.Type(), protocol.MsgIOPubWelcome)
		expect(t, "content", string(m.Content), `{"subscription":""}`)
	})
	g.run("134_the_welcome_has_no_parent_and_is_signed", func(t *testing.T, c client) {
		m := c.All()[0]
		expect(t, "parent", string(m.Parent), "{}")
		expect(t, "length of the signature", len(afterDelimiter(m)[0]), 64)
	})
	g.run("135_every_subscriber_is_welcomed", func(t *testing.T, c client) {
		for range 5 {
			g.k.ConnectWith(t, oneOfSeveral) // fails without a welcome
		}
		c.Fence()
	})
	g.run("136_the_welcome_comes_first_in_the_midst_of_output", func(t *testing.T, c client) {
		cell := running(c, "for (i in 1:200) {cat(i, '\n'); Sys.sleep(0.005)}")
		for range 10 {
			late := g.k.ConnectWith(t, oneOfSeveral) // every client checks what comes first
			waitUntil(t, time.Second, "output at the late client", func() bool { return len(late.Foreign()) > 0 })
			late.Close()
		}
		cell.Wait().OK().Discard()
	}, oneOfSeveral)
	g.run("137_a_prefix_is_welcomed_and_filters", func(t *testing.T, c client) {
		narrow := g.k.ConnectWith(t, kerneltest.ConnectOptions{Topics: []string{"stream", "käse"}})
		c.Execute("cat('one'); 2; message('three'); cat('end')").OK().Discard()
		text := ""
		for !strings.HasSuffix(text, "end") {
			m := narrow.RecvIOPub(2 * time.Second)
			if m == nil {
				t.Fatalf("got only %q", text)
			}
			expect(t, "type", m.Type(), protocol.MsgStream)
			if !strings.HasPrefix(string(m.Routing[0]), "stream") {
				t.Errorf("topic %q", m.Routing[0])
			}
			text += m.Fields(t)["text"].(string)
		}
		expect(t, "text", text, "onethree\nend")
	})
	g.run("138_a_topic_that_is_no_utf8_does_no_harm", func(t *testing.T, c client) {
		odd := g.k.ConnectWith(t, kerneltest.ConnectOptions{Topics: []string{"\xff\xfe"}, NoWelcomeWait: true})
		c.Fence()
		expect(t, "result", result(c, "138"), "[1] 138")
		expect(t, "messages at the odd client", len(odd.Unread(protocol.IOPub)), 0)
	})
	g.run("139_unsubscribing_and_100_connections_do_no_harm", func(t *testing.T, c client) {
		for range 5 {
			c.Unsubscribe("")
			c.Subscribe("")
			c.Subscribe("stream.stdout")
			c.Unsubscribe("stream.stdout")
		}
		for range 100 {
			g.k.ConnectWith(t, oneOfSeveral).Close()
		}
		// The own subscription may still be under way; a new client is sure.
		fresh := g.k.ConnectWith(t, oneOfSeveral)
		expect(t, "result", result(fresh, "139"), "[1] 139")
		c.Abandon()
	}, oneOfSeveral)
}

func TestComm_without_targets(t *testing.T) {
	g := newGroup(t)
	g.run("140_opening_an_unknown_target_is_answered_with_close", func(t *testing.T, c client) {
		id := c.Send(protocol.Shell, protocol.MsgCommOpen, fields{"comm_id": "c-140", "target_name": "no.such.target", "data": fields{"a": 1}})
		between := c.ExpectFramed(id)
		if len(between) != 1 || between[0].Type() != protocol.MsgCommClose {
			t.Fatalf("expected one comm_close, got %v", between)
		}
		content := between[0].Fields(t)
		expect(t, "comm_id", content["comm_id"], any("c-140"))
		if data, ok := content["data"].(fields); !ok || len(data) != 0 {
			t.Errorf("data is %v, expected {}", content["data"])
		}
		reply, _ := c.Call(protocol.Shell, protocol.MsgCommInfoRequest, fields{})
		if comms := reply.Fields(t)["comms"].(fields); len(comms) != 0 {
			t.Errorf("comms after that: %v", comms)
		}
	})
	g.run("141_messages_of_unknown_comms_are_only_framed", func(t *testing.T, c client) {
		for _, msgType := range []string{protocol.MsgCommMsg, protocol.MsgCommClose} {
			id := c.Send(protocol.Shell, msgType, fields{"comm_id": "c-141", "data": fields{}})
			if between := c.ExpectFramed(id); len(between) > 0 {
				t.Errorf("%s published %v", msgType, between)
			}
		}
		c.Fence()
	})
}
