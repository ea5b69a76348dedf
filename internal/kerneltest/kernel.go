package kerneltest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// exitLimit is how long a kernel may take to exit after shutdown_request;
// frontends lose patience soon after.
const exitLimit = 3 * time.Second

// Options say how a kernel is started. The zero value is the usual way.
type Options struct {
	Mode       string      // --session-mode
	Args       []string    // further arguments of `start`
	RArgs      []string    // arguments after --
	Env        []string    // K=V added to the environment; "K" alone removes K
	Dir        string      // working directory; default a fresh one
	Connection *Connection // default NewConnection()
	File       string      // path of the connection file; default in a fresh directory
	NoFile     bool        // do not write the file before the start
	Command    []string    // replaces the whole command line; {connection_file} is filled in
	Unmanaged  bool        // the test ends the process itself; cleanup only kills what is left
}

// Kernel is a running kernel process.
type Kernel struct {
	Connection Connection
	File       string // the connection file
	Dir        string // the kernel's working directory

	tb       testing.TB
	opts     Options
	cmd      *exec.Cmd
	started  time.Time
	out, err string // files that hold the process's stdout and stderr
	done     chan struct{}
	waitErr  error // valid after done is closed

	mu       sync.Mutex
	registry registry
}

// Start starts a kernel in a session of its own and arranges its end: on cleanup it
// is shut down, and the test fails when it does not exit in time, leaves children
// behind, or wrote to the process's stdout. It does not wait for the kernel to be ready.
func Start(tb testing.TB, opts Options) *Kernel {
	tb.Helper()
	k := &Kernel{tb: tb, opts: opts, Dir: opts.Dir, File: opts.File, done: make(chan struct{})}
	k.registry.init()
	scratch := shortTempDir(tb)
	k.out, k.err = filepath.Join(scratch, "stdout"), filepath.Join(scratch, "stderr")
	if k.Dir == "" {
		k.Dir = filepath.Join(scratch, "work")
	}
	if k.File == "" {
		k.File = filepath.Join(scratch, "kernel.json")
	}
	temp := filepath.Join(scratch, "tmp")
	state := filepath.Join(scratch, "state") // the history of a test is nobody's
	for _, dir := range []string{k.Dir, temp} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	if err := k.writeConnection(); err != nil {
		tb.Fatal(err)
	}
	if err := k.launch(append([]string{"TMPDIR=" + temp, "XDG_STATE_HOME=" + state, "GOKERNEL_HISTORY"}, opts.Env...)); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(k.cleanup)
	return k
}

// shortTempDir exists because paths of Unix sockets are limited to about 100 bytes
// and tb.TempDir holds the name of the test.
func shortTempDir(tb testing.TB) string {
	dir, err := os.MkdirTemp("", "gktest")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func (k *Kernel) writeConnection() error {
	if k.opts.Connection != nil {
		k.Connection = *k.opts.Connection
	} else {
		c, err := NewConnection()
		if err != nil {
			return err
		}
		k.Connection = c
	}
	if k.opts.NoFile {
		return nil
	}
	return k.Connection.Write(k.File)
}

func (k *Kernel) launch(env []string) error {
	argv, err := k.argv()
	if err != nil {
		return err
	}
	stdout, err := os.Create(k.out)
	if err != nil {
		return err
	}
	defer stdout.Close()
	stderr, err := os.Create(k.err)
	if err != nil {
		return err
	}
	defer stderr.Close()
	k.cmd = exec.Command(argv[0], argv[1:]...)
	k.cmd.Dir = k.Dir
	k.cmd.Env = environment(env)
	k.cmd.Stdout, k.cmd.Stderr = stdout, stderr
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	k.started = time.Now()
	if err := k.cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", argv[0], err)
	}
	go k.runWait()
	return nil
}

func (k *Kernel) argv() ([]string, error) {
	if k.opts.Command != nil {
		argv := make([]string, len(k.opts.Command))
		for i, a := range k.opts.Command {
			argv[i] = strings.ReplaceAll(a, "{connection_file}", k.File)
		}
		return argv, nil
	}
	binary, err := Binary()
	if err != nil {
		return nil, err
	}
	argv := []string{binary, "start", "-f", k.File}
	if k.opts.Mode != "" {
		argv = append(argv, "--session-mode", k.opts.Mode)
	}
	argv = append(argv, k.opts.Args...)
	if len(k.opts.RArgs) > 0 {
		argv = append(append(argv, "--"), k.opts.RArgs...)
	}
	return argv, nil
}

// environment is the test's own environment with changes, less what would tie the
// kernel to whatever runs the tests.
func environment(changes []string) []string {
	changes = append([]string{"JPY_PARENT_PID", "R_HOME", "LD_LIBRARY_PATH"}, changes...)
	drop := map[string]bool{}
	var add []string
	for _, c := range changes {
		name, _, isSet := strings.Cut(c, "=")
		drop[name] = true
		if isSet {
			add = append(add, c)
		}
	}
	var env []string
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(e, "="); !drop[name] {
			env = append(env, e)
		}
	}
	return append(env, add...)
}

func (k *Kernel) runWait() {
	k.waitErr = k.cmd.Wait()
	close(k.done)
}

// PID returns the process id of the kernel, which is also its session's id.
func (k *Kernel) PID() int { return k.cmd.Process.Pid }

// Started returns when the process was started.
func (k *Kernel) Started() time.Time { return k.started }

// Alive reports whether the process runs.
func (k *Kernel) Alive() bool {
	select {
	case <-k.done:
		return false
	default:
		return true
	}
}

// Signal sends a signal to the kernel process alone.
func (k *Kernel) Signal(sig syscall.Signal) {
	k.tb.Helper()
	if err := syscall.Kill(k.PID(), sig); err != nil {
		k.tb.Errorf("kill(%d, %v): %v", k.PID(), sig, err)
	}
}

// SignalGroup sends a signal to the kernel's process group, as Jupyter's manager does.
func (k *Kernel) SignalGroup(sig syscall.Signal) {
	k.tb.Helper()
	if err := syscall.Kill(-k.PID(), sig); err != nil {
		k.tb.Errorf("killpg(%d, %v): %v", k.PID(), sig, err)
	}
}

// WaitExit waits for the process to end and returns its exit code, -1 when a signal
// ended it. It fails the test when the process is still there after limit.
func (k *Kernel) WaitExit(limit time.Duration) int {
	k.tb.Helper()
	select {
	case <-k.done:
		return k.exitCode()
	case <-time.After(limit):
		k.tb.Fatalf("expected the kernel to exit within %v, it still runs", limit)
		return 0
	}
}

func (k *Kernel) exitCode() int {
	var exit *exec.ExitError
	if errors.As(k.waitErr, &exit) {
		return exit.ExitCode()
	}
	return k.cmd.ProcessState.ExitCode()
}

// Stdout returns what the process has written to its own stdout.
func (k *Kernel) Stdout() string { return readAll(k.out) }

// Stderr returns what the process has written to its own stderr.
func (k *Kernel) Stderr() string { return readAll(k.err) }

func readAll(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// Session returns the session id that the kernel uses, "" before its first message.
func (k *Kernel) Session() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.registry.session
}

// Reload reads the connection file again, for kernels that choose their ports,
// and waits until it holds all of them.
func (k *Kernel) Reload(limit time.Duration) {
	k.tb.Helper()
	var last error
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		c, err := ReadConnection(k.File)
		last = err
		if err != nil {
			continue
		}
		complete := true
		for _, port := range c.Ports() {
			complete = complete && port != 0
		}
		if complete {
			k.Connection = c
			return
		}
	}
	k.tb.Fatalf("expected real ports in %s within %v; last error: %v", k.File, limit, last)
}

// Address returns the endpoint of a channel.
func (k *Kernel) Address(ch protocol.Channel) string { return k.Connection.Address(ch, k.Dir) }
