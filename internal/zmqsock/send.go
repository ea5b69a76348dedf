package zmqsock

import (
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
		if l.out.published() {
			o := l.out.next()
			if o == nil {
				return drained
			}
			l.send(o)
		}
		switch l.publish() {
		case blocked:
			l.pass(protocol.Control, protocol.Shell)
			return blocked
		case unfinished:
			l.pass(protocol.Control)
			return unfinished
		}
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
		l.out.message = &broadcast{frames: frames, source: o}
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

// publish sends the next message of IOPub, if there is any. It is unfinished if subscriptions have to be read before.
func (l *Loop) publish() flushState {
	if l.out.published() {
		return drained
	}
	more, err := l.sendBroadcast()
	if isErrno(err, syscall.EAGAIN) {
		if !l.isStuck() {
			return blocked
		}
		more = l.cutOff()
	} else if err != nil {
		l.failBroadcast(err)
	}
	if more {
		return unfinished
	}
	return drained
}

// sendBroadcast sends the next message of IOPub, or its rest. It sends none if there are more subscriptions than fit
// into a batch, and says so: no message may pass the welcome of one who gets it.
func (l *Loop) sendBroadcast() (more bool, err error) {
	q := &l.out
	l.prepareWelcome()
	if q.current == nil {
		if more = l.receiveSubscriptions(); more {
			return true, nil
		}
		l.prepareWelcome()
	}
	if q.current == nil {
		if q.message == nil {
			return false, nil
		}
		if err = l.beginMessage(); err != nil {
			return false, err
		}
	}
	if !q.current.settled {
		if more = l.receiveSubscriptions(); more && !q.current.settled {
			return true, nil
		}
	}
	n, err := sendFrames(l.sockets.iopub, q.current.frames[q.current.sent:])
	q.current.sent += n
	if err == nil {
		l.finishBroadcast()
	}
	return false, err
}

// prepareWelcome makes a welcome the current message, if there is one to send and nothing is begun.
func (l *Loop) prepareWelcome() {
	for l.out.current == nil {
		subscription, ok := l.out.nextWelcome()
		if !ok {
			return
		}
		if frames := l.encodeWelcome(subscription, []byte(subscription)); frames != nil {
			l.out.current = &broadcast{frames: frames, settled: true}
		}
	}
}

// beginMessage sends the first frame of a message, by which ZeroMQ finds its subscribers. In the same call it may have
// read a subscription, whose subscriber would get this message before its welcome. Therefore the message is not settled
// until the subscriptions that are there are read: as only the topic is out, it can still become a welcome.
func (l *Loop) beginMessage() error {
	b := l.out.message
	if _, err := l.sockets.iopub.SendBytes(b.frames[0], zmq4.DONTWAIT|zmq4.SNDMORE); err != nil {
		return err
	}
	b.sent = 1
	l.out.current, l.out.message = b, nil
	return nil
}

// failBroadcast drops the next message of IOPub.
func (l *Loop) failBroadcast(err error) {
	l.log.Error().Err(err).Stringer("channel", protocol.IOPub).Msg("publishing failed")
	l.finishBroadcast()
}

// finishBroadcast removes the next message of IOPub, which is done.
func (l *Loop) finishBroadcast() {
	b := l.out.current
	if b == nil {
		b, l.out.message = l.out.message, nil
	}
	l.out.current = nil
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
// others until they have read about half of their queues, so that they block nobody meanwhile. For more see
// sendBroadcast.
func (l *Loop) cutOff() (more bool) {
	l.log.Warn().Dur("dur", time.Since(l.blockedSince)).
		Msg("a subscriber of IOPub reads nothing; it misses messages until it reads again")
	if err := l.sockets.iopub.SetXpubNodrop(false); err != nil {
		l.log.Error().Err(err).Msg("cutting off a subscriber failed")
	}
	more, err := l.sendBroadcast()
	if err != nil {
		l.failBroadcast(err)
	}
	if err := l.sockets.iopub.SetXpubNodrop(true); err != nil {
		l.log.Error().Err(err).Msg("waiting for slow subscribers is off; they may miss messages")
	}
	return more
}

// pass sends messages on some channels ahead of what has to wait. Replies on Shell may pass a blocked IOPub: a client
// that waits for many replies before it reads IOPub would block itself.
func (l *Loop) pass(channels ...protocol.Channel) {
	l.out.take()
	for _, o := range l.out.pull(channels...) {
		l.send(o)
	}
}
