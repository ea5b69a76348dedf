package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestConsoleScript runs testdata/console/*.txtar: "gokernel console" on the R of this
// machine, with code on stdin.
func TestConsoleScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/console",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("R_PROFILE_USER", filepath.Join(env.WorkDir, "profile.R"))
			env.Setenv("TMPDIR", env.WorkDir)
			for _, name := range []string{"R_HOME", "GOMAXPROCS"} {
				if value, ok := os.LookupEnv(name); ok {
					env.Setenv(name, value)
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": cmdExits, "jsonl": cmdJSONL,
		},
	})
}

// cmdExits is "exits CODE COMMAND…": like "exec", with the exit code that is expected.
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// cmdJSONL is "jsonl FILE": every line of the file is a message in JSON. It prints
// channel, msg_type and state or text of each, to be compared with cmp.
func cmdJSONL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: jsonl FILE")
	}
	for i, line := range strings.Split(strings.TrimSpace(ts.ReadFile(args[0])), "\n") {
		var m struct {
			Channel string `json:"channel"`
			MsgType string `json:"msg_type"`
			Content struct {
				State string `json:"execution_state"`
				Text  string `json:"text"`
			} `json:"content"`
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			ts.Fatalf("%s, line %d: %v: %s", args[0], i+1, err, line)
		}
		fields := strings.Fields(strings.Join([]string{m.Channel, m.MsgType, m.Content.State, m.Content.Text}, " "))
		fmt.Fprintln(ts.Stdout(), strings.Join(fields, " "))
	}
}
