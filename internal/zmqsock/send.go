package zmqsock

import (
	"bytes"
	"slices"
	"syscall"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/pebbe/zmq4"
)

// flushState says how a flush ended.
type flushState int

const (
	drained    flushState = iota // nothing is left to send
	unfinished                   // a batch is sent, and there is more
	blocked                      // IOPub has no room
)

// pause is how long the loop may wait for other events.
func (s flushState) pause() time.Duration {
	switch s {
	case unfinished:
		return 0
	case blocked:
		return retryPause
	default:
		return -1
	}
}

// flush sends in the order of the Source, until nothing is left, a batch is complete or IOPub is blocked.
func (l *Loop) flush() flushState {
	for range sendBatch {
		if !l.sendBroadcasts() {
			l.pass(protocol.Control, protocol.Shell)
			return blocked
		}
		o := l.out.next()
		if o == nil {
			return drained
		}
		l.send(o)
	}
	l.pass(protocol.Control)
	return unfinished
}

// send encodes a message and sends it, or makes it the next one of IOPub.
func (l *Loop) send(o *protocol.Outgoing) {
	frames, err := l.codec.Encode(o)
	if err != nil {
		l.log.Error().Err(err).Stringer("channel", o.Channel).Str("msg_type", o.MsgType).Msg("a message can not be sent")
		l.out.release(o)
		return
	}
	l.log.Trace().Stringer("channel", o.Channel).Str("msg_type", o.MsgType).Msg("sending")
	if o.Channel == protocol.IOPub {
		l.out.iopub = append(l.out.iopub, &broadcast{frames: frames, source: o})
		return
	}
	l.route(o, frames)
	l.out.release(o)
}

// route sends on a ROUTER socket. It has no high-water mark, so it never blocks; a peer that is gone shows at the
// first frame, and only where the socket was told to report it.
func (l *Loop) route(o *protocol.Outgoing, frames [][]byte) {
	if _, err := sendFrames(*l.sockets.socket(o.Channel), frames); err != nil {
		l.log.Warn().Err(err).Stringer("channel", o.Channel).Str("msg_type", o.MsgType).Msg("no such client any more")
		if l.opts.OnUnroutable != nil {
			l.opts.OnUnroutable(o)
		}
	}
}

// sendFrames sends the last frames of a message, or all. It returns how many were sent; after an error the rest is
// still to come.
func sendFrames(soc *zmq4.Socket, frames [][]byte) (int, error) {
	for i, frame := range frames {
		flags := zmq4.DONTWAIT
		if i < len(frames)-1 {
			flags |= zmq4.SNDMORE
		}
		if _, err := soc.SendBytes(frame, flags); err != nil {
			return i, err
		}
	}
	return len(frames), nil
}

// sendBroadcasts sends what waits for IOPub; it reports false if a subscriber's queue is full.
func (l *Loop) sendBroadcasts() bool {
	for len(l.out.iopub) > 0 {
		err := l.sendBroadcast()
		switch {
		case isErrno(err, syscall.EAGAIN):
			if !l.isStuck() {
				return false
			}
			l.cutOff()
		case err != nil:
			l.failBroadcast(err)
		}
	}
	return true
}

// sendBroadcast sends the first message of IOPub, or its rest, or a welcome that has to come before it.
func (l *Loop) sendBroadcast() error {
	if l.out.iopub[0].sent == 0 {
		l.receiveSubscriptions()
		if err := l.sendTopic(l.out.iopub[0]); err != nil {
			return err
		}
	}
	b := l.out.iopub[0]
	n, err := sendFrames(l.sockets.iopub, b.frames[b.sent:])
	b.sent += n
	if err == nil {
		l.finishBroadcast()
	}
	return err
}

// sendTopic sends the first frame of a message, by which ZeroMQ finds its subscribers. In the same call it may have
// read a subscription, whose subscriber then gets this message before its welcome. Only the topic is out yet, so
// what was begun becomes a welcome; the other welcomes follow, and then the message is begun anew.
func (l *Loop) sendTopic(b *broadcast) error {
	if _, err := l.sockets.iopub.SendBytes(b.frames[0], zmq4.DONTWAIT|zmq4.SNDMORE); err != nil {
		return err
	}
	b.sent = 1
	for _, subscription := range l.receiveSubscriptions() {
		if b.source == nil || !bytes.HasPrefix(b.frames[0], []byte(subscription)) {
			continue // is a welcome already, or does not concern the subscriber
		}
		if frames := l.encodeWelcome(subscription, b.frames[0]); frames != nil {
			b.sent = 0
			welcomes := l.out.iopub[1:]
			l.out.iopub = slices.Concat([]*broadcast{{frames: frames, sent: 1}}, welcomes, []*broadcast{b})
			break
		}
	}
	return nil
}

// failBroadcast drops the first message of IOPub.
func (l *Loop) failBroadcast(err error) {
	l.log.Error().Err(err).Stringer("channel", protocol.IOPub).Msg("publishing failed")
	l.finishBroadcast()
}

// finishBroadcast removes the first message of IOPub, which is done.
func (l *Loop) finishBroadcast() {
	b := l.out.iopub[0]
	l.out.iopub = l.out.iopub[1:]
	if len(l.out.iopub) == 0 {
		l.out.iopub = nil
	}
	l.blockedSince = time.Time{}
	if b.source != nil {
		l.out.release(b.source)
	}
}

// isStuck tells whether IOPub has been blocked for too long; it notes when that began.
func (l *Loop) isStuck() bool {
	if l.blockedSince.IsZero() {
		l.blockedSince = time.Now()
		l.log.Debug().Msg("a subscriber is slow; sending waits for it")
	}
	return time.Since(l.blockedSince) > l.opts.StuckTimeout
}

// cutOff sends the next message of IOPub to those subscribers that have room. ZeroMQ takes no more messages for the
// others until they have read about half of their queues, so that they block nobody meanwhile.
func (l *Loop) cutOff() {
	l.log.Warn().Dur("dur", time.Since(l.blockedSince)).
		Msg("a subscriber of IOPub reads nothing; it misses messages until it reads again")
	if err := l.sockets.iopub.SetXpubNodrop(false); err != nil {
		l.log.Error().Err(err).Msg("cutting off a subscriber failed")
	}
	if err := l.sendBroadcast(); err != nil {
		l.failBroadcast(err)
	}
	if err := l.sockets.iopub.SetXpubNodrop(true); err != nil {
		l.log.Error().Err(err).Msg("waiting for slow subscribers is off; they may miss messages")
	}
}

// pass sends messages on some channels ahead of what has to wait. Replies on Shell may pass a blocked IOPub: a client
// that waits for many replies before it reads IOPub would block itself.
func (l *Loop) pass(channels ...protocol.Channel) {
	l.out.take()
	for _, o := range l.out.pull(channels...) {
		l.send(o)
	}
}
