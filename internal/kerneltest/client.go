package kerneltest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/gokernel/gokernel/internal/protocol"
)

// defaultLimit bounds every wait that has no limit of its own; it is for failures
// only, so it is generous.
const defaultLimit = 20 * time.Second

// Client is one frontend of a kernel. Its methods belong to the test's goroutine.
type Client struct {
	Limit time.Duration // how long methods without a timeout wait

	tb       testing.TB
	kernel   *Kernel
	identity string
	session  string
	signer   *signer
	wire     *wire
	queues   map[protocol.Channel]*queue
	trace    *trace
	cells    []*Cell
	lastAsk  *Message // the input_request that AnswerInput answers
	opts     ConnectOptions
	closed   bool
	failed   int // violations reported

	mu         sync.Mutex
	talk       *conversation // wire.run alone
	violations []string
	ignored    []*Message // messages of other clients, under IgnoreForeign
	all        []*Message // everything, under KeepAll
}

// ConnectOptions change how a client connects. The zero value is a usual frontend.
type ConnectOptions struct {
	Identity      string   // routing identity on Shell, Control, Stdin; default a fresh one
	Topics        []string // IOPub subscriptions; default one to everything
	IOPubHWM      int      // receive high-water mark of IOPub; default none
	NoReconnect   bool     // do not reconnect when the kernel closes the connection
	NoWelcomeWait bool     // return before the subscription is active
	IgnoreForeign bool     // other clients' messages on IOPub are not this test's concern
	KeepAll       bool     // keep every message for Client.All
}

// Connect connects a client that lives until the end of tb, a test or a subtest.
func (k *Kernel) Connect(tb testing.TB) *Client {
	tb.Helper()
	return k.ConnectWith(tb, ConnectOptions{})
}

// ConnectWith is Connect with options. It returns when the kernel has welcomed the
// subscriber, so that no later message on IOPub is missed.
func (k *Kernel) ConnectWith(tb testing.TB, o ConnectOptions) *Client {
	tb.Helper()
	if o.Identity == "" {
		o.Identity = uuid.NewString()
	}
	if o.Topics == nil {
		o.Topics = []string{""}
	}
	signer, err := newSigner(k.Connection)
	if err != nil {
		tb.Fatal(err)
	}
	c := &Client{
		Limit: defaultLimit, tb: tb, kernel: k, identity: o.Identity, session: uuid.NewString(), signer: signer,
		queues: map[protocol.Channel]*queue{}, trace: &trace{start: time.Now()}, opts: o, talk: newConversation(k),
	}
	for _, ch := range []protocol.Channel{protocol.Shell, protocol.Control, protocol.Stdin, protocol.IOPub} {
		c.queues[ch] = newQueue()
	}
	c.wire, err = newWire(k.Address, wireOptions{o.Identity, o.Topics, o.IOPubHWM, o.NoReconnect}, c.onFrames)
	if err != nil {
		tb.Fatalf("connect: %v", err)
	}
	tb.Cleanup(c.Close)
	if !o.NoWelcomeWait {
		c.ExpectWelcome(o.Topics...)
	}
	return c
}

// ExpectWelcome waits for the iopub_welcome of each topic.
func (c *Client) ExpectWelcome(topics ...string) {
	c.tb.Helper()
	for _, topic := range topics {
		c.expect(protocol.IOPub, "iopub_welcome for "+fmt.Sprintf("%q", topic), func(m *Message) bool {
			return m.Type() == protocol.MsgIOPubWelcome && m.Fields(c.tb)["subscription"] == topic
		})
	}
}

// onFrames checks and files a message; it runs on the socket goroutine.
func (c *Client) onFrames(ch protocol.Channel, frames [][]byte) {
	m, err := c.signer.parse(ch, frames)
	var wrong []string
	if err != nil {
		wrong = []string{err.Error()}
	} else {
		wrong = c.talk.check(m)
	}
	c.trace.received(m)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range wrong {
		c.trace.add("!! %s", w)
		if len(c.violations) < 20 {
			c.violations = append(c.violations, fmt.Sprintf("%s: %s", m, w))
		}
	}
	if c.opts.KeepAll {
		c.all = append(c.all, m)
	}
	switch {
	case m.State() == protocol.Starting:
		// checked; it comes at no moment that a test could wait for
	case m.Type() == protocol.MsgIOPubWelcome && !c.talk.firstWelcome(m, c.opts.Topics):
		// the welcome of another subscriber, which everyone gets
	case c.opts.IgnoreForeign && ch == protocol.IOPub && m.ParentID != "" && !c.owns(m):
		c.ignored = append(c.ignored, m)
	default:
		c.queues[ch].push(m)
	}
}

// owns reports whether the parent of a message is a request of this client.
func (c *Client) owns(m *Message) bool {
	return strings.Contains(string(m.Parent), `"`+c.session+`"`)
}

// Foreign returns the messages of other clients' requests, under IgnoreForeign.
func (c *Client) Foreign() []*Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*Message(nil), c.ignored...)
}

// All returns everything received so far, under KeepAll.
func (c *Client) All() []*Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*Message(nil), c.all...)
}

// Session returns the session id in the client's request headers.
func (c *Client) Session() string { return c.session }

// TB returns the test that the client belongs to.
func (c *Client) TB() testing.TB { return c.tb }

// Kernel returns the kernel that the client is connected to.
func (c *Client) Kernel() *Kernel { return c.kernel }

// PauseIOPub stops reading the IOPub socket until ResumeIOPub: a slow client.
func (c *Client) PauseIOPub() { c.wire.do(func() { c.wire.paused = true }) }

// ResumeIOPub ends PauseIOPub.
func (c *Client) ResumeIOPub() { c.wire.do(func() { c.wire.paused = false }) }

// Subscribe adds an IOPub subscription; ExpectWelcome tells when it is active.
func (c *Client) Subscribe(topic string) {
	c.mu.Lock()
	c.opts.Topics = append(c.opts.Topics, topic)
	c.mu.Unlock()
	c.wire.do(func() { c.wire.sockets[protocol.IOPub].SetSubscribe(topic) })
}

// Unsubscribe removes an IOPub subscription.
func (c *Client) Unsubscribe(topic string) {
	c.wire.do(func() { c.wire.sockets[protocol.IOPub].SetUnsubscribe(topic) })
}

// Close ends the connection and reports violations and whatever the test forgot. It
// is idempotent and runs at the end of the test by itself.
func (c *Client) Close() {
	if c.closed {
		return
	}
	c.closed = true
	c.wire.close()
	c.reportViolations()
	for _, cell := range c.cells {
		cell.reportForgotten()
	}
	for ch, q := range c.queues {
		left := q.drain()
		for i, m := range left {
			if i == 10 {
				c.tb.Errorf("… and %d more unread messages on %s", len(left)-i, ch)
				break
			}
			c.tb.Errorf("unread message: %s", m)
		}
	}
	if c.tb.Failed() {
		c.tb.Logf("client %.8s: %s", c.session, c.trace)
	}
}

// Abandon closes the connection without looking at what was left unread, as a
// frontend does that crashes. Violations still fail the test.
func (c *Client) Abandon() {
	c.cells = nil
	c.wire.close()
	for _, q := range c.queues {
		q.drain()
	}
	c.Close()
}

func (c *Client) reportViolations() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.violations {
		c.failed++
		if c.failed <= 10 {
			c.tb.Errorf("protocol violation: %s", v)
		}
	}
	c.violations = nil
}
