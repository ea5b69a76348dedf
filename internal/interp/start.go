package interp

/*
#cgo CFLAGS: -D_GNU_SOURCE -O2 -Wall -Wextra -Wno-unused-parameter -Wno-cast-function-type
#cgo LDFLAGS: -ldl -lpthread
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"unsafe"
)

// Options says how to start R.
type Options struct {
	LibR        string   // path of libR.so
	Args        []string // R's own arguments, without the program name
	StartupFile string   // R file to source before the profiles; "" for none
	ConsoleMode bool     // show the earlier values of a cell as plain text
}

// ErrReturned is returned by Run if R's main loop came back, which it must not.
var ErrReturned = errors.New("the main loop of R returned")

var host Host

// Prepare makes what Wake and the capture need; call it before anything else of
// this package. It moves file descriptors 1 and 2 into pipes that are read by
// CaptureWait and TakeStreams, and returns duplicates of the old ones.
func Prepare() (stdout, stderr *os.File, err error) {
	if C.gk_wake_open() != 0 || C.gk_crash_open() != 0 {
		return nil, nil, errors.New("no event descriptor for waking the R thread; raise the limit of open files (ulimit -n)")
	}
	var saved [2]C.int
	if C.gk_capture_start(&saved[0]) != 0 {
		return nil, nil, errors.New("no pipes for capturing file descriptors 1 and 2; raise the limit of open files (ulimit -n)")
	}
	return os.NewFile(uintptr(saved[0]), "stdout"), os.NewFile(uintptr(saved[1]), "stderr"), nil
}

// Run starts R on the calling goroutine, which must be the main goroutine, and
// serves h until the process ends. It returns only when R could not be loaded.
func Run(o Options, h Host) error {
	host = h
	argv := append([]string{"R", "--interactive", "--no-save", "--no-restore-data", "--quiet"}, o.Args...)
	cargv := C.malloc(C.size_t(len(argv)+1) * C.size_t(unsafe.Sizeof(uintptr(0))))
	list := unsafe.Slice((**C.char)(cargv), len(argv)+1)
	for i, a := range argv {
		list[i] = C.CString(a) // R keeps them for commandArgs()
	}
	list[len(argv)] = nil
	errlen := C.size_t(1024)
	cerr := (*C.char)(C.malloc(errlen))
	source, later := runtimeSource(o)
	for i, text := range later {
		C.gk_later_source(C.int(i), C.CString(text)) // for the life of the process
	}
	if C.gk_run(C.CString(o.LibR), C.int(len(argv)), (**C.char)(cargv), C.CString(source), cerr, errlen) != 0 {
		return fmt.Errorf("cannot load R: %s", C.GoString(cerr))
	}
	return ErrReturned
}
