package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gokernel/gokernel/internal/kernelspecs"
	"github.com/gokernel/gokernel/internal/rhome"
	"github.com/spf13/cobra"
)

// installOptions are the flags of "gokernel install".
type installOptions struct {
	place       placeOptions
	name        string
	displayName string
	rHome       string
	env         []string
	rArgs       []string
	force       bool
}

func newInstallCmd() *cobra.Command {
	var o installOptions
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Make the kernel known to Jupyter",
		Long: `Write a kernelspec, so that Jupyter and the programs that read its kernelspecs offer the kernel. Python is not needed.
A kernelspec of the same name is replaced. Each R can have its own: give --name, --display-name and --r-home.`,
		Example: `  gokernel install --user
  gokernel install --sys-prefix
  gokernel install --name r-4.4 --display-name "R 4.4" --r-home /opt/R/4.4.1/lib/R
  gokernel install --env R_LIBS_USER=/data/rlibs --r-arg --no-environ`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runInstall(cmd, o) },
	}
	f := cmd.Flags()
	o.place.register(cmd)
	f.StringVar(&o.name, "name", kernelspecs.DefaultName, "the kernel's name: a-z, 0-9, '.', '_' and '-'")
	f.StringVar(&o.displayName, "display-name", "", `what frontends show (default "R (gokernel)")`)
	f.StringVar(&o.rHome, "r-home", "", "always use this R: its home directory or its executable (default: look for R at every start)")
	f.StringArrayVar(&o.env, "env", nil, "set a variable for the kernel, `K=V`; may be repeated; Jupyter expands ${NAME} in V")
	f.StringArrayVar(&o.rArgs, "r-arg", nil, "pass an `argument` to R; may be repeated")
	f.BoolVar(&o.force, "force", false, "replace a kernelspec of the same name even if it belongs to another kernel")
	return cmd
}

func runInstall(cmd *cobra.Command, o installOptions) error {
	paths, err := kernelspecs.Locate()
	if err != nil {
		return err
	}
	dataDir, err := o.place.dataDir(paths)
	if err != nil {
		return err
	}
	spec, err := o.spec()
	if err != nil {
		return err
	}
	dir, err := kernelspecs.Install(dataDir, o.name, spec, o.force)
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w; choose a place where you may write with --user or --prefix DIR", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "installed %s as %q in %s\n", o.name, spec.DisplayName, dir)
	if paths, err = kernelspecs.Locate(); err != nil { // again: a directory that exists now may count
		return err
	}
	for _, note := range o.notes(paths, dataDir) {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning:", note)
	}
	return nil
}

func (o installOptions) spec() (kernelspecs.Spec, error) {
	binary, err := executablePath()
	if err != nil {
		return kernelspecs.Spec{}, err
	}
	env, err := parseEnv(o.env)
	if err != nil {
		return kernelspecs.Spec{}, err
	}
	home := ""
	if o.rHome != "" {
		inst, err := rhome.Find(o.rHome)
		if err != nil {
			return kernelspecs.Spec{}, err
		}
		home = inst.Home
	}
	return kernelspecs.New(kernelspecs.Options{Binary: binary, DisplayName: o.displayName, RHome: home, RArgs: o.rArgs, Env: env})
}

// notes says what could surprise the user at the first start.
func (o installOptions) notes(paths kernelspecs.Paths, dataDir string) []string {
	var notes []string
	if o.rHome == "" {
		if _, err := rhome.Find(""); err != nil {
			notes = append(notes, "the kernel will not start yet: "+err.Error())
		}
	}
	if !paths.Contains(dataDir) && !hasPython(o.place.prefix) {
		notes = append(notes, fmt.Sprintf("Jupyter does not look in %s now; set JUPYTER_PATH=%s where Jupyter starts", dataDir, dataDir))
	}
	for _, e := range kernelspecs.List(paths) {
		if e.Name == o.name && e.Dir == filepath.Join(dataDir, "kernels", o.name) && e.ShadowedBy != "" {
			notes = append(notes, fmt.Sprintf("Jupyter uses the kernelspec of the same name in %s; remove that one or choose another --name", e.ShadowedBy))
		}
	}
	return notes
}

// hasPython recognizes a Python environment, whose own Jupyter finds the kernelspec without being told.
func hasPython(prefix string) bool {
	_, err := exec.LookPath(filepath.Join(prefix, "bin", "python"))
	return prefix != "" && err == nil
}

// executablePath prefers the name by which gokernel was called over the file it leads to: a package manager moves the
// file at every upgrade and keeps the name.
func executablePath() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("cannot tell where the gokernel program is: %w", err)
	}
	called, err := exec.LookPath(os.Args[0])
	if err != nil {
		return self, nil
	}
	if called, err = filepath.Abs(called); err == nil && isSameFile(called, self) {
		return called, nil
	}
	return self, nil
}

func isSameFile(a, b string) bool {
	sa, errA := os.Stat(a)
	sb, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(sa, sb)
}

func parseEnv(pairs []string) (map[string]string, error) {
	env := map[string]string{}
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, fmt.Errorf("--env: expected K=V such as R_LIBS_USER=/data/rlibs, got %q", pair)
		}
		env[name] = value
	}
	return env, nil
}
