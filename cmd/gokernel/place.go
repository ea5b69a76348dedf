package main

import (
	"fmt"
	"strings"

	"github.com/gokernel/gokernel/internal/kernelspecs"
	"github.com/spf13/cobra"
)

// placeOptions are the flags that choose a Jupyter data directory; install and uninstall share them.
type placeOptions struct {
	user      bool
	prefix    string
	sysPrefix bool
}

func (o *placeOptions) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.user, "user", false, "the user's own Jupyter directory (the default for install)")
	f.StringVar(&o.prefix, "prefix", "", "the directory `DIR`/share/jupyter, such as /usr/local or a Python environment")
	f.BoolVar(&o.sysPrefix, "sys-prefix", false, "the active Python or conda environment")
}

// chosen lists the flags that were given.
func (o placeOptions) chosen() []string {
	var flags []string
	if o.user {
		flags = append(flags, "--user")
	}
	if o.prefix != "" {
		flags = append(flags, "--prefix")
	}
	if o.sysPrefix {
		flags = append(flags, "--sys-prefix")
	}
	return flags
}

// dataDir returns the chosen data directory, the user's without a choice.
func (o placeOptions) dataDir(paths kernelspecs.Paths) (string, error) {
	if flags := o.chosen(); len(flags) > 1 {
		return "", fmt.Errorf("%s exclude each other; give one of them", strings.Join(flags, " and "))
	}
	switch {
	case o.prefix != "":
		return kernelspecs.PrefixDataDir(o.prefix)
	case o.sysPrefix:
		dir, err := kernelspecs.EnvironmentDataDir()
		if err != nil {
			return "", fmt.Errorf("--sys-prefix: %w", err)
		}
		return dir, nil
	}
	return paths.User, nil
}
