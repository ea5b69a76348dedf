package console

import (
	"github.com/gokernel/gokernel/internal/protocol"
)

// answer makes the reply to a request that needs no R. Any goroutine may call it.
func (c *Console) answer(m *protocol.Message) any {
	switch m.Header.MsgType {
	case protocol.MsgKernelInfoRequest:
		return c.info
	case protocol.MsgConnectRequest:
		return c.ports
	case protocol.MsgCommInfoRequest:
		return protocol.CommInfoReply{Status: protocol.StatusOK}
	case protocol.MsgHistoryRequest:
		ask, err := protocol.DecodeContent[protocol.HistoryRequest](m)
		if err != nil {
			return protocol.NewErrorReply(badContent(err))
		}
		return protocol.HistoryReply{Status: protocol.StatusOK, History: c.history.Find(ask)}
	case protocol.MsgCompleteRequest, protocol.MsgInspectRequest, protocol.MsgIsCompleteRequest:
		return c.answerBusy(m)
	case protocol.MsgInterruptRequest:
		c.Interrupt()
		return protocol.InterruptReply{Status: protocol.StatusOK}
	case protocol.MsgShutdownRequest:
		ask, err := protocol.DecodeContent[protocol.ShutdownRequest](m)
		if err != nil {
			c.log.Warn().Err(err).Msg("shutdown_request")
		}
		// The caller publishes a copy, and calls Shutdown when both are on their way.
		return protocol.ShutdownReply{Status: protocol.StatusOK, Restart: ask.Restart}
	}
	return nil
}

// needsNoR tells whether answer serves the msg_type, if need be less well than R
// could, without touching the state of the running request, so that it may overtake.
func needsNoR(msgType string) bool {
	switch msgType {
	case protocol.MsgKernelInfoRequest, protocol.MsgConnectRequest,
		protocol.MsgCommInfoRequest, protocol.MsgHistoryRequest,
		protocol.MsgCompleteRequest, protocol.MsgInspectRequest, protocol.MsgIsCompleteRequest:
		return true
	}
	return false
}

// betterWithR tells whether R answers the msg_type better than answer does.
func betterWithR(msgType string) bool {
	switch msgType {
	case protocol.MsgCompleteRequest, protocol.MsgInspectRequest, protocol.MsgIsCompleteRequest:
		return true
	}
	return false
}
