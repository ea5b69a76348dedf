package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// answerLimit is far above what anybody waits for.
const answerLimit = 60 * time.Second

// warmUp are rounds that do not count; the first of all is in a column of its own.
const warmUp = 5

// measureIdle makes each request to each kernel in turn, rounds times.
func measureIdle(out io.Writer, kernels []*kernel, rounds int) error {
	all := requests()
	results := make([][]series, len(all))
	for _, k := range kernels {
		if err := k.run(prepare); err != nil {
			return err
		}
	}
	for round := range warmUp + rounds {
		for i, r := range all {
			if results[i] == nil {
				results[i] = make([]series, len(kernels))
			}
			for j := range kernels {
				j = (j + round) % len(kernels) // none is always first
				took, answer, err := kernels[j].ask(r.msgType, r.content, answerLimit)
				if err != nil {
					return fmt.Errorf("%s: %w", kernels[j].name, err)
				}
				results[i][j].add(round, took, r.answered(answer))
			}
		}
	}
	fmt.Fprintf(out, "R idle, %d rounds; milliseconds from request to reply\n\n", rounds)
	return writeComparison(out, kernels, all, results)
}

// work keeps R busy: in the interpreter, and in C code that never looks for interrupts.
var work = []struct{ name, code string }{
	{"in a loop", "for (i in 1:1e9) sqrt(i)"},
	{"in C", "invisible(sort(runif(2e7), method = 'quick'))"},
}

// measureBusy asks a kernel that is at work, which other kernels answer when it is done.
func measureBusy(out io.Writer, k *kernel, rounds int) error {
	rounds = max(1, rounds/10) // before each answer the kernel waits for a moment of patience
	for _, w := range work {
		results, err := whileBusy(k, w.code, rounds)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "\n%s while R is busy %s, %d rounds; milliseconds from request to reply\n\n", k.name, w.name, rounds)
		if err := writeComparison(out, []*kernel{k}, requests(), results); err != nil {
			return err
		}
	}
	return nil
}

func whileBusy(k *kernel, code string, rounds int) ([][]series, error) {
	all := requests()
	results := make([][]series, len(all))
	b := busy{kernel: k, code: code}
	for round := range rounds {
		for i, r := range all {
			if round == 0 {
				results[i] = make([]series, 1)
			}
			took, answer, err := b.ask(r)
			if err != nil {
				return nil, err
			}
			results[i][0].add(warmUp+round, took, r.answered(answer))
		}
	}
	return results, b.end()
}

// busy is a kernel that is kept at work.
type busy struct {
	*kernel
	code string
	id   string // of the request that runs
}

// ask repeats a request until R was at work from its begin to the reply.
func (b *busy) ask(r request) (took time.Duration, answer json.RawMessage, err error) {
	for {
		if b.id == "" || b.idle[b.id] {
			if b.id, err = b.execute(b.code); err != nil {
				return 0, nil, err
			}
			time.Sleep(50 * time.Millisecond) // until R is inside
		}
		took, answer, err = b.kernel.ask(r.msgType, r.content, answerLimit)
		if err != nil || !b.idle[b.id] {
			return took, answer, err
		}
	}
}

// end interrupts the work.
func (b *busy) end() error {
	if _, err := b.send(protocol.Control, protocol.MsgInterruptRequest, nil); err != nil {
		return err
	}
	return b.receive(answerLimit, func() bool { return b.idle[b.id] })
}

// run executes code and waits for its end.
func (c *client) run(code string) error {
	id, err := c.execute(code)
	if err != nil {
		return err
	}
	return c.receive(answerLimit, func() bool { return c.idle[id] })
}
