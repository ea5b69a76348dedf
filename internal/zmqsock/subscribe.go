package zmqsock

import (
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/protocol"
)

// First byte of the messages that an XPUB socket receives.
const (
	unsubscribed = 0
	subscribed   = 1
)

// handleSubscription serves one event of IOPub. The socket is in manual mode: SetSubscribe and SetUnsubscribe act for
// the subscriber whose event was received last, and before that it gets no message.
func (l *Loop) handleSubscription(frames [][]byte) {
	if len(frames) != 1 || len(frames[0]) == 0 || frames[0][0] > subscribed {
		l.badLog.Warn().Stringer("channel", protocol.IOPub).Msg("dropped a message; only subscriptions are expected here")
		return
	}
	topic := string(frames[0][1:])
	if frames[0][0] == unsubscribed {
		if err := l.sockets.iopub.SetUnsubscribe(topic); err != nil {
			l.log.Error().Err(err).Str("topic", topic).Msg("ending a subscription failed")
		}
		return
	}
	if err := l.sockets.iopub.SetSubscribe(topic); err != nil {
		l.log.Error().Err(err).Str("topic", topic).Msg("a subscription failed")
		return
	}
	// The welcome names the topic in JSON, which has no bytes.
	if utf8.ValidString(topic) {
		l.welcome(topic)
	}
	if !l.greeted {
		l.greeted = true
		if l.opts.OnFirstSubscriber != nil {
			l.opts.OnFirstSubscriber()
		}
	}
}

// welcome puts an iopub_welcome in front of all other messages: it must be the first one that its subscriber gets.
func (l *Loop) welcome(topic string) {
	frames, err := l.codec.Encode(&protocol.Outgoing{
		Channel: protocol.IOPub, Identities: [][]byte{[]byte(topic)},
		MsgType: protocol.MsgIOPubWelcome, Content: protocol.IOPubWelcome{Subscription: topic},
	})
	if err != nil {
		l.log.Error().Err(err).Msg("no welcome for a subscriber")
		return
	}
	l.out.putFirst(&broadcast{frames: frames})
	l.log.Trace().Str("topic", topic).Msg("subscribed")
}
