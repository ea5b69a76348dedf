# Errors, warnings and interrupts that nobody else handles. The handlers are
# global calling handlers below the user's own, so R still does all it does for
# an error at top level: options(error=), .Traceback, on.exit.

handlers_env <- environment(globalCallingHandlers)
kernel_env <- environment()
state <- new.env(parent = emptyenv())
state$warnings <- list()
HOLD_ERRBUF <- 1L
HOLD_ALL <- 2L

install_handlers <- function() {
  user <- handlers_env$gh
  .Internal(.addGlobHands(
    c(names(user), "error", "warning", "interrupt", "rlang_error", "duplicate_condition"),
    c(user, list(on_error, on_warning, on_interrupt, on_printed_error, on_printed_error)),
    .GlobalEnv, NULL, TRUE
  ))
}

# R calls no handler when it has run out of stack: the messages by which C knows
# such an error, in the language of the session, up to the first variable part.
stack_messages <- function() {
  messages <- c("evaluation nested too deeply: infinite recursion / options(expressions=)?",
                "C stack usage  %ld is too close to the limit", "node stack overflow")
  sub("%.*", "", gettext(messages, domain = "R"))
}

on_error <- function(cnd) {
  calls <- sys.calls()
  frames <- seq_len(sys.nframe() - 1L)
  if (length(frames) && is_call_to(calls[[length(frames)]], ".handleSimpleError"))
    frames <- frames[-length(frames)]
  # Packages of r-lib signal an error, print it themselves, and stop with an empty one.
  printer <- match(TRUE, vapply(frames, is_printing_throw, NA))
  converted <- match(TRUE, vapply(calls, is_call_to, NA, ".signalSimpleWarning"))
  frames <- frames[frames < min(printer, converted, Inf, na.rm = TRUE)]
  native("gk_record_error", error_record(cnd, calls, frames))
  if (is.null(getOption("error"))) native("gk_hold", if (is.na(printer)) HOLD_ERRBUF else HOLD_ALL)
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

is_call_to <- function(call, name) is.call(call) && identical(call[[1L]], as.name(name))

error_record <- function(cnd, calls, frames) {
  message <- paste(conditionMessage(cnd), collapse = "\n")
  call <- conditionCall(cnd)
  if (!is.call(call) || is_call_to(call, "native")) call <- NULL
  head <- if (inherits(cnd, "rlang_error")) tryCatch(rlang::cnd_message(cnd, prefix = TRUE), error = function(e) NULL)
  if (is.null(head))
    head <- if (is.null(call)) paste0("Error: ", message)
            else paste0("Error in ", deparse_line(call), ": ", message)
  lines <- traceback_lines(calls, frames)
  list(
    ename = class(cnd)[1L],
    evalue = message,
    traceback = I(c(head, if (length(lines)) c("Traceback:", lines)))
  )
}

deparse_line <- function(call) {
  text <- tryCatch(deparse(call, width.cutoff = 60L, nlines = 2L), error = function(e) "<call>")
  if (length(text) > 1L) paste(text[1L], "...") else text
}

# Numbered calls, outermost first, as R's users read them; none of the kernel's.
traceback_lines <- function(calls, frames, limit = 40L) {
  keep <- Filter(function(i) !identical(environment(sys.function(i)), kernel_env), frames)
  n <- length(keep)
  shown <- if (n <= limit) seq_len(n) else c(seq_len(limit %/% 2L), (n - limit %/% 2L + 1L):n)
  lines <- vapply(shown, function(i) {
    call <- calls[[keep[i]]]
    paste0(i, ". ", deparse_line(call), location_of(call))
  }, "")
  if (n > limit)
    lines <- append(lines, sprintf("... %d calls not shown", n - limit), limit %/% 2L)
  lines
}

location_of <- function(call) {
  ref <- attr(call, "srcref")
  if (is.null(ref)) return("")
  name <- tryCatch(attr(ref, "srcfile")$filename, error = function(e) NULL)
  sprintf("   # at line %d of %s", ref[1L],
          if (is.null(name) || name == "<text>") "the cell" else basename(name))
}

on_warning <- function(cnd) {
  level <- getOption("warn")
  if (!is.numeric(level) || level < 0 || level >= 2 || !is.null(getOption("warning.expression")))
    return() # R's own way: silence, or an error
  message <- paste(conditionMessage(cnd), collapse = "\n")
  call <- conditionCall(cnd)
  where <- if (!is.call(call)) "" else paste0(" in ", deparse_line(call))
  cat("Warning message", where, ":\n\u201c", message, "\u201d\n", sep = "", file = stderr())
  n <- length(state$warnings)
  if (level == 0 && n < 50L) state$warnings[[n + 1L]] <- list(message, call)
  tryInvokeRestart("muffleWarning")
}

on_interrupt <- function(cnd) native("gk_interrupted")

# Only R itself can add last.warning to the locked base environment, and does so when
# it prints a deferred warning. This one is not shown.
make_last_warning <- function() {
  native("gk_hold", HOLD_ALL)
  warning("unseen")
  .Internal(printDeferredWarnings())
  native("gk_hold_drop")
  assign("last.warning", NULL, envir = baseenv())
}

# warnings() reads last.warning, which R itself sets when it prints deferred ones.
end_expression <- function() {
  warnings <- state$warnings
  if (!length(warnings)) return()
  state$warnings <- list()
  recorded <- lapply(warnings, `[[`, 2L)
  names(recorded) <- vapply(warnings, `[[`, "", 1L)
  assign("last.warning", recorded, envir = baseenv())
}

has_task_callbacks <- function() length(getTaskCallbackNames()) > 0L

# After the last expression of a cell, and after an error has ended it.
end_cell <- function() {
  end_expression()
  end_plots()
  end_cell_options()
}

syntax_error <- function(text) {
  message <- tryCatch({
    parse(text = text, keep.source = FALSE)
    "unknown syntax error"
  }, error = conditionMessage)
  list(ename = "parseError", evalue = message, traceback = I(paste0("Error: ", message)))
}
