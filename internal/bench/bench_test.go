package main

import (
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// The benchmark works, whatever its numbers are.
func TestRun_measuresEachRequest(t *testing.T) {
	binary, err := kerneltest.Binary()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run([]string{"-rounds", "2", "-irkernel=false", "-gokernel", binary}, &out); err != nil {
		t.Fatal(err)
	}
	for _, r := range requests() {
		if n := strings.Count(out.String(), "\n"+r.name); n != 1+len(work) {
			t.Errorf("%s is in %d tables, want %d:\n%s", r.name, n, 1+len(work), out.String())
		}
	}
}

func TestRun_saysWhatIsWrong(t *testing.T) {
	for want, args := range map[string][]string{
		"no such file":      {"-irkernel=false", "-gokernel", "/nowhere/gokernel"},
		"{connection_file}": {"-kernel", "x=true"},
	} {
		if err := run(args, &strings.Builder{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q failed with %v, want %s", args, err, want)
		}
	}
}

func TestSeries_quantile(t *testing.T) {
	var s series
	for i := range 105 {
		s.add(i, time.Duration(i), "")
	}
	if s.first != 0 || s.quantile(0.5) != 55 || s.quantile(0.95) != 100 || s.quantile(1) != 104 {
		t.Errorf("first %d, median %d, p95 %d, most %d", s.first, s.quantile(0.5), s.quantile(0.95), s.quantile(1))
	}
}
