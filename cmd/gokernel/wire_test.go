package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/gokernel/gokernel/internal/console"
	"github.com/gokernel/gokernel/internal/interp"
)

// The two sides that wire.go joins.
var (
	_ interp.Host = rHost{}
	_ console.R   = interpreter{}
)

// enumeration is one that the console, the interpreter and C each declare, and that
// is converted by value.
type enumeration struct {
	console, interp string   // the types
	c               []string // the constants in shim.h, by value
	values          [][2]int // of the constants in console and interp, by value
}

var enumerations = []enumeration{
	{"CommandKind", "CommandKind",
		[]string{"GK_CMD_WAIT", "GK_CMD_EXECUTE", "GK_CMD_CALL", "GK_CMD_QUIT", "GK_CMD_EOF", "GK_CMD_OBSERVE"},
		[][2]int{
			{int(console.Wait), int(interp.Wait)}, {int(console.Execute), int(interp.Execute)},
			{int(console.Call), int(interp.Call)}, {int(console.Quit), int(interp.Quit)},
			{int(console.EndOfInput), int(interp.EOF)}, {int(console.Observe), int(interp.Observe)},
		}},
	{"ResultStatus", "Status",
		[]string{"GK_RES_NONE", "GK_RES_OK", "GK_RES_ERROR", "GK_RES_INTERRUPT", "GK_RES_ABORT", "GK_RES_INCOMPLETE", "GK_RES_SYNTAX"},
		[][2]int{
			{int(console.None), int(interp.None)}, {int(console.OK), int(interp.OK)},
			{int(console.Failed), int(interp.Error)}, {int(console.Interrupted), int(interp.Interrupt)},
			{int(console.Aborted), int(interp.Abort)}, {int(console.Incomplete), int(interp.Incomplete)},
			{int(console.SyntaxError), int(interp.Syntax)},
		}},
	{"Source", "Source",
		[]string{"GK_STDOUT", "GK_STDERR", "GK_FD1", "GK_FD2"},
		[][2]int{
			{int(console.ConsoleStdout), int(interp.ConsoleStdout)}, {int(console.ConsoleStderr), int(interp.ConsoleStderr)},
			{int(console.FD1), int(interp.FD1)}, {int(console.FD2), int(interp.FD2)},
		}},
	{"DisplayKind", "DisplayKind",
		[]string{"GK_DISPLAY_DATA", "GK_EXECUTE_RESULT", "GK_UPDATE_DISPLAY_DATA"},
		[][2]int{
			{int(console.DisplayData), int(interp.DisplayData)}, {int(console.ExecuteResult), int(interp.ExecuteResult)},
			{int(console.UpdateDisplayData), int(interp.UpdateDisplayData)},
		}},
	{"InputState", "InputState",
		[]string{"GK_INPUT_WAIT", "GK_INPUT_LINE", "GK_INPUT_EOF"},
		[][2]int{
			{int(console.InputWait), int(interp.InputWait)}, {int(console.InputLine), int(interp.InputLine)},
			{int(console.InputEOF), int(interp.InputEOF)},
		}},
}

func TestEnumerations_haveTheSameValues(t *testing.T) {
	shim, err := os.ReadFile("../../internal/interp/shim.h")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range enumerations {
		for value, pair := range e.values {
			if pair != [2]int{value, value} {
				t.Errorf("%s, constant %d: %d in console, %d in interp", e.console, value, pair[0], pair[1])
			}
			inC := regexp.MustCompile(`\b` + e.c[value] + `\s*=\s*(\d+)`).FindSubmatch(shim)
			if inC == nil || string(inC[1]) != strconv.Itoa(value) {
				t.Errorf("%s is %q in shim.h, want %d", e.c[value], inC, value)
			}
		}
	}
}

// A constant that only one side knows would pass the border as a number without name.
func TestEnumerations_haveNoOtherConstants(t *testing.T) {
	inConsole := constants(t, "../../internal/console/r.go")
	inInterp := constants(t, "../../internal/interp/host.go")
	for _, e := range enumerations {
		if n := inConsole[e.console]; n != len(e.values) {
			t.Errorf("console has %d constants of %s, want %d", n, e.console, len(e.values))
		}
		if n := inInterp[e.interp]; n != len(e.values) {
			t.Errorf("interp has %d constants of %s, want %d", n, e.interp, len(e.values))
		}
		delete(inConsole, e.console)
		delete(inInterp, e.interp)
	}
	if len(inConsole) > 0 || len(inInterp) > 0 {
		t.Errorf("enumerations that are not compared: %v, %v", inConsole, inInterp)
	}
}

// constants counts the exported constants of each enumeration in a file.
func constants(t *testing.T, file string) map[string]int {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, decl := range f.Decls {
		block, ok := decl.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		for _, spec := range block.Specs {
			first := block.Specs[0].(*ast.ValueSpec)
			of, typed := first.Type.(*ast.Ident)
			if !typed {
				break
			}
			for _, name := range spec.(*ast.ValueSpec).Names {
				if name.IsExported() {
					count[of.Name]++
				}
			}
		}
	}
	return count
}

func TestRHost_passesTextAndArguments(t *testing.T) {
	c, _ := newFakeConsole(t)
	host := rHost{c, nil}
	host.Started()
	if got := host.Next(interp.Result{}); got.Kind != interp.Wait {
		t.Fatalf("first command: %+v", got)
	}
	c.HandleMessage(request(t, "complete_request", map[string]any{"code": "mea", "cursor_pos": 2}))
	got := host.Next(interp.Result{})
	if got.Kind != interp.Call || got.Text != "workspace_facts" || !slices.Contains(got.Args, "me") {
		t.Errorf("complete_request gives %+v", got)
	}
	c.HandleMessage(request(t, "execute_request", map[string]any{"code": "x", "silent": true}))
	got = host.Next(interp.Result{Status: interp.OK, JSON: []byte(`{"matches":["mean"]}`)})
	if got.Kind != interp.Execute || got.Text != "x" || !got.Silent {
		t.Errorf("execute_request gives %+v", got)
	}
	c.Shutdown()
	if got = host.Next(interp.Result{Status: interp.Interrupt}); got.Kind != interp.Quit || got.SkipLast {
		t.Errorf("a shutdown gives %+v", got)
	}
	if got = host.Next(interp.Result{}); got.Kind != interp.Quit || !got.SkipLast {
		t.Errorf("the second time %+v", got)
	}
}
