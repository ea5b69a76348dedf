package console

import (
	"github.com/gokernel/gokernel/internal/protocol"
)

// handler serves one Shell request on the R thread.
type handler func(*Console, *request) step

// handlers has every msg_type that is served on Shell.
var handlers map[string]handler

func init() { // not a literal: the handlers refer to the table through Next
	handlers = map[string]handler{
		protocol.MsgExecuteRequest:    (*Console).serveExecute,
		protocol.MsgCompleteRequest:   (*Console).serveQuestion,
		protocol.MsgInspectRequest:    (*Console).serveQuestion,
		protocol.MsgIsCompleteRequest: (*Console).serveQuestion,
		protocol.MsgHistoryRequest:    answered,
		protocol.MsgKernelInfoRequest: answered,
		protocol.MsgConnectRequest:    answered,
		protocol.MsgCommInfoRequest:   answered,
		protocol.MsgShutdownRequest:   (*Console).serveShutdown,
		protocol.MsgInterruptRequest:  answered,
		protocol.MsgCommOpen:          (*Console).serveCommOpen,
		protocol.MsgCommMsg:           ignored,
		protocol.MsgCommClose:         ignored,
	}
}

// answered serves what needs no R.
func answered(c *Console, r *request) step { return reply(c.answer(r.msg)) }

// serveShutdown is on the R thread, which does not end before the request does.
func (c *Console) serveShutdown(r *request) step {
	content := c.answer(r.msg)
	c.publish(protocol.MsgShutdownReply, content)
	c.Shutdown()
	return reply(content)
}

// ignored serves comm messages for comms that are not open: no reply is due.
func ignored(*Console, *request) step { return step{} }

// unknown serves any other msg_type: the protocol wants Busy and Idle, no reply.
func (c *Console) unknown(r *request) step {
	c.log.Debug().Str("msg_type", r.msg.Header.MsgType).Msg("unknown request on shell")
	return step{}
}

// serveCommOpen refuses: there are no targets yet, and a client that gets no
// comm_close waits for one.
func (c *Console) serveCommOpen(r *request) step {
	open, err := protocol.DecodeContent[protocol.CommOpen](r.msg)
	if err != nil {
		c.log.Warn().Err(err).Msg("comm_open")
		return step{}
	}
	c.publish(protocol.MsgCommClose, protocol.CommClose{CommID: open.CommID})
	return step{}
}
