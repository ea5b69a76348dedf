# Plots: base and grid graphics draw on a device that records R's display list; the page is
# rendered and sent when it is complete, when text is about to follow it, before R sleeps or
# asks, and at the end of the expression.
#
# The device stays open between cells, so that lines() can add to the plot of the cell before:
# the new cell then shows the whole plot. A new plot in a later cell starts on a fresh device:
# par() and layout() hold for the cell that plots with them.

plots <- state$plots <- new.env(parent = emptyenv())
plots$device <- 0L
plots$asked <- NULL      # parameters by the options when the device was opened
plots$params <- NULL     # parameters it has
plots$known <- list()    # parameters of each of the kernel's devices, by number
plots$settings <- list() # par() and layout() of this cell, before the page
plots$begun <- FALSE     # the device has a page
plots$stale <- FALSE     # which is of an earlier cell
plots$label <- NULL      # title and alt text of the page, where the caller knows them
plots$page <- ""         # display_id of the page that was rendered last
plots$rendered <- plots$cost <- 0 # when that was and how long it took, in seconds
plots$sending <- FALSE

is_kernel_device <- function(number) number > 1L && native("gk_plot_is_recorder", as.integer(number))

# R's option "device": called when something is drawn and no device is open, and by
# dev.new(width, height).
open_plot_device <- function(width = NULL, height = NULL, units = "in") {
  if (is_kernel_device(plots$device)) emit_plot()
  params <- plots$asked <- plot_params()
  if (!is_size(width)) width <- NULL
  if (!is_size(height)) height <- NULL
  inch <- c(px = params$res, cm = 2.54, mm = 25.4)[units[1L]]
  if (!length(inch) || is.na(inch)) inch <- 1
  if (!is.null(width)) params$width <- width / inch[[1L]]
  if (!is.null(height)) params$height <- height / inch[[1L]]
  open_recorder(params)
  plots$settings <- list()
  plots$label <- page_label()
  invisible()
}

open_recorder <- function(params) {
  backend <- device_named(params$backend)
  params$images <- if (!is.null(backend$images)) tempfile("plot-", tempdir(check = TRUE), "-%d.png")
  backend$recorder(params)
  grDevices::dev.control("enable")
  number <- grDevices::dev.cur()
  native("gk_plot_recorder", number, !is.null(params$images))
  native("gk_plot_want_image", "image/png" %in% image_types(params$backend))
  params$par <- graphics::par(no.readonly = TRUE)
  track(number, params)
}

close_recorder <- function(number) {
  native("gk_plot_recorder_close", as.integer(number))
  close_device(number)
  remove_images()
}

# Of devices that are closed.
remove_images <- function() {
  open <- vapply(as.integer(names(plots$known)), is_kernel_device, NA)
  for (closed in plots$known[!open]) if (!is.null(closed$images)) unlink(sub("%d", "*", closed$images, fixed = TRUE))
  plots$known <- plots$known[open]
}

track <- function(number, params) {
  plots$device <- number
  plots$params <- plots$known[[as.character(number)]] <- params
  plots$begun <- plots$stale <- FALSE
  native("gk_plot_device", number)
}

# The user has changed over to another of the kernel's devices: its page is displayed already.
follow <- function(number) {
  if (number == plots$device || !is_kernel_device(number)) return(FALSE)
  emit_plot()
  track(number, plots$known[[as.character(number)]])
  native("gk_plot_seen")
  plots$begun <- plots$stale <- TRUE
  TRUE
}

forget_device <- function() {
  plots$device <- 0L
  native("gk_plot_device", 0L)
}

# At the head of plot.new() and grid.newpage(): the page so far is complete.
before_new_page <- function(...) if (draws_here() && !page_continues()) begin_page()
before_new_grid_page <- function(...) if (draws_here()) begin_page()

draws_here <- function() {
  now <- grDevices::dev.cur()
  !plots$sending && (now == plots$device || follow(now))
}

# With par(mfrow=) a new plot goes on the same page until the page is full.
page_continues <- function()
  isTRUE(graphics::par("new")) || (!plots$stale && !isTRUE(graphics::par("page")))

begin_page <- function() {
  emit_plot()
  settings <- c(plots$settings, native("gk_plot_settings"))
  native("gk_plot_new_page")
  params <- plot_params()
  lost <- !is.null(plots$params$images) && !dir.exists(dirname(plots$params$images))
  reopen <- lost || !identical(params, plots$asked)
  if (reopen || plots$stale) {
    if (reopen) {
      close_recorder(plots$device)
      plots$asked <- params
      open_recorder(params)
    } else reset_par(plots$params$par)
    for (setting in settings) repeat_setting(setting)
  }
  native("gk_plot_want_image", "image/png" %in% image_types(params$backend))
  native("gk_plot_new_page")
  plots$stale <- FALSE
  plots$settings <- settings
  plots$begun <- TRUE
  plots$label <- page_label()
}

# As on a device just opened; what is derived from the rest is not set.
reset_par <- function(par) {
  graphics::par(mfrow = c(1L, 1L))
  graphics::par(par[setdiff(names(par), c(
    "ask", "fig", "fin", "mai", "mfcol", "mfg", "mfrow", "new", "omd", "omi", "page", "pin", "plt", "usr", "xaxp", "yaxp"))])
}

repeat_setting <- function(operation)
  tryCatch(suppressWarnings(do.call(operation[[1L]], as.list(operation[[2L]]))), error = function(e) NULL)

# Sends the page if something was drawn on it since it was last sent.
emit_plot <- function() {
  bundle <- take_page()
  if (is.null(bundle)) return(invisible())
  id <- native("gk_plot_id")
  plots$page <- if (is.null(id)) native("gk_plot_new_id") else id
  publish(bundle$data, bundle$metadata, kind = if (is.null(id)) 0L else 2L, display_id = plots$page)
}

# The bundle of what was drawn since the page was last sent, or NULL.
take_page <- function() {
  if (plots$sending || !native("gk_plot_pending")) return()
  if (!is_kernel_device(plots$device)) return(forget_device())
  on.exit({
    plots$sending <- FALSE
    native("gk_plot_seen") # an error in it is reported once
  })
  plots$sending <- TRUE
  started <- proc.time()[[3L]]
  bundle <- plot_bundle(snapshot(), plots$params, plots$label, taken_image())
  plots$begun <- TRUE
  plots$rendered <- proc.time()[[3L]]
  plots$cost <- plots$rendered - started
  bundle
}

# The image that the device has drawn by now, or NULL: then the page is drawn again.
taken_image <- function() {
  if (!"image/png" %in% image_types(plots$params$backend)) return()
  page <- native("gk_plot_take_image", plots$device)
  if (is.null(page)) return()
  file <- sprintf(plots$params$images, page)
  on.exit(unlink(sprintf(plots$params$images, page - 0:1))) # and an empty one of another colour
  if (isTRUE(file.size(file) > 0)) readBin(file, "raw", file.size(file))
}

snapshot <- function() {
  back <- grDevices::dev.cur()
  if (back == plots$device) return(grDevices::recordPlot())
  on.exit(grDevices::dev.set(back))
  grDevices::dev.set(plots$device)
  grDevices::recordPlot()
}

# For display(): what was just drawn, not to be sent as a plot of its own.
take_plot <- function() {
  bundle <- take_page()
  if (!is.null(bundle)) native("gk_plot_new_page")
  bundle
}

# Between two expressions of a cell: not if the next one adds to the page, nor while
# par(mfrow=) or layout() leave room on it.
emit_plot_between <- function(following) if (!adds_to_page(following) && !has_room()) emit_if_due()

# As far as the code tells: in with(), loops and functions, too, but not at any depth.
adds_to_page <- function(code, levels = 20L) {
  if (!is.call(code) || levels == 0L) return(FALSE)
  name <- if (is.name(code[[1L]])) as.character(code[[1L]]) else ""
  if (name %in% adding_functions || "add" %in% names(code) || (startsWith(name, "grid.") && name != "grid.newpage")) return(TRUE)
  for (i in seq_along(code)) if (is.call(code[[i]]) && adds_to_page(code[[i]], levels - 1L)) return(TRUE)
  FALSE
}

has_room <- function() grDevices::dev.cur() == plots$device && !isTRUE(graphics::par("page"))

adding_functions <- c(
  "plot.window", "plot.xy", "lines", "points", "abline", "text", "legend", "title", "axis", "axis.Date",
  "axis.POSIXct", "box", "grid", "polygon", "polypath", "rect", "segments", "arrows", "mtext", "rug", "matlines",
  "matpoints", "symbols", "rasterImage", "par", "layout", "pushViewport", "popViewport", "upViewport", "downViewport",
  "seekViewport", "locator", "clip", "xspline", "qqline", "curve", "contour")

# Not so often for one page that rendering takes a large part of the time.
emit_if_due <- function() {
  if (!native("gk_plot_pending")) return(invisible())
  same_page <- identical(native("gk_plot_id"), plots$page)
  if (!same_page || proc.time()[[3L]] - plots$rendered >= 10 * plots$cost) emit_plot()
}

end_plots <- function() {
  if (plots$device == 0L) return()
  if (!is_kernel_device(plots$device)) return(forget_device())
  tryCatch(emit_plot(), error = function(e)
    cat("Error while drawing the plot: ", conditionMessage(e), "\n", sep = "", file = stderr()))
  if (plots$stale) { # no page was begun: what was set holds for the next
    plots$settings <- c(plots$settings, native("gk_plot_settings"))
  } else if (plots$begun) {
    plots$stale <- TRUE
    plots$settings <- list()
  }
  native("gk_plot_end_cell")
}

# The user closes the device: what is on it is shown first.
before_close <- function(which = plots$device) {
  if (!isTRUE(which == plots$device) || !is_kernel_device(which)) return()
  emit_plot()
  forget_device()
  native("gk_plot_recorder_close", as.integer(which))
}

after_close <- function(current = 1L) {
  if (plots$sending) return()
  if (plots$device == 0L) follow(current)
  remove_images()
}

# After dev.set().
after_change <- function(current) if (!plots$sending) follow(current)
