package zmqsock

import (
	"syscall"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

// inboundOrder is the order in which sockets are served within a round: whoever interrupts comes first.
var inboundOrder = [...]protocol.Channel{protocol.Control, protocol.Stdin, protocol.Shell}

// receive takes messages from the sockets in turn, until they are empty or a batch is complete.
func (l *Loop) receive(polled []zmq4.Polled) {
	left := len(polled)
	var empty [len(inboundOrder)]bool
	for round := 0; round < receiveBatch && left > 0; round++ {
		for i, ch := range inboundOrder {
			if empty[i] {
				continue
			}
			ready := round > 0 || polled[i].Events != 0
			if !ready || !l.receiveOne(ch, polled[i].Socket) {
				empty[i] = true
				left--
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
	m, err := l.codec.Decode(ch, frames)
	if err != nil {
		l.badLog.Warn().Err(err).Stringer("channel", ch).Msg("dropped a message")
		return true
	}
	l.log.Trace().Stringer("channel", ch).Str("msg_type", m.Header.MsgType).Str("msg_id", m.Header.MsgID).Msg("received")
	l.handler.HandleMessage(m)
	return true
}
