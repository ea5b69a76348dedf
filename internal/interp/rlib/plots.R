# Plots: base and grid graphics draw on a device of the kernel that keeps R's
# display list; what was drawn is replayed into a PNG and sent when the page is
# complete, when text is about to follow it, and at the end of the expression.

plots <- new.env(parent = emptyenv())
plots$id <- NULL      # display_id of the current page once it has been sent
plots$device <- 0L
plots$sending <- FALSE

plot_size <- function() list(
  width = getOption("repr.plot.width", 7), height = getOption("repr.plot.height", 7),
  res = getOption("repr.plot.res", 120))

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
  plots$id <- NULL
  native("gk_plot_device", plots$device)
  invisible()
}

# Hook of plot.new() and grid.newpage(): the page so far is complete.
before_new_page <- function(...) {
  if (plots$sending || plots$device == 0L || grDevices::dev.cur() != plots$device) return()
  if (par_page_continues()) return()
  emit_plot()
  plots$id <- NULL
}

# With par(mfrow=) a new plot goes on the same page until the page is full.
par_page_continues <- function() {
  if (!"graphics" %in% loadedNamespaces()) return(FALSE)
  if (!native("gk_plot_pending") && is.null(plots$id)) return(FALSE)
  !isTRUE(graphics::par("page")) || isTRUE(graphics::par("new"))
}

# Sends the page if it has changed since it was last sent.
emit_plot <- function() {
  if (plots$sending || !native("gk_plot_pending")) return()
  if (!is_kernel_device(plots$device)) return(forget_device())
  plots$sending <- TRUE
  on.exit(plots$sending <- FALSE)
  data <- render_plot()
  native("gk_plot_seen")
  if (is.null(data)) return() # an empty page
  again <- !is.null(plots$id)
  if (!again) plots$id <- new_display_id()
  scale <- getOption("jupyter.plot_scale", 2)
  metadata <- list("image/png" = list(width = plots$size$width * plots$size$res / scale,
                                      height = plots$size$height * plots$size$res / scale))
  publish(list("text/plain" = "plot without title", "image/png" = data), metadata,
          kind = if (again) 2L else 0L, display_id = plots$id)
}

# Text follows a plot of the same expression: send the plot first, once. What is
# drawn on it later in the expression updates it in place.
emit_plot_before_text <- function() if (is.null(plots$id)) emit_plot()

render_plot <- function() {
  back <- grDevices::dev.cur()
  grDevices::dev.set(plots$device)
  snapshot <- grDevices::recordPlot()
  file <- tempfile(fileext = ".png")
  on.exit({
    unlink(file)
    if (back %in% grDevices::dev.list()) grDevices::dev.set(back)
  })
  open_png(file, plots$size)
  target <- grDevices::dev.cur()
  tryCatch(grDevices::replayPlot(snapshot), finally = grDevices::dev.off(target))
  if (file.exists(file)) readBin(file, "raw", file.size(file))
}

new_display_id <- function() {
  plots$count <- if (is.null(plots$count)) 1L else plots$count + 1L
  sprintf("plot-%d-%d-%s", Sys.getpid(), plots$count, format(as.numeric(Sys.time()), digits = 15))
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
  plots$id <- NULL
  native("gk_plot_device", 0L)
}
