# What the cases of facts_test.go ask about.
frame <- data.frame(alpha = 1:3, beta = c("x", "y", "x"), gamma = factor(c("lo", "hi", "lo")), check.names = FALSE)
frame[["two words"]] <- 1:3 + 0.5
frame$when <- as.POSIXct("2024-01-01") + 1:3
nested <- list(inner = list(deep = frame, n = 1L), fun = function(a, b = "z", ...) NULL, 5)
doubles <- structure(list(1, 2, 3, 4), names = c("a", "a", "", NA))
named <- c(one = 1, two = 2)
grid <- matrix(1:4, 2, dimnames = list(NULL, c("left", "right")))
`odd name` <- list(x = 1)
model <- lm(mpg ~ wt, mtcars)
months <- ts(1:12, frequency = 12, start = 2020)
text <- c("b", "a", "b", NA, "")
home <- new.env()
home$visible <- 1
home$.hidden <- "dot"
home$method <- function(self, k = 3L) NULL
when <- as.Date("2024-01-01")
call_value <- quote(f(x))
measure_one <- function(distance, unit = c("m", "km"), verbose = FALSE, n = 10L, ...) {
  unit <- match.arg(unit)
  unit
}
with_local_choices <- function(kind, how = NULL, mode = "fast") {
  KINDS <- c("red", "green")
  kind <- match.arg(kind, KINDS)
  how <- base::match.arg(how, choices = c("up", "down"))
  switch(mode, fast = 1, slow = 2, stop("no"))
}
describe <- function(x, ...) UseMethod("describe")
describe.default <- function(x, digits = 3, ...) NULL
describe.animal <- function(x, sound = c("moo", "woof"), loud = TRUE, ...) NULL
cow <- structure(list(name = "Berta"), class = c("cow", "animal"))

setClass("Person", representation(name = "character", age = "numeric"))
setClass("Student", representation(school = "character"), contains = "Person")
Point <- setClass("Point", representation(x = "numeric", y = "numeric"))
setClass("Counted", representation(from = "numeric"))
setMethod("initialize", "Counted", function(.Object, n = 10, ...) callNextMethod(.Object, from = n))
invisible(setGeneric("greet", function(who, ...) standardGeneric("greet")))
setMethod("greet", "Person", function(who, greeting = "Hello", ...) NULL)
setMethod("summary", "Person", function(object, brief = FALSE, ...) NULL)
person <- new("Person", name = "Ada", age = 36)
student <- new("Student", name = "Bob", age = 20, school = "ETH")

Account <- setRefClass("Account", fields = list(balance = "numeric", owner = "character"),
  methods = list(deposit = function(amount, note = "") balance <<- balance + amount))
account <- Account$new(balance = 1, owner = "me")
Logger <- setRefClass("Logger", fields = list(path = "character"),
  methods = list(initialize = function(file = "log.txt", ...) initFields(path = file)))

if (requireNamespace("R6", quietly = TRUE)) {
  Stack <- R6::R6Class("Stack", public = list(items = NULL,
    initialize = function(items = list(), limit = 100) self$items <- items,
    push = function(item, times = 1) invisible(self)),
    active = list(top = function() stop("an active binding was called")),
    private = list(secret = 1))
  Queue <- R6::R6Class("Queue", inherit = Stack, public = list(pop = function(n = 1) NULL))
  stack <- Stack$new()
  queue <- Queue$new()
}

# Stand-ins for classes of packages that need not be installed.
plot_of_frame <- structure(list(data = frame, layers = list()), class = c("gg", "ggplot"))
plot_of_s7 <- structure(list(), data = frame, layers = list(), class = c("ggplot2::ggplot", "ggplot", "S7_object"))
in_database <- structure(list(src = 1, lazy_query = list(vars = c("id", "price"))), class = c("tbl_dbi", "tbl_lazy", "tbl"))
selected <- structure(list(src = 1, lazy_query = list(select = data.frame(name = c("id", "sum")))), class = "tbl_lazy")
setClass("FakeFrame", representation(listData = "list"))
bioc <- new("FakeFrame", listData = list(score = 1:2, strand = c("+", "-")))
dog <- structure(list(), class = c("Dog", "S7_object"), S7_class = 1, name = "Rex", age = 3)
grouped <- structure(frame, class = c("grouped_df", "tbl_df", "tbl", "data.frame"))

# A method of a package: it prints, warns and draws a random number.
remote <- structure(new.env(), class = "remote")
registerS3method(".DollarNames", "remote", envir = asNamespace("utils"), method = local({
  method <- function(x, pattern = "") {
    cat("printed\n")
    message("said")
    warning("warned")
    runif(1)
    c("ping", "pong")
  }
  environment(method) <- asNamespace("stats")
  method
}))
