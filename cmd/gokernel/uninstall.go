package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/gokernel/gokernel/internal/kernelspecs"
	"github.com/spf13/cobra"
)

func newUninstallCmd() *cobra.Command {
	var place placeOptions
	var name string
	var force bool
	cmd := &cobra.Command{
		Use:   "uninstall [NAME]",
		Short: "Remove a kernelspec that 'gokernel install' wrote",
		Long: `Remove a kernelspec. Without --user, --prefix or --sys-prefix it is the one that Jupyter uses for the name.
A kernelspec of another kernel is left alone unless --force is given. The gokernel program itself stays.`,
		Example: `  gokernel uninstall
  gokernel uninstall r-4.4
  gokernel uninstall --sys-prefix`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("expected one kernel name, got %q; call 'gokernel uninstall' once for each", args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if cmd.Flags().Changed("name") && name != args[0] {
					return fmt.Errorf("two kernel names: --name %s and %s; give one of them", name, args[0])
				}
				name = args[0]
			}
			return runUninstall(cmd, place, name, force)
		},
	}
	place.register(cmd)
	cmd.Flags().StringVar(&name, "name", kernelspecs.DefaultName, "the kernel's name, the same as NAME")
	cmd.Flags().BoolVar(&force, "force", false, "remove the kernelspec even if it belongs to another kernel")
	return cmd
}

func runUninstall(cmd *cobra.Command, place placeOptions, name string, force bool) error {
	if err := kernelspecs.CheckName(name); err != nil {
		return err
	}
	paths, err := kernelspecs.Locate()
	if err != nil {
		return err
	}
	dir, err := uninstallDir(paths, place, name)
	if err != nil {
		return err
	}
	err = kernelspecs.Uninstall(dir, force)
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w; the owner of %s has to remove it", err, dir)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "removed %s from %s\n", name, dir)
	for _, e := range kernelspecs.List(paths) {
		if e.Name == name && e.ShadowedBy == "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: Jupyter now uses the kernelspec of the same name in %s\n", e.Dir)
		}
	}
	return nil
}

// uninstallDir returns the directory of the kernelspec: where the flags say, else where Jupyter finds the name.
func uninstallDir(paths kernelspecs.Paths, place placeOptions, name string) (string, error) {
	if len(place.chosen()) > 0 {
		dataDir, err := place.dataDir(paths)
		return filepath.Join(dataDir, "kernels", name), err
	}
	var ours []string
	for _, e := range kernelspecs.List(paths) {
		if e.Name == name {
			return e.Dir, nil
		}
		if e.Spec.IsOurs() && e.ShadowedBy == "" {
			ours = append(ours, e.Name)
		}
	}
	if len(ours) == 0 {
		return "", fmt.Errorf("kernelspec %q is %w, and neither is another of gokernel's; one in a --prefix that Jupyter does not search has to be named",
			name, kernelspecs.ErrNotInstalled)
	}
	return "", fmt.Errorf("kernelspec %q is %w; gokernel has: %s", name, kernelspecs.ErrNotInstalled, strings.Join(ours, ", "))
}
