package kerneltest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// Send sends a request and returns its msg_id. Content is anything that encodes as a
// JSON object.
func (c *Client) Send(ch protocol.Channel, msgType string, content any, buffers ...[]byte) string {
	c.tb.Helper()
	header := c.Header(msgType, nil)
	c.SendRaw(ch, c.Sign(header, "{}", "{}", marshal(c, content), buffers...))
	return headerID(header)
}

// SendRaw sends frames as they are.
func (c *Client) SendRaw(ch protocol.Channel, frames [][]byte) {
	c.kernel.recordSent(frames)
	c.trace.sent(ch, frames)
	c.wire.do(func() {
		parts := make([]any, len(frames))
		for i, f := range frames {
			parts[i] = f
		}
		if _, err := c.wire.sockets[ch].SendMessageDontwait(parts...); err != nil {
			c.trace.add("!! send on %s: %v", ch, err)
			c.mu.Lock()
			c.violations = append(c.violations, fmt.Sprintf("send on %s: %v", ch, err))
			c.mu.Unlock()
		}
	})
}

// expect takes the first matching message of a channel or fails the test.
func (c *Client) expect(ch protocol.Channel, what string, match func(*Message) bool) *Message {
	c.tb.Helper()
	return c.expectBy(time.Now().Add(c.Limit), ch, what, match)
}

func (c *Client) expectBy(deadline time.Time, ch protocol.Channel, what string, match func(*Message) bool) *Message {
	c.tb.Helper()
	for time.Now().Before(deadline) {
		// In slices, so that a dead kernel fails the test soon.
		dead := !c.kernel.Alive()
		slice := time.Now().Add(time.Second)
		if slice.After(deadline) {
			slice = deadline
		}
		if m := c.queues[ch].take(slice, match); m != nil {
			return m
		}
		if dead {
			break
		}
	}
	c.reportViolations()
	c.tb.Fatalf("expected %s on %s; none came in time (kernel alive: %v)", what, ch, c.kernel.Alive())
	return nil
}

// Recv takes the next message of a channel, nil when none comes within limit.
func (c *Client) Recv(ch protocol.Channel, limit time.Duration) *Message {
	return c.queues[ch].take(time.Now().Add(limit), func(*Message) bool { return true })
}

// RecvIOPub is Recv on IOPub.
func (c *Client) RecvIOPub(limit time.Duration) *Message { return c.Recv(protocol.IOPub, limit) }

// Unread returns what has arrived on a channel and was not taken yet.
func (c *Client) Unread(ch protocol.Channel) []*Message { return c.queues[ch].peek() }

// Drain takes everything that has arrived on a channel.
func (c *Client) Drain(ch protocol.Channel) []*Message { return c.queues[ch].drain() }

// ExpectReply takes the reply to a request.
func (c *Client) ExpectReply(ch protocol.Channel, id string) *Message {
	c.tb.Helper()
	return c.expect(ch, "a reply to "+short(id), func(m *Message) bool { return m.ParentID == id })
}

// ExpectIOPub takes the first message of a type whose parent is the request; id ""
// stands for an empty parent.
func (c *Client) ExpectIOPub(id, msgType string) *Message {
	c.tb.Helper()
	return c.expect(protocol.IOPub, fmt.Sprintf("%s with parent %q", msgType, short(id)), func(m *Message) bool {
		return m.ParentID == id && m.Type() == msgType
	})
}

// ExpectState takes the status message of a request with this execution_state.
func (c *Client) ExpectState(id, state string) *Message {
	c.tb.Helper()
	return c.expect(protocol.IOPub, fmt.Sprintf("%s of %s", state, short(id)), func(m *Message) bool {
		return m.ParentID == id && m.State() == state
	})
}

// ExpectFramed takes the IOPub messages of a request from Busy to Idle, checks that
// they are framed by exactly these, and returns what is between.
func (c *Client) ExpectFramed(id string) []*Message {
	c.tb.Helper()
	return c.framedBy(time.Now().Add(c.Limit), id).between
}

// frame is what a request published.
type frame struct {
	busy, idle *Message
	between    []*Message
}

func (c *Client) framedBy(deadline time.Time, id string) frame {
	c.tb.Helper()
	var f frame
	for n := 0; ; n++ {
		m := c.expectBy(deadline, protocol.IOPub, fmt.Sprintf("message %d of %s or its idle", n, short(id)),
			func(m *Message) bool { return m.ParentID == id })
		switch state := m.State(); {
		case n == 0:
			if state != protocol.Busy {
				c.tb.Errorf("the first IOPub message of a request must be busy, got %s", m)
				f.between = append(f.between, m)
			}
			f.busy = m
		case state == protocol.Idle:
			f.idle = m
			return f
		case state == protocol.Busy && m.afterForeignIdle:
			// repeated, because the Idle of another request made the kernel look idle
		case state != "":
			c.tb.Errorf("unexpected status between busy and idle: %s", m)
		default:
			f.between = append(f.between, m)
		}
	}
}

// Call sends a request, takes its reply and its frame on IOPub, and returns the reply
// and what was published between Busy and Idle. The reply must have the right type.
func (c *Client) Call(ch protocol.Channel, msgType string, content any) (*Message, []*Message) {
	c.tb.Helper()
	id := c.Send(ch, msgType, content)
	reply := c.ExpectReply(ch, id)
	if want := strings.TrimSuffix(msgType, "_request") + "_reply"; reply.Type() != want {
		c.tb.Errorf("the reply to %s is a %s", msgType, reply.Type())
	}
	return reply, c.ExpectFramed(id)
}

// KernelInfo makes a kernel_info_request on a channel and returns the content.
func (c *Client) KernelInfo(ch protocol.Channel) map[string]any {
	c.tb.Helper()
	reply, _ := c.Call(ch, protocol.MsgKernelInfoRequest, map[string]any{})
	return reply.Fields(c.tb)
}

// Fence waits until Shell and Control have handled everything that was sent before,
// and then expects that no message is left unread: the way to say "nothing happened"
// without waiting for it.
func (c *Client) Fence() {
	c.tb.Helper()
	c.KernelInfo(protocol.Control)
	c.KernelInfo(protocol.Shell)
	for ch, q := range c.queues {
		for _, m := range q.drain() {
			c.tb.Errorf("expected nothing more on %s, got %s", ch, m)
		}
	}
	c.reportViolations()
}

// Interrupt sends interrupt_request and takes its reply, which must be ok, and frame.
func (c *Client) Interrupt() {
	c.tb.Helper()
	reply, _ := c.Call(protocol.Control, protocol.MsgInterruptRequest, map[string]any{})
	if s := reply.Fields(c.tb)["status"]; s != "ok" {
		c.tb.Errorf("interrupt_reply has status %v, expected ok", s)
	}
}

// Shutdown sends shutdown_request on Control and takes everything that belongs to it:
// the reply, the copy on IOPub, and the frame. The process ends after that.
func (c *Client) Shutdown(restart bool) {
	c.tb.Helper()
	id := c.Send(protocol.Control, protocol.MsgShutdownRequest, map[string]any{"restart": restart})
	reply := c.ExpectReply(protocol.Control, id)
	between := c.ExpectFramed(id)
	if got := reply.Fields(c.tb)["restart"]; got != restart {
		c.tb.Errorf("shutdown_reply.restart is %v, expected %v", got, restart)
	}
	at := slices.IndexFunc(between, func(m *Message) bool { return m.Type() == protocol.MsgShutdownReply })
	if at < 0 || len(between) != 1 {
		c.tb.Errorf("expected one shutdown_reply on IOPub between busy and idle, got %v", between)
		return
	}
	if got := between[at].Fields(c.tb)["restart"]; got != restart {
		c.tb.Errorf("the IOPub copy of shutdown_reply has restart %v, expected %v", got, restart)
	}
}

func headerID(header string) string {
	_, rest, _ := strings.Cut(header, `"msg_id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

func short(id string) string {
	if len(id) > 8 {
		return id[:8]
	}
	return id
}
