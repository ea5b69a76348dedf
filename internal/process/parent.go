package process

import (
	"os"
	"strconv"
	"syscall"
	"time"
)

// WatchParent calls gone once when the process that started this one has ended.
// pid is the value of JPY_PARENT_PID: without a usable one nothing is watched. If
// the parent is another process than it names (a wrapper), only being handed to
// init counts.
func WatchParent(pid string, gone func()) {
	named, err := strconv.Atoi(pid)
	if err != nil || named <= 1 {
		return
	}
	start := os.Getppid()
	if start == 1 && syscall.Kill(named, 0) == syscall.ESRCH {
		gone() // before we could look
		return
	}
	direct := start == named
	for range time.Tick(time.Second) {
		now := os.Getppid()
		if direct && now != start || !direct && now == 1 && start != 1 {
			gone()
			return
		}
	}
}
