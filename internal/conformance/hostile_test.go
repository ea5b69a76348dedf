package conformance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

func TestWire_hostile(t *testing.T) {
	g := newGroup(t)
	request := func(c client) [][]byte {
		return c.Sign(c.Header(protocol.MsgExecuteRequest, nil), "{}", "{}", `{"code":"cat('never')"}`)
	}
	g.run("006_wrong_signature_is_dropped", func(t *testing.T, c client) {
		for _, ch := range []protocol.Channel{protocol.Shell, protocol.Control, protocol.Stdin} {
			frames := request(c)
			frames[1] = []byte(strings.Repeat("0", 64))
			c.SendRaw(ch, frames)
			frames = request(c)
			frames[5] = append(frames[5], ' ') // content changed after signing
			c.SendRaw(ch, frames)
			frames = request(c)
			frames[1] = frames[1][:63]
			c.SendRaw(ch, frames)
		}
		c.Fence()
	})
	g.run("007_empty_signature_is_dropped", func(t *testing.T, c client) {
		frames := request(c)
		frames[1] = nil
		c.SendRaw(protocol.Shell, frames)
		c.SendRaw(protocol.Control, frames)
		c.Fence()
	})
	g.run("008_replay_is_dropped", func(t *testing.T, c client) {
		c.Execute("replayed <- 0").OK()
		header := c.Header(protocol.MsgExecuteRequest, nil)
		frames := c.Sign(header, "{}", "{}", `{"code":"replayed <- replayed + 1"}`)
		for range 3 {
			c.SendRaw(protocol.Shell, frames)
		}
		c.Adopt(idOf(header), "replayed <- replayed + 1").Wait().OK()
		c.Fence()
		expect(t, "count", result(c, "replayed"), "[1] 1")
	})
	g.run("009_malformed_messages_are_dropped", func(t *testing.T, c client) {
		header := c.Header(protocol.MsgKernelInfoRequest, nil)
		good := func() [][]byte { return c.Sign(c.Header(protocol.MsgKernelInfoRequest, nil), "{}", "{}", "{}") }
		for _, ch := range []protocol.Channel{protocol.Shell, protocol.Control, protocol.Stdin} {
			for _, frames := range [][][]byte{
				{{}},
				{[]byte("garbage")},
				good()[1:], // no delimiter
				good()[:1],
				good()[:3],
				good()[:5],
				c.Sign("not json", "{}", "{}", "{}"),
				c.Sign("[1]", "{}", "{}", "{}"),
				c.Sign("null", "{}", "{}", "{}"),
				c.Sign("{}", "{}", "{}", "{}"),
				c.Sign(`{"msg_id":1,"msg_type":2}`, "{}", "{}", "{}"),
				c.Sign(header, "{}", "{}", "[]"),
				c.Sign(header, "{}", "{}", "{"),
				c.Sign(header, "{}", "{}", "\xff\xfe"),
				c.Sign(header, "1", "{}", "{}"),
				c.Sign(header, "{}", `"m"`, "{}"),
				c.Sign(strings.Repeat(`{"a":`, 100_000), "{}", "{}", "{}"),
			} {
				c.SendRaw(ch, frames)
			}
		}
		c.Fence()
	})
	g.run("010_all_identity_frames_come_back", func(t *testing.T, c client) {
		header := c.Header(protocol.MsgKernelInfoRequest, nil)
		frames := c.Sign(header, "{}", "{}", "{}")
		c.SendRaw(protocol.Shell, append([][]byte{[]byte("outer"), []byte("inner\x00")}, frames...))
		reply := c.ExpectReply(protocol.Shell, idOf(header))
		c.ExpectFramed(idOf(header))
		expect(t, "routing frames", fmt.Sprintf("%q", reply.Routing), `["outer" "inner\x00"]`)
	})
	g.run("026_second_peer_with_the_same_identity_takes_over", func(t *testing.T, c client) {
		old := g.k.ConnectWith(t, kerneltest.ConnectOptions{Identity: "same", NoReconnect: true, IgnoreForeign: true})
		old.KernelInfo(protocol.Shell)
		fresh := g.k.ConnectWith(t, kerneltest.ConnectOptions{Identity: "same", IgnoreForeign: true})
		expect(t, "result at the new peer", result(fresh, "26"), "[1] 26")
		fresh.KernelInfo(protocol.Control)
	}, oneOfSeveral)
}

func TestWire_keys(t *testing.T) {
	a := alone{t}
	a.run("004_sha512_is_honoured_and_unknown_schemes_are_refused", func(t *testing.T) {
		conn, err := kerneltest.NewConnection()
		if err != nil {
			t.Fatal(err)
		}
		conn.SignatureScheme = "hmac-sha512"
		k := kerneltest.Start(t, kerneltest.Options{Connection: &conn})
		expect(t, "result", result(k.Connect(t), "4"), "[1] 4")
		conn.SignatureScheme = "hmac-crc32"
		refused := kerneltest.Start(t, kerneltest.Options{Connection: &conn, Unmanaged: true})
		if code := refused.WaitExit(3 * time.Second); code == 0 {
			t.Error("exit code 0 for an unknown signature scheme")
		}
		expectContains(t, "stderr", refused.Stderr(), "hmac-crc32")
	})
	a.run("005_without_key_nothing_is_signed_or_verified", func(t *testing.T) {
		conn, err := kerneltest.NewConnection()
		if err != nil {
			t.Fatal(err)
		}
		conn.Key = ""
		c := kerneltest.Start(t, kerneltest.Options{Connection: &conn}).Connect(t)
		expect(t, "result", result(c, "5"), "[1] 5")
		header := c.Header(protocol.MsgKernelInfoRequest, nil)
		frames := c.Sign(header, "{}", "{}", "{}")
		frames[1] = []byte("any signature")
		c.SendRaw(protocol.Shell, frames)
		reply := c.ExpectReply(protocol.Shell, idOf(header))
		c.ExpectFramed(idOf(header))
		expect(t, "signature", string(afterDelimiter(reply)[0]), "")
	})
	a.run("012_one_session_per_process", func(t *testing.T) {
		conn, err := kerneltest.NewConnection()
		if err != nil {
			t.Fatal(err)
		}
		sessions := map[string]bool{}
		for range 2 {
			k := kerneltest.Start(t, kerneltest.Options{Connection: &conn})
			c := k.ConnectWith(t, kerneltest.ConnectOptions{KeepAll: true})
			for _, m := range mixture(c) {
				sessions[m.Header.Session] = true
			}
			c.Shutdown(true)
			k.WaitExit(3 * time.Second)
			c.Close() // it would connect to the next process too
		}
		expect(t, "number of sessions of two processes", len(sessions), 2)
	})
}
