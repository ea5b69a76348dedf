package conformance

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// changes are cells that change the workspace under the eyes of who looks at it.
var changes = []string{
	"NAME <- data.frame(a = 1:3, b = letters[1:3])",
	"NAME <- list(a = list(b = NUMBER), f = function(x, y = 2) x)",
	"NAME <- new.env(); NAME$x <- NUMBER; NAME$self <- NAME",
	"for (i in 1:50) NAME <- i * 1.5",
	"for (j in 1:300) assign(paste0('many_', j), runif(2))",
	"rm(list = ls(pattern = '^many_')); invisible(gc())",
	"NAME <- as.data.frame(matrix(0, 2, 3000)); NAME[[2]] <- NULL",
	"NAME <- factor(letters[1:5]); levels(NAME)[1] <- 'other'",
	"delayedAssign('NAME', stop('forced'))",
	"makeActiveBinding('NAME', function() stop('called'), .GlobalEnv)",
	"attach(list(attached_NUMBER = 1), name = 'att'); if (NUMBER %% 3) detach('att')",
	"NAME <- quote(a + b); NAME <- expression(x); NAME <- as.name('x'); NAME <- 1i; NAME <- raw(2); NAME <- mean",
	"invisible(gctorture2(97)); NAME <- list(a = 1, b = list(c = 2)); for (i in 1:5) NAME$a <- c(i, i)",
	"NAME <- 1:10; NAME <- seq_len(1e6); NAME <- as.character(1:100); names(NAME) <- as.character(100:1)",
}

// R is looked at while a session makes and removes what it can, with garbage
// collections at the worst moments: it must not crash, and know the end of it.
func TestSnapshotStress(t *testing.T) {
	g := newGroup(t)
	g.run("changes", func(t *testing.T, c client) {
		rng := rand.New(rand.NewPCG(1, 2))
		for i := range 600 {
			name := fmt.Sprint("variable_", rng.IntN(60))
			change := strings.NewReplacer("NAME", name, "NUMBER", fmt.Sprint(i)).Replace(changes[rng.IntN(len(changes))])
			c.Execute("suppressWarnings(rm('" + name + "')); " + change).OK()
			if i%10 == 0 { // completion walks too
				c.Call(protocol.Shell, protocol.MsgCompleteRequest, fields{"code": name + "$", "cursor_pos": len(name) + 1})
			}
			if strings.Contains(change, "gctorture") { // on while R is looked at
				time.Sleep(30 * time.Millisecond)
				c.Execute("invisible(gctorture(FALSE))").OK()
			}
			time.Sleep([]time.Duration{0, 0, 5, 12, 20}[rng.IntN(5)] * time.Millisecond)
		}
		settled(c, "while ('att' %in% search()) detach('att'); rm(list = ls()); at_last <- list(member_at_last = 1)")
		whileBusy(t, c, func() {
			expectMatches(t, c, "at_last$", "member_at_last")
			expectMatches(t, c, "variable_", "-variable_1", "-variable_2")
		})
	})
}
