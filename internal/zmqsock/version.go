package zmqsock

import (
	"fmt"

	zmq "github.com/pebbe/zmq4"
)

// LibraryVersion returns the version of the libzmq that the process runs with, such as "4.3.4". Any goroutine may call it.
func LibraryVersion() string {
	major, minor, patch := zmq.Version()
	return fmt.Sprintf("%d.%d.%d", major, minor, patch)
}

// LibraryHasCurve says whether that libzmq can encrypt. Any goroutine may call it.
func LibraryHasCurve() bool { return zmq.HasCurve() }
