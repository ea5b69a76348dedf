// Package kernelspecs reads, writes and finds the kernelspecs by which Jupyter frontends know kernels.
//
// A kernelspec is a directory DATADIR/kernels/NAME with a file kernel.json and logos. Jupyter searches several data
// directories in order; Locate follows the same rules without Python, so that what Install writes is what Jupyter lists.
//
// The package has no goroutines and no state. Two processes that install the same name at the same time leave one of
// the two kernelspecs, never a mixture.
package kernelspecs
