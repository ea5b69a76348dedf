package zmqsock

import (
	"bytes"
	"syscall"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

// First byte of the messages that an XPUB socket receives.
const (
	unsubscribed = 0
	subscribed   = 1
)

// receiveSubscriptions serves the events of IOPub that are there, a batch at most; more says that it stopped before the
// last one.
//
// A subscription takes effect when ZeroMQ reads it, which it does in any call on the socket; see beginMessage for what
// that demands. The manual mode of XPUB would let us say when, but is not safe: it keeps a pointer to the subscriber
// of each event, and does not clear it when that subscriber disconnects before we read the event (seen in 4.3.4).
func (l *Loop) receiveSubscriptions() (more bool) {
	for range receiveBatch {
		frames, err := l.sockets.iopub.RecvMessageBytes(zmq4.DONTWAIT)
		if err != nil {
			if !isErrno(err, syscall.EAGAIN) {
				l.log.Error().Err(err).Stringer("channel", protocol.IOPub).Msg("receiving failed")
			}
			if l.out.current != nil {
				l.out.current.settled = true
			}
			return false
		}
		l.handleSubscription(frames)
	}
	return true
}

// handleSubscription serves one event.
func (l *Loop) handleSubscription(frames [][]byte) {
	if len(frames) != 1 || len(frames[0]) == 0 || frames[0][0] > subscribed {
		l.badLog.Warn().Stringer("channel", protocol.IOPub).Msg("dropped a message; only subscriptions are expected here")
		return
	}
	if frames[0][0] == unsubscribed {
		return
	}
	// The welcome names the topic in JSON, which has no bytes.
	if topic := string(frames[0][1:]); utf8.ValidString(topic) {
		l.log.Trace().Str("topic", topic).Msg("subscribed")
		l.out.welcomes = append(l.out.welcomes, topic)
		l.welcomeInstead(topic)
	}
	if !l.greeted {
		l.greeted = true
		if l.opts.OnFirstSubscriber != nil {
			l.opts.OnFirstSubscriber()
		}
	}
}

// welcomeInstead turns the message of which only the topic is out into a welcome, if the new subscriber of a topic may
// get it. Then the message is begun anew, after the other welcomes.
func (l *Loop) welcomeInstead(subscription string) {
	b := l.out.current
	if b == nil || b.settled || !bytes.HasPrefix(b.frames[0], []byte(subscription)) {
		return
	}
	if frames := l.encodeWelcome(subscription, b.frames[0]); frames != nil {
		b.sent = 0
		l.out.message = b
		l.out.current = &broadcast{frames: frames, sent: 1, settled: true}
	}
}

// encodeWelcome gives the frames of a welcome to a subscription; nil after an error.
func (l *Loop) encodeWelcome(subscription string, topicFrame []byte) [][]byte {
	frames, err := l.codec.Encode(&protocol.Outgoing{
		Channel: protocol.IOPub, Identities: [][]byte{topicFrame},
		MsgType: protocol.MsgIOPubWelcome, Content: protocol.IOPubWelcome{Subscription: subscription},
	})
	if err != nil {
		l.log.Error().Err(err).Msg("no welcome for a subscriber")
	}
	return frames
}
