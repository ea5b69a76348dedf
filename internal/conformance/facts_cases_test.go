package conformance

import "github.com/gokernel/gokernel/internal/workspace"

func symbols(prefix string) workspace.Query { return workspace.Query{Prefix: prefix, Symbols: true} }

func members(expr, operator string) workspace.Query {
	return workspace.Query{Members: expr, Operator: operator}
}

func arguments(function, object string) workspace.Query {
	return workspace.Query{Calls: []workspace.Call{{Function: function, Object: object}}}
}

func frames(exprs ...string) workspace.Query { return workspace.Query{Frames: exprs} }

func choices(function, name string) workspace.Query {
	return workspace.Query{Choices: &workspace.Choice{Call: workspace.Call{Function: function}, Name: name}}
}

func choicesFor(function, object, name string, position int) workspace.Query {
	return workspace.Query{Choices: &workspace.Choice{Call: workspace.Call{Function: function, Object: object}, Name: name, Position: position}}
}

func levels(exprs ...string) workspace.Query { return workspace.Query{Levels: exprs} }

func list(l workspace.List, prefix string) workspace.Query {
	return workspace.Query{Prefix: prefix, Lists: []workspace.List{l}}
}

func exports(pkg, prefix string) workspace.Query {
	return workspace.Query{Prefix: prefix, Namespace: pkg}
}

func internals(pkg, prefix string) workspace.Query {
	return workspace.Query{Prefix: prefix, Namespace: pkg, Internal: true}
}

func factsCases() []factsCase {
	var all []factsCase
	for _, part := range [][]factsCase{symbolCases, memberCases, callCases, choiceCases, listCases} {
		all = append(all, part...)
	}
	return all
}

var symbolCases = []factsCase{
	{"symbols: function of the workspace", symbols("measure"), `=measure_one function function (distance, unit = c("m", "km"), verbose = FALSE, n = 10L, ...)`, ""},
	{"symbols: of the workspace alone", workspace.Query{Prefix: "me", Symbols: true, Workspace: true}, "measure_one ANY", "mean median"},
	{"symbols: any case", symbols("MEASURE"), `measure_one function function (distance, unit = c("m", "km"), verbose = FALSE, n = 10L, ...)`, ""},
	{"symbols: package functions", symbols("mea"), "mean function function (x, ...) base; measure_one ANY", "median"},
	{"symbols: nearest wins, once", symbols("frame"), "=frame instance data.frame", ""},
	{"symbols: data sets", symbols("mtc"), "mtcars ANY", ""},
	{"symbols: no dots", symbols(""), "frame instance data.frame; lm ANY", ".Machine .packages"},
	{"symbols: dots", symbols(".Mach"), "=.Machine instance list - base", ""},
	{"symbols: constants of base", symbols("LETT"), "=LETTERS instance character - base; letters instance character - base", ""},
	{"symbols: names that need quotes", symbols("odd"), "=odd name instance list", ""},
	{"symbols: the kernel's own", symbols("display_ht"), "display_html function function (data = NULL, file = NULL) tools:gokernel", ""},
	{"symbols: nothing", symbols("no_such_name_"), "=", ""},
	{"symbols: S4 object", symbols("person"), "person instance Person; personList ANY", ""},
	{"symbols: primitives", symbols("is.num"), "is.numeric function function (x) base", ""},
	{"namespace: exports", exports("stats", "md"), "=", ""},
	{"namespace: loaded", exports("stats", "sd"), "=sd function function (x, na.rm = FALSE) stats", ""},
	{"namespace: internals", internals("stats", "plot.l"), "plot.lm ANY", ""},
	{"namespace: exports hide internals", exports("stats", "plot."), "plot.ts ANY", "plot.lm"},
	{"namespace: base", exports("base", "paste"), "paste ANY; paste0 ANY", ""},
	{"namespace: data", exports("datasets", "mtc"), "mtcars ANY", ""},
	{"namespace: not loaded", exports("splines", "bs"), "=bs function - - splines", ""},
	{"namespace: not loaded, internals", internals("splines", "pred"), "predict.bs function - - splines", ""},
	{"namespace: not loaded, data", exports("ggplot2", "dia"), "=diamonds dataset - - ggplot2", ""},
	{"namespace: not installed", exports("no.such.package", ""), "=", ""},
	{"namespace: no path tricks", exports("../../etc", ""), "=", ""},
}

var memberCases = []factsCase{
	{"$ frame", members("frame", "$"), "=alpha column integer; beta column character; gamma column factor; two words column numeric; when column POSIXct", ""},
	{"$ data set", members("mtcars", "$"), "mpg column numeric; carb column numeric", ""},
	{"$ data set of a namespace", members("datasets::mtcars", "$"), "mpg column numeric", ""},
	{"$ list", members("nested", "$"), `=inner instance list; fun function function (a, b = "z", ...)`, ""},
	{"$ nested", members("nested$inner$deep", "$"), "alpha column integer", ""},
	{"$ [[", members(`nested[["inner"]][["deep"]]`, "$"), "alpha column integer", ""},
	{"$ [[ number", members("nested[[1]]", "$"), "=deep instance data.frame; n instance integer", ""},
	{"$ [[ number outside", members("nested[[9]]", "$"), "=", ""},
	{"$ parentheses", members("(frame)", "$"), "alpha column integer", ""},
	{"$ backticks", members("`odd name`", "$"), "=x instance numeric", ""},
	{"$ calls are not made", members("stop('evaluated')", "$"), "=", ""},
	{"$ rows are not taken", members("frame[1, ]", "$"), "=", ""},
	{"$ no such object", members("no_such_object", "$"), "=", ""},
	{"$ no code", members("1 +", "$"), "=", ""},
	{"$ empty and doubled names", members("doubles", "$"), "=a instance numeric", ""},
	{"$ atomic vectors have none", members("named", "$"), "=", ""},
	{"$ environment", members("home", "$"), `visible instance numeric; .hidden instance character; method function function (self, k = 3L)`, ""},
	{"$ of an environment's member", members("home$visible", "$"), "=", ""},
	{"$ model", members("model", "$"), "coefficients instance numeric; call instance call; model instance data.frame", ""},
	{"$ model's frame", members("model$model", "$"), "=mpg column numeric; wt column numeric", ""},
	{"$ R6", members("stack", "$"), "items instance list; push function function (item, times = 1); top instance", "secret .__enclos_env__"},
	{"$ R6, inherited", members("queue", "$"), "pop function function (n = 1); push ANY", ""},
	{"$ R6 generator", members("Stack", "$"), "new ANY", ""},
	{"$ reference object", members("account", "$"), `balance instance; deposit function refMethodDef (amount, note = ""); copy ANY`, ".self .refClassDef"},
	{"$ reference generator", members("Account", "$"), "new function; methods function; fields function", ""},
	{"$ S4 has none", members("person", "$"), "=", ""},
	{"[[ frame", members("frame", "[["), "alpha column integer; two words column numeric", ""},
	{"[[ named vector", members("named", "[["), "=one instance; two instance", ""},
	{"[[ list", members("nested", "[["), "inner instance list", ""},
	{"[[ environment", members("home", "[["), "visible instance numeric", ""},
	{"@ S4", members("person", "@"), "=name slot character; age slot numeric", ""},
	{"@ inherited slots", members("student", "@"), "=school slot character; name slot character; age slot numeric", ""},
	{"@ then @", members("person@name", "@"), "=", ""},
	{"@ of a frame", members("frame", "@"), "=", ""},
	{"frame: frame", frames("frame"), "alpha column integer; gamma column factor", ""},
	{"frame: several", frames("named", "grid", "nested"), `=--; left column; right column; --; inner column list; fun column function (a, b = "z", ...)`, ""},
	{"$ by a method of a package", members("remote", "$"), "=ping instance; pong instance", ""},
	{"$ Bioconductor", members("bioc", "$"), "=score column integer; strand column character", ""},
	{"@ S7", members("dog", "@"), "=name slot character; age slot numeric", ""},
	{"frame: plot", frames("plot_of_frame"), "alpha column integer", "layers"},
	{"frame: plot of S7", frames("plot_of_s7"), "alpha column integer", "layers"},
	{"frame: database", frames("in_database"), "=id column; price column", ""},
	{"frame: query of a database", frames("selected"), "=id column; sum column", ""},
	{"frame: Bioconductor", frames("bioc"), "=score column integer; strand column character", ""},
	{"frame: groups", frames("grouped"), "alpha column integer", ""},
	{"frame: of a namespace", frames("datasets::cars"), "=speed column numeric; dist column numeric", ""},
	{"frame: environment", frames("home"), "visible column numeric", ".hidden"},
	{"frame: unknown", frames("no_such"), "=", ""},
}

var callCases = []factsCase{
	{"call: closure", arguments("lm", ""), `formula; data; method = "qr"; ...`, ""},
	{"call: of a namespace", arguments("stats::sd", ""), "=x; na.rm = FALSE", ""},
	{"call: internal of a namespace", arguments("stats:::plot.lm", ""), `which = c(1, 2, 3, 5); id.n = 3`, ""},
	{"call: not loaded, which its files tell", arguments("splines::bs", ""), "=", ""},
	{"call: not there", arguments("no_such_function", ""), "=", ""},
	{"call: member", arguments("nested$fun", ""), `=a; b = "z"; ...`, ""},
	{"call: a function behind a value", arguments("text", ""), "x; y = NULL", ""},
	{"call: not a function", arguments("frame", ""), "=", ""},
	{"call: primitive", arguments("sum", ""), "=...; na.rm = FALSE", ""},
	{"call: special", arguments("quote", ""), "=expr", ""},
	{"call: generic and default", arguments("describe", ""), "=x; ...; digits = 3", ""},
	{"call: S3 method of the workspace", arguments("describe", "cow"), `=x; sound = c("moo", "woof"); loud = TRUE; ...`, ""},
	{"call: no method for it", arguments("describe", "frame"), "=x; ...; digits = 3", ""},
	{"call: registered method", arguments("plot", "model"), "which = c(1, 2, 3, 5); id.n = 3; y", ""},
	{"call: visible method", arguments("print", "frame"), "row.names = TRUE; digits = NULL", ""},
	{"call: by implicit class", arguments("summary", "grid"), "=object; ...", ""},
	{"call: formula", arguments("aggregate", "alpha ~ beta"), "data; FUN", ""},
	{"call: predict", arguments("predict", "model"), `newdata; se.fit = FALSE; interval = c("none", "confidence", "prediction")`, ""},
	{"call: date", arguments("seq", "when"), "by; length.out = NULL", ""},
	{"call: cbind", arguments("rbind", "frame"), "make.row.names = TRUE; stringsAsFactors = FALSE", ""},
	{"call: t.test", arguments("t.test", ""), `x; alternative = c("two.sided", "less", "greater")`, ""},
	{"call: object that would have to be made", arguments("print", "frame[1, ]"), "x; ...; digits = NULL", "row.names"},
	{"call: S4 method", arguments("greet", "person"), `=who; greeting = "Hello"; ...`, ""},
	{"call: S4 method, inherited", arguments("greet", "student"), `=who; greeting = "Hello"; ...`, ""},
	{"call: S4 generic", arguments("greet", ""), "=who; ...", ""},
	{"call: S4 method of an S3 generic", arguments("summary", "person"), "object; brief = FALSE", ""},
	{"call: S3 method behind an S4 generic", arguments("summary", "model"), "object; correlation = FALSE", ""},
	{"call: new", arguments("new", `"Student"`), "=school; name; age", ""},
	{"call: new with initialize", arguments("new", `"Counted"`), "=n = 10; from", ""},
	{"call: new, no class", arguments("new", `"NoSuchClass"`), "=", ""},
	{"call: new, reference class", arguments("new", `"Account"`), "=balance; owner", ""},
	{"call: class generator", arguments("Point", ""), "=x; y", ""},
	{"call: reference generator", arguments("Account$new", ""), "=balance; owner", ""},
	{"call: reference generator itself", arguments("Account", ""), "=balance; owner", ""},
	{"call: reference initialize", arguments("Logger$new", ""), `file = "log.txt"; path`, ""},
	{"call: reference method", arguments("account$deposit", ""), `=amount; note = ""`, ""},
	{"call: R6 initialize", arguments("Stack$new", ""), "=items = list(); limit = 100", ""},
	{"call: R6 initialize, inherited", arguments("Queue$new", ""), "=items = list(); limit = 100", ""},
	{"call: R6 method", arguments("queue$push", ""), "=item; times = 1", ""},
	{"call: two", workspace.Query{Calls: []workspace.Call{{Function: "sd"}, {Function: "quote"}}}, "=x; na.rm = FALSE; --; expr", ""},
	{"call: long default", arguments("stats:::plot.lm", ""), `caption = list("Residuals vs Fitted", "Normal Q-Q", "Scale-Location...`, ""},
}

var choiceCases = []factsCase{
	{"choice: c() of strings", choices("cor", "method"), `="pearson"; "kendall"; "spearman"`, ""},
	{"choice: part of a name", choices("cor", "meth"), `="pearson"; "kendall"; "spearman"`, ""},
	{"choice: by position", choicesFor("cor", "", "", 3), `="pearson"; "kendall"; "spearman"`, ""},
	{"choice: of the workspace", choices("measure_one", "unit"), `="m"; "km"`, ""},
	{"choice: logical", choices("measure_one", "verbose"), "=TRUE; FALSE", ""},
	{"choice: number", choices("measure_one", "n"), "=", ""},
	{"choice: no such argument", choices("measure_one", "zzz"), "=", ""},
	{"choice: beyond the dots", choicesFor("measure_one", "", "", 4), "=", ""},
	{"choice: through the method", choicesFor("describe", "cow", "sound", 0), `="moo"; "woof"`, ""},
	{"choice: through the default method", choices("t.test", "alternative"), `="two.sided"; "less"; "greater"`, ""},
	{"choice: match.arg behind a name", choices("with_local_choices", "kind"), `="red"; "green"`, ""},
	{"choice: match.arg with choices", choices("with_local_choices", "how"), `="up"; "down"`, ""},
	{"choice: switch", choices("with_local_choices", "mode"), `="fast"; "slow"`, ""},
	{"choice: pmatch", choices("dist", "method"), `"euclidean"; "manhattan"; "binary"`, ""},
	{"choice: of a namespace", choices("stats::optim", "method"), `"Nelder-Mead"; "BFGS"`, ""},
	{"choice: known, code", choices("glm", "family"), "binomial; poisson", ""},
	{"choice: known, colours", choices("plot", "col"), `"red"; "steelblue"`, ""},
	{"choice: known, by function", choices("plot", "type"), `"p"; "l"; "n"`, ""},
	{"choice: known, unknown function", choices("no_such", "lty"), `"solid"; "dashed"`, ""},
	{"choice: known, use", choices("cor", "use"), `"complete.obs"; "pairwise.complete.obs"`, ""},
	{"choice: na.action", choices("lm", "na.action"), "na.omit; na.exclude", ""},
}

var listCases = []factsCase{
	{"levels: factor", levels("frame$gamma"), "=hi; lo", ""},
	{"levels: text", levels("text"), "=b; a", ""},
	{"levels: data set", levels("iris$Species"), "=setosa; versicolor; virginica", ""},
	{"levels: several", levels("frame$gamma", "frame$beta"), "=hi; lo; x; y", ""},
	{"levels: numbers", levels("frame$alpha"), "=", ""},
	{"levels: unknown", levels("no_such$x"), "=", ""},
	{"list: packages", list(workspace.Packages, "sta"), "stats; stats4", "base"},
	{"list: options", list(workspace.Options, "dig"), "digits", "width"},
	{"list: environment", list(workspace.Environment, "R_HO"), "R_HOME", "PATH"},
	{"list: classes", list(workspace.Classes, ""), "Person; numeric; Account", ".environment ("},
	{"list: data sets", list(workspace.Datasets, "mt"), "mtcars", "iris"},
	{"list: topics", list(workspace.Topics, "lm"), "lm; lm.fit", "glm"},
	{"list: unknown", list("no such list", ""), "=", ""},
}
