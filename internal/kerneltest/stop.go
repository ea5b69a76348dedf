package kerneltest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	zmq "github.com/pebbe/zmq4"

	"github.com/gokernel/gokernel/internal/protocol"
)

// cleanup ends the kernel and reports everything that a good end would not leave.
func (k *Kernel) cleanup() {
	if k.Alive() && !k.opts.Unmanaged {
		if err := k.requestShutdown(); err != nil {
			k.tb.Errorf("shutdown_request at the end of the test: %v", err)
		}
		select {
		case <-k.done:
		case <-time.After(exitLimit):
			k.tb.Errorf("the kernel did not exit within %v of shutdown_request", exitLimit)
		}
	}
	if k.Alive() {
		k.cmd.Process.Kill()
		<-k.done
	}
	if left := k.Survivors(time.Second); len(left) > 0 {
		k.tb.Errorf("the kernel left processes behind: %s", strings.Join(left, "; "))
		syscall.Kill(-k.PID(), syscall.SIGKILL)
	}
	if out := k.Stdout(); out != "" && k.opts.Command == nil {
		k.tb.Errorf("the kernel wrote to the process's stdout: %q", clip(out, 2000))
	}
	if k.tb.Failed() {
		k.tb.Logf("kernel stderr:\n%s", clipMiddle(k.Stderr(), 8000))
	}
}

// requestShutdown sends one shutdown_request from a socket of its own, as Jupyter's
// manager does, and does not wait for the reply.
func (k *Kernel) requestShutdown() error {
	ctx, err := zmq.NewContext()
	if err != nil {
		return err
	}
	defer ctx.Term()
	socket, err := ctx.NewSocket(zmq.DEALER)
	if err != nil {
		return err
	}
	defer socket.Close()
	if err := socket.SetLinger(time.Second); err != nil {
		return err
	}
	if err := socket.Connect(k.Address(protocol.Control)); err != nil {
		return err
	}
	signer, err := newSigner(k.Connection)
	if err != nil {
		return err
	}
	frames := signer.sign(newHeader("shutdown_request", "kerneltest-cleanup"), "{}", "{}", `{"restart":false}`)
	_, err = socket.SendMessage(frames)
	return err
}

// Survivors returns "pid command" of the processes of the kernel's session other than
// the kernel itself that are still there after grace.
func (k *Kernel) Survivors(grace time.Duration) []string {
	deadline := time.Now().Add(grace)
	for {
		left := sessionMembers(k.PID())
		if len(left) == 0 || time.Now().After(deadline) {
			return left
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// sessionMembers reads /proc; where there is none it finds nothing.
func sessionMembers(session int) []string {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var members []string
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the process ended in between
		}
		pid, _, _ := strings.Cut(string(text), " ")
		// The command is in parentheses and may hold anything; fields follow the last one.
		name, rest := "", string(text)
		if open, end := strings.Index(rest, "("), strings.LastIndex(rest, ")"); open >= 0 && end > open {
			name, rest = rest[open+1:end], rest[end+1:]
		}
		fields := strings.Fields(rest) // state ppid pgrp session …
		if len(fields) < 4 || fields[0] == "Z" || pid == strconv.Itoa(session) {
			continue
		}
		if fields[3] == strconv.Itoa(session) {
			members = append(members, fmt.Sprintf("%s %s", pid, name))
		}
	}
	return members
}

// clip shortens text for a log, keeping its beginning.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + fmt.Sprintf("… (%d bytes)", len(s))
}

// clipMiddle shortens text for a log, keeping both ends.
func clipMiddle(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n/2] + fmt.Sprintf("\n… (%d bytes) …\n", len(s)) + s[len(s)-n/2:]
}
