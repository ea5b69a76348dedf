package conformance

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/protocol"
)

// hazard runs one stress test on the group's kernel and ends with a cell that shows
// that the kernel is well.
func (g group) hazard(name string, test func(t *testing.T, c client)) {
	g.t.Helper()
	g.run(name, func(t *testing.T, c client) {
		c.Limit = 30 * time.Second
		test(t, c)
		expect(t, "result afterwards", result(c, "'well'"), `[1] "well"`)
	})
}

// keepBusy makes the kernel's Go side work while a cell runs: heartbeats and control
// requests without pause.
func keepBusy(t *testing.T, c client, cell *kerneltest.Cell) {
	t.Helper()
	for n := 0; ; n++ {
		for _, m := range c.Unread(protocol.Shell) {
			if m.ParentID == cell.ID {
				return
			}
		}
		c.KernelInfo(protocol.Control)
		if n%10 == 0 {
			if _, _, err := c.Kernel().Heartbeat([]byte("ping"), time.Second); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestHazard_signals(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.hazard("profiling_timer", func(t *testing.T, c client) {
		cell := c.Submit(`local({
			file <- tempfile(); Rprof(file, interval = 0.001)
			end <- Sys.time() + 3
			while (Sys.time() < end) { cat(rep("x", 200), "\n"); message("m"); for (i in 1:2000) sqrt(i) }
			Rprof(NULL); cat("samples:", length(readLines(file)) > 100, "\n") })`)
		keepBusy(t, c, cell)
		cell.Wait().OK()
		cell.Stderr()
		expectContains(t, "end of stdout", cell.Stdout(), "samples: TRUE")
	})
	g.hazard("profiling_timer_over_several_cells", func(t *testing.T, c client) {
		c.Execute("Rprof(tempfile(), interval = 0.001)").OK()
		for i := range 300 {
			expect(t, "result", result(c, fmt.Sprintf("for (i in 1:3000) sqrt(i); %d", i)), fmt.Sprintf("[1] %d", i))
		}
		c.Execute("Rprof(NULL)").OK()
	})
	g.hazard("children_of_processx_end_while_busy", func(t *testing.T, c client) {
		cell := c.Submit(`for (i in 1:40) { p <- processx::process$new("true"); cat("."); p$wait() }; cat("end\n")`)
		keepBusy(t, c, cell)
		expect(t, "stdout", cell.Wait().OK().Stdout(), strings.Repeat(".", 40)+"end\n")
	})
	g.hazard("children_of_processx_end_while_idle", func(t *testing.T, c client) {
		c.Execute(`ps <- lapply(1:20, function(i) processx::process$new("sleep", as.character(i / 40)))`).OK()
		for range 100 {
			c.KernelInfo(protocol.Control)
			time.Sleep(8 * time.Millisecond) // the children end in this time
		}
		expect(t, "alive", result(c, "any(vapply(ps, function(p) p$is_alive(), NA))"), "[1] FALSE")
	})
	g.hazard("callr", func(t *testing.T, c client) {
		expect(t, "value", result(c, "callr::r(function() 6 * 7)"), "[1] 42")
		failed := c.Execute("callr::r(function() stop('in the child'))")
		failed.Discard()
		expect(t, "status", failed.Reply().Status, protocol.StatusError)
		cell := c.Execute(`callr::r(function() { cat("child out\n"); message("child err") }, show = TRUE); invisible()`).OK()
		expectContains(t, "all output", cell.Stdout()+cell.Stderr(), "child out")
		cell.Discard()
	})
}

func TestHazard_fork(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.hazard("mclapply_returns_values", func(t *testing.T, c client) {
		for range 5 {
			expect(t, "sum", result(c, "sum(unlist(parallel::mclapply(1:20, function(i) i^2, mc.cores = 4)))"), "[1] 2870")
		}
	})
	g.hazard("output_of_workers_is_captured", func(t *testing.T, c client) {
		// One worker at a time, because R writes a line in pieces.
		cell := c.Execute(`for (i in 1:4) invisible(parallel::mccollect(parallel::mcparallel({
			cat("cat", i, "\n"); print(i * 100); message("message ", i); system(paste("echo system", i)) }))); cat("parent\n")`).OK()
		out, err := cell.Stdout(), cell.Stderr()
		for i := 1; i <= 4; i++ {
			for _, line := range []string{fmt.Sprintf("cat %d \n", i), fmt.Sprintf("[1] %d\n", i*100), fmt.Sprintf("system %d\n", i)} {
				expect(t, fmt.Sprintf("count of %q", line), strings.Count(out, line), 1)
			}
			expect(t, "message of a worker", strings.Count(err, fmt.Sprintf("message %d\n", i)), 1)
		}
		if !strings.HasSuffix(out, "parent\n") {
			t.Errorf("stdout ends with %q", out[max(0, len(out)-40):])
		}
		cell = c.Execute(`invisible(parallel::mclapply(1:8, function(i) for (j in 1:50) cat(sprintf("<%d>\n", i)), mc.cores = 4))`).OK()
		out = cell.Stdout()
		for i := 1; i <= 8; i++ {
			expect(t, "lines of a worker among others", strings.Count(out, fmt.Sprintf("<%d>\n", i)), 50)
		}
	})
	g.hazard("errors_plots_and_quit_in_workers", func(t *testing.T, c client) {
		cell := c.Execute(`r <- parallel::mclapply(1:3, function(i) { if (i == 2) stop("worker"); plot(i); i }, mc.cores = 3)`)
		cell.Discard()
		expect(t, "class of the failed one", result(c, "inherits(r[[2]], 'try-error')"), "[1] TRUE")
		c.Execute(`p <- parallel::mcparallel({ cat("job\n"); 5 }); v <- parallel::mccollect(p)[[1]]`).OK().Discard()
		expect(t, "value", result(c, "v"), "[1] 5")
		c.Execute(`p <- parallel::mcparallel(quit(status = 3)); invisible(suppressWarnings(parallel::mccollect(p)))`).OK().Discard()
		// Errors and finalizers at the end of a worker must not touch the session's files.
		expect(t, "temporary directory", result(c, "dir.exists(tempdir())"), "[1] TRUE")
	})
	g.hazard("interrupted_mclapply", func(t *testing.T, c client) {
		cell := c.Submit("cat('go'); x <- parallel::mclapply(1:2, function(i) Sys.sleep(30), mc.cores = 2)")
		c.ExpectIOPub(cell.ID, protocol.MsgStream)
		waitUntil(t, 2*time.Second, "two workers", func() bool { return len(g.k.Survivors(0)) >= 2 })
		start := time.Now()
		c.Interrupt()
		cell.Wait().Discard()
		expectWithin(t, "the end of mclapply", time.Since(start), 3*time.Second)
		for range 50 { // the workers' end is no concern of later cells
			c.Execute("invisible(1)").OK()
		}
		c.Fence()
	})
}

func TestHazard_limits(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	// fails runs code that must end in an error and leave the kernel well.
	fails := func(name, code string, parts ...string) {
		g.hazard(name, func(t *testing.T, c client) {
			for range 2 {
				cell := c.Execute(code)
				e := cell.Error()
				cell.Discard()
				found := len(parts) == 0
				for _, part := range parts {
					found = found || strings.Contains(e.EValue, part)
				}
				if !found {
					t.Errorf("evalue is %q, expected one of %q", e.EValue, parts)
				}
			}
		})
	}
	deep := []string{"infinite recursion", "too deeply", "stack usage", "too close to the limit", "node stack overflow", "C stack"}
	fails("infinite_recursion", "f <- function() f(); f()", deep...)
	fails("infinite_recursion_with_arguments", "f <- function(x) g(x + 1); g <- function(x) f(x); f(1)", deep...)
	fails("infinite_recursion_with_large_limit", "options(expressions = 500000); f <- function(n) 1 + f(n + 1); f(1)", deep...)
	fails("deparse_of_a_deep_call", "x <- quote(a); for (i in 1:2e5) x <- call('(', x); y <- deparse(x)", deep...)
	fails("deparse_through_do_call", "f <- function(n) do.call(f, list(n)); f(mtcars)", deep...)
	fails("huge_vector", "x <- numeric(1e12)", "cannot allocate", "too large")
	g.hazard("printing_a_deep_list", func(t *testing.T, c client) {
		cell := c.Execute("x <- list(1); for (i in 1:1e5) x <- list(x); x")
		expect(t, "status", cell.Reply().Status, protocol.StatusError)
		cell.Discard()
		c.Execute("rm(x); invisible(gc())").OK()
	})
	g.hazard("regular_expression_that_recurses", func(t *testing.T, c client) {
		c.Execute(`r <- regmatches(s <- strrep("a(", 1e5), regexpr("((a|b|\\()*)*", s, perl = TRUE))`).Discard()
		c.Execute(`r <- regexpr("(a|b)*c", strrep("ab", 5e5))`).Discard()
	})
	g.hazard("parsing_deep_nesting", func(t *testing.T, c client) {
		c.Execute(strings.Repeat("(", 100_000) + "1" + strings.Repeat(")", 100_000)).Discard()
		c.Execute(strings.Repeat("{", 20_000) + strings.Repeat("}", 20_000)).Discard()
		c.Execute("f <- function(x) " + strings.Repeat("function(x) ", 20_000) + "1").Discard()
	})
}

func TestHazard_interrupts(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.hazard("a_thousand_at_random_moments_hit_no_other_cell", func(t *testing.T, c client) {
		mix := []string{"Sys.sleep(0.01)", "for (i in 1:20000) sqrt(i)", "cat('x\n'); message('y')", "x <- sort(runif(1e5))",
			"system('sleep 0.01')", "invisible(tryCatch(stop('e'), error = identity))", "tryCatch(Sys.sleep(0.01), finally = cat('f\n'))",
			display("d"), "for (i in 1:50) cat(i, '')", "invisible(lapply(1:1000, function(i) i))", "gc()", "1"}
		// Pauses from none to longer than the cells, so that interrupts hit their beginning,
		// middle and end, and the time between.
		random := rand.New(rand.NewPCG(1, 2))
		interrupted := 0
		for i := range 1000 {
			code := mix[i%len(mix)]
			cell := c.Submit(code, kerneltest.ContinueOnError())
			time.Sleep(time.Duration(random.IntN(9_000)) * time.Microsecond)
			c.Interrupt()
			reply := cell.Wait().Reply()
			cell.Discard()
			switch {
			case reply.Status == protocol.StatusError && reply.EName == "interrupt":
				interrupted++
			case reply.Status != protocol.StatusOK:
				t.Fatalf("%q ended with %+v", code, reply)
			}
			if i%4 == 0 {
				next := c.Execute("for (i in 1:200) sqrt(i); Sys.sleep(0.001); 'untouched'")
				if next.Reply().Status != protocol.StatusOK {
					t.Fatalf("the interrupt of %q hit the cell after it: %+v", code, next.Reply())
				}
				expect(t, "result of the next cell", next.Result(), `[1] "untouched"`)
			}
		}
		t.Logf("%d of 1000 cells were interrupted", interrupted)
		if interrupted < 50 || interrupted > 950 {
			t.Errorf("%d of 1000 cells were interrupted; the moments are not random enough", interrupted)
		}
	})
	g.hazard("handlers_may_catch_them", func(t *testing.T, c client) {
		cell := running(c, "tryCatch(Sys.sleep(30), interrupt = function(e) cat('caught\n')); cat('after\n')")
		c.Interrupt()
		expect(t, "stdout", cell.Wait().OK().Stdout(), "caught\nafter\n")
		cell = running(c, "f <- function() { on.exit(cat('cleaned\n')); Sys.sleep(30) }; f()")
		c.Interrupt()
		cell.Wait().Error()
		expect(t, "stdout", cell.Stdout(), "cleaned\n")
	})
}

func TestHazard_session(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	g.hazard("close_all_connections", func(t *testing.T, c client) {
		c.Execute("closeAllConnections()").OK().Discard()
		cell := c.Execute("cat('out\n'); message('err'); 3").OK()
		expect(t, "stdout", cell.Stdout(), "out\n")
		expect(t, "stderr", cell.Stderr(), "err\n")
		expect(t, "result", cell.Result(), "[1] 3")
	})
	g.hazard("open_sinks", func(t *testing.T, c client) {
		c.Execute("file <- tempfile(); sink(file)").OK()
		c.Execute("cat('into the file\n')").OK()
		e := c.Execute("stop('seen in spite of the sink')").Error()
		expect(t, "evalue", e.EValue, "seen in spite of the sink")
		c.Execute("sink()").OK()
		expectContains(t, "file", result(c, "readLines(file)"), "into the file")
		expect(t, "stdout", c.Execute("cat('back\n')").OK().Stdout(), "back\n")
		c.Execute("con <- file(tempfile(), 'w'); sink(con, type = 'message')").OK()
		expect(t, "evalue", c.Execute("stop('second')").Error().EValue, "second")
		c.Execute("sink(type = 'message'); close(con)").OK()
		expect(t, "stderr", c.Execute("message('back')").OK().Stderr(), "back\n")
	})
	g.hazard("finalizers_that_print", func(t *testing.T, c client) {
		cell := c.Execute(`for (i in 1:50) { e <- new.env(); reg.finalizer(e, function(x) cat("F")) }; rm(e); invisible(gc()); cat("end\n")`).OK()
		out := cell.Stdout()
		expect(t, "finalizers run", strings.Count(out, "F"), 50)
		c.Execute(`e <- new.env(); reg.finalizer(e, function(x) stop("in a finalizer")); rm(e)`).OK().Discard()
		c.Execute("invisible(gc())").Discard()
	})
	g.hazard("order_of_cat_and_children", func(t *testing.T, c client) {
		for range 30 {
			cell := c.Execute(`cat("1\n"); system("echo 2; echo e2 >&2"); cat("3\n"); system("printf 4"); cat("\n5\n"); message("e5"); system("echo e6 >&2")`).OK()
			expect(t, "stdout", cell.Stdout(), "1\n2\n3\n4\n5\n")
			expect(t, "stderr", cell.Stderr(), "e2\ne5\ne6\n")
		}
		order := strings.Join(c.Execute(`cat("a\n"); system("echo b >&2"); cat("c\n"); system("echo d"); message("e")`).OK().Order(), "|")
		expect(t, "order", order, "stdout:a\n|stderr:b\n|stdout:c\nd\n|stderr:e\n")
	})
	g.hazard("much_output", func(t *testing.T, c client) {
		cell := c.Execute(`for (i in 1:200000) cat(i, "\n")`).OK()
		lines := strings.Split(strings.TrimSuffix(cell.Stdout(), " \n"), " \n")
		for i, line := range lines {
			if line != fmt.Sprint(i+1) {
				t.Fatalf("line %d is %q", i+1, line)
			}
		}
		expect(t, "lines", len(lines), 200_000)
		expect(t, "bytes of a child", len(c.Execute(`invisible(system("head -c 20000000 /dev/zero | tr '\\0' x"))`).OK().Stdout()), 20_000_000)
	})
}
