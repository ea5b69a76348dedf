package conformance

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// running submits a cell that prints "go" and then runs code, and returns once R is
// in code or about to be.
func running(c client, code string) *kerneltest.Cell {
	cell := c.Submit("cat('go\n'); " + code)
	c.ExpectIOPub(cell.ID, protocol.MsgStream)
	return cell
}

// expectInterrupted waits for a cell that must end with an interrupt within a second.
func expectInterrupted(t *testing.T, cell *kerneltest.Cell, since time.Time) {
	t.Helper()
	expect(t, "ename", cell.Wait().Error().EName, "interrupt")
	expectWithin(t, "the end of the interrupted cell", cell.Idle().At.Sub(since), time.Second)
}

func TestControl_while_busy(t *testing.T) {
	g := newGroup(t)
	ask := func(t *testing.T, c client) {
		t.Helper()
		for range 5 {
			start := time.Now()
			c.KernelInfo(protocol.Control)
			expectWithin(t, "kernel_info on control", time.Since(start), 500*time.Millisecond)
		}
	}
	g.run("118_control_answers_while_r_works", func(t *testing.T, c client) {
		inR := running(c, "repeat {}")
		ask(t, c)
		c.Interrupt()
		inR.Wait().Error()
		inC := running(c, spinInC)
		ask(t, c)
		inC.Wait().OK()
	})
	g.run("189_heartbeat_echoes_while_r_is_in_compiled_code", func(t *testing.T, c client) {
		cell := running(c, spinInC)
		for _, ping := range []string{"ping", "\x00\xff any bytes", strings.Repeat("long", 10_000), ""} {
			pong, took, err := g.k.Heartbeat([]byte(ping), time.Second)
			if err != nil || string(pong) != ping {
				t.Errorf("ping of %d bytes: %d bytes, %v", len(ping), len(pong), err)
			}
			expectWithin(t, "heartbeat", took, 100*time.Millisecond)
		}
		cell.Wait().OK()
	})
}

func TestControl_interrupt(t *testing.T) {
	g := newGroup(t)
	ways := map[string]func(c client){
		"interrupt_request": func(c client) { c.Interrupt() },
		"SIGINT":            func(client) { g.k.Signal(syscall.SIGINT) },
		"SIGINT to group":   func(client) { g.k.SignalGroup(syscall.SIGINT) },
	}
	// each runs code with every way to interrupt it.
	each := func(t *testing.T, c client, way, code string) {
		t.Helper()
		cell := running(c, code)
		start := time.Now()
		ways[way](c)
		expectInterrupted(t, cell, start)
		expect(t, "result after", result(c, "1 + 1"), "[1] 2")
	}
	g.run("119_interrupt_request_ends_a_sleep", func(t *testing.T, c client) {
		each(t, c, "interrupt_request", "Sys.sleep(30)")
	})
	g.run("120_interrupt_request_ends_a_loop", func(t *testing.T, c client) {
		each(t, c, "interrupt_request", "repeat {}")
		each(t, c, "interrupt_request", "while (TRUE) sqrt(2)")
		each(t, c, "interrupt_request", "repeat tryCatch(sqrt(2), error = identity)")
		each(t, c, "interrupt_request", "for (i in 1:1e9) cat('')")
	})
	g.run("121_interrupt_while_idle_changes_nothing", func(t *testing.T, c client) {
		for way, interrupt := range ways {
			interrupt(c)
			time.Sleep(50 * time.Millisecond) // no message tells that a signal has arrived
			c.Fence()
			cell := c.Execute("for (i in 1:100) Sys.sleep(0.001); 'done'").OK()
			expect(t, "result after "+way, cell.Result(), `[1] "done"`)
		}
	})
	g.run("122_interrupt_stops_children", func(t *testing.T, c client) {
		// A SIGINT for the process alone is not among them: libc's system() ignores it.
		for _, way := range []string{"interrupt_request", "SIGINT to group"} {
			cell := running(c, "system('sleep 30')")
			waitUntil(t, 2*time.Second, "the child", func() bool { return len(g.k.Survivors(0)) > 0 })
			start := time.Now()
			ways[way](c)
			cell.Wait().Discard() // system() returns the child's status, or R sees the interrupt first
			expectWithin(t, "the end after "+way, cell.Idle().At.Sub(start), time.Second)
			if left := g.k.Survivors(500 * time.Millisecond); len(left) > 0 {
				t.Errorf("after %s: %v still run", way, left)
			}
			expect(t, "result after", result(c, "122"), "[1] 122")
		}
	})
	g.run("123_sigint_does_what_interrupt_request_does", func(t *testing.T, c client) {
		for _, way := range []string{"SIGINT", "SIGINT to group"} {
			each(t, c, way, "Sys.sleep(30)")
			each(t, c, way, "repeat {}")
		}
	})
	g.run("124_twenty_interrupts_in_a_row_do_no_harm", func(t *testing.T, c client) {
		cell := running(c, "Sys.sleep(30)")
		var ids []string
		for range 20 {
			ids = append(ids, c.Send(protocol.Control, protocol.MsgInterruptRequest, fields{}))
			g.k.Signal(syscall.SIGINT)
		}
		for _, id := range ids {
			c.ExpectReply(protocol.Control, id)
			c.ExpectFramed(id)
		}
		expect(t, "ename", cell.Wait().Error().EName, "interrupt")
		c.Fence()
		expect(t, "result", result(c, "Sys.sleep(0.1); 124"), "[1] 124")
	})
}

func TestControl_shutdown(t *testing.T) {
	a := alone{t}
	start := func(t *testing.T) (*kerneltest.Kernel, client) {
		k := kerneltest.Start(t, kerneltest.Options{})
		c := k.Connect(t)
		expect(t, "result", result(c, "1"), "[1] 1")
		return k, c
	}
	a.run("125_shutdown_is_answered_published_and_carried_out", func(t *testing.T) {
		for _, restart := range []bool{false, true} {
			k, c := start(t)
			begin := time.Now()
			c.Shutdown(restart)
			expect(t, "exit code", k.WaitExit(2*time.Second-time.Since(begin)), 0)
		}
	})
	a.run("126_shutdown_while_busy_ends_in_time", func(t *testing.T) {
		for _, code := range []string{"repeat {}", "Sys.sleep(60)", "system('sleep 60')", spinInC + "; " + spinInC, "repeat tryCatch(Sys.sleep(1), interrupt = identity)"} {
			k, c := start(t)
			running(c, code)
			begin := time.Now()
			id := c.Send(protocol.Control, protocol.MsgShutdownRequest, fields{"restart": false})
			reply := c.ExpectReply(protocol.Control, id)
			expectWithin(t, "shutdown_reply", reply.At.Sub(begin), 200*time.Millisecond)
			k.WaitExit(2500*time.Millisecond - time.Since(begin))
			c.Abandon() // how far the running cell got does not matter
		}
	})
	a.run("127_interrupt_then_shutdown_as_the_manager_does", func(t *testing.T) {
		k, c := start(t)
		cell := running(c, "Sys.sleep(30)")
		interrupt := c.Send(protocol.Control, protocol.MsgInterruptRequest, fields{})
		shutdown := c.Send(protocol.Control, protocol.MsgShutdownRequest, fields{"restart": false})
		for _, id := range []string{interrupt, shutdown} {
			expect(t, "status", c.ExpectReply(protocol.Control, id).Fields(t)["status"], any("ok"))
		}
		k.WaitExit(2500 * time.Millisecond)
		_ = cell
		c.Abandon()
	})
	a.run("128_shutdown_on_shell_is_tolerated", func(t *testing.T) {
		_, c := start(t)
		id := c.Send(protocol.Shell, protocol.MsgShutdownRequest, fields{"restart": false})
		c.ExpectState(id, protocol.Idle)
		c.Abandon() // whether it is carried out is the kernel's choice
	})
	a.run("129_sigterm_ends_it_idle_and_busy", func(t *testing.T) {
		for _, code := range []string{"", "repeat {}", "Sys.sleep(60)", "system('sleep 60')", "readline()"} {
			k, c := start(t)
			if code != "" {
				c.Submit("cat('go\n'); "+code, kerneltest.AllowStdin())
				c.Recv(protocol.IOPub, time.Second)
				waitUntil(t, time.Second, "output", func() bool {
					return strings.Contains(fmt.Sprint(c.Unread(protocol.IOPub)), "go")
				})
			}
			begin := time.Now()
			k.Signal(syscall.SIGTERM)
			k.WaitExit(2500*time.Millisecond - time.Since(begin))
			if left := k.Survivors(500 * time.Millisecond); len(left) > 0 {
				t.Errorf("after SIGTERM during %q: %v", code, left)
			}
			c.Abandon()
		}
	})
	a.run("130_children_are_gone_after_shutdown", func(t *testing.T) {
		k, c := start(t)
		c.Execute("system('sleep 60', wait = FALSE); system('(trap \"\" TERM; sleep 61; sleep 62)', wait = FALSE)").OK()
		c.Execute("cluster <- parallel::makeCluster(2); job <- parallel::mcparallel(Sys.sleep(60))").OK()
		if n := len(k.Survivors(0)); n < 4 {
			t.Errorf("only %d children run: %v", n, k.Survivors(0))
		}
		c.Shutdown(false)
		k.WaitExit(3 * time.Second) // the cleanup looks for what is left
	})
}
