package zmqsock

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/rs/zerolog"
)

func TestBind_portZero_isReplaced(t *testing.T) {
	for _, conn := range []*protocol.Connection{protocol.NewConnection("test"), ipcConnection(t)} {
		s, err := Bind(conn, zerolog.Nop())
		if err != nil {
			t.Fatal(err)
		}
		ports := map[int]bool{}
		for _, ch := range protocol.Channels {
			ports[conn.Port(ch)] = true
			if conn.Transport == protocol.TransportIPC {
				if _, err := os.Stat(strings.TrimPrefix(conn.Address(ch), "ipc://")); err != nil {
					t.Error(err)
				}
			}
		}
		if len(ports) != 5 || ports[0] {
			t.Errorf("ports %v", ports)
		}
		s.Close()
	}
}

func TestBind_occupiedPort_isNamed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	conn := protocol.NewConnection("test")
	conn.IOPubPort = port
	start := time.Now()
	_, err = Bind(conn, zerolog.Nop())
	if err == nil || !strings.Contains(err.Error(), fmt.Sprint(port)) || !strings.Contains(err.Error(), "iopub") {
		t.Errorf("got %v", err)
	}
	if d := time.Since(start); d < 500*time.Millisecond || d > 5*time.Second {
		t.Errorf("gave up after %v", d)
	}
}

func TestBind_portThatBecomesFree_isTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	conn := protocol.NewConnection("test")
	conn.ShellPort = l.Addr().(*net.TCPAddr).Port
	freed := time.AfterFunc(300*time.Millisecond, func() { l.Close() })
	defer freed.Stop()
	s, err := Bind(conn, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

func TestBind_errors(t *testing.T) {
	curve := protocol.NewConnection("test")
	curve.CurvePublickey = strings.Repeat("a", 40)
	foreign := protocol.NewConnection("test")
	foreign.IP = "192.0.2.1"
	long := ipcConnection(t)
	long.IP = filepath.Join(t.TempDir(), strings.Repeat("x", 200))
	noDir := ipcConnection(t)
	noDir.IP = filepath.Join(t.TempDir(), "none", "k")
	for want, conn := range map[string]*protocol.Connection{
		"CurveZMQ": curve, "192.0.2.1": foreign, "xxxx": long, "none/k": noDir,
	} {
		if _, err := Bind(conn, zerolog.Nop()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %s", err, want)
		} else {
			t.Log(err)
		}
	}
	if _, err := Bind(curve, zerolog.Nop()); !errors.Is(err, ErrCurve) {
		t.Errorf("got %v", err)
	}
}

func TestBind_relativeIPCPath(t *testing.T) {
	t.Chdir(t.TempDir())
	conn := protocol.NewConnection("test")
	conn.Transport, conn.IP = protocol.TransportIPC, "kernel-ipc"
	k := bound(t, conn, Options{})
	go k.loop.Run()
	if _, err := os.Stat(fmt.Sprintf("kernel-ipc-%d", conn.ShellPort)); err != nil {
		t.Error(err)
	}
	c := k.client()
	c.roundTrip(c.dealer(protocol.Shell), 1)
}
