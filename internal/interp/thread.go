package interp

/*
#include "shim.h"
*/
import "C"

import (
	"bytes"
	"encoding/binary"
	"syscall"
	"unsafe"
)

// Wake makes the R thread leave its wait and call [Host.Next] or
// [Host.PollInput] soon. Any goroutine may call it.
func Wake() { C.gk_wake() }

// SetInterrupt makes R interrupt what it runs and gets it out of a blocking
// system call. Any goroutine may call it once R has started. Whoever calls it
// makes sure that something is running; see [ClearInterrupt].
func SetInterrupt() { C.gk_interrupt_set() }

// ClearInterrupt forgets an interrupt that R has not seen yet.
func ClearInterrupt() { C.gk_interrupt_clear() }

// InterruptPending reports whether an interrupt waits to be seen by R.
func InterruptPending() bool { return C.gk_interrupt_pending() != 0 }

// HandlingEvents reports whether R code of an event handler runs, as opposed to a
// command. Any goroutine may call it.
func HandlingEvents() bool { return C.gk_handling_events() != 0 }

// CaptureWait blocks until a captured file descriptor has had text. Only one
// goroutine may call it.
func CaptureWait() { C.gk_capture_wait() }

// TakeStreams removes and returns all text that was written so far, in order.
// Any goroutine may call it; whoever does must keep the order of its pieces.
func TakeStreams() []Chunk {
	var p *C.char
	n := int(C.gk_stream_take(&p))
	if p == nil {
		return nil
	}
	defer C.gk_free(unsafe.Pointer(p))
	b := bytes.Clone(unsafe.Slice((*byte)(unsafe.Pointer(p)), n))
	var chunks []Chunk
	for len(b) > 0 {
		size := int(binary.NativeEndian.Uint32(b[1:5]))
		chunks = append(chunks, Chunk{Source(b[0]), b[5 : 5+size]})
		b = b[5+size:]
	}
	return chunks
}

// TempDir returns R's session directory, or "" before R has made it.
func TempDir() string { return C.GoString(C.gk_temp_dir()) }

// WaitCrash blocks until native code has crashed on the R thread and returns the
// signal. The R thread stands still from then on and nothing may be asked of it.
// Only one goroutine may call it.
func WaitCrash() syscall.Signal { return syscall.Signal(C.gk_crash_wait()) }
