package process

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestWatchParent_withoutAUsablePIDReturns(t *testing.T) {
	for _, pid := range []string{"", "0", "1", "-5", "parent", " 12"} {
		WatchParent(pid, func() { t.Errorf("%q: gone was called", pid) })
	}
}

// The watcher is started by a shell, which is its parent until it reads a line; pid
// is what the shell puts into JPY_PARENT_PID.
func startWatcher(t *testing.T, pid string) (endParent func(), said <-chan string) {
	t.Helper()
	script := `JPY_PARENT_PID=` + pid + ` "$0" & read line`
	sh := exec.Command("/bin/sh", "-c", script, os.Args[0])
	sh.Env = append(os.Environ(), roleEnv+"=watcher")
	sh.Stderr = os.Stderr
	in, err := sh.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	sh.Stdout = write // the file itself: Wait does not wait for the watcher
	if err := sh.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	lines := make(chan string, 1)
	go func() {
		defer close(lines)
		line, _ := bufio.NewReader(read).ReadString('\n')
		lines <- strings.TrimSpace(line)
	}()
	t.Cleanup(func() { _ = read.Close() })
	return func() {
		_, _ = in.Write([]byte("\n"))
		_ = sh.Wait()
	}, lines
}

// reaper is the process that gets children whose parent has ended.
func reaper(t *testing.T) int {
	t.Helper()
	c, pid := start(t, "(sleep 60 & echo $!)", nil)
	_ = c.Wait()
	orphan := number(t, pid)
	defer func() { _ = syscall.Kill(orphan, syscall.SIGKILL) }()
	s, ok := readStat(orphan)
	if !ok {
		t.Fatal("the orphan is gone")
	}
	return s.parent
}

func TestWatchParent_callsGoneWhenTheParentEnds(t *testing.T) {
	for name, pid := range map[string]string{
		"the parent is named":    "$$",
		"a wrapper is not named": "2",
	} {
		t.Run(name, func(t *testing.T) {
			if pid != "$$" && reaper(t) != 1 {
				t.Skip("orphans do not go to init here, which is all that can be seen then")
			}
			endParent, said := startWatcher(t, pid)
			select {
			case line := <-said:
				t.Fatalf("says %q while the parent lives", line)
			case <-time.After(1500 * time.Millisecond):
			}
			endParent()
			select {
			case line := <-said:
				if line != "gone" {
					t.Errorf("says %q", line)
				}
			case <-time.After(patience):
				t.Error("does not notice that its parent has ended")
			}
		})
	}
}
