package process

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// stat is what /proc/<pid>/stat says about a process.
type stat struct {
	pid, parent, group int
	state              byte
}

func readStat(pid int) (stat, bool) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return stat{}, false
	}
	// The command name, in parentheses, may contain anything.
	end := bytes.LastIndexByte(b, ')')
	if end < 0 {
		return stat{}, false
	}
	fields := bytes.Fields(b[end+1:])
	if len(fields) < 3 {
		return stat{}, false
	}
	parent, err1 := strconv.Atoi(string(fields[1]))
	group, err2 := strconv.Atoi(string(fields[2]))
	return stat{pid, parent, group, fields[0][0]}, err1 == nil && err2 == nil
}

// all lists the processes of the machine that are alive.
func all() []stat {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var found []stat
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if s, ok := readStat(pid); ok && s.state != 'Z' && s.state != 'X' {
			found = append(found, s)
		}
	}
	return found
}

// Descendants returns the children of this process and theirs, and, if this process
// leads its session, what else is in its group: children whose parent has ended. (The
// leader of a mere group may be the first program of a pipeline in a shell.) Zombies
// do not count.
func Descendants() []int {
	self := os.Getpid()
	session, err := unix.Getsid(0)
	leads := err == nil && session == self
	processes := all()
	family := []int{self}
	for grew := true; grew; {
		grew = false
		for _, p := range processes {
			related := slices.Contains(family, p.parent) || leads && p.group == self
			if related && !slices.Contains(family, p.pid) {
				family = append(family, p.pid)
				grew = true
			}
		}
	}
	return family[1:]
}

// Interrupter interrupts child processes. Its methods must not be called at the same
// time.
type Interrupter struct{ told map[image]bool }

// image is a process and the program in it. A process that is told between fork and
// exec can lose the signal: its handlers are its parent's until then. It is another
// image afterwards and told again.
type image struct {
	pid     int
	cmdline string
}

func imageOf(pid int) image {
	cmdline, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline") // empty if it has ended
	return image{pid, string(cmdline)}
}

// Interrupt sends SIGINT to the descendants in this process's group, as a terminal
// does on Ctrl-C. Children that have a group of their own manage themselves. With
// again set it leaves out those that were told since the last call without.
func (i *Interrupter) Interrupt(again bool) {
	if !again || i.told == nil {
		i.told = map[image]bool{}
	}
	group := syscall.Getpgrp()
	for _, pid := range Descendants() {
		child := imageOf(pid) // before the signal, so that an exec in between shows
		if s, ok := readStat(pid); ok && s.group == group && !i.told[child] {
			i.told[child] = true
			_ = syscall.Kill(pid, syscall.SIGINT) // it may have ended by now
		}
	}
}

// Terminate ends all descendants: SIGTERM, and SIGKILL for what is left after the
// grace period.
func Terminate(grace time.Duration) {
	deadline := time.Now().Add(grace)
	for _, pid := range Descendants() {
		_ = syscall.Kill(pid, syscall.SIGTERM)
	}
	for time.Now().Before(deadline) {
		if len(Descendants()) == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	for _, pid := range Descendants() {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}
