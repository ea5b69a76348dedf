# Errors and interrupts that nobody else handles. The handlers are global calling
# handlers below the user's own, so R still does all it does for an error at top
# level: options(error=), .Traceback, on.exit. Warnings: warnings.R.

handlers_env <- environment(globalCallingHandlers)
kernel_env <- environment()
state <- new.env(parent = emptyenv())
HOLD_ERRBUF <- 1L
HOLD_ALL <- 2L

install_handlers <- function() {
  user <- handlers_env$gh
  .Internal(.addGlobHands(
    c(names(user), "error", "warning", "interrupt", "rlang_error", "duplicate_condition", "rlang_message"),
    c(user, list(on_error, on_warning, on_interrupt, on_printed_error, on_printed_error, on_rlang_message)),
    .GlobalEnv, NULL, TRUE
  ))
}

# rlang writes to stdout where R is interactive; in a value's text its messages, such as
# those of ggplot2, would be taken for the value.
on_rlang_message <- function(cnd) {
  cat(conditionMessage(cnd), "\n", sep = "", file = stderr())
  tryInvokeRestart("muffleMessage")
}

on_error <- function(cnd) {
  calls <- sys.calls()
  frames <- seq_len(sys.nframe() - 1L)
  # Packages of r-lib signal an error, print it themselves, and stop with an empty one.
  printer <- match(TRUE, vapply(frames, is_printing_throw, NA))
  if (is.na(printer)) {
    signaller <- signalling_function(frames)
    if (identical(signaller, warning)) return(on_warning(cnd)) # warning(e)
    if (identical(signaller, signalCondition)) return()        # message(e), or just to ask
  }
  native("gk_record_error", error_record(cnd, calls, frames[frames < min(printer, Inf, na.rm = TRUE)]))
  if (is.na(printer)) {
    if (!asks_user(getOption("error"))) native("gk_hold", HOLD_ERRBUF)
  } else native("gk_hold", HOLD_ALL)
}

# The function below the handler, or the one that offers to be muffled.
signalling_function <- function(frames) {
  n <- length(frames)
  if (n == 0L) return()
  if (n > 3L && identical(sys.function(n - 2L), withRestarts)) sys.function(n - 3L) else sys.function(n)
}

# recover() and browser() ask about an error that has to be seen by then.
asks_user <- function(handler) {
  if (is.call(handler) && is.function(handler[[1L]]))
    return(identical(handler[[1L]], utils::recover) || asks_user(body(handler[[1L]])))
  any(c("recover", "browser") %in% all.names(handler))
}

# rlang's signal_abort(), or the throw() that packages like callr bring along.
is_printing_throw <- function(i) {
  fn <- sys.function(i)
  identical(names(formals(fn)), c("cond", "parent", "frame")) &&
    exists("always_trace", envir = sys.frame(i), inherits = FALSE) ||
    exists(".__signal_frame__.", envir = sys.frame(i), inherits = FALSE)
}

# The empty error: what was printed by now is in the error message.
on_printed_error <- function(cnd) if (!inherits(cnd, "error")) native("gk_hold_drop")

error_record <- function(cnd, calls, frames) {
  message <- paste(conditionMessage(cnd), collapse = "\n")
  head <- rlang_text(cnd)
  if (is.null(head)) head <- paste0(error_head(named_call(cnd)), message, parents_text(cnd, message))
  trace <- rlang_trace(cnd)
  if (is.null(trace)) {
    trace <- traceback_lines(calls, frames)
    if (length(trace)) trace <- c("Traceback:", trace)
  }
  list(ename = class(cnd)[1L], evalue = strip_ansi(message), traceback = I(c(head, trace)))
}

error_head <- function(call) {
  where <- if (!is.null(call)) paste0(" in ", deparse_line(call))
  paste0(bold(paste0(red("Error"), where, ":")), " ")
}

# The errors that a plain one was made of, as rlang shows them for its own; not those
# that its message tells of already.
parents_text <- function(cnd, message) {
  text <- ""
  while (is.list(cnd) && inherits(cnd[["parent"]], "condition")) {
    cnd <- cnd[["parent"]]
    cause <- paste(conditionMessage(cnd), collapse = "\n")
    if (grepl(strip_ansi(cause), strip_ansi(message), fixed = TRUE, useBytes = TRUE)) break
    call <- named_call(cnd)
    where <- if (!is.null(call)) paste0(" in ", deparse_line(call))
    text <- paste0(text, "\n", bold(paste0("Caused by ", if (inherits(cnd, "error")) "error" else class(cnd)[1L], where, ":")), " ", cause)
    message <- cause
  }
  text
}

# As rlang prints its own errors, with bullets and parents.
rlang_text <- function(cnd) {
  if (!inherits(cnd, "rlang_error")) return()
  tryCatch(rlang::cnd_message(cnd, prefix = TRUE), error = function(e) NULL)
}

# What the option rlang_backtrace_on_error wants in place of the kernel's traceback.
rlang_trace <- function(cnd) {
  option <- getOption("rlang_backtrace_on_error")
  if (!inherits(cnd, "rlang_error") || !is.character(option)) return()
  if (option[1L] == "none" || is.null(cnd$trace)) return(character())
  if (option[1L] == "reminder") return("Run `rlang::last_trace()` to see where the error occurred.")
  tryCatch(
    c("Backtrace:", format(cnd$trace, simplify = if (option[1L] == "full") "none" else option[1L])),
    error = function(e) NULL)
}

# R calls no handler when it has run out of stack: the messages by which C knows
# such an error, in the language of the session, up to the first variable part.
stack_errors <- c(
  expressionStackOverflowError = "evaluation nested too deeply: infinite recursion / options(expressions=)?",
  CStackOverflowError = "C stack usage  %ld is too close to the limit",
  nodeStackOverflowError = "node stack overflow")

stack_messages <- function() sub("%.*", "", gettext(stack_errors, domain = "R"))

# The record of such an error, made of R's text when the stack is free again.
stack_error_record <- function(text) {
  message <- sub("\n+$", "", sub("^[^\n]*?: ", "", text, perl = TRUE))
  kind <- vapply(stack_messages(), grepl, NA, x = text, fixed = TRUE)
  lines <- recorded_lines(get0(".Traceback", envir = baseenv(), inherits = FALSE))
  list(ename = c(names(stack_errors)[kind], "error")[1L], evalue = message,
       traceback = I(c(paste0(error_head(NULL), message), if (length(lines)) c("Traceback:", lines))))
}

on_interrupt <- function(cnd) native("gk_interrupted")

has_task_callbacks <- function() length(getTaskCallbackNames()) > 0L

# After the last expression of a cell, and after an error has ended it.
end_cell <- function() {
  end_warnings()
  if (!is.null(state$plots)) end_plots()
  end_cell_options()
}

syntax_error <- function(text) {
  message <- tryCatch({
    parse(text = text, keep.source = FALSE)
    "unknown syntax error"
  }, error = conditionMessage)
  list(ename = "parseError", evalue = message, traceback = I(paste0(error_head(NULL), message)))
}
