package library

import (
	"fmt"
	"testing"
	"time"
)

func TestX(t *testing.T) {
	var l Library
	roots := []string{"/usr/local/lib/R/site-library", "/usr/lib/R/site-library", "/usr/lib/R/library"}
	s := time.Now()
	fmt.Println(len(Installed(roots)), time.Since(s))
	for _, n := range []string{"base", "stats", "graphics", "grDevices", "utils", "methods", "datasets", "dplyr", "ggplot2", "data.table"} {
		s = time.Now()
		p := l.Open(Find(roots, n))
		e := p.Exports()
		d := p.Datasets()
		fmt.Println(n, len(e), len(p.Names()), len(d), time.Since(s))
	}
	for _, f := range [][2]string{{"stats", "lm"}, {"stats", "cor"}, {"base", "mean"}, {"base", "paste"}, {"graphics", "plot.default"}, {"stats", "plot.lm"}, {"dplyr", "filter"}, {"base", "Sys.time"}, {"base", ".ArgsEnv"}, {"methods", "new"}, {"ggplot2", "theme"}, {"base", "c"}, {"utils", "read.csv"}, {"stats", "optim"}} {
		s = time.Now()
		fmt.Println(f, l.Open(Find(roots, f[0])).Function(f[1]), time.Since(s))
	}
	s = time.Now()
	v, ok := l.Open(Find(roots, "datasets")).Dataset("mtcars")
	fmt.Println(v.Names(), v.Classes(), ok, time.Since(s))
	fmt.Println(l.Open(Find(roots, "stats")).TopicTitle("lm"), l.Open(Find(roots, "stats")).Title())
}
