package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"
)

// newStartCmd is the kernel itself. Cobra does not parse its flags: an option that it does not know would be an error, and
// the help would have to be complete to be right for Positron's options.
func newStartCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "start -f FILE [options] [-- R arguments]",
		Short: "Start the kernel for a connection file (what Jupyter runs)",
		Long: `Start the kernel for a connection file. Frontends run this command; for a session in the terminal there is
"gokernel console".

Options:
  -f, --connection-file FILE   the connection file (also --connection_file, or FILE alone)
      --session-mode MODE      notebook (default), console or background (as notebook in this version)
      --startup-file FILE      R code to run before the R profiles
      --r-home DIR             the R to use (default: R_HOME, the R on PATH, the usual places)
      --no-history             keep the inputs of this session in memory only (as GOKERNEL_HISTORY=off)
      --log FILE               write the log to FILE instead of stderr
      --log-level LEVEL        trace, debug, info, warn, error or off
  -h, --help                   show this text

What follows -- goes to R. Options that gokernel does not know are ignored with a warning on stderr.`,
		Example: `  gokernel start -f connection.json
  gokernel start -f connection.json --session-mode console --log kernel.log --log-level debug
  gokernel start -f connection.json --r-home /opt/R/4.4.1/lib/R -- --no-environ`,
		DisableFlagParsing:    true,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asksForHelp(args) {
				return cmd.Help()
			}
			opts, warnings, err := parseStartArgs(args)
			if err != nil {
				return err
			}
			if opts.ConnectionFile == "" {
				return errors.New("expected a connection file, got none; give one with 'gokernel start -f FILE', " +
					"or use 'gokernel console' for a session in the terminal")
			}
			code, err := runStart(opts, warnings)
			if err != nil {
				return &exitError{max(code, 1), err}
			}
			if code != 0 {
				return &exitError{code, nil}
			}
			return nil
		},
	}
}

// asksForHelp looks only at gokernel's own arguments.
func asksForHelp(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "-h") || slices.Contains(args, "--help")
}
