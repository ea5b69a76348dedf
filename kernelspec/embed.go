// Package kernelspec is the kernelspec as Jupyter reads it, embedded for "gokernel install".
//
// The directory also serves without Go: "jupyter kernelspec install kernelspec/ --user --name gokernel" copies it, and
// kernel.json then finds gokernel on PATH.
package kernelspec

import "embed"

// KernelJSON is the template that "gokernel install" completes with the path of the binary and the user's options.
//
//go:embed kernel.json
var KernelJSON []byte

// Logos holds the images that frontends show beside the kernel's name.
//
//go:embed logo-32x32.png logo-64x64.png logo-svg.svg
var Logos embed.FS
