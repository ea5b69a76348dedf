package kernelspecs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gokernel/gokernel/kernelspec"
)

// DefaultName is the kernel's name when the user gives none.
const DefaultName = "gokernel"

// connectionFile is the placeholder that Jupyter replaces in argv.
const connectionFile = "{connection_file}"

// Spec is the content of kernel.json, as far as gokernel reads or writes it.
type Spec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode,omitempty"`
	Env           map[string]string `json:"env,omitempty"`
	Metadata      map[string]any    `json:"metadata,omitempty"`
}

// Options is what a user can choose for a kernelspec.
type Options struct {
	Binary      string            // absolute path of the gokernel executable
	DisplayName string            // "" keeps the default
	RHome       string            // "" lets gokernel look for R at every start
	RArgs       []string          // arguments for R
	Env         map[string]string // variables for the kernel's process
}

// New completes the embedded kernel.json with the options.
func New(o Options) (Spec, error) {
	var spec Spec
	if err := json.Unmarshal(kernelspec.KernelJSON, &spec); err != nil {
		return Spec{}, fmt.Errorf("embedded kernel.json: %w", err)
	}
	at := slices.Index(spec.Argv, "-f")
	if at < 1 {
		return Spec{}, fmt.Errorf("embedded kernel.json: expected -f in argv, got %q", spec.Argv)
	}
	argv := append([]string{o.Binary}, spec.Argv[1:at]...)
	if o.RHome != "" {
		argv = append(argv, "--r-home", o.RHome)
	}
	argv = append(argv, spec.Argv[at:]...)
	if len(o.RArgs) > 0 {
		argv = append(append(argv, "--"), o.RArgs...)
	}
	spec.Argv = argv
	if o.DisplayName != "" {
		spec.DisplayName = o.DisplayName
	}
	spec.Env = maps.Clone(o.Env)
	return spec, nil
}

// IsOurs says whether the kernelspec starts gokernel, whatever its name and wherever the binary is.
func (s Spec) IsOurs() bool {
	if len(s.Argv) == 0 {
		return false
	}
	self, err := os.Executable()
	return strings.HasPrefix(filepath.Base(s.Argv[0]), "gokernel") || err == nil && s.Argv[0] == self
}

// RHome returns the R that the kernelspec asks for, "" if it leaves the choice to gokernel.
func (s Spec) RHome() string {
	if at := slices.Index(s.Argv, "--r-home"); at >= 0 && at+1 < len(s.Argv) {
		return s.Argv[at+1]
	}
	return ""
}

func (s Spec) encode() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(s)
	return out.Bytes(), err
}

// Read reads dir/kernel.json.
func Read(dir string) (Spec, error) {
	path := filepath.Join(dir, "kernel.json")
	data, err := os.ReadFile(path)
	if err != nil {
		return Spec{}, err
	}
	var spec Spec
	if err := json.Unmarshal(data, &spec); err != nil {
		return Spec{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(spec.Argv) == 0 {
		return Spec{}, fmt.Errorf("%s: expected argv with at least the kernel's command, got none", path)
	}
	return spec, nil
}

var validName = regexp.MustCompile(`^[a-z0-9._-]+$`)

// CheckName returns an error unless name can be a kernel's name, which is also the name of its directory.
func CheckName(name string) error {
	if validName.MatchString(name) && strings.Trim(name, ".") != "" {
		return nil
	}
	if lower := strings.ToLower(strings.ReplaceAll(name, " ", "-")); validName.MatchString(lower) && lower != name && strings.Trim(lower, ".") != "" {
		return fmt.Errorf("kernel name %q: only a-z, 0-9, '.', '_' and '-' are allowed; use %q (--display-name takes any text)", name, lower)
	}
	return fmt.Errorf("kernel name %q: expected one or more of a-z, 0-9, '.', '_' and '-', such as %q", name, DefaultName)
}
