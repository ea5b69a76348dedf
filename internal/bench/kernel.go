package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// kernel is a running kernel and the client that asks it.
type kernel struct {
	name string
	*client
	cmd *exec.Cmd
	dir string
}

// startLimit is how long a kernel may take until it answers.
const startLimit = 30 * time.Second

// startAll starts the kernels; stop ends those that run, also after an error.
func startAll(list []command) (kernels []*kernel, stop func(), err error) {
	stop = func() {
		for _, k := range kernels {
			k.stop()
		}
	}
	for _, c := range list {
		k := &kernel{name: c.name}
		kernels = append(kernels, k)
		if err := k.start(c.argv); err != nil {
			return kernels, stop, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return kernels, stop, nil
}

func (k *kernel) start(argv []string) error {
	var err error
	if k.dir, err = os.MkdirTemp("", "gkbench"); err != nil {
		return err
	}
	connection := protocol.NewConnection(k.name)
	for _, ch := range protocol.Channels {
		port, err := freePort()
		if err != nil {
			return err
		}
		connection.SetPort(ch, port)
	}
	file := filepath.Join(k.dir, "kernel.json")
	if err := connection.Write(file); err != nil {
		return err
	}
	filled := make([]string, len(argv))
	for i, arg := range argv {
		filled[i] = strings.ReplaceAll(arg, "{connection_file}", file)
	}
	if strings.Contains(filled[0], "/") {
		if filled[0], err = filepath.Abs(filled[0]); err != nil {
			return err
		}
	}
	k.cmd = exec.Command(filled[0], filled[1:]...)
	k.cmd.Dir = k.dir
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := k.cmd.Start(); err != nil {
		return err
	}
	if k.client, err = connect(connection); err != nil {
		return err
	}
	return k.awaitStart(startLimit)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// stop kills the kernel's session: nothing of it is worth keeping.
func (k *kernel) stop() {
	if k.client != nil {
		k.close()
	}
	if k.cmd != nil && k.cmd.Process != nil {
		_ = syscall.Kill(-k.cmd.Process.Pid, syscall.SIGKILL)
		_ = k.cmd.Wait()
	}
	_ = os.RemoveAll(k.dir)
}
