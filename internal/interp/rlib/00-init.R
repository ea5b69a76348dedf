# The R side of the kernel. Everything is evaluated in one environment whose
# parent is the base namespace; packages are used only by pkg::name.

native <- function(name, ...) .Call(name, ..., PACKAGE = "(embedding)")

# Called once by C, before the site and user profiles (from_profile), or after
# them when R was started with --no-site-file.
start <- function(from_profile) {
  native("gk_console_mode", config$console_mode)
  make_last_warning()
  set_options()
  attach_api()
  if (nzchar(config$startup_file))
    source_reporting(config$startup_file)
  if (from_profile) source_site_profile()
}

set_options <- function() {
  options(
    jupyter.in_kernel = TRUE,
    device = open_plot_device,
    pager = show_pager,
    editor = no_editor,
    askpass = read_password
  )
  if (is.null(getOption("jupyter.rich_display"))) options(jupyter.rich_display = TRUE)
  if (is.null(getOption("jupyter.plot_scale"))) options(jupyter.plot_scale = 2)
  defaults <- list(width = 7, height = 7, res = 120, pointsize = 12, bg = "white",
                   antialias = "gray", quality = 90, family = "sans")
  for (name in names(defaults)) {
    option <- paste0("repr.plot.", name)
    if (is.null(getOption(option))) do.call(options, structure(defaults[name], names = option))
  }
  if (!nzchar(Sys.getenv("NO_COLOR")))
    options(cli.num_colors = 256L, crayon.enabled = TRUE, crayon.colors = 256L)
  setHook("before.plot.new", before_new_page, "append")
  setHook("before.grid.newpage", before_new_page, "append")
  setHook(packageEvent("getPass", "onLoad"), function(...) use_masked_input())
  unlockBinding(".Last.value", baseenv())
}

# Functions for users, visible by their bare names.
attach_api <- function() {
  attach(list(clear_output = clear_output), name = "tools:gokernel", warn.conflicts = FALSE)
}

clear_output <- function(wait = TRUE) invisible(native("gk_clear_output", isTRUE(wait)))

# In the workspace and printing values, as R reads its profiles.
source_reporting <- function(file) {
  tryCatch(
    source(file, local = .GlobalEnv, print.eval = TRUE, keep.source = FALSE),
    error = function(e)
      cat("Error while reading ", file, ": ", conditionMessage(e), "\n", sep = "", file = stderr())
  )
}

# What R would have read, had the kernel not put a profile of its own in its place.
source_site_profile <- function() {
  file <- Sys.getenv("R_PROFILE", NA)
  if (is.na(file)) {
    candidates <- file.path(R.home("etc"), c(.Platform$r_arch, ""), "Rprofile.site")
    file <- candidates[file.exists(candidates)][1L]
  }
  if (!is.na(file) && nzchar(file) && file.exists(file))
    source_reporting(path.expand(file))
}

# What q() runs; an error in it keeps R from ending.
run_last <- function() {
  .Last <- get0(".Last", envir = .GlobalEnv, mode = "function")
  if (!is.null(.Last)) .Last()
  .Last.sys <- get0(".Last.sys", envir = .BaseNamespaceEnv, mode = "function")
  if (!is.null(.Last.sys)) .Last.sys()
  TRUE
}

# Runs a function of this file for Go: args[1] is its name, the rest are strings.
call_by_name <- function(args) {
  tryCatch(
    do.call(get(args[1L], mode = "function"), as.list(args[-1L])),
    error = function(e) NULL
  )
}

# A numeric option, or the default if the user has put something else there.
number_option <- function(name, default) {
  value <- getOption(name, default)
  if (is.numeric(value) && length(value) == 1L && is.finite(value) && value > 0) value else default
}

# The source of a cell, so that functions print as they were written.
srcfile_for <- function(text) {
  if (!isTRUE(getOption("keep.source"))) return(NULL)
  file <- new.env(hash = FALSE, parent = emptyenv())
  file$filename <- "<text>"
  file$lines <- strsplit(text, "\n", fixed = TRUE)[[1L]]
  file$timestamp <- .POSIXct(0)
  file$wd <- getwd()
  file$isFile <- FALSE
  file$Enc <- "UTF-8"
  class(file) <- c("srcfilecopy", "srcfile")
  file
}
