package conformance

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

func newConnection(t *testing.T) *kerneltest.Connection {
	t.Helper()
	conn, err := kerneltest.NewConnection()
	if err != nil {
		t.Fatal(err)
	}
	return &conn
}

// profile writes an R profile and returns the environment that makes R read it.
func profile(t *testing.T, code string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "Rprofile")
	if err := os.WriteFile(path, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"R_PROFILE_USER=" + path}
}

func binary(t *testing.T) string {
	t.Helper()
	path, err := kerneltest.Binary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLaunch_sockets(t *testing.T) {
	t.Parallel()
	a := alone{t}
	a.run("176_ports_are_bound_before_r_has_started", func(t *testing.T) {
		k := kerneltest.Start(t, kerneltest.Options{Env: profile(t, "Sys.sleep(2)\n")})
		for name, port := range k.Connection.Ports() {
			waitUntil(t, time.Second-time.Since(k.Started()), name, func() bool {
				conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
				if err == nil {
					conn.Close()
				}
				return err == nil
			})
		}
		c := k.Connect(t)
		expectWithin(t, "the welcome", time.Since(k.Started()), 1800*time.Millisecond)
		expect(t, "result", result(c, "176"), "[1] 176")
	})
	a.run("177_requests_from_before_the_bind_are_answered", func(t *testing.T) {
		k := kerneltest.Start(t, kerneltest.Options{Command: []string{"/bin/sh", "-c",
			"sleep 0.5; exec " + binary(t) + " start -f {connection_file}"}})
		c := k.ConnectWith(t, kerneltest.ConnectOptions{NoWelcomeWait: true})
		shell := c.Send(protocol.Shell, protocol.MsgKernelInfoRequest, fields{})
		control := c.Send(protocol.Control, protocol.MsgKernelInfoRequest, fields{})
		execute := c.Send(protocol.Shell, protocol.MsgExecuteRequest, fields{"code": "cat('early')"})
		c.ExpectReply(protocol.Shell, shell)
		c.ExpectReply(protocol.Control, control)
		expect(t, "status", c.ExpectReply(protocol.Shell, execute).Fields(t)["status"], any("ok"))
		c.Abandon() // IOPub may have missed their frames
	})
	a.run("178_port_0_is_replaced_in_the_file", func(t *testing.T) {
		conn := newConnection(t)
		conn.ShellPort, conn.IOPubPort, conn.StdinPort, conn.ControlPort, conn.HBPort = 0, 0, 0, 0, 0
		conn.Extra = fields{"x_other": "kept"}
		k := kerneltest.Start(t, kerneltest.Options{Connection: conn})
		k.Reload(3 * time.Second)
		expect(t, "other keys", k.Connection.Extra["x_other"], any("kept"))
		expect(t, "key", k.Connection.Key, conn.Key)
		info, err := os.Stat(k.File)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "mode", info.Mode().Perm(), 0o600)
		c := k.Connect(t)
		expect(t, "result", result(c, "178"), "[1] 178")
		reply, _ := c.Call(protocol.Shell, protocol.MsgConnectRequest, fields{})
		for name, port := range k.Connection.Ports() {
			expect(t, name, reply.Fields(t)[name], any(float64(port)))
		}
	})
	a.run("180_unknown_keys_of_the_file_are_ignored", func(t *testing.T) {
		conn := newConnection(t)
		conn.Extra = fields{"jupyter_session": "/n.ipynb", "x_unknown": []any{1, nil, fields{}}, "x_null": nil}
		k := kerneltest.Start(t, kerneltest.Options{Connection: conn})
		expect(t, "result", result(k.Connect(t), "180"), "[1] 180")
	})
	a.run("181_an_occupied_port_is_named_in_the_error", func(t *testing.T) {
		conn := newConnection(t)
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", conn.StdinPort))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		k := kerneltest.Start(t, kerneltest.Options{Connection: conn, Unmanaged: true})
		if code := k.WaitExit(6 * time.Second); code <= 0 {
			t.Errorf("exit code %d", code)
		}
		lines := strings.Split(strings.TrimSpace(k.Stderr()), "\n")
		expectContains(t, "last line of stderr", lines[len(lines)-1], fmt.Sprint(conn.StdinPort))
	})
	a.run("182_twenty_restarts_on_the_same_ports_work", func(t *testing.T) {
		conn := newConnection(t)
		for i := range 20 {
			k := kerneltest.Start(t, kerneltest.Options{Connection: conn, Unmanaged: true})
			c := k.Connect(t)
			expect(t, "result", result(c, fmt.Sprint(i)), fmt.Sprintf("[1] %d", i))
			if i%4 == 3 {
				k.Signal(syscall.SIGKILL)
			} else {
				c.Shutdown(true)
			}
			k.WaitExit(3 * time.Second)
			c.Close()
		}
	})
	a.run("183_ipc_works_with_absolute_and_relative_paths", func(t *testing.T) {
		dir, err := os.MkdirTemp("", "gkipc") // t.TempDir() is too long for a socket
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		for _, prefix := range []string{filepath.Join(dir, "abs-ipc"), "kernel-ipc"} {
			conn := newConnection(t)
			conn.Transport, conn.IP = "ipc", prefix
			conn.ShellPort, conn.IOPubPort, conn.StdinPort, conn.ControlPort, conn.HBPort = 1, 2, 3, 4, 5
			k := kerneltest.Start(t, kerneltest.Options{Connection: conn})
			c := k.Connect(t)
			expect(t, "result", result(c, "183"), "[1] 183")
			path := strings.TrimPrefix(k.Address(protocol.Control), "ipc://")
			expect(t, "socket file "+path, exists(path), true)
			if _, _, err := k.Heartbeat([]byte("x"), time.Second); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestLaunch_files(t *testing.T) {
	a := alone{t}
	a.run("179_only_a_file_of_its_own_is_removed", func(t *testing.T) {
		k := kerneltest.Start(t, kerneltest.Options{NoFile: true})
		k.Reload(3 * time.Second)
		info, err := os.Stat(k.File)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, "mode of the created file", info.Mode().Perm(), 0o600)
		c := k.Connect(t)
		expect(t, "result", result(c, "179"), "[1] 179")
		c.Shutdown(false)
		k.WaitExit(3 * time.Second)
		expect(t, "created file exists at the end", exists(k.File), false)

		given := kerneltest.Start(t, kerneltest.Options{})
		c = given.Connect(t)
		c.Shutdown(false)
		given.WaitExit(3 * time.Second)
		expect(t, "given file exists at the end", exists(given.File), true)
	})
	a.run("188_nothing_is_written_to_stdout", func(t *testing.T) {
		k := kerneltest.Start(t, kerneltest.Options{Env: profile(t, "cat('noise of R\\n'); system('echo noise of a child')\n")})
		c := k.Connect(t)
		cell := c.Execute("cat('cell\n'); system('echo child')").OK()
		text := cell.Stdout()
		expectContains(t, "stdout of the cell", text, "cell\nchild\n")
		for _, m := range c.Drain(protocol.IOPub) {
			expect(t, "parent of "+m.String(), m.ParentID, "")
			text += string(m.Content)
		}
		for _, noise := range []string{"noise of R", "noise of a child"} {
			expectContains(t, "stderr and first output", k.Stderr()+text, noise)
		}
		c.Shutdown(false)
		k.WaitExit(3 * time.Second)
		expect(t, "stdout of the process", k.Stdout(), "")
	})
	a.run("190_install_writes_a_spec_that_starts", testInstall)
}

func TestLaunch_parent(t *testing.T) {
	t.Parallel() // most of it is waiting
	a := alone{t}
	// orphan starts a kernel below a shell with this JPY_PARENT_PID and kills the shell.
	orphan := func(t *testing.T, parentPID string) *kerneltest.Kernel {
		// The shell must not become the kernel, hence the command after it.
		k := kerneltest.Start(t, kerneltest.Options{Unmanaged: true, Command: []string{"/bin/sh", "-c",
			parentPID + binary(t) + " start -f {connection_file}; exit 9"}})
		c := k.Connect(t)
		expect(t, "result", result(c, "186"), "[1] 186")
		c.Close()
		k.Signal(syscall.SIGKILL)
		k.WaitExit(time.Second)
		return k
	}
	a.run("186_a_kernel_ends_with_its_parent", func(t *testing.T) {
		t.Run("parent", func(t *testing.T) {
			t.Parallel()
			k := orphan(t, "JPY_PARENT_PID=$$ ")
			if left := k.Survivors(3 * time.Second); len(left) > 0 {
				t.Errorf("3 s after the parent's death: %v", left)
			}
		})
		for _, pid := range []string{"", "JPY_PARENT_PID=0 ", "JPY_PARENT_PID=1 ", "JPY_PARENT_PID=x "} {
			t.Run("no parent "+pid, func(t *testing.T) {
				t.Parallel()
				k := orphan(t, pid)
				time.Sleep(2500 * time.Millisecond) // for nothing to happen
				c := k.Connect(t)
				expect(t, "result", result(c, "1"), "[1] 1")
				c.Shutdown(false)
			})
		}
	})
	a.run("187_a_parent_that_is_not_the_parent_is_ignored", func(t *testing.T) {
		k := kerneltest.Start(t, kerneltest.Options{Env: []string{fmt.Sprintf("JPY_PARENT_PID=%d", os.Getppid())}})
		c := k.Connect(t)
		time.Sleep(2500 * time.Millisecond) // for nothing to happen
		expect(t, "result", result(c, "187"), "[1] 187")
	})
}
