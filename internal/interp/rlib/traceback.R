# The calls that led to an error, outermost first, as R's users read them: numbered,
# one line each, with the place of the call; without R's and the kernel's machinery.

MAX_LINES <- 40L
MAX_WIDTH <- 100L

# calls as sys.calls() gives them; frames are the numbers of those to show.
traceback_lines <- function(calls, frames) {
  functions <- lapply(frames, sys.function)
  keep <- !vapply(functions, function(fn) identical(environment(fn), kernel_env), NA)
  calls <- calls[frames[keep]]
  calls <- calls[is_of_interest(calls, functions[keep])]
  call_lines(calls)
}

# From .Traceback, when nobody has seen the frames: calls (texts, with some versions
# of R), innermost first.
recorded_lines <- function(recorded) call_lines(rev(as.list(recorded)))

call_lines <- function(calls) {
  entries <- unlist(lapply(repeated_runs(calls), function(run)
    c(as.list(run$first), if (run$times > 1L) repeat_note(run))), recursive = FALSE)
  hidden <- length(entries) - MAX_LINES
  if (hidden > 0L) {
    half <- MAX_LINES %/% 2L
    entries <- c(utils::head(entries, half), sprintf("   \u22ef %d lines not shown", hidden), utils::tail(entries, half))
  }
  vapply(entries, function(entry)
    if (is.character(entry)) grey(entry) else numbered_line(entry, calls[[entry]]), "")
}

numbered_line <- function(number, call) {
  text <- if (is.character(call)) clip(call[1L], length(call) > 1L) else deparse_line(call)
  paste0(grey(paste0(number, ". ")), text, grey(location_of(call)))
}

repeat_note <- function(run) {
  n <- length(run$first)
  if (n == 1L) sprintf("   \u22ef repeats %d more times", run$times - 1L)
  else sprintf("   \u22ef the last %d calls repeat %d more times", n, run$times - 1L)
}

# Cuts calls into runs: list(first = positions of the calls shown, times = how often
# they follow one another). Recursion repeats one call, or a cycle of two or three.
repeated_runs <- function(calls) {
  n <- length(calls)
  runs <- list()
  i <- 1L
  while (i <= n) {
    run <- list(first = i, times = 1L)
    for (period in 1:3) {
      j <- i
      while (j + period <= n && identical(calls[[j]], calls[[j + period]])) j <- j + 1L
      times <- (j - i) %/% period + 1L
      if (times > 3L) {
        run <- list(first = i - 1L + seq_len(period), times = times)
        break
      }
    }
    runs[[length(runs) + 1L]] <- run
    i <- i + length(run$first) * run$times
  }
  runs
}

# Functions inside tryCatch(), withRestarts() and R's signalling of conditions.
machinery <- c("tryCatchList", "tryCatchOne", "doTryCatch", "withRestartList", "withOneRestart",
               "doWithOneRestart", ".handleSimpleError", ".signalSimpleWarning")

is_of_interest <- function(calls, functions) {
  keep <- rep(TRUE, length(calls))
  before <- ""
  for (i in seq_along(calls)) {
    now <- function_name(calls[[i]], functions[[i]])
    twice <- i > 1L && same_call(calls[[i]], calls[[i - 1L]])
    keep[i] <- !(
      now %in% paste0("base::", machinery) ||
      before == "base::.handleSimpleError" || # the handler that it calls
      now == "base::withRestarts" && before %in% c("base::warning", "base::message", "base::.signalSimpleWarning") ||
      now == "base::eval" && twice || # eval() makes two frames
      now == "rlang::entrace")
    if (twice && inherits(functions[[i - 1L]], "standardGeneric")) keep[i - 1L] <- FALSE # shown by its method
    if (now == "rlang::entrace" && before == "") keep[i - 1L] <- FALSE # the handler of global_entrace()
    before <- now
  }
  keep
}

# "package::name" of a called function, "name" for one of no package, "" for one without name.
function_name <- function(call, fn) {
  name <- call[[1L]]
  if (is_call_to(name, "::") || is_call_to(name, ":::")) name <- name[[3L]]
  if (!is.name(name)) return("")
  env <- topenv(environment(fn))
  if (isNamespace(env)) paste0(getNamespaceName(env), "::", name) else as.character(name)
}

# The call that a message names: not one of the machinery.
named_call <- function(cnd) {
  call <- conditionCall(cnd)
  if (!is.call(call) || is.name(call[[1L]]) && as.character(call[[1L]]) %in% c(machinery, "native")) return()
  call
}

same_call <- function(a, b) {
  attributes(a) <- attributes(b) <- NULL
  identical(a, b)
}

is_call_to <- function(call, name) is.call(call) && identical(call[[1L]], as.name(name))

deparse_line <- function(call) {
  text <- tryCatch(
    deparse(without_values(call), width.cutoff = 80L, backtick = FALSE, nlines = 2L),
    error = function(e) "<call>")
  clip(text[1L], length(text) > 1L)
}

clip <- function(text, goes_on = FALSE) {
  if (!goes_on && nchar(text, "chars", allowNA = TRUE) %in% 0:MAX_WIDTH) return(text)
  paste(trimws(substr(text, 1L, MAX_WIDTH - 4L), "right"), "...")
}

# Values that have got into a call (do.call() puts them there) are shown by their class.
without_values <- function(call, depth = 3L) {
  if (depth == 0L || !is.call(call) || is_call_to(call, "function")) return(call)
  attributes(call) <- attributes(call)["names"]
  head <- call[[1L]]
  if (is.function(head)) call[[1L]] <- arguments_only(formals(head))
  if (is_call_to(head, "function")) call[[1L]] <- arguments_only(head[[2L]])
  for (i in seq_along(call)[-1L]) {
    if (is.null(call[[i]]) || is.name(call[[i]])) next
    call[[i]] <- if (is.call(call[[i]])) without_values(call[[i]], depth - 1L) else short_value(call[[i]])
  }
  call
}

short_value <- function(x) {
  if (is.character(x) && length(x) == 1L && is.null(attributes(x)) && nchar(x, "bytes") > 80L)
    return(paste0(substr(x, 1L, 60L), "..."))
  if (is.atomic(x) && length(x) <= 5L && is.null(attributes(x))) return(x)
  as.name(paste0("<", class(x)[1L], ">"))
}

# function(x, y) ..., for calls of functions without a name.
arguments_only <- function(arguments) {
  arguments[] <- list(quote(expr = ))
  call("function", as.pairlist(arguments), quote(...))
}

location_of <- function(call) {
  ref <- attr(call, "srcref")
  if (is.null(ref)) return("")
  file <- attr(ref, "srcfile")
  name <- tryCatch(file$filename, error = function(e) NULL)
  cell <- if (config$console_mode) "input" else "cell"
  where <- if (identical(file, state$cell)) paste("the", cell)
           else if (is.environment(file) && isTRUE(file$of_cell)) paste("an earlier", cell)
           else if (!is.character(name) || length(name) != 1L || name == "<text>") "parsed text"
           else clip(basename(name))
  sprintf("   # at line %d of %s", ref[1L], where)
}
