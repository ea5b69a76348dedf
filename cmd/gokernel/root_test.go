package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestCommands_haveHelpAndExample(t *testing.T) {
	root := newRootCmd()
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		if cmd.Short == "" || !strings.HasPrefix(strings.TrimSpace(cmd.Example), "gokernel") {
			t.Errorf("%s: a command needs a short description and an example that begins with gokernel", cmd.CommandPath())
		}
		var out bytes.Buffer
		cmd.SetOut(&out)
		if err := cmd.Help(); err != nil || !strings.Contains(out.String(), "Examples:") {
			t.Errorf("%s: help (%v) shows no example:\n%s", cmd.CommandPath(), err, out.String())
		}
	}
}

func TestExitCode(t *testing.T) {
	cause := errors.New("cause")
	for _, c := range []struct {
		err    error
		code   int
		stderr string
	}{
		{nil, 0, ""},
		{cause, 1, "gokernel: cause\n"},
		{&exitError{3, nil}, 3, ""},
		{&exitError{4, cause}, 4, "gokernel: cause\n"},
	} {
		var stderr bytes.Buffer
		if code := exitCode(c.err, &stderr); code != c.code || stderr.String() != c.stderr {
			t.Errorf("%v: code %d and %q, want %d and %q", c.err, code, stderr.String(), c.code, c.stderr)
		}
	}
}
