package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// series are the answers of one kernel to one request.
type series struct {
	first  time.Duration
	took   []time.Duration
	answer string // of the last
}

func (s *series) add(round int, took time.Duration, answer string) {
	if round == 0 {
		s.first = took
	}
	if round >= warmUp {
		s.took = append(s.took, took)
	}
	s.answer = answer
}

// quantile is the least of the times that a share of them does not exceed.
func (s *series) quantile(share float64) time.Duration {
	sorted := slices.SortedFunc(slices.Values(s.took), cmp.Compare)
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// writeComparison writes a line for each request and columns for each kernel; ratios
// are to the first kernel, above 1 where that is faster.
func writeComparison(out io.Writer, kernels []*kernel, all []request, results [][]series) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "request")
	for i, k := range kernels {
		fmt.Fprintf(w, "\t%s p50\tp95\tfirst\tanswer", k.name)
		if i > 0 {
			fmt.Fprint(w, "\tp50 ×\tp95 ×")
		}
	}
	fmt.Fprintln(w)
	for i, r := range all {
		fmt.Fprint(w, r.name)
		for j := range kernels {
			s, base := &results[i][j], &results[i][0]
			first := "-"
			if s.first > 0 {
				first = ms(s.first)
			}
			fmt.Fprintf(w, "\t%s\t%s\t%s\t%s", ms(s.quantile(0.5)), ms(s.quantile(0.95)), first, s.answer)
			if j > 0 {
				fmt.Fprintf(w, "\t%.1f\t%.1f", ratio(s, base, 0.5), ratio(s, base, 0.95))
			}
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000) }

func ratio(s, base *series, share float64) float64 {
	return float64(s.quantile(share)) / float64(base.quantile(share))
}
