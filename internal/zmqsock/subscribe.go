package zmqsock

import (
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

// receiveSubscriptions serves all events of IOPub that are there, and returns the topics that were welcomed.
//
// A subscription takes effect when ZeroMQ reads it, which it does in any call on the socket; see sendTopic for what
// that demands. The manual mode of XPUB would let us say when, but is not safe: it keeps a pointer to the subscriber
// of each event, and does not clear it when that subscriber disconnects before we read the event (seen in 4.3.4).
func (l *Loop) receiveSubscriptions() (welcomed []string) {
	for {
		frames, err := l.sockets.iopub.RecvMessageBytes(zmq4.DONTWAIT)
		if err != nil {
			if !isErrno(err, syscall.EAGAIN) {
				l.log.Error().Err(err).Stringer("channel", protocol.IOPub).Msg("receiving failed")
			}
			return welcomed
		}
		if topic, ok := l.handleSubscription(frames); ok {
			welcomed = append(welcomed, topic)
		}
	}
}

// handleSubscription serves one event; ok says that topic got a new subscriber, who will be welcomed.
func (l *Loop) handleSubscription(frames [][]byte) (topic string, ok bool) {
	if len(frames) != 1 || len(frames[0]) == 0 || frames[0][0] > subscribed {
		l.badLog.Warn().Stringer("channel", protocol.IOPub).Msg("dropped a message; only subscriptions are expected here")
		return "", false
	}
	if frames[0][0] == unsubscribed {
		return "", false
	}
	topic = string(frames[0][1:])
	// The welcome names the topic in JSON, which has no bytes.
	if utf8.ValidString(topic) {
		ok = l.welcome(topic)
	}
	if !l.greeted {
		l.greeted = true
		if l.opts.OnFirstSubscriber != nil {
			l.opts.OnFirstSubscriber()
		}
	}
	return topic, ok
}

// welcome puts an iopub_welcome in front of all other messages: it must be the first one that its subscriber gets.
func (l *Loop) welcome(topic string) bool {
	frames := l.encodeWelcome(topic, []byte(topic))
	if frames == nil {
		return false
	}
	l.out.putFirst(&broadcast{frames: frames})
	l.log.Trace().Str("topic", topic).Msg("subscribed")
	return true
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
