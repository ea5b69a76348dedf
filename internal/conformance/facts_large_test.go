package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/workspace"
)

// What is large is answered in part, and soon. The limits are ten times what an idle
// machine needs, so that they hold on a busy one too: they are about walks over
// everything and copies, which take seconds.
func TestFacts_ofLargeSessions(t *testing.T) {
	c := kerneltest.Start(t, kerneltest.Options{}).Connect(t)
	c.Execute(`for (i in 1:1e5) assign(paste0("global_", i), i)
wide <- as.data.frame(matrix(0, 1, 10000))
huge <- structure(vector("list", 1e6), names = paste0("item", 1:1e6))
unnamed <- structure(vector("list", 1e6), names = rep("", 1e6))
crowd <- list2env(structure(as.list(1:1e5), names = paste0("in", 1:1e5)))
words <- as.character(1:1e7)
letters_often <- rep(letters, 1e5)
steep <- function(x = c(1, 2)) NULL
formals(steep)$x <- 1:1e6 + 0
body(steep) <- as.call(c(as.name("{"), rep(list(quote(f(x, y[1]))), 1e4)))
ask <- environment(display_html)$workspace_facts`).OK()
	for _, tc := range []struct {
		name         string
		query        workspace.Query
		milliseconds float64
		count        int // of names, -1 for any
		has          string
	}{
		{"prefix of many", symbols("mea"), 60, -1, "mean"},
		{"prefix of some", symbols("global_9999"), 60, 11, "global_99999"},
		{"no prefix", symbols(""), 150, -1, "lm"},
		{"columns", members("wide", "$"), 30, 2000, "V1"},
		{"columns with a prefix", workspace.Query{Members: "wide", Operator: "$", Prefix: "v999"}, 30, 11, "V9999"},
		{"columns of a frame", frames("wide"), 30, 2000, "V1"},
		{"columns of a frame with a prefix", workspace.Query{Frames: []string{"wide"}, Prefix: "V9999"}, 30, 1, "V9999"},
		{"names", members("huge", "$"), 60, 2000, "item1"},
		{"names with a prefix", workspace.Query{Members: "huge", Operator: "[[", Prefix: "item99999"}, 300, 11, "item999999"},
		{"no names", members("unnamed", "$"), 200, 0, ""},
		{"environment", members("crowd", "$"), 100, 2000, ""},
		{"environment with a prefix", workspace.Query{Members: "crowd", Operator: "$", Prefix: "in9999"}, 100, 11, "in9999"},
		{"text made on demand", levels("words"), 20, 0, ""},
		{"text", levels("letters_often"), 60, 26, "z"},
		{"function", arguments("steep", ""), 60, 1, "x"},
		{"choices", choices("steep", "x"), 200, 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			facts := askFacts(t, c, tc.query)
			names := factLines(facts)
			if tc.count >= 0 && len(names) != tc.count {
				t.Errorf("%d names, expected %d", len(names), tc.count)
			}
			begins := func(line string) bool { return line == tc.has || strings.HasPrefix(line, tc.has+" ") }
			if tc.has != "" && !slices.ContainsFunc(names, begins) {
				t.Errorf("%s is not among %.300q", tc.has, names)
			}
			if took := timeFacts(t, c, tc.query, 5); took > tc.milliseconds {
				t.Errorf("took %.1f ms, at most %.0f", took, tc.milliseconds)
			} else {
				t.Logf("%.2f ms", took)
			}
		})
	}
}

// timeFacts returns the milliseconds that R needs for an answer, the median of some runs.
func timeFacts(t *testing.T, c client, q workspace.Query, runs int) float64 {
	t.Helper()
	args := make([]string, len(q.Args()))
	for i, arg := range q.Args() {
		args[i] = strconv.Quote(arg)
	}
	code := fmt.Sprintf(`cat(1000 * median(sapply(1:%d, function(i) { begin <- proc.time()[[3]]
n <- 0; while (n < 1 || n < 50 && proc.time()[[3]] - begin < 0.02) { ask(%s); n <- n + 1 }
(proc.time()[[3]] - begin) / n })))`, runs, strings.Join(args, ", "))
	took, err := strconv.ParseFloat(c.Execute(code).OK().Stdout(), 64)
	if err != nil {
		t.Fatal(err)
	}
	return took
}
