package zmqsock

import (
	"syscall"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

// inboundOrder is the order in which sockets are served within a round: whoever interrupts comes first.
var inboundOrder = [...]protocol.Channel{protocol.Control, protocol.Stdin, protocol.Shell, protocol.IOPub}

// receive takes messages from the sockets in turn, until they are empty or a batch is complete.
func (l *Loop) receive(polled []zmq4.Polled) {
	var empty [len(inboundOrder)]bool
	for i := range polled {
		empty[i] = polled[i].Events == 0
	}
	for range receiveBatch {
		if empty == [len(inboundOrder)]bool{true, true, true, true} {
			return
		}
		for i, ch := range inboundOrder {
			if !empty[i] {
				empty[i] = !l.receiveOne(ch, polled[i].Socket)
			}
		}
	}
}

// receiveOne takes one message; it reports false if there was none.
func (l *Loop) receiveOne(ch protocol.Channel, soc *zmq4.Socket) bool {
	frames, err := soc.RecvMessageBytes(zmq4.DONTWAIT)
	if err != nil {
		if !isErrno(err, syscall.EAGAIN) {
			l.log.Error().Err(err).Stringer("channel", ch).Msg("receiving failed")
		}
		return false
	}
	if ch == protocol.IOPub {
		l.handleSubscription(frames)
		return true
	}
	m, err := l.codec.Decode(ch, frames)
	if err != nil {
		l.badLog.Warn().Err(err).Stringer("channel", ch).Msg("dropped a message")
		return true
	}
	l.log.Trace().Stringer("channel", ch).Str("msg_type", m.Header.MsgType).Str("msg_id", m.Header.MsgID).Msg("received")
	l.handler.HandleMessage(m)
	return true
}
