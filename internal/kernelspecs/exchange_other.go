//go:build !linux

package kernelspecs

import "errors"

// exchange is not available; replace then renames twice.
func exchange(_, _ string) error { return errors.ErrUnsupported }
