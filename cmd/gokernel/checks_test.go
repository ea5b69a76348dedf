package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kernelspecs"
	"github.com/gokernel/gokernel/internal/rhome"
)

func TestChecks_severity(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "libR.so"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const mib = 1 << 20
	for _, c := range []struct {
		name string
		got  finding
		want severity
	}{
		{"unlimited stack", checkStack(^uint64(0)), fine},
		{"unlimited stack elsewhere", checkStack(1<<63 - 1), fine},
		{"usual stack", checkStack(8 * mib), fine},
		{"small stack", checkStack(4 * mib), warning},
		{"tiny stack", checkStack(mib / 2), problem},
		{"many files", checkOpenFiles(1024), fine},
		{"enough files", checkOpenFiles(256), fine},
		{"few files", checkOpenFiles(255), warning},
		{"just enough files for R", checkOpenFiles(167), warning},
		{"not enough files for R", checkOpenFiles(166), problem},
		{"UTF-8", checkLocale([]string{"LANG=de_DE.UTF-8"}), fine},
		{"C", checkLocale([]string{"LC_ALL=C"}), fine},
		{"latin 1", checkLocale([]string{"LC_ALL=de_DE.ISO-8859-1", "LANG=C.UTF-8"}), warning},
		{"libzmq", checkLibzmq("4.3.4", true), fine},
		{"libzmq without curve", checkLibzmq("4.3.4", false), warning},
		{"libR", checkLibR(self), fine},
		{"libR that is text", checkLibR(filepath.Join(dir, "libR.so")), problem},
		{"libR that is missing", checkLibR(filepath.Join(dir, "none")), problem},
		{"writable", checkWritable("x", dir, "X"), fine},
		{"can be created", checkWritable("x", filepath.Join(dir, "a/b"), "X"), fine},
		{"below a file", checkWritable("x", filepath.Join(dir, "libR.so", "b"), "X"), problem},
		{"no R", checkR(rhome.Installation{}, rhome.ErrNotFound)[0], problem},
		{"static R", checkR(rhome.Installation{}, rhome.ErrNoSharedLibrary)[0], problem},
		{"no kernelspec", checkKernelspecs(nil)[0], warning},
		{"broken kernelspec", checkKernelspecs([]kernelspecs.Entry{{Name: "gokernel", Err: errors.New("unexpected end")}})[0], problem},
		{"other kernel", checkKernelspecs([]kernelspecs.Entry{{Name: "ir", Spec: kernelspecs.Spec{Argv: []string{"R"}}}})[0], warning},
		{"kernelspec", checkKernelspecs([]kernelspecs.Entry{{Spec: kernelspecs.Spec{Argv: []string{"gokernel"}}}})[0], fine},
		{"hidden kernelspec", checkKernelspecs([]kernelspecs.Entry{{Spec: kernelspecs.Spec{Argv: []string{"gokernel"}}, ShadowedBy: "/x"}})[0], warning},
		{"kernelspec without program", checkKernelspecs([]kernelspecs.Entry{{Spec: kernelspecs.Spec{Argv: []string{"/none/gokernel"}}}})[0], problem},
		{"kernelspec without R", checkKernelspecs([]kernelspecs.Entry{{Spec: kernelspecs.Spec{Argv: []string{"gokernel", "--r-home", dir}}}})[0], problem},
	} {
		if c.got.severity != c.want {
			t.Errorf("%s: %+v, want %s", c.name, c.got, c.want)
		}
		if (c.got.cure == "") != (c.want == fine) {
			t.Errorf("%s: a cure belongs to everything that is not fine, and to nothing else: %+v", c.name, c.got)
		}
	}
}

func TestReport_linesAndCount(t *testing.T) {
	var out strings.Builder
	n := report(&out, []finding{
		{fine, "R", "4.3.2", ""},
		{problem, "libR", "no\nfile", "get one"},
		{warning, "long subject", "so so", "wait"},
	})
	want := `ok       R             4.3.2
problem  libR          no; file
                       cure: get one
warning  long subject  so so
                       cure: wait

1 problem, 1 warning
`
	if n != 1 || out.String() != want {
		t.Errorf("%d problems, report:\n%s\nwant:\n%s", n, out.String(), want)
	}
}
