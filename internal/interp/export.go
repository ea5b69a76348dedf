package interp

/*
#include <stdlib.h>
#include <string.h>
#include "shim.h"
*/
import "C"

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"unicode/utf8"
	"unsafe"
)

// guard keeps a Go panic out of R's frames: unwinding them would corrupt R.
func guard() {
	if p := recover(); p != nil {
		host.Fatal(fmt.Sprintf("internal error: %v\n%s", p, debug.Stack()))
		os.Exit(2)
	}
}

// text copies n bytes at p and repairs invalid UTF-8, so that it can go into JSON.
func text(p *C.char, n C.size_t) []byte {
	if p == nil {
		return nil
	}
	raw := unsafe.Slice((*byte)(unsafe.Pointer(p)), n) // C.GoBytes stops at 2 GB
	if utf8.Valid(raw) {
		return bytes.Clone(raw) // ToValidUTF8 copies byte by byte
	}
	return bytes.ToValidUTF8(raw, []byte("\uFFFD"))
}

//export gkGoNext
func gkGoNext(prev *C.gk_result, cmd *C.gk_command) {
	defer guard()
	c := host.Next(Result{Status(prev.status), text(prev.text, prev.text_len)})
	cmd.kind = C.int(c.Kind)
	cmd.number = C.int(c.Status)
	if c.Silent || c.SkipLast {
		cmd.silent = 1
	}
	if c.Kind != Execute && c.Kind != Call && c.Kind != Observe {
		return
	}
	cmd.text = C.CString(c.Text)
	cmd.text_len = C.size_t(len(c.Text))
	if len(c.Args) == 0 {
		return
	}
	cmd.nargs = C.int(len(c.Args))
	cmd.args = (**C.char)(C.malloc(C.size_t(len(c.Args)) * C.size_t(unsafe.Sizeof(uintptr(0)))))
	for i, a := range c.Args {
		unsafe.Slice(cmd.args, len(c.Args))[i] = C.CString(a)
	}
}

//export gkGoStarted
func gkGoStarted() {
	defer guard()
	host.Started()
}

//export gkGoStreamReady
func gkGoStreamReady(full C.int) {
	defer guard()
	host.StreamReady(full != 0)
}

//export gkGoDisplay
func gkGoDisplay(kind C.int, data *C.char, dataLen C.size_t, metadata *C.char, metadataLen C.size_t, id *C.char) {
	defer guard()
	host.Display(DisplayKind(kind), text(data, dataLen), text(metadata, metadataLen), C.GoString(id))
}

//export gkGoClearOutput
func gkGoClearOutput(wait C.int) {
	defer guard()
	host.ClearOutput(wait != 0)
}

//export gkGoCell
func gkGoCell() *C.char {
	defer guard()
	return C.CString(host.Cell())
}

//export gkGoCellRun
func gkGoCellRun(id *C.char) C.int {
	defer guard()
	return C.int(host.CellRun(C.GoString(id)))
}

//export gkGoPayload
func gkGoPayload(json *C.char, n C.size_t) {
	defer guard()
	host.Payload(text(json, n))
}

//export gkGoStartInput
func gkGoStartInput(prompt *C.char, password C.int) *C.char {
	defer guard()
	return reason(host.StartInput(C.GoString(prompt), password != 0))
}

//export gkGoPollInput
func gkGoPollInput(line **C.char, n *C.size_t) C.int {
	defer guard()
	state, s := host.PollInput()
	if state == InputLine {
		*line = C.CString(s)
		*n = C.size_t(len(s))
	}
	return C.int(state)
}

//export gkGoSaveHistory
func gkGoSaveHistory(file *C.char, lines C.int) *C.char {
	defer guard()
	return reason(host.SaveHistory(C.GoString(file), int(lines)))
}

//export gkGoLoadHistory
func gkGoLoadHistory(file *C.char, lines C.int) *C.char {
	defer guard()
	return reason(host.LoadHistory(C.GoString(file), int(lines)))
}

//export gkGoAddHistory
func gkGoAddHistory(line *C.char) {
	defer guard()
	host.AddHistory(C.GoString(line))
}

// reason is nil for no error; C frees it.
func reason(err error) *C.char {
	if err == nil {
		return nil
	}
	return C.CString(err.Error())
}

//export gkGoExit
func gkGoExit(status C.int) {
	defer guard()
	host.Exit(int(status))
}

//export gkGoFatal
func gkGoFatal(message *C.char) {
	defer guard()
	host.Fatal(C.GoString(message))
}

//export gkGoShowMessage
func gkGoShowMessage(message *C.char) {
	defer guard()
	host.ShowMessage(C.GoString(message))
}
