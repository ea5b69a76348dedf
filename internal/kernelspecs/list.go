package kernelspecs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Entry is one kernelspec that Jupyter can see.
type Entry struct {
	Name       string
	Dir        string
	Kind       Kind // of the data directory it lies in
	Spec       Spec
	Err        error  // kernel.json could not be read; Spec is empty then
	ShadowedBy string // the directory of the kernelspec that Jupyter uses for this name instead, "" if it uses this one
}

// List returns the kernelspecs in all data directories in Jupyter's order, with those that another one of the same name hides.
func List(p Paths) []Entry {
	var entries []Entry
	used := map[string]string{}
	for _, data := range p.Search {
		for _, e := range listDir(data) {
			e.ShadowedBy = used[e.Name]
			if e.ShadowedBy == "" {
				used[e.Name] = e.Dir
			}
			entries = append(entries, e)
		}
	}
	return entries
}

// listDir skips whatever Jupyter skips: names with other characters, and directories without kernel.json.
func listDir(data DataDir) []Entry {
	kernels := filepath.Join(data.Path, "kernels")
	found, err := os.ReadDir(kernels)
	if err != nil {
		return nil // most of the data directories do not exist
	}
	var entries []Entry
	for _, f := range found {
		dir, name := filepath.Join(kernels, f.Name()), strings.ToLower(f.Name())
		if _, err := os.Stat(filepath.Join(dir, "kernel.json")); err != nil || CheckName(name) != nil {
			continue
		}
		spec, err := Read(dir)
		entries = append(entries, Entry{Name: name, Dir: dir, Kind: data.Kind, Spec: spec, Err: err})
	}
	return entries
}

// Fault returns what keeps the kernelspec from starting its kernel, nil if nothing is seen from here.
func (e Entry) Fault() error {
	if e.Err != nil {
		return e.Err
	}
	program := e.Spec.Argv[0]
	if !filepath.IsAbs(program) {
		return nil // Jupyter looks it up on its own PATH, which may differ from ours
	}
	switch st, err := os.Stat(program); {
	case err != nil:
		return fmt.Errorf("its program %s does not exist", program)
	case st.IsDir() || st.Mode()&0o111 == 0:
		return fmt.Errorf("its program %s is not executable", program)
	}
	return nil
}
