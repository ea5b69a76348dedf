# The kernel's options, set before the profiles run, so that these may change them;
# every one is read when it is needed.

set_options <- function() {
  options(
    jupyter.in_kernel = TRUE,
    jupyter.base_display_func = function(data, metadata = NULL) publish_mimebundle(data, metadata),
    jupyter.clear_output_func = function(wait = TRUE) invisible(native("gk_clear_output", isTRUE(wait))),
    device = function(width = NULL, height = NULL, units = unit, unit = "in", ...) # dev.new() reads its arguments
      open_plot_device(width, height, units),
    pager = deferred("show_pager"),
    editor = deferred("no_editor"),
    browser = deferred("browse_url"),
    # Document viewer of print(vignette()) and the like: R takes "false" for none.
    pdfviewer = "false",
    menu.graphics = FALSE,
    viewer = deferred("show_in_viewer"),
    askpass = deferred("read_password")
  )
  set_defaults(
    jupyter.rich_display = TRUE,
    jupyter.display_mimetypes = default_mimetypes,
    jupyter.plot_mimetypes = c("text/plain", "image/png"),
    jupyter.plot_scale = 2,
    jupyter.log_level = 1L, jupyter.logfile = NA,
    repr.plot.width = 7, repr.plot.height = 7, repr.plot.res = 120, repr.plot.pointsize = 12,
    repr.plot.bg = "white", repr.plot.antialias = "gray", repr.plot.quality = 90, repr.plot.family = "sans",
    repr.vector.quote = TRUE, repr.vector.max.items = 400L,
    repr.matrix.max.rows = 60L, repr.matrix.max.cols = 20L,
    repr.matrix.latex.colspec = list(row_head = "r|", col = "l", end = ""),
    repr.function.highlight = FALSE, repr.html.deduplicate = FALSE,
    jupyter.pager_classes = character(), # see help.R
    demo.ask = FALSE, example.ask = FALSE, device.ask.default = FALSE
  )
  set_quarto_options()
  set_colours()
}

# Quarto names the size of figures in the environment.
set_quarto_options <- function() {
  for (name in c("width", "height", "dpi")) {
    value <- suppressWarnings(as.numeric(Sys.getenv(paste0("QUARTO_FIG_", toupper(name)))))
    if (is.finite(value) && value > 0)
      do.call(options, structure(list(value), names = paste0("repr.plot.", if (name == "dpi") "res" else name)))
  }
  type <- c(png = "image/png", retina = "image/png", svg = "image/svg+xml", jpeg = "image/jpeg", pdf = "application/pdf")[
    Sys.getenv("QUARTO_FIG_FORMAT", "none")]
  if (!is.na(type)) options(jupyter.plot_mimetypes = c("text/plain", unname(type)))
}

# Sets those that have no value yet.
set_defaults <- function(...) {
  defaults <- list(...)
  unset <- vapply(names(defaults), function(name) is.null(getOption(name)), NA)
  options(defaults[unset])
}

# A numeric option, or the default if the user has put something else there.
number_option <- function(name, default) {
  value <- getOption(name, default)
  if (is_size(value)) value else default
}

is_size <- function(x) is.numeric(x) && length(x) == 1L && is.finite(x) && x > 0

# For users: options that hold until the cell ends.
cell_options <- function(...) {
  new <- list(...)
  if (length(new) == 1L && is.list(new[[1L]]) && is.null(names(new))) new <- new[[1L]]
  if (length(new) && (is.null(names(new)) || !all(nzchar(names(new)))))
    stop("every option needs a name, as in cell_options(repr.plot.width = 10)", call. = FALSE)
  old <- options(new)
  # What held before the cell counts, however often the cell changes an option.
  state$cell_options <- c(state$cell_options, old[setdiff(names(old), names(state$cell_options))])
  invisible(old)
}

end_cell_options <- function() {
  if (!length(state$cell_options)) return()
  options(state$cell_options)
  state$cell_options <- NULL
}
