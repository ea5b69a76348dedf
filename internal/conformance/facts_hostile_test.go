package conformance

import (
	"strings"
	"testing"

	"github.com/gokernel/gokernel/internal/kerneltest"
	"github.com/gokernel/gokernel/internal/workspace"
)

var hostileCases = []factsCase{
	{"symbols", symbols(""), "active instance; promised instance; list instance; evil instance evil; evil_function function evil (x, mode = c(\"a\", \"b\")); attached_promise instance - - hostile; attached_active instance - - hostile", ""},
	{"active binding", members("active", "$"), "=", ""},
	{"promise", members("promised", "$"), "=", ""},
	{"promise named like a function", arguments("list", ""), "...", ""},
	{"members of an environment", members("holder", "$"), "active instance; promised instance", ""},
	{"active binding in an environment", members("holder$active", "$"), "=", ""},
	{"promise in an environment", members(`holder[["promised"]]`, "$"), "=", ""},
	{"attached", members("attached_promise$x", "$"), "=", ""},
	{"list with methods", members("evil", "$"), "=one instance numeric; two instance character; deep instance data.frame", ""},
	{"list with methods, [[", members(`evil[["deep"]]`, "[["), "=x column numeric", ""},
	{"list with methods, deep", members("evil$deep", "$"), "=x column numeric", ""},
	{"frame with methods", frames("evil_frame"), "=x column integer; y column integer", ""},
	{"frame with methods, $", members("evil_frame", "$"), "=x column integer; y column integer", ""},
	{"environment with methods", members("evil_env", "$"), "=inside instance numeric", ""},
	{"names by a method of the user's", members("registered", "$"), "=own instance numeric", ""},
	{"traced function", arguments("sd", ""), "x; na.rm = FALSE", ""},
	{"choices of a traced function", choices("sd", "na.rm"), "=TRUE; FALSE", ""},
	{"slots", members("evil4", "@"), "=a slot numeric", ""},
	{"$ of S4", members("evil4", "$"), "=", ""},
	{"frame of S4", frames("evil4"), "=", ""},
	{"factor with methods", levels("evil_factor"), "=lo; hi", ""},
	{"text with methods", levels("evil_text"), "=a; b", ""},
	{"call of a function with a class", arguments("evil_function", ""), `=x; mode = c("a", "b")`, ""},
	{"call with a method", arguments("print", "evil"), "x; ...", ""},
	{"call on S4", arguments("summary", "evil4"), "object", ""},
	{"call on a promise", arguments("print", "promised"), "x; ...", ""},
	{"call on an active binding", arguments("print", "active"), "x; ...", ""},
	{"call of an active binding", arguments("active", ""), "=", ""},
	{"call on an expression", arguments("print", "mark('x')()"), "x; ...", ""},
	{"new with a value that is no name", arguments("new", "evil_text"), "=", ""},
	{"defaults are not evaluated", arguments("evil_default", ""), `=x = mark("default")(); y = c("p", "q")`, ""},
	{"choices of a default", choices("evil_default", "y"), `="p"; "q"`, ""},
	{"choices of code", choices("evil_default", "x"), "=", ""},
	{"choices of a function with a class", choices("evil_function", "mode"), `="a"; "b"`, ""},
	{"choices in a body with a formula", choices("has_formula", "kind"), `="k1"; "k2"`, ""},
	{"masked functions", arguments("base::lapply", ""), "=X; FUN; ...", ""},
	{"lists", workspace.Query{Lists: []workspace.List{workspace.Packages, workspace.Options, workspace.Environment, workspace.Classes, workspace.Datasets, workspace.Topics}},
		"stats; digits; PATH; Evil4; mtcars; lm", ""},
	{"namespace that is not loaded", exports("splines", "bs"), "=bs function - - splines", ""},
	{"text that is no R", members(`"\xzz" $ (`, "$"), "=", ""},
	{"text that is several expressions", members("mtcars; iris", "$"), "=", ""},
	{"empty text", members(" ", "$"), "=", ""},
	{"assignment", members("mtcars <- 1", "$"), "=", ""},
	{"long path", members("evil"+strings.Repeat("$one", 200000), "$"), "=", ""},
	{"deep nesting", members(nested("(", ")", 2000, "mtcars"), "$"), "=", ""},
}

// nested is inner between n opening and n closing texts.
func nested(opening, closing string, n int, inner string) string {
	text := inner
	for range n {
		text = opening + text + closing
	}
	return text
}

func TestFacts_runNoCodeOfTheUsers(t *testing.T) {
	c := kerneltest.Start(t, kerneltest.Options{}).Connect(t)
	loadSession(t, c, "testdata/facts/hostile.R")
	for _, tc := range hostileCases {
		t.Run(tc.name, func(t *testing.T) {
			checkFacts(t, c, tc)
			if ran := c.Execute(`base::cat(ran); ran <- base::character()`).OK().Stdout(); ran != "" {
				t.Errorf("this ran code of the user's: %s", ran)
			}
		})
	}
	after := `after <- base::list(seed = .Random.seed, search = search(), loaded = loadedNamespaces(), wd = getwd(),
  devices = dev.list(), connections = showConnections(all = TRUE), names = base::setdiff(ls(all.names = TRUE), base::c("before", "after")), warnings = base::get0("last.warning", baseenv()))
for (part in base::names(before)) if (!base::identical(before[[part]], after[[part]])) base::cat(part, "changed\n")`
	if changed := c.Execute(after).OK().Stdout(); changed != "" {
		t.Errorf("traces in the session: %s", changed)
	}
}

// An object that was asked about is as free to change in place as it was before.
func TestFacts_leaveNoReferences(t *testing.T) {
	c := kerneltest.Start(t, kerneltest.Options{}).Connect(t)
	c.Execute(`x <- c(one = 1, two = 2); l <- list(a = 1:3); f <- factor(c("p", "q")); invisible(lapply(list(x, l, f), identity))
x[["one"]] <- 5; l[["a"]] <- 2:4; f[1] <- "q"; f <- unserialize(serialize(f, NULL))
l <- unserialize(serialize(l, NULL)); x <- unserialize(serialize(x, NULL)); x[[1]] <- 5; l[[1]] <- 1
tracemem(x) -> tx; tracemem(l) -> tl`).OK()
	for _, q := range []workspace.Query{members("x", "[["), members("l", "$"), frames("l", "x"), symbols("x"), symbols("l"),
		levels("x"), arguments("print", "x"), arguments("summary", "l"), choicesFor("summary", "l", "digits", 0), members("l$a", "$")} {
		askFacts(t, c, q)
	}
	if copied := c.Execute(`x[[1]] <- 7; l[[1]] <- 7`).OK().Stdout(); copied != "" {
		t.Errorf("asking about an object makes R copy it: %s", copied)
	}
}
