package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// Write puts the ports into the connection file. Keys that the file has already are kept; a file that is missing is
// made with all fields. The file is replaced in one step and readable by its owner only.
func (c *Connection) Write(path string) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays a link
	}
	fields, err := c.merged(path)
	if err != nil {
		return fmt.Errorf("connection file %s: %w", path, err)
	}
	b, err := json.MarshalIndent(fields, "", "  ")
	if err != nil {
		return fmt.Errorf("connection file %s: %w", path, err)
	}
	if err := replaceFile(path, append(b, '\n')); err != nil {
		return fmt.Errorf("connection file %s: %w; check that its directory is writable", path, err)
	}
	return nil
}

// merged is the content of the file, or what was read earlier if it is gone, with c's fields put in.
func (c *Connection) merged(path string) (map[string]json.RawMessage, error) {
	fields := maps.Clone(c.raw)
	b, err := os.ReadFile(path)
	switch {
	case err == nil:
		current := map[string]json.RawMessage{}
		if json.Unmarshal(b, &current) == nil && current != nil {
			fields = current
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if fields == nil {
		fields = map[string]json.RawMessage{}
	}
	for key, value := range c.strings() {
		if _, present := fields[key]; present || (*value == "" && key != "key") {
			continue
		}
		if fields[key], err = marshal(*value); err != nil {
			return nil, err
		}
	}
	for _, ch := range Channels {
		fields[portKey(ch)] = json.RawMessage(fmt.Sprint(c.Port(ch)))
	}
	return fields, nil
}

// replaceFile writes next to path and renames, so that a reader sees the old file or the new one.
func replaceFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
