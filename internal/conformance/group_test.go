package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// TestMain says once that R is missing, instead of a hundred tests that time out.
func TestMain(m *testing.M) {
	if _, err := exec.LookPath("R"); err != nil && os.Getenv("R_HOME") == "" {
		fmt.Fprintln(os.Stderr, "conformance: R is not installed; `make test` installs what the tests need")
		os.Exit(1)
	}
	os.Exit(m.Run())
}

type (
	fields = map[string]any
	client = *kerneltest.Client
)

// group is a kernel that serves several subtests, each with a client of its own.
type group struct {
	t *testing.T
	k *kerneltest.Kernel
}

func newGroup(t *testing.T) group { return group{t, kerneltest.Start(t, kerneltest.Options{})} }

// run runs a subtest. A dead kernel fails the rest at once instead of one by one after
// long waits.
func (g group) run(name string, test func(t *testing.T, c client), options ...kerneltest.ConnectOptions) {
	g.t.Helper()
	g.t.Run(name, func(t *testing.T) {
		if !g.k.Alive() {
			t.Fatal("the kernel of this group has died")
		}
		o := kerneltest.ConnectOptions{KeepAll: true}
		for _, o = range options {
		}
		test(t, g.k.ConnectWith(t, o))
	})
}

// oneOfSeveral is for subtests with further clients.
var oneOfSeveral = kerneltest.ConnectOptions{IgnoreForeign: true}

// alone runs a subtest that starts kernels of its own.
type alone struct{ t *testing.T }

func (a alone) run(name string, test func(t *testing.T)) {
	a.t.Helper()
	a.t.Run(name, test)
}

// result executes code that must succeed and returns the text of its one result.
func result(c client, code string) string { return c.Execute(code).OK().Result() }

// submitExecute sends an execute_request made of exactly these parts.
func submitExecute(c client, header string, content string) string {
	c.SendRaw(protocol.Shell, c.Sign(header, "{}", "{}", content))
	return idOf(header)
}

func idOf(header string) string {
	_, rest, _ := strings.Cut(header, `"msg_id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// waitUntil polls a condition that no message announces.
func waitUntil(t *testing.T, limit time.Duration, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if condition() {
			return
		}
	}
	t.Errorf("%s: not within %v", what, limit)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

func expectContains(t *testing.T, what, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%s is %q, expected it to contain %q", what, text, part)
	}
}

func expectWithin(t *testing.T, what string, took, limit time.Duration) {
	t.Helper()
	if took > limit {
		t.Errorf("%s took %v, expected at most %v", what, took, limit)
	}
}
