# The R side of the kernel. Everything is evaluated in one environment whose
# parent is the base namespace; packages are used only by pkg::name.

native <- function(name, ...) .Call(name, ..., PACKAGE = "(embedding)")

# Binds the names of a file that is loaded when the first of them is used.
load_later <- function(names, file) {
  env <- environment(native)
  for (name in names) local({
    name <- name
    delayedAssign(name, {
      for (expression in parse(text = native("gk_later_text", file), keep.source = FALSE)) eval(expression, env)
      for (each in names) native("gk_no_jit", env[[each]])
      env[[name]]
    }, assign.env = env)
  })
}

# A function for options and hooks that is looked up, and so loaded, when it is called.
deferred <- function(name) {
  force(name)
  function(...) get(name, envir = kernel_env, mode = "function")(...)
}

# Called once by C, before the site and user profiles (from_profile), or after
# them when R was started with --no-site-file.
start <- function(from_profile) {
  native("gk_console_mode", config$console_mode)
  make_last_warning()
  set_options()
  attach_api()
  add_hooks()
  if (nzchar(config$startup_file))
    source_reporting(config$startup_file)
  if (from_profile) source_site_profile()
}

add_hooks <- function() {
  when_loaded("grDevices", watch_devices)
  when_loaded("graphics", watch_pages)
  when_loaded("grid", watch_grid_pages)
  watch_pauses()
  when_loaded("utils", replace_in_utils)
  when_loaded("htmlwidgets", deferred("display_printed_widgets"))
  when_loaded("getPass", deferred("use_masked_input"))
  setHook(packageEvent("IRdisplay", "attach"), deferred("step_aside_for_irdisplay"))
  setHook(packageEvent("IRdisplay", "detach"), deferred("return_for_irdisplay"))
  unlockBinding(".Last.value", baseenv())
}

# Functions for users, visible by their bare names.
attach_api <- function() {
  api <- attach(NULL, name = "tools:gokernel")
  provide(api_names, api)
  # Empty: code that looks for a notebook looks for this entry of search().
  attach(NULL, name = "jupyter:irkernel")
}

provide <- function(names, env) for (name in names) local({
  name <- name
  delayedAssign(name, get(name, envir = kernel_env), assign.env = env)
})

api_names <- c(
  "display", "update_display", "clear_output", "cell_options", "publish_mimebundle", "prepare_mimebundle",
  "display_text", "display_html", "display_markdown", "display_latex", "display_json", "display_javascript",
  "display_png", "display_jpeg", "display_pdf", "display_svg", "provide_irkernel"
)

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
  # An error that is caught is geterrmessage() all the same: the user's own stays.
  message <- geterrmessage()
  on.exit(.Internal(seterrmessage(message)))
  tryCatch(
    do.call(get(args[1L], mode = "function"), as.list(args[-1L])),
    error = function(e) NULL
  )
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
  file$of_cell <- TRUE
  state$cell <- file
  class(file) <- c("srcfilecopy", "srcfile")
  file
}
