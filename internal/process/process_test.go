package process

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// As a child of the tests, this binary plays the kernel: it leads a process group,
// as frontends start it, which the test binary itself does not.
const roleEnv = "GOKERNEL_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleEnv) {
	case "":
		os.Exit(m.Run())
	case "leader":
		leader()
	case "watcher":
		WatchParent(os.Getenv("JPY_PARENT_PID"), func() { fmt.Println("gone") })
	}
}

const patience = 10 * time.Second

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// child is a shell that runs a script.
type child struct {
	*exec.Cmd
	lines *bufio.Reader
}

// start runs script and reads its first line, so that it has come that far.
func start(t *testing.T, script string, attr *syscall.SysProcAttr) (*child, string) {
	t.Helper()
	c := &child{Cmd: exec.Command("/bin/sh", "-c", script)}
	c.SysProcAttr = attr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewReader(out)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	return c, c.line(t)
}

func (c *child) line(t *testing.T) string {
	t.Helper()
	line, err := c.lines.ReadString('\n')
	if err != nil {
		t.Fatalf("%s: %v", c, err)
	}
	return strings.TrimSpace(line)
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func alive(pid int) bool {
	s, ok := readStat(pid)
	return ok && s.state != 'Z' && s.state != 'X'
}

func TestDescendants_findsChildrenAndTheirs(t *testing.T) {
	if found := Descendants(); len(found) != 0 {
		t.Fatalf("before anything was started: %v", found)
	}
	c, grandchild := start(t, "sleep 60 & echo $!; wait", nil)
	found := Descendants()
	slices.Sort(found)
	want := []int{c.Process.Pid, number(t, grandchild)}
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
	Terminate(patience)
	eventually(t, "all have ended", func() bool { return len(Descendants()) == 0 })
}

func TestDescendants_zombiesDoNotCount(t *testing.T) {
	c, _ := start(t, "echo; exit 0", nil) // nobody waits for it until the test ends
	eventually(t, "the child is a zombie", func() bool {
		s, ok := readStat(c.Process.Pid)
		return ok && s.state == 'Z'
	})
	if found := Descendants(); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func TestReadStat_namesMayHoldAnything(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a) R 1 (b")
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(sleep, name); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(name, "60")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	}()
	s, ok := readStat(c.Process.Pid)
	if !ok || s.parent != os.Getpid() || s.group != syscall.Getpgrp() {
		t.Errorf("got %+v, %v; want parent %d in group %d", s, ok, os.Getpid(), syscall.Getpgrp())
	}
	if _, ok := readStat(1 << 30); ok {
		t.Error("a process that does not exist has a stat")
	}
}

func TestInterrupt_sparesOtherGroups(t *testing.T) {
	const script = `trap 'echo interrupted; exit 3' INT; echo ready; while :; do sleep 0.01; done`
	same, _ := start(t, script, nil)
	other, _ := start(t, script, &syscall.SysProcAttr{Setpgid: true})
	(&Interrupter{}).Interrupt(false)
	if got := same.line(t); got != "interrupted" {
		t.Errorf("the child in our group says %q", got)
	}
	if err := same.Wait(); same.ProcessState.ExitCode() != 3 {
		t.Errorf("the child in our group ended with %v", err)
	}
	if !alive(other.Process.Pid) {
		t.Fatal("the child in a group of its own has ended")
	}
	if err := other.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(other.lines)
	if err != nil || len(rest) > 0 {
		t.Errorf("the child in a group of its own says %q, %v", rest, err)
	}
}

func TestTerminate_killsWhatDoesNotEnd(t *testing.T) {
	stubborn, _ := start(t, `trap '' TERM; echo ready; while :; do sleep 0.01; done`, nil)
	begin := time.Now()
	Terminate(50 * time.Millisecond)
	if waited := time.Since(begin); waited < 50*time.Millisecond {
		t.Errorf("killed after %v", waited)
	}
	if err := stubborn.Wait(); stubborn.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("ended with %v, want killed", err)
	}
}

func TestTerminate_doesNotWaitLongerThanNeeded(t *testing.T) {
	willing, _ := start(t, `trap 'exit 0' TERM; echo ready; while :; do sleep 0.01; done`, nil)
	begin := time.Now()
	Terminate(time.Minute)
	if waited := time.Since(begin); waited > patience {
		t.Errorf("waited %v", waited)
	}
	if alive(willing.Process.Pid) {
		t.Error("the child is alive")
	}
}

// leader starts a shell that leaves an orphan and says its number; then it says what
// it finds at each line that it reads, and ends with its children.
func leader() {
	orphan, err := exec.Command("sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $!").Output()
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.TrimSpace(string(orphan)))
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println(strings.Trim(fmt.Sprint(Descendants()), "[]"))
	}
	Terminate(patience)
}

// self starts this binary in a role.
func self(t *testing.T, role string, env ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), append(env, roleEnv+"="+role)...)
	c.Stderr = os.Stderr
	return c
}

// A process whose parent has ended belongs to nobody's tree, but still to the group.
func TestDescendants_findsOrphansOfTheGroup(t *testing.T) {
	kernel := self(t, "leader")
	kernel.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // as Jupyter starts kernels
	in, err := kernel.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := kernel.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := kernel.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = kernel.Process.Kill() }()
	lines := bufio.NewReader(out)
	orphanPID, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	orphanPID = strings.TrimSpace(orphanPID)
	orphan := number(t, orphanPID)
	defer func() { _ = syscall.Kill(orphan, syscall.SIGKILL) }()

	fmt.Fprintln(in)
	found, err := lines.ReadString('\n')
	if err != nil || strings.TrimSpace(found) != orphanPID {
		t.Errorf("found %q, %v; want %s", found, err, orphanPID)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := kernel.Wait(); err != nil {
		t.Errorf("the leader ended with %v", err)
	}
	eventually(t, "the orphan has ended", func() bool { return !alive(orphan) })
}
