# Plots: base and grid graphics draw on a device of the kernel that keeps R's
# display list; what was drawn is replayed into a PNG and sent when the page is
# complete, when text is about to follow it, and at the end of the expression.

plots <- new.env(parent = emptyenv())
plots$device <- 0L
plots$page <- "" # display_id of the page that was rendered last
plots$rendered <- plots$cost <- 0 # when that was and how long it took, in seconds
plots$sending <- FALSE

plot_size <- function() list(
  width = number_option("repr.plot.width", 7), height = number_option("repr.plot.height", 7),
  res = number_option("repr.plot.res", 120))

open_png <- function(file, size) {
  grDevices::png(file, width = size$width, height = size$height, units = "in", res = size$res,
                 pointsize = getOption("repr.plot.pointsize", 12),
                 bg = getOption("repr.plot.bg", "white"),
                 antialias = getOption("repr.plot.antialias", "gray"),
                 type = if (capabilities("cairo")) "cairo" else getOption("bitmapType"))
}

# A number is reused after dev.off(); the user's devices have a file of their own.
is_kernel_device <- function(number)
  number > 0L && number <= length(.Devices) && .Devices[[number]] == "png" &&
    identical(attr(.Devices[[number]], "filepath"), nullfile())

# R's option "device": called when something is drawn and no device is open, and by
# dev.new(width, height).
open_plot_device <- function(width = NULL, height = NULL, ...) {
  if (is_kernel_device(plots$device)) emit_plot()
  size <- plot_size()
  if (is.numeric(width)) size$width <- width
  if (is.numeric(height)) size$height <- height
  open_png(nullfile(), size)
  grDevices::dev.control("enable")
  plots$device <- grDevices::dev.cur()
  plots$size <- size
  native("gk_plot_device", plots$device)
  invisible()
}

# Hook of plot.new() and grid.newpage(): the page so far is complete.
before_new_page <- function(...) {
  if (plots$sending || plots$device == 0L || grDevices::dev.cur() != plots$device) return()
  if (par_page_continues()) return()
  emit_plot()
  native("gk_plot_new_page")
}

# With par(mfrow=) a new plot goes on the same page until the page is full.
par_page_continues <- function() {
  if (!"graphics" %in% loadedNamespaces()) return(FALSE)
  if (!native("gk_plot_pending") && is.null(native("gk_plot_id"))) return(FALSE)
  !isTRUE(graphics::par("page")) || isTRUE(graphics::par("new"))
}

# Sends the page if it has changed since it was last sent.
emit_plot <- function() {
  if (plots$sending || !native("gk_plot_pending")) return()
  if (!is_kernel_device(plots$device)) return(forget_device())
  plots$sending <- TRUE
  on.exit(plots$sending <- FALSE)
  started <- proc.time()[[3L]]
  data <- render_plot()
  plots$rendered <- proc.time()[[3L]]
  plots$cost <- plots$rendered - started
  native("gk_plot_seen")
  if (is.null(data)) return() # an empty page
  id <- native("gk_plot_id")
  scale <- number_option("jupyter.plot_scale", 2)
  metadata <- list("image/png" = list(width = plots$size$width * plots$size$res / scale,
                                      height = plots$size$height * plots$size$res / scale))
  plots$page <- if (is.null(id)) native("gk_plot_new_id") else id
  publish(list("text/plain" = "plot without title", "image/png" = data), metadata,
          kind = if (is.null(id)) 0L else 2L, display_id = plots$page)
}

# Between two expressions of a cell: not if the next one draws on, nor so often for
# one page that rendering takes a large part of the time.
emit_plot_between <- function(following) {
  if (is.call(following) && is.name(following[[1L]]) &&
      as.character(following[[1L]]) %in% getNamespaceExports("graphics")) return()
  same_page <- identical(native("gk_plot_id"), plots$page)
  if (!same_page || proc.time()[[3L]] - plots$rendered >= 10 * plots$cost) emit_plot()
}

render_plot <- function() {
  back <- grDevices::dev.cur()
  grDevices::dev.set(plots$device)
  snapshot <- grDevices::recordPlot()
  file <- tempfile(fileext = ".png")
  target <- NULL
  close_target <- function() {
    if (!is.null(target)) grDevices::dev.off(target)
    target <<- NULL
  }
  on.exit({
    close_target()
    unlink(file)
    if (back %in% grDevices::dev.list()) grDevices::dev.set(back)
  })
  open_png(file, plots$size)
  target <- grDevices::dev.cur()
  grDevices::replayPlot(snapshot)
  close_target()
  if (file.exists(file)) readBin(file, "raw", file.size(file))
}

# A cell's plots end with it: par() starts afresh in the next one.
end_plots <- function() {
  if (plots$device == 0L) return()
  tryCatch(emit_plot(), error = function(e)
    cat("Error while drawing the plot: ", conditionMessage(e), "\n", sep = "", file = stderr()))
  for (number in Filter(is_kernel_device, grDevices::dev.list())) grDevices::dev.off(number)
  forget_device()
}

forget_device <- function() {
  plots$device <- 0L
  native("gk_plot_device", 0L)
}
