package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/gokernel/gokernel/internal/kernelspecs"
	"github.com/spf13/cobra"
)

// listedSpec is one line of "gokernel list", and one element of its JSON.
type listedSpec struct {
	Name        string   `json:"name"`
	DisplayName string   `json:"display_name"`
	Directory   string   `json:"directory"`
	Place       string   `json:"place"`
	Argv        []string `json:"argv"`
	Note        string   `json:"note,omitempty"`
}

func newListCmd() *cobra.Command {
	var all, asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the kernelspecs of gokernel that Jupyter can see",
		Example: `  gokernel list
  gokernel list --all
  gokernel list --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			paths, err := kernelspecs.Locate()
			if err != nil {
				return err
			}
			specs := listSpecs(paths, all)
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), specs)
			}
			if len(specs) == 0 {
				fmt.Fprintln(cmd.ErrOrStderr(), "no kernelspecs found; 'gokernel install --user' writes one")
				return nil
			}
			return writeSpecs(cmd.OutOrStdout(), specs)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "list the kernelspecs of other kernels too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

func listSpecs(paths kernelspecs.Paths, all bool) []listedSpec {
	specs := []listedSpec{}
	for _, e := range kernelspecs.List(paths) {
		if !all && !e.Spec.IsOurs() {
			continue
		}
		s := listedSpec{e.Name, e.Spec.DisplayName, e.Dir, string(e.Kind), e.Spec.Argv, ""}
		if fault := e.Fault(); fault != nil {
			s.Note = fault.Error()
		} else if e.ShadowedBy != "" {
			s.Note = "hidden by " + e.ShadowedBy
		}
		specs = append(specs, s)
	}
	return specs
}

func writeSpecs(out io.Writer, specs []listedSpec) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "NAME\tDISPLAY NAME\tPLACE\tDIRECTORY\n")
	for _, s := range specs {
		note := ""
		if s.Note != "" {
			note = " (" + s.Note + ")"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s%s\n", s.Name, s.DisplayName, s.Place, s.Directory, note)
	}
	return w.Flush()
}

func writeJSON(out io.Writer, value any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}
