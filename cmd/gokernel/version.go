package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/gokernel/gokernel/internal/rhome"
	"github.com/gokernel/gokernel/internal/zmqsock"
	"github.com/spf13/cobra"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = ""

// buildInfo says which program this is and what it runs with.
type buildInfo struct {
	Gokernel string `json:"gokernel"`
	Commit   string `json:"commit,omitempty"`
	Modified bool   `json:"modified,omitempty"` // built from a tree with changes that are not committed
	Go       string `json:"go"`
	Platform string `json:"platform"`
	Libzmq   string `json:"libzmq"`
	R        string `json:"r,omitempty"`
	RHome    string `json:"r_home,omitempty"`
	RError   string `json:"r_error,omitempty"`
}

// currentBuild fills in everything but R.
func currentBuild() buildInfo {
	b := buildInfo{
		Gokernel: version,
		Go:       runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Libzmq:   zmqsock.LibraryVersion(),
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	if b.Gokernel == "" && info.Main.Version != "(devel)" {
		b.Gokernel = info.Main.Version // built by go install MODULE@VERSION
	}
	if b.Gokernel == "" {
		b.Gokernel = "dev"
	}
	return b
}

func newVersionCmd() *cobra.Command {
	var asJSON bool
	var rHome string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Show the versions of gokernel, Go, libzmq and R",
		Example: `  gokernel version
  gokernel version --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := currentBuild()
			if inst, err := rhome.Find(rHome); err != nil {
				b.RError = err.Error()
			} else {
				b.R, b.RHome = inst.Version, inst.Home
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), b)
			}
			writeVersion(cmd.OutOrStdout(), b)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	cmd.Flags().StringVar(&rHome, "r-home", "", "report on this R")
	return cmd
}

func writeVersion(out io.Writer, b buildInfo) {
	fmt.Fprintf(out, "gokernel  %s", b.Gokernel)
	if b.Commit != "" {
		fmt.Fprintf(out, " (commit %.12s%s)", b.Commit, map[bool]string{true: ", modified"}[b.Modified])
	}
	fmt.Fprintf(out, "\nGo        %s %s\nlibzmq    %s\n", b.Go, b.Platform, b.Libzmq)
	if b.RError != "" {
		fmt.Fprintf(out, "R         %s\n", b.RError)
		return
	}
	fmt.Fprintf(out, "R         %s in %s\n", b.R, b.RHome)
}
