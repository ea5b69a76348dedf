package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseStartArgs(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("plain", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, args string
		want       startOptions
		warnings   []string
	}{
		{"Jupyter", "-f c.json", startOptions{ConnectionFile: "c.json"}, nil},
		{"short with equals sign", "-f=c.json", startOptions{ConnectionFile: "c.json"}, nil},
		{"two dashes", "--f=c.json", startOptions{ConnectionFile: "c.json"}, nil},
		{"two dashes and a blank", "--f c.json", startOptions{ConnectionFile: "c.json"}, nil},
		{"dash", "--connection-file c", startOptions{ConnectionFile: "c"}, nil},
		{"an option without a value", "--no-history c.json", startOptions{ConnectionFile: "c.json", NoHistory: true}, nil},
		{"an option without a value, last", "c.json --no_history -- --no-history", startOptions{ConnectionFile: "c.json", NoHistory: true, RArgs: []string{"--no-history"}}, nil},
		{"underscore", "--connection_file=c=d", startOptions{ConnectionFile: "c=d"}, nil},
		{"bare file that need not exist", "c.json", startOptions{ConnectionFile: "c.json"}, nil},
		{"bare file that exists", "plain", startOptions{ConnectionFile: "plain"}, nil},
		{"bare word", "word", startOptions{}, []string{`unexpected argument "word" ignored`}},
		{"option wins over bare file", "a.json -f b.json", startOptions{ConnectionFile: "b.json"}, []string{`unexpected argument "a.json" ignored`}},
		{"all options", "--session_mode console --startup_file s.R --r_home=/r --log - --log_level debug c.json",
			startOptions{"c.json", "console", "s.R", "/r", "-", "debug", nil, false}, nil},
		{"R arguments", "-f c.json -- --no-save -f x.R --", startOptions{ConnectionFile: "c.json", RArgs: []string{"--no-save", "-f", "x.R", "--"}}, nil},
		{"value of an unknown option is no file", "--profile other.json", startOptions{}, []string{"unknown option --profile other.json ignored"}},
		{"unknown options without value", "--quick --slow=1 -f c.json", startOptions{ConnectionFile: "c.json"},
			[]string{"unknown option --quick ignored", "unknown option --slow=1 ignored"}},
		{"given twice", "-f a.json -f b.json", startOptions{ConnectionFile: "b.json"}, []string{`-f given twice, "a.json" ignored`}},
		{"given twice alike", "-f a.json -f a.json", startOptions{ConnectionFile: "a.json"}, nil},
		{"nothing", "", startOptions{}, nil},
		{
			"Positron",
			"--connection_file r.json --log k.log --startup-file s.R --session-mode background --profile p.txt --default-ppm-repo https://a/b/c " +
				"--repos-conf repos.conf --default-repos none --default-cran-repo https://d -- --interactive --no-restore-data --no-save --quiet",
			startOptions{"r.json", "background", "s.R", "", "k.log", "", []string{"--interactive", "--no-restore-data", "--no-save", "--quiet"}, false},
			[]string{
				"unknown option --profile p.txt ignored", "unknown option --default-ppm-repo https://a/b/c ignored",
				"unknown option --repos-conf repos.conf ignored", "unknown option --default-repos none ignored",
				"unknown option --default-cran-repo https://d ignored",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want.SessionMode == "" {
				c.want.SessionMode = "notebook"
			}
			got, warnings, err := parseStartArgs(strings.Fields(c.args))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.warnings, warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseStartArgs_errors(t *testing.T) {
	for args, says := range map[string]string{
		"-f":                               "-f=VALUE",
		"--connection-file --log x":        "--connection-file: expected a value",
		"--r-home=":                        "--r-home: expected a value",
		"--log -- --quiet":                 "--log: expected a value",
		"-f c.json --session-mode qt":      "notebook or console or background",
		"-f c.json --log-level=everything": "trace or debug",
	} {
		if _, _, err := parseStartArgs(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want one that says %q", args, err, says)
		}
	}
}

func TestDefaultToStart(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"list", "help", "connection"} { // a file does not hide a command
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for args, starts := range map[string]bool{
		"":                                 false,
		"-h":                               false,
		"--version":                        false,
		"--bogus":                          false,
		"--bogus c.json":                   false,
		"list":                             false,
		"help":                             false,
		"completion bash":                  false,
		"lits":                             false,
		"start -f c.json":                  false,
		"-f c.json":                        true,
		"-f":                               true,
		"--connection_file c --help":       true,
		"--bogus --log x -f c.json":        true,
		"--session-mode console c.json":    true,
		"c.json --log x":                   true,
		"connection":                       true,
		"./list":                           true,
		filepath.Join(".", "connection"):   true,
		"--connection_file c -- --version": true,
	} {
		fields := strings.Fields(args)
		got := defaultToStart(newRootCmd(), fields)
		if (len(got) == len(fields)+1 && got[0] == "start") != starts {
			t.Errorf("%q became %q, want start: %v", args, got, starts)
		}
	}
}
