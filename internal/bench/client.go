package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	zmq "github.com/pebbe/zmq4"

	"github.com/gokernel/gokernel/internal/protocol"
)

// client asks a kernel. One goroutine uses it.
type client struct {
	codec   *protocol.Codec
	ctx     *zmq.Context
	sockets map[protocol.Channel]*zmq.Socket
	poller  *zmq.Poller
	sent    int
	replies map[string]reply // by the msg_id of the request
	idle    map[string]bool  // requests whose Idle has come
}

// reply is the content of a reply and when it came.
type reply struct {
	at      time.Time
	content json.RawMessage
}

func connect(to *protocol.Connection) (*client, error) {
	codec, err := protocol.NewCodec(to.Key, to.SignatureScheme, "bench", "bench")
	if err != nil {
		return nil, err
	}
	c := &client{
		codec: codec, sockets: map[protocol.Channel]*zmq.Socket{}, poller: zmq.NewPoller(),
		replies: map[string]reply{}, idle: map[string]bool{},
	}
	if c.ctx, err = zmq.NewContext(); err != nil {
		return nil, err
	}
	c.ctx.SetRetryAfterEINTR(true)
	for ch, kind := range map[protocol.Channel]zmq.Type{
		protocol.Shell: zmq.DEALER, protocol.Control: zmq.DEALER, protocol.IOPub: zmq.SUB,
	} {
		s, err := c.ctx.NewSocket(kind)
		if err != nil {
			return nil, err
		}
		if kind == zmq.SUB {
			err = s.SetSubscribe("")
		}
		if err := errors.Join(err, s.SetLinger(0), s.SetRcvhwm(0), s.Connect(to.Address(ch))); err != nil {
			return nil, err
		}
		c.sockets[ch] = s
		c.poller.Add(s, zmq.POLLIN)
	}
	return c, nil
}

func (c *client) close() {
	for _, s := range c.sockets {
		_ = s.Close()
	}
	_ = c.ctx.Term()
}

// send returns the msg_id.
func (c *client) send(ch protocol.Channel, msgType string, content map[string]any) (string, error) {
	c.sent++
	id := "bench-" + strconv.Itoa(c.sent)
	frames, err := c.codec.Encode(&protocol.Outgoing{Channel: ch, MsgType: msgType, MsgID: id, Content: content})
	if err != nil {
		return "", err
	}
	_, err = c.sockets[ch].SendMessage(frames)
	return id, err
}

// receive waits for messages until something is true.
func (c *client) receive(limit time.Duration, until func() bool) error {
	for end := time.Now().Add(limit); !until(); {
		if time.Now().After(end) {
			return fmt.Errorf("no answer within %v", limit)
		}
		if _, err := c.poller.Poll(100 * time.Millisecond); err != nil {
			return err
		}
		at := time.Now()
		for ch, s := range c.sockets {
			if err := c.take(ch, s, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *client) take(ch protocol.Channel, s *zmq.Socket, at time.Time) error {
	for {
		frames, err := s.RecvMessageBytes(zmq.DONTWAIT)
		if err != nil {
			return nil // there is no more
		}
		m, err := c.codec.Decode(ch, frames)
		if err != nil {
			return err
		}
		var parent protocol.Header
		_ = json.Unmarshal(m.ParentHeader, &parent) // messages without parent are of no request
		if ch != protocol.IOPub {
			c.replies[parent.MsgID] = reply{at, m.Content}
			continue
		}
		var status struct {
			ExecutionState string `json:"execution_state"`
		}
		if m.Header.MsgType == protocol.MsgStatus && json.Unmarshal(m.Content, &status) == nil && status.ExecutionState == protocol.Idle {
			c.idle[parent.MsgID] = true
		}
	}
}

// ask makes a request on Shell and waits until its Idle has come too, so that the
// kernel is at rest when the next one is made. took ends with the reply.
func (c *client) ask(msgType string, content map[string]any, limit time.Duration) (took time.Duration, answer json.RawMessage, err error) {
	start := time.Now()
	id, err := c.send(protocol.Shell, msgType, content)
	if err != nil {
		return 0, nil, err
	}
	err = c.receive(limit, func() bool {
		_, ok := c.replies[id]
		return ok && c.idle[id]
	})
	r := c.replies[id]
	delete(c.replies, id)
	delete(c.idle, id)
	if err != nil {
		return 0, nil, fmt.Errorf("%s: %w", msgType, err)
	}
	return r.at.Sub(start), r.content, nil
}

// awaitStart asks until IOPub is connected too: then the Idle of a request arrives.
func (c *client) awaitStart(limit time.Duration) error {
	var err error
	for end := time.Now().Add(limit); time.Now().Before(end); {
		if _, _, err = c.ask(protocol.MsgKernelInfoRequest, map[string]any{}, time.Second); err == nil {
			return nil
		}
	}
	return fmt.Errorf("it did not start within %v: %w", limit, err)
}

// execute runs code without waiting for its end.
func (c *client) execute(code string) (id string, err error) {
	return c.send(protocol.Shell, protocol.MsgExecuteRequest, map[string]any{
		"code": code, "silent": false, "store_history": false, "user_expressions": map[string]any{}, "allow_stdin": false, "stop_on_error": true,
	})
}
