package conformance

// inspectedObjects are values to be explained.
const inspectedObjects = `
frame <- data.frame(n = c(1.5, 2, NA), s = c("a", NA, "c"), f = factor(c("u", "v", "u")))
number <- c(first = 1, second = 2)
l <- list(a = 1, b = list(c = "deep", f = function(x, y) x))
model <- lm(mpg ~ wt, mtcars)
m <- matrix(1:6, 2, dimnames = list(c("r1", "r2"), NULL))
long_text <- c(strrep("x", 100), NA)
day <- as.Date("2024-01-02") + 0:2
setClass("Person", representation(name = "character")); person <- new("Person", name = "Ada")
suppressMessages(Account <- setRefClass("Account", fields = list(total = "numeric"), methods = list(add = function(amount) total <<- total + amount)))
account <- Account$new(total = 5)
form <- y ~ x
` + "`odd name`" + ` <- 3
#' Halves.
#'
#' @param value what to halve
half <- function(value) value / 2
invisible()`

// inspectCases are places in code and parts of their explanations.
var inspectCases = []struct {
	code   string
	detail int
	want   []string
}{
	{"lm‸", 0, []string{"lm(formula, data,", "is used to fit linear models", "Arguments:", "an optional data frame"}},
	{"lm‸", 1, []string{"Details:", "See Also:", "Examples:", "Source:\n\nfunction"}},
	{"lm(‸", 0, []string{"Fitting Linear Models {stats}"}},
	{"lm(\n  mpg ~ wt,\n  ‸", 0, []string{"Fitting Linear Models"}},
	{"lm(data‸ = mtcars)", 0, []string{"data: argument of lm", "an optional data frame"}},
	{"lm(data = ‸", 0, []string{"data: argument of lm"}},
	{"plot(model, which‸ = 1)", 0, []string{"a subset of the numbers", "Default: ‘c("}},
	{"paste(x, collapse‸ = \"\")", 0, []string{"collapse: argument of paste", "Default: ‘NULL’"}},
	{"add_up(1, b‸ = 2)", 0, []string{"b: argument of add_up", "Default: ‘2’"}},
	{"mtcars‸", 0, []string{"data.frame, 32 rows, 11 columns", "Motor Trend", "Mazda RX4", "$ mpg : num [32]"}},
	{"mtcars$mpg‸", 0, []string{"numeric, 32 values", "Miles/(US) gallon", "range: 10.4 to 33.9"}},
	{"mtcars |>\n  subset(cyl‸ == 4)", 0, []string{"‘mtcars$cyl’", "Number of cylinders"}},
	{"data(iris‸)", 0, []string{"Edgar Anderson"}},
	{"library(stats‸)", 1, []string{"stats: The R Stats Package", "attached", "Index:"}},
	{"stats‸::sd", 0, []string{"The R Stats Package"}},
	{"stats::sd‸(1)", 0, []string{"sd(x, na.rm = FALSE)"}},
	{"tools::file_ext‸", 0, []string{"file_ext"}}, // its package may not be loaded
	{"x %in%‸ y", 0, []string{"Value Matching"}},
	{"x |>‸ f()", 0, []string{"Forward Pipe"}},
	{"x <-‸ 1", 0, []string{"Assignment"}},
	{"x ‸[[1]]", 0, []string{"Extract or Replace"}},
	{"a :‸: b", 0, []string{"Colon"}},
	{"y ~‸ x", 0, []string{"Tilde Operator"}},
	{"1 +‸ 1", 0, []string{"Arithmetic"}},
	{"if‸ (x) y", 0, []string{"Control Flow"}},
	{"repeat‸ {}", 0, []string{"Control Flow"}},
	{"function‸(x) x", 0, []string{"Function Definition"}},
	{"NULL‸", 0, []string{"Null Object"}},
	{"TRUE‸", 0, []string{"Logical Vectors"}},
	{"sum‸", 0, []string{"sum(..., na.rm = FALSE)", "primitive"}},
	{"help(\"median‸\")", 0, []string{"Median Value"}},
	{"frame‸", 0, []string{"data.frame, 3 rows, 3 columns", "  n  s    f\nnum  chr  factor\n1.5  a    u\n2.0  NA   v\n", "$ f: factor [3] u v u"}},
	{"frame$n‸", 0, []string{"missing: 1", "num [3] 1.5 2 NA"}},
	{"frame$f‸", 0, []string{"levels: u (2), v (1)"}},
	{"frame$s‸", 0, []string{"chr [3] \"a\" NA \"c\""}},
	{"long_text‸", 0, []string{"[2] \"xxxxx", "...\" NA"}},
	{"number‸", 0, []string{"first : 1\n  second: 2"}},
	{"l‸", 0, []string{"$ a: num 1", "  $ c: chr \"deep\"", "$ f: function (x, y)"}},
	{"l$b$c‸", 0, []string{"chr \"deep\""}},
	{"l[[\"b‸\"]]", 0, []string{"2 members"}},
	{"l$b$f‸(1)", 0, []string{"f(x, y)"}},
	{"m‸", 0, []string{"2 × 3, integer", "r1     1     3     5"}},
	{"day‸", 0, []string{"range: 2024-01-02 to 2024-01-04"}},
	{"model‸", 0, []string{"‘model’: lm", "$ coefficients"}},
	{"person‸", 0, []string{"@ name: chr \"Ada\""}},
	{"person@name‸", 0, []string{"chr \"Ada\""}},
	{"account‸", 0, []string{"$ total: num 5"}},
	{"account$add‸(1)", 0, []string{"add(amount)"}},
	{"account$total‸", 0, []string{"num 5"}},
	{"form‸", 0, []string{"y ~ x"}},
	{"`odd name‸`", 0, []string{"num 3"}},
	{"half‸", 0, []string{"half(value)\n\nHalves.\n\n  value: what to halve"}},
	{"later <- function(a, b) a\nlater(‸", 0, []string{"later(a, b)", "defined in line 1"}},
	{"function(input, n = 3) n‸", 0, []string{"‘n’: argument of a function", "Default: ‘3’"}},
}

// hostileObjects have methods that fail and say that they ran, and are large or odd.
const hostileObjects = `
ran <- character()
note <- function(what) { ran <<- c(ran, what); stop("ran ", what) }
evil_list <- structure(list(a = 1, b = "x"), class = "evil")
evil_vector <- structure(1:5, class = "evil")
evil_frame <- structure(data.frame(a = 1:3), class = c("evil", "data.frame"))
evil_column <- structure(list(a = structure(1:3, class = "evil"), b = list(1, NULL, "z")), class = "data.frame", row.names = 1:3)
evil_function <- structure(function(x) x, class = "evil")
evil_env <- structure(new.env(), class = "evil")
makeActiveBinding("active", function() note("active"), environment())
delayedAssign("promise", note("promise"))
env <- new.env(); env$self <- env; env$list <- list(env, list(env)); makeActiveBinding("active", function() note("env"), env)
delayedAssign("promise", note("env promise"), assign.env = env)
huge <- data.frame(a = 1:1e7, b = rep_len(c(0.5, 2), 1e7))
wide <- structure(rep(list(1:2), 10000), names = paste0("c", 1:10000), class = "data.frame", row.names = 1:2)
long <- as.list(1:1e5)
compact <- 1:1e9
bytes <- "a\xffb"; odd_names <- structure(list(1, 2, 3), names = c(NA, "", "a\xff"))
no_columns <- data.frame(row.names = 1:3); no_rows <- mtcars[0, ]; nothing <- NULL
wrong_rows <- structure(list(a = 1:3, b = 1:2), class = "data.frame", row.names = 1:9)
wrong_factor <- structure(c(1L, 99L, NA), class = "factor", levels = "a"); wrong_names <- structure(list(1), names = "x", class = "data.frame")
call <- quote(stop("evaluated")); generated <- function(x) NULL; body(generated) <- as.call(c(as.name("{"), rep(list(quote(x)), 5000)))
text <- strrep("x", 1e6); lines <- paste0(rep("<b>\n", 10), collapse = "")
array3 <- array(1:24, 2:4); external <- stdin(); times <- as.POSIXlt(Sys.time())
for (generic in c("print", "format", "length", "summary", "str", "dim", "names", "as.list", "levels", "as.character", "unique", "is.na", "rep", "[", "[[", "$", "@", "Ops"))
  assign(paste0(generic, ".evil"), eval(substitute(function(...) note(g), list(g = generic))))
mean.numeric <- format.numeric <- head.character <- sort.integer <- median.default <- unique.character <- function(...) note("method for plain vectors")
rm(generic)
invisible()`

// harmless removes the methods that printing would run.
const harmless = `rm(mean.numeric, format.numeric, head.character, sort.integer, median.default, unique.character)`

var hostileNames = []string{"evil_list", "evil_list$a", "evil_vector", "evil_frame", "evil_frame$a", "evil_column", "evil_column$a", "evil_function",
	"evil_env", "active", "promise", "env", "env$active", "env$promise", "env$self$self$list", "huge", "huge$a", "wide", "wide$c9999", "long", "compact",
	"bytes", "odd_names", "no_columns", "no_rows", "nothing", "wrong_rows", "wrong_factor", "wrong_names", "call", "generated", "text", "lines", "array3", "external", "times"}

// traces is what looking at values must not change.
const traces = `paste(c(exists(".Random.seed"), search(), loadedNamespaces(), getwd(), length(dev.list()), nrow(showConnections()), length(warnings()), geterrmessage()), collapse = " ")`
