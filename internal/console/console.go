package console

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/rs/zerolog"
)

// Hooks is what the console asks of the process around it. Any goroutine of the
// console may call them.
type Hooks struct {
	// InterruptChildren sends SIGINT to the child processes of R; with again, only to
	// those that are new since the call without. Calls do not overlap.
	InterruptChildren func(again bool)
	// Complain says on the process's stderr why the process ends; it does not block.
	Complain func(message string)
	// Exit sends what is queued, stays for linger and ends the process; it does not
	// return.
	Exit func(status int, linger time.Duration)
}

// Config describes a console.
type Config struct {
	R     R
	Hooks Hooks
	Info  protocol.KernelInfoReply
	Ports protocol.ConnectReply
	Log   zerolog.Logger

	Introspection Introspection
	// Stragglers is how long the reply to a failed request is held back: clients that send
	// all cells at once need some milliseconds for it, and what arrives before the reply
	// leaves is aborted. Whoever reacts to the reply cannot be among them.
	Stragglers time.Duration
	// Background is nil for no work between requests.
	Background Background
	History    History
}

// Console is the session; see the package comment for its goroutines.
type Console struct {
	r     R
	hooks Hooks
	info  protocol.KernelInfoReply
	ports protocol.ConnectReply
	log   zerolog.Logger

	introspection Introspection
	history       History
	stragglers    time.Duration

	inbox      Inbox
	out        *Outbound
	streams    *streams
	interrupts interrupts
	control    *controlQueue
	input      input

	announced sync.Once

	started  atomic.Bool
	ended    atomic.Bool
	quitting atomic.Pointer[quitting]

	open *request // the active request, for abandon; guarded by the lock of streams

	// Only the R thread uses these.
	active      *request
	then        func(Result) step
	count       int // execution_count of the last request that was stored
	lastFailure failure
	cells       cells
	background  background
	secrets     []string // what was typed at masked prompts
}

// New makes a console and starts its goroutines.
func New(cfg Config) *Console {
	out := NewOutbound()
	c := &Console{
		r: cfg.R, hooks: cfg.Hooks, info: cfg.Info, ports: cfg.Ports, log: cfg.Log,
		out: out, streams: newStreams(cfg.R, out), interrupts: interrupts{r: cfg.R, children: cfg.Hooks.InterruptChildren, starting: time.Now()},
		control: newControlQueue(), introspection: cfg.Introspection, history: cfg.History,
		stragglers: cfg.Stragglers,
		background: background{work: cfg.Background},
	}
	go c.runControl()
	go c.streams.runFlusher()
	go c.streams.runCapture()
	return c
}

// Announce publishes the status starting, once: when somebody can see it, or before
// the first Busy. Any goroutine may call it.
func (c *Console) Announce() {
	c.announced.Do(func() {
		c.out.Push(&protocol.Outgoing{
			Channel: protocol.IOPub, MsgType: protocol.MsgStatus,
			Content: protocol.Status{ExecutionState: protocol.Starting},
		})
	})
}

// Outbound is the queue of all that leaves, for its one consumer.
func (c *Console) Outbound() *Outbound { return c.out }

// HandleMessage takes a verified message. The socket loop calls it; it does not
// block.
func (c *Console) HandleMessage(m *protocol.Message) {
	c.Announce()
	switch m.Channel {
	case protocol.Control:
		c.control.push(m)
	case protocol.Stdin:
		if m.Header.MsgType == protocol.MsgInputReply {
			c.deliverInput(m)
		}
	case protocol.Shell:
		c.inbox.push(&queued{msg: m, arrival: arrivalOf(m)})
		c.maybeOvertake(m)
		c.r.Wake()
	}
}

// Started is called by the R thread when R and the profiles have been loaded.
func (c *Console) Started() {
	c.started.Store(true)
	c.interrupts.ready()
}

// StreamReady is called by the R thread when it has written text: full if it has
// written so much that it should wait until the text is on its way.
func (c *Console) StreamReady(full bool) {
	if !full {
		c.streams.signal()
		return
	}
	c.waitForRoom()
	c.streams.flushLines()
}

// waitForRoom slows R down to what the sockets can take. An interrupt ends the wait,
// unless R goes on printing without taking the interrupt.
func (c *Console) waitForRoom() {
	c.out.waitBelow(outboundLimit, c.r.InterruptPending)
	c.out.waitBelow(4*outboundLimit, func() bool { return c.quitting.Load() != nil })
}

// Display shows a MIME bundle for the running request. The R thread calls it.
func (c *Console) Display(kind DisplayKind, data, metadata []byte, displayID string) {
	c.waitForRoom()
	data = protocol.UnpackJSON(data)
	var transient *protocol.Transient
	if displayID != "" {
		transient = &protocol.Transient{DisplayID: displayID}
	}
	switch {
	case kind == ExecuteResult && c.active != nil:
		c.keepResult(data)
		c.publish(protocol.MsgExecuteResult, protocol.ExecuteResult{
			ExecutionCount: c.active.count, Data: data, Metadata: metadata, Transient: transient,
		})
	case kind == UpdateDisplayData && transient != nil:
		c.publish(protocol.MsgUpdateDisplayData, protocol.UpdateDisplayData{
			Data: data, Metadata: metadata, Transient: *transient,
		})
	default:
		c.publish(protocol.MsgDisplayData, protocol.DisplayData{
			Data: data, Metadata: metadata, Transient: transient,
		})
	}
}

// ClearOutput asks frontends to clear the cell's output. The R thread calls it.
func (c *Console) ClearOutput(wait bool) {
	c.cells.restart()
	c.publish(protocol.MsgClearOutput, protocol.ClearOutput{Wait: wait})
}

// Payload adds a payload to the reply of the running request. The R thread calls it.
func (c *Console) Payload(payload []byte) {
	if c.active != nil {
		c.active.payload = append(c.active.payload, json.RawMessage(payload))
	}
}

// ShowMessage shows a message of R that is not output of any code.
func (c *Console) ShowMessage(message string) {
	c.publish(protocol.MsgStream, protocol.Stream{Name: protocol.Stderr, Text: message + "\n"})
}
