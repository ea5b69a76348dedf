package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func newRootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:   "gokernel",
		Short: "A Jupyter kernel for R",
		Long: `gokernel is a Jupyter kernel for R: one program with R embedded, for JupyterLab, Notebook, VS Code, Positron,
Quarto, nbclient, papermill and the terminal.

"gokernel install" makes it known to Jupyter; Jupyter then runs "gokernel start".
A connection file without a command means "gokernel start".`,
		Example: `  gokernel install --user
  gokernel doctor
  gokernel console
  gokernel --connection_file connection.json`,
		Version:       currentBuild().Gokernel,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetVersionTemplate("gokernel {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; '%s --help' lists the options", err, cmd.CommandPath())
	})
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		newStartCmd(),
		newConsoleCmd(),
		newInstallCmd(),
		newUninstallCmd(),
		newListCmd(),
		newDoctorCmd(),
		newVersionCmd(),
	)
	return root
}

// noArgs refuses arguments; for the root command an argument is a command that does not exist.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return fmt.Errorf("'%s' takes no arguments, got %q; '%s --help' shows how to use it", cmd.CommandPath(), args[0], cmd.CommandPath())
	}
	if similar := cmd.SuggestionsFor(args[0]); len(similar) > 0 {
		return fmt.Errorf("unknown command %q, did you mean %q?", args[0], similar[0])
	}
	return fmt.Errorf("unknown command %q; 'gokernel --help' lists the commands", args[0])
}

// defaultToStart puts "start" before arguments that name a connection file but no command: Positron starts kernels so.
func defaultToStart(root *cobra.Command, args []string) []string {
	if len(args) == 0 {
		return args
	}
	if strings.HasPrefix(args[0], "-") {
		if opts, _, err := parseStartArgs(args); err == nil && opts.ConnectionFile == "" {
			return args
		}
	} else if isCommand(root, args[0]) || !looksLikeConnectionFile(args[0]) {
		return args
	}
	return append([]string{"start"}, args...)
}

func isCommand(root *cobra.Command, name string) bool {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(name)
	for _, cmd := range root.Commands() {
		if cmd.Name() == name || cmd.HasAlias(name) {
			return true
		}
	}
	return false
}
