package conformance

import (
	"fmt"
	"slices"
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

// TestSnapshotCost_a_cell_waits_for_a_moment_at_most compares kernels that look at their
// workspace between requests with kernels that do not.
func TestSnapshotCost_a_cell_waits_for_a_moment_at_most(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	kernels := map[string]client{}
	for _, mode := range []string{"on", "off"} {
		k := kerneltest.Start(t, kerneltest.Options{Env: []string{"GOKERNEL_SNAPSHOT=" + mode}})
		kernels[mode] = k.ConnectWith(t, kerneltest.ConnectOptions{KeepAll: true})
		kernels[mode].Execute(bigWorkspace).WaitFor(time.Minute).OK()
	}
	time.Sleep(time.Second) // the first walk
	for name, pattern := range patterns {
		took := map[string][]time.Duration{}
		for range 3 { // in turn, so that what else the machine does hits both
			for mode, c := range kernels {
				took[mode] = append(took[mode], pattern(c)...)
			}
		}
		at := func(mode string, share float64) time.Duration {
			slices.Sort(took[mode])
			return took[mode][int(share*float64(len(took[mode])-1))]
		}
		for _, share := range []float64{0.5, 0.95, 1} {
			on, off := at("on", share), at("off", share)
			t.Logf("%-20s %4.0f%%: %8v with, %8v without, %8v more", name, 100*share,
				on.Round(time.Microsecond), off.Round(time.Microsecond), (on - off).Round(time.Microsecond))
			if share < 1 && on-off > time.Millisecond { // the last one is the machine's
				t.Errorf("%s: %v more at %.0f%%, expected at most 1ms", name, on-off, 100*share)
			}
		}
	}
}
