# Warnings are shown when they happen, in the format that notebooks know from IRkernel,
# and kept for warnings().

state$warnings <- list()   # those of this cell, as last.warning has them
state$warned <- 0L         # how many this top-level expression has given

# One expression may give a flood of warnings: as many are shown as R keeps.
most_warnings <- function() as.integer(number_option("nwarnings", 50L))

on_warning <- function(cnd) {
  level <- getOption("warn")
  if (!is.numeric(level) || level < 0 || level >= 2 || !is.null(getOption("warning.expression")))
    return() # R's own way: silence, or an error
  show_warning(paste(conditionMessage(cnd), collapse = "\n"), named_call(cnd), level)
  tryInvokeRestart("muffleWarning")
}

show_warning <- function(message, call, level = 0) {
  most <- most_warnings()
  if (level < 1) {
    state$warned <- state$warned + 1L
    if (length(state$warnings) < most)
      state$warnings <- c(state$warnings, structure(list(call), names = message))
    if (state$warned > most) return() # the end of the expression tells how many
  }
  where <- if (!is.null(call)) paste0(" in ", deparse_line(call))
  quotes <- if (l10n_info()[["UTF-8"]]) c("\u201c", "\u201d") else c("\"", "\"")
  cat(paste0("Warning message", where, ":\n", quotes[1L], message, quotes[2L], "\n"), file = stderr())
}

# Warnings that no handler has seen, such as those of a finalizer, were deferred by R.
show_deferred <- function() {
  deferred <- get0("last.warning", envir = baseenv(), inherits = FALSE)
  for (i in seq_along(deferred)) show_warning(names(deferred)[i], deferred[[i]])
}

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
  if (state$warned == 0L) return()
  more <- state$warned - most_warnings()
  if (more > 0L) cat(sprintf(
    ngettext(more, "There was %d more warning (use warnings() to see the first %d)\n",
             "There were %d more warnings (use warnings() to see the first %d)\n"),
    more, length(state$warnings)), file = stderr())
  state$warned <- 0L
  assign("last.warning", state$warnings, envir = baseenv())
}

end_warnings <- function() {
  end_expression()
  state$warnings <- list()
}
