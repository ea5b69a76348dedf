# A session in which whatever runs leaves a mark in `ran`. Nothing that facts_test.go asks may.
ran <- character()
mark <- function(what) function(...) { ran <<- base::c(ran, what); stop("ran ", what) }

makeActiveBinding("active", mark("active binding"), environment())
delayedAssign("promised", mark("promise")())
holder <- new.env()
makeActiveBinding("active", mark("active binding in an environment"), holder)
delayedAssign("promised", mark("promise in an environment")(), assign.env = holder)
attached <- attach(NULL, name = "hostile")
delayedAssign("attached_promise", mark("attached promise")(), assign.env = attached)
makeActiveBinding("attached_active", mark("attached active binding"), attached)

evil <- structure(list(one = 1, two = "b", deep = data.frame(x = 1)), class = "evil")
for (generic in c("names", "length", "$", "[[", "[", "print", "format", "dim", "dimnames", "levels", "as.list",
                  "as.character", "unique", "str", "summary", "all.equal", "is.na", "rep", "as.environment", "c",
                  "toString", "xtfrm", "lapply", "as.data.frame", "inherits", ".DollarNames", "anyNA", "unlist"))
  assign(paste0(generic, ".evil"), mark(paste0(generic, ".evil")))
evil_text <- structure(c("a", "b"), class = "evil")
evil_factor <- structure(1:2, levels = c("lo", "hi"), class = c("evil", "factor"))
evil_frame <- structure(list(x = 1:2, y = 3:4), row.names = 1:2, class = c("evil", "data.frame"))
evil_env <- structure(new.env(), class = "evil")
base::assign("inside", 1, envir = evil_env)
evil_function <- structure(function(x, mode = c("a", "b")) NULL, class = c("evil", "function"))
evil_default <- function(x = mark("default")(), y = c("p", "q")) NULL
as.list.formula <- mark("as.list.formula")
has_formula <- function(kind) { f <- y ~ x; match.arg(kind, c("k1", "k2")) }
body(has_formula)[[2L]][[3L]] <- y ~ x

registerS3method(".DollarNames", "registered", mark(".DollarNames.registered"), envir = asNamespace("utils"))
registered <- structure(list(own = 1), class = "registered")
invisible(capture.output(suppressMessages(trace("sd", mark("trace"), print = FALSE))))

setClass("Evil4", representation(a = "numeric"))
evil4 <- new("Evil4", a = 1)
setMethod("$", "Evil4", function(x, name) mark("$ of S4")())
setMethod("show", "Evil4", function(object) mark("show of S4")())
setMethod("length", "Evil4", function(x) mark("length of S4")())
setMethod("names", "Evil4", function(x) mark("names of S4")())

names <- length <- c <- unique <- structure <- identical <- tryCatch <- lapply <- mark("mask")
is.function <- paste0 <- sub <- environment <- native <- safe_value <- mark("mask")
T <- FALSE; F <- TRUE
delayedAssign("list", mark("promise named like base's")())

`+.evil` <- mark("+")
suppressWarnings(base::rm(generic))
options(warn = 2, error = quote(ran <<- base::c(ran, "options(error)")))
set.seed(1)
before <- base::list(seed = .Random.seed, search = search(), loaded = loadedNamespaces(), wd = getwd(),
  devices = dev.list(), connections = showConnections(all = TRUE), names = ls(all.names = TRUE), warnings = base::get0("last.warning", baseenv()))
