package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
)

// bigWorkspace has 1e5 variables and a frame of 10,000 columns.
const bigWorkspace = `for (i in seq_len(1e5)) assign(paste0("variable_", i), i)
wide <- as.data.frame(matrix(0, 3, 1e4)); rm(i)`

// patterns are ways in which a client sends cells; each returns what every cell took.
var patterns = map[string]func(c client) []time.Duration{
	// "Run all" of JupyterLab sends all of them at once.
	"all at once": func(c client) []time.Duration {
		var cells []*kerneltest.Cell
		for i := range 500 {
			cells = append(cells, c.Submit(costCell(i)))
		}
		var took []time.Duration
		for i, cell := range cells {
			cell.Wait().Discard()
			if i > 0 {
				took = append(took, cell.Idle().At.Sub(cells[i-1].Idle().At))
			}
		}
		return took
	},
	// nbclient sends the next cell when the one before is idle.
	"one after the other": func(c client) []time.Duration {
		return each(c, 500, func(int) time.Duration { return 2 * time.Millisecond })
	},
	// Someone whose next cell comes when R looks at the workspace.
	"after short pauses": func(c client) []time.Duration {
		return each(c, 200, func(i int) time.Duration { return time.Duration(8+i*7%25) * time.Millisecond })
	},
}

// costCell makes things that the snapshot will look at.
func costCell(i int) string {
	return fmt.Sprintf("wide[[%d]] <- 1:3; result_%d <- data.frame(a = 1, b = 'x'); f_%d <- function(x, y = 2) x", 1+i, i, i)
}

func each(c client, n int, pause func(int) time.Duration) []time.Duration {
	var took []time.Duration
	for i := range n {
		time.Sleep(pause(i))
		sent := time.Now()
		cell := c.Execute(costCell(i))
		cell.Discard()
		took = append(took, cell.Idle().At.Sub(sent))
	}
	return took
}

// BenchmarkSnapshotCost compares kernels that look at their workspace between requests
// with kernels that do not: by how much longer a cell takes, in µs.
func BenchmarkSnapshotCost(b *testing.B) {
	kernels := map[string]client{}
	for _, mode := range []string{"on", "off"} {
		k := kerneltest.Start(b, kerneltest.Options{Env: []string{"GOKERNEL_SNAPSHOT=" + mode}})
		kernels[mode] = k.ConnectWith(b, kerneltest.ConnectOptions{KeepAll: true})
		kernels[mode].Execute(bigWorkspace).WaitFor(time.Minute).OK()
	}
	time.Sleep(time.Second) // the first walk
	for name, pattern := range patterns {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			took := map[string][]time.Duration{}
			for b.Loop() {
				for range 3 { // in turn, so that what else the machine does hits both
					for mode, c := range kernels {
						took[mode] = append(took[mode], pattern(c)...)
					}
				}
			}
			at := func(mode string, share float64) time.Duration {
				slices.Sort(took[mode])
				return took[mode][int(share*float64(len(took[mode])-1))]
			}
			for unit, share := range map[string]float64{"p50": 0.5, "p95": 0.95, "p99": 0.99} {
				b.ReportMetric(float64(at("off", share).Microseconds()), "µs-without-"+unit)
				b.ReportMetric(float64((at("on", share) - at("off", share)).Microseconds()), "µs-more-"+unit)
			}
		})
	}
}
