package introspection

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/inspection"
	"github.com/gokernel/gokernel/internal/workspace"
)

// Whatever the code is, it is answered: while R works, on the goroutine of a timer.
func TestNonsense_is_answered(t *testing.T) {
	s := workspace.NewSnapshot()
	i := Introspection{Snapshot: s, Inspector: inspection.New(s)}
	words := strings.Fields("( ) [ ] [[ ]] { } $ @ :: ::: x mtcars f lm library ` ' \" \\ |> %>% <- -> = ~ , ; function if for in " +
		"r\"( )\" é 🎉 1e 0x ... NULL mean( aes( data= [, options( Sys.getenv( \xff")
	random := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		var b strings.Builder
		for range 1 + random.IntN(15) {
			b.WriteString(words[random.IntN(len(words))] + []string{"", " ", "\n"}[random.IntN(3)])
		}
		code := b.String()
		pos := random.IntN(len([]rune(code)) + 1)
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("%q at %d: %v", code, pos, p)
				}
			}()
			i.Complete(code, pos).Answer(nil)
			i.Inspect(code, pos, 1).Answer(nil)
			i.IsComplete(code).Answer(nil)
			workspace.Assigned(code)
		}()
	}
}
