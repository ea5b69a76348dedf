package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gokernel/gokernel/internal/history"
	"github.com/gokernel/gokernel/internal/kernelspecs"
	"github.com/gokernel/gokernel/internal/rhome"
	"github.com/gokernel/gokernel/internal/zmqsock"
	"github.com/spf13/cobra"
)

// severity says how bad a finding is.
type severity string

const (
	fine    severity = "ok"
	warning severity = "warning" // something works worse than it could
	problem severity = "problem" // the kernel will not start, or not be found
)

// finding is the result of one check. A finding that is not fine has a cure.
type finding struct {
	severity severity
	subject  string
	detail   string
	cure     string
}

func newDoctorCmd() *cobra.Command {
	var rHome string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what could keep the kernel from working, and say how to cure it",
		Long: `Examine R, libR, libzmq, the kernelspecs, the limits of the process and the directories that a kernel writes to.
R is not started. The exit code is 1 if there is a problem; warnings alone leave it 0.`,
		Example: `  gokernel doctor
  gokernel doctor --r-home /opt/R/4.4.1/lib/R`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			findings, err := diagnose(rHome)
			if err != nil {
				return err
			}
			if report(cmd.OutOrStdout(), findings) > 0 {
				return &exitError{code: 1}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&rHome, "r-home", "", "examine this R")
	return cmd
}

func diagnose(rHome string) ([]finding, error) {
	paths, err := kernelspecs.Locate()
	if err != nil {
		return nil, err
	}
	findings := checkR(rhome.Find(rHome))
	findings = append(findings, checkLibzmq(zmqsock.LibraryVersion(), zmqsock.LibraryHasCurve()))
	findings = append(findings, checkKernelspecs(kernelspecs.List(paths))...)
	findings = append(findings, checkJupyter())
	findings = append(findings, checkLimits()...)
	return append(findings,
		checkLocale(os.Environ()),
		checkWritable("runtime dir", paths.Runtime, "JUPYTER_RUNTIME_DIR"),
		checkWritable("temporary dir", os.TempDir(), "TMPDIR"),
		checkHistory(history.Path()),
	), nil
}

// report prints the findings and returns the number of problems.
func report(out io.Writer, findings []finding) int {
	width, count := 0, map[severity]int{}
	for _, f := range findings {
		width = max(width, len(f.subject))
	}
	for _, f := range findings {
		count[f.severity]++
		fmt.Fprintf(out, "%-7s  %-*s  %s\n", f.severity, width, f.subject, oneLine(f.detail))
		if f.severity != fine {
			fmt.Fprintf(out, "%-7s  %-*s  cure: %s\n", "", width, "", oneLine(f.cure))
		}
	}
	switch {
	case count[problem]+count[warning] == 0:
		fmt.Fprintln(out, "\neverything is in order")
	default:
		fmt.Fprintf(out, "\n%s, %s\n", plural(count[problem], "problem"), plural(count[warning], "warning"))
	}
	return count[problem]
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// oneLine keeps the columns aligned: joined errors come on several lines.
func oneLine(text string) string { return strings.ReplaceAll(text, "\n", "; ") }
