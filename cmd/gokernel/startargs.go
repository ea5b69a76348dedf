package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// startOptions are the options of "gokernel start".
type startOptions struct {
	ConnectionFile string   // "" if the arguments name none
	SessionMode    string   // notebook, console or background
	StartupFile    string   // R code to run before the profiles
	RHome          string   // "" looks for R
	LogFile        string   // "" is stderr
	LogLevel       string   // "" leaves the choice to the log
	RArgs          []string // what follows "--": R's own arguments
	NoHistory      bool     // the history is not stored
}

var (
	sessionModes = []string{"notebook", "console", "background"}
	logLevels    = []string{"trace", "debug", "info", "warn", "error", "off"}
)

// startParser reads a command line that other programs write. Frontends pass options meant for other kernels, so it has no
// list of all options: what it does not know becomes a warning.
type startParser struct {
	opts     startOptions
	seen     map[string]bool
	bare     []string // arguments that are no options
	warnings []string
}

// parseStartArgs parses the arguments after "start". Only an option of ours with a missing or impossible value is an error;
// that there is no connection file is left to the caller.
func parseStartArgs(args []string) (startOptions, []string, error) {
	p := startParser{opts: startOptions{SessionMode: sessionModes[0]}, seen: map[string]bool{}}
	for len(args) > 0 {
		if args[0] == "--" {
			p.opts.RArgs = slices.Clone(args[1:])
			break
		}
		used, err := p.next(args)
		if err != nil {
			return startOptions{}, p.warnings, err
		}
		args = args[used:]
	}
	p.takeBareFile()
	return p.opts, p.warnings, p.check()
}

// next reads one option with its value, or one other argument, and returns how many arguments that were.
func (p *startParser) next(args []string) (int, error) {
	if !isOption(args[0]) {
		p.bare = append(p.bare, args[0])
		return 1, nil
	}
	if isNoHistory(args[0]) {
		p.opts.NoHistory = true
		return 1, nil
	}
	flag, value, hasValue := strings.Cut(args[0], "=")
	target := p.target(flag)
	used := 1
	if !hasValue && len(args) > 1 && !isOption(args[1]) {
		value, hasValue, used = args[1], true, 2
	}
	if target == nil {
		p.warn("unknown option %s ignored", strings.Join(args[:used], " "))
		return used, nil
	}
	if !hasValue || value == "" {
		return 0, fmt.Errorf("%s: expected a value, got none; write %s=VALUE ('gokernel start --help' lists the options)", flag, flag)
	}
	if p.seen[flag] && *target != value {
		p.warn("%s given twice, %q ignored", flag, *target)
	}
	p.seen[flag], *target = true, value
	return used, nil
}

// isNoHistory tells whether arg is the one option without a value.
func isNoHistory(arg string) bool { return strings.ReplaceAll(arg, "_", "-") == "--no-history" }

// target returns where the value of an option goes, nil if the option is none of ours.
func (p *startParser) target(flag string) *string {
	switch strings.ReplaceAll(strings.TrimLeft(flag, "-"), "_", "-") {
	case "f", "connection-file":
		return &p.opts.ConnectionFile
	case "session-mode":
		return &p.opts.SessionMode
	case "startup-file":
		return &p.opts.StartupFile
	case "r-home":
		return &p.opts.RHome
	case "log":
		return &p.opts.LogFile
	case "log-level":
		return &p.opts.LogLevel
	}
	return nil
}

// takeBareFile uses an argument that is no option as the connection file if no option named one.
func (p *startParser) takeBareFile() {
	for _, arg := range p.bare {
		if p.opts.ConnectionFile == "" && looksLikeConnectionFile(arg) {
			p.opts.ConnectionFile = arg
		} else {
			p.warn("unexpected argument %q ignored", arg)
		}
	}
}

func (p *startParser) check() error {
	for _, c := range []struct {
		flag, value string
		allowed     []string
	}{
		{"--session-mode", p.opts.SessionMode, sessionModes},
		{"--log-level", p.opts.LogLevel, logLevels},
	} {
		if c.value != "" && !slices.Contains(c.allowed, c.value) {
			return fmt.Errorf("%s: expected %s, got %q", c.flag, strings.Join(c.allowed, " or "), c.value)
		}
	}
	return nil
}

func (p *startParser) warn(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

// isOption takes "-" for a value, as it stands for standard input or output.
func isOption(arg string) bool { return len(arg) > 1 && arg[0] == '-' }

func looksLikeConnectionFile(arg string) bool {
	if strings.HasSuffix(arg, ".json") {
		return true
	}
	st, err := os.Stat(arg)
	return err == nil && st.Mode().IsRegular()
}
