package protocol

import "strconv"

// Channel names one of the five sockets between a kernel and its clients (protocol, "Introduction").
type Channel uint8

// The five channels. Shell and Control carry requests, IOPub broadcasts, Stdin asks the user, Heartbeat echoes.
const (
	Shell Channel = iota
	Control
	Stdin
	IOPub
	Heartbeat
)

// Channels lists all channels, in the order in which they are bound.
var Channels = [...]Channel{Shell, Control, Stdin, IOPub, Heartbeat}

// String returns the channel's name as it appears in logs.
func (c Channel) String() string {
	switch c {
	case Shell:
		return "shell"
	case Control:
		return "control"
	case Stdin:
		return "stdin"
	case IOPub:
		return "iopub"
	case Heartbeat:
		return "heartbeat"
	default:
		return "channel(" + strconv.Itoa(int(c)) + ")"
	}
}
