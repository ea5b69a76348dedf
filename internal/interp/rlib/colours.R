# ANSI colours. One switch for cli, crayon, pillar, rlang and the kernel's own errors:
# option cli.num_colors, set here once; NO_COLOR in the environment starts without.

set_colours <- function() {
  if (!is.null(getOption("cli.num_colors"))) return()
  colours <- suppressWarnings(as.integer(Sys.getenv("R_CLI_NUM_COLORS", "256")))
  if (is.na(colours) || nzchar(Sys.getenv("NO_COLOR"))) colours <- 1L
  options(cli.num_colors = colours, crayon.enabled = colours > 1L)
  # Frontends obey \r: progress bars stay on one line.
  if (is.null(getOption("cli.dynamic"))) options(cli.dynamic = TRUE)
}

colours_on <- function() {
  colours <- getOption("cli.num_colors")
  is.numeric(colours) && isTRUE(colours[1L] > 1)
}

paint <- function(text, on, off) if (nzchar(text) && colours_on()) paste0(on, text, off) else text
bold <- function(text) paint(text, "\033[1m", "\033[22m")
red <- function(text) paint(text, "\033[31m", "\033[39m")
grey <- function(text) paint(text, "\033[90m", "\033[39m")

# Without the escape sequences for colours and links.
strip_ansi <- function(text) {
  if (!any(grepl("\033", text, fixed = TRUE, useBytes = TRUE))) return(text)
  gsub("\033\\[[0-9;:]*[A-Za-z]|\033\\]8;[^\007\033]*(\007|\033\\\\)", "", text)
}
