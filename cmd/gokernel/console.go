package main

import (
	"os"

	"github.com/gokernel/gokernel/internal/interp"
	"github.com/gokernel/gokernel/internal/protocol"
	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
)

// consoleOptions are the options of "gokernel console".
type consoleOptions struct {
	startOptions
	trace bool
}

// newConsoleCmd is the CLI debug mode: the kernel with a terminal in place of sockets.
func newConsoleCmd() *cobra.Command {
	opts := consoleOptions{startOptions: startOptions{SessionMode: "console"}}
	cmd := &cobra.Command{
		Use:   "console [-- R arguments]",
		Short: "Run the kernel in this terminal, without Jupyter",
		Long: `Run the kernel in this terminal: the same console and the same R as in Jupyter, with a terminal in place of the sockets.
For trying the kernel by hand and for bug reports; --trace shows every message that a frontend would have got.

Ctrl-C interrupts, Ctrl-D ends. Code can also be piped in.`,
		Example: `  gokernel console
  gokernel console --trace 2>messages.jsonl
  echo 'summary(cars)' | gokernel console`,
		RunE: func(_ *cobra.Command, args []string) error {
			opts.RArgs = args
			code, err := runConsole(opts)
			return &exitError{code, err}
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&opts.trace, "trace", false, "print every message as a line of JSON on stderr, and errors on stdout")
	flags.StringVar(&opts.RHome, "r-home", "", "the R to use (default: R_HOME, the R on PATH, the usual places)")
	flags.StringVar(&opts.StartupFile, "startup-file", "", "R code to run before the R profiles")
	flags.BoolVar(&opts.NoHistory, "no-history", false, "recall and store the inputs of this session only as long as it lives")
	flags.StringVar(&opts.LogFile, "log", "", "write the log to this file instead of stderr")
	flags.StringVar(&opts.LogLevel, "log-level", "", "trace, debug, info, warn, error or off")
	return cmd
}

// withoutColours tells R to write none if the text does not go to a terminal.
func withoutColours(outputs ...*os.File) error {
	for _, f := range outputs {
		if !isatty.IsTerminal(f.Fd()) || os.Getenv("TERM") == "dumb" {
			return os.Setenv("NO_COLOR", "1")
		}
	}
	return nil
}

// runConsole returns only when it could not start; with R running, the process ends
// in session.exit.
func runConsole(opts consoleOptions) (int, error) {
	if !opts.trace { // whose messages are a frontend's
		if err := withoutColours(os.Stdout, os.Stderr); err != nil {
			return 1, err
		}
	}
	r, err := prepareR(opts.startOptions)
	if err != nil {
		return 1, err
	}
	stdout, stderr, err := interp.Prepare()
	if err != nil {
		return 1, err
	}
	log, err := newLogger(opts.startOptions, stderr)
	noHistory := opts.NoHistory || !isatty.IsTerminal(os.Stdin.Fd()) // piped code was not typed
	s := newSession(r, protocol.ConnectReply{Status: protocol.StatusOK}, noHistory, log, stderr)
	if err != nil {
		return s.failed(err)
	}
	t := newTerminal(s.console, os.Stdin, stdout, stderr)
	if opts.trace {
		t.trace, t.err = stderr, t.out // stderr has nothing but messages then
	}
	s.closeFrontend = t.close
	go t.runOutput()
	go t.runInput(kernelInfo(r.Version).Banner)
	go s.handleSignals(t.interrupt)
	return s.failed(s.runR(opts.startOptions))
}
