// Command bench measures how long kernels take to answer what frontends ask while
// somebody types, and prints a table. gokernel and IRkernel are asked in turn by the
// same client, so that what else the machine does hits both.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	rounds   int
	gokernel string
	others   bool
	more     commands
}

// commands are further kernels, as NAME=COMMAND LINE.
type commands []command

type command struct {
	name string
	argv []string
}

func (c *commands) String() string { return "" }

func (c *commands) Set(text string) error {
	name, line, ok := strings.Cut(text, "=")
	if !ok || !strings.Contains(line, "{connection_file}") {
		return errors.New("want NAME=COMMAND with {connection_file} in it")
	}
	*c = append(*c, command{name, strings.Fields(line)})
	return nil
}

func run(args []string, out io.Writer) error {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&s.rounds, "rounds", 200, "how often each request is made")
	flags.StringVar(&s.gokernel, "gokernel", "bin/gokernel", "the executable")
	flags.BoolVar(&s.others, "irkernel", true, "measure IRkernel too if it is installed")
	flags.Var(&s.more, "kernel", "another kernel to measure, as NAME=COMMAND with {connection_file} (may be repeated)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	kernels, stop, err := startAll(s.list())
	defer stop()
	if err != nil {
		return err
	}
	if err := measureIdle(out, kernels, s.rounds); err != nil {
		return err
	}
	return measureBusy(out, kernels[0], s.rounds)
}

// list begins with gokernel, to which the others are compared.
func (s settings) list() []command {
	list := []command{{"gokernel", []string{s.gokernel, "start", "-f", "{connection_file}"}}}
	if s.others && exec.Command("Rscript", "-e", `stopifnot(requireNamespace("IRkernel"))`).Run() == nil {
		list = append(list, command{"IRkernel", []string{"R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"}})
	}
	return append(list, s.more...)
}
