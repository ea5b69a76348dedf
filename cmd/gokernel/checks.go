package main

import (
	"debug/elf"
	"debug/macho"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/gokernel/gokernel/internal/kernelspecs"
	"github.com/gokernel/gokernel/internal/rhome"
)

// checkR takes what rhome.Find returned.
func checkR(inst rhome.Installation, err error) []finding {
	if err != nil {
		cure := "install R " + rhome.MinVersion + " or newer, or say where it is with --r-home DIR or R_HOME"
		if errors.Is(err, rhome.ErrNoSharedLibrary) {
			cure = "install an R that was built with --enable-R-shlib (Debian and Ubuntu: r-base-core), or name another one with --r-home DIR"
		}
		return []finding{{problem, "R", err.Error(), cure}}
	}
	return []finding{{fine, "R", fmt.Sprintf("%s in %s", inst.Version, inst.Home), ""}, checkLibR(inst.LibR)}
}

// checkLibR looks at the file only: loading libR would need R's environment.
func checkLibR(path string) finding {
	const cure = "reinstall R for this machine's processor, or name another R with --r-home DIR"
	machine, err := libraryMachine(path)
	if err != nil {
		return finding{problem, "libR", fmt.Sprintf("%s cannot be loaded: %v", path, err), cure}
	}
	if want := ownMachine(); want != "" && machine != want {
		return finding{problem, "libR", fmt.Sprintf("%s is for %s, gokernel needs %s", path, machine, want), cure}
	}
	return finding{fine, "libR", path, ""}
}

// ownMachine names this program's processor as libraryMachine does, "" if it cannot tell.
func ownMachine() string {
	if runtime.GOOS == "darwin" {
		return map[string]macho.Cpu{"amd64": macho.CpuAmd64, "arm64": macho.CpuArm64}[runtime.GOARCH].String()
	}
	machines := map[string]elf.Machine{
		"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64, "386": elf.EM_386, "arm": elf.EM_ARM,
		"ppc64le": elf.EM_PPC64, "riscv64": elf.EM_RISCV, "s390x": elf.EM_S390, "loong64": elf.EM_LOONGARCH,
	}
	if machine, ok := machines[runtime.GOARCH]; ok {
		return machine.String()
	}
	return ""
}

func libraryMachine(path string) (string, error) {
	if runtime.GOOS == "darwin" {
		f, err := macho.Open(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return f.Cpu.String(), nil
	}
	f, err := elf.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return f.Machine.String(), nil
}

func checkLibzmq(version string, curve bool) finding {
	if !curve {
		return finding{warning, "libzmq", version + " without encryption",
			"needed only for connection files with curve keys: install a libzmq that was built with libsodium"}
	}
	return finding{fine, "libzmq", version, ""}
}

func checkKernelspecs(entries []kernelspecs.Entry) []finding {
	var findings []finding
	for _, e := range entries {
		if e.Spec.IsOurs() || (e.Err != nil && e.Name == kernelspecs.DefaultName) {
			findings = append(findings, checkKernelspec(e))
		}
	}
	if len(findings) == 0 {
		return []finding{{warning, "kernelspec", "Jupyter does not know gokernel", "gokernel install --user"}}
	}
	return findings
}

func checkKernelspec(e kernelspecs.Entry) finding {
	const subject = "kernelspec"
	where := e.Name + " in " + e.Dir
	if fault := e.Fault(); fault != nil {
		return finding{problem, subject, fmt.Sprintf("%s: %v", where, fault),
			fmt.Sprintf("write it again with 'gokernel install --name %s', or remove the directory", e.Name)}
	}
	if home := e.Spec.RHome(); home != "" {
		if _, err := rhome.Find(home); err != nil {
			return finding{problem, subject, fmt.Sprintf("%s: %v", where, err),
				fmt.Sprintf("'gokernel install --name %s --r-home DIR' with an R that exists, or 'gokernel uninstall %s'", e.Name, e.Name)}
		}
	}
	if e.ShadowedBy != "" {
		return finding{warning, subject, fmt.Sprintf("%s is hidden by the one in %s", where, e.ShadowedBy),
			"remove the one that you do not want, or install one of them with another --name"}
	}
	return finding{fine, subject, where, ""}
}

func checkJupyter() finding {
	path, err := exec.LookPath("jupyter")
	if err != nil {
		return finding{fine, "Jupyter", "not on PATH; editors that start kernels themselves do not need it", ""}
	}
	return finding{fine, "Jupyter", path, ""}
}

func checkLimits() []finding {
	var findings []finding
	for _, limit := range []struct {
		resource int
		check    func(uint64) finding
	}{{syscall.RLIMIT_STACK, checkStack}, {syscall.RLIMIT_NOFILE, checkOpenFiles}} {
		var r syscall.Rlimit
		if err := syscall.Getrlimit(limit.resource, &r); err == nil {
			findings = append(findings, limit.check(r.Cur))
		}
	}
	return findings
}

// checkStack takes the limit in bytes. R derives the depth of recursion that it allows from it.
func checkStack(limit uint64) finding {
	const subject, mib = "stack limit", 1 << 20
	const cure = "'ulimit -s 8192' in the shell that starts Jupyter"
	switch {
	case limit >= 1<<62: // infinity is the largest value, which differs between systems
		return finding{fine, subject, "unlimited", ""}
	case limit < mib:
		return finding{problem, subject, fmt.Sprintf("%d KiB, R needs at least 1 MiB", limit>>10), cure}
	case limit < 7*mib:
		return finding{warning, subject, fmt.Sprintf("%d KiB, deep recursion in R ends early", limit>>10), cure}
	}
	return finding{fine, subject, fmt.Sprintf("%d KiB", limit>>10), ""}
}

const (
	// filesOfR is below what R does not start: it wants 100 packages' libraries to fit in 60% of the descriptors.
	filesOfR = 167
	// filesOfCode leaves R code and the kernel's sockets some after that.
	filesOfCode = 256
)

// checkOpenFiles takes the limit that a kernel has: Go raises the soft limit to the hard one when a process starts.
func checkOpenFiles(limit uint64) finding {
	const subject = "open files"
	const cure = "'ulimit -Hn 4096' in the shell that starts Jupyter, as root or in the login limits"
	switch {
	case limit < filesOfR:
		return finding{problem, subject, fmt.Sprintf("at most %d, R does not start with less than %d", limit, filesOfR), cure}
	case limit < filesOfCode:
		return finding{warning, subject, fmt.Sprintf("at most %d, R code that opens many files or connections will fail", limit), cure}
	}
	return finding{fine, subject, fmt.Sprintf("at most %d", limit), ""}
}

func checkLocale(environ []string) finding {
	switch name, utf8 := rhome.Locale(environ); {
	case utf8:
		return finding{fine, "locale", name, ""}
	case name == "" || name == "C" || name == "POSIX":
		return finding{fine, "locale", strings.TrimSpace(name + " (the kernel uses a UTF-8 locale instead)"), ""}
	default:
		return finding{warning, "locale", name + " is not UTF-8, some characters cannot be shown",
			"'export LC_ALL=C.UTF-8', or another locale whose name ends in UTF-8, where Jupyter starts"}
	}
}

// checkHistory takes what history.Path returned. Without a history a kernel works all the same.
func checkHistory(path string, err error) finding {
	const subject, cure = "history", "make it writable, or set GOKERNEL_HISTORY to another file or to off"
	switch {
	case err != nil:
		return finding{warning, subject, err.Error(), cure}
	case path == "":
		return finding{fine, subject, "switched off by GOKERNEL_HISTORY", ""}
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		err = f.Close()
	} else if errors.Is(err, os.ErrNotExist) {
		if dir := checkWritable(subject, filepath.Dir(path), "GOKERNEL_HISTORY"); dir.severity != fine {
			return finding{warning, subject, dir.detail, cure}
		}
		return finding{fine, subject, path + " (not made yet)", ""}
	}
	if err != nil {
		return finding{warning, subject, fmt.Sprintf("%s is not writable: %v", path, err), cure}
	}
	return finding{fine, subject, path, ""}
}

// checkWritable accepts a directory that can be created: Jupyter makes its runtime directory at its first start.
func checkWritable(subject, dir, variable string) finding {
	at := dir
	for {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			break
		}
		at = filepath.Dir(at)
	}
	probe, err := os.MkdirTemp(at, ".gokernel-doctor-")
	if err != nil {
		return finding{problem, subject, fmt.Sprintf("%s is not writable: %v", dir, err),
			fmt.Sprintf("make it writable, or set %s to a directory that is", variable)}
	}
	if err := os.Remove(probe); err != nil {
		return finding{warning, subject, fmt.Sprintf("%s: %v", dir, err), "remove that directory"}
	}
	return finding{fine, subject, dir, ""}
}
