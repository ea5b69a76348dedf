# Graphics devices: one that records, and one for each image format that is asked for.

# By the options, at the moment when a page begins.
plot_params <- function() list(
  width = number_option("repr.plot.width", 7), height = number_option("repr.plot.height", 7),
  res = max(number_option("repr.plot.res", 120), 1), pointsize = max(number_option("repr.plot.pointsize", 12), 1),
  bg = checked_option("repr.plot.bg", "white", is_colour, "one colour"),
  antialias = checked_option("repr.plot.antialias", "gray", is_antialias, paste(antialiases, collapse = ", ")),
  quality = min(number_option("repr.plot.quality", 90), 100), family = getOption("repr.plot.family", "sans"),
  backend = graphics_backend()
)

# What devices would reject with every plot, or read past its end, is said once and not used.
checked_option <- function(name, default, is_valid, expected) {
  value <- getOption(name, default)
  if (is_valid(value)) return(value)
  tell_once(name, paste0("option ", name, " must be ", expected, "; it is taken as \"", default, "\""))
  default
}

is_colour <- function(x) length(x) == 1L && is.atomic(x) && !is.null(tryCatch(grDevices::col2rgb(x), error = function(e) NULL))

antialiases <- c("default", "none", "gray", "subpixel")
is_antialias <- function(x) is.character(x) && length(x) == 1L && x %in% antialiases

# Option gokernel.graphics: "cairo" (R's own, the default), "ragg", or "pdf", which every R has.
graphics_backend <- function() {
  backend <- getOption("gokernel.graphics")
  if (is.character(backend) && length(backend) == 1L && backend %in% names(graphics_devices)) {
    if (backend != "ragg" || requireNamespace("ragg", quietly = TRUE)) return(backend)
    tell_once("ragg", "option gokernel.graphics is \"ragg\", but the package ragg is not installed; plots are drawn by cairo")
  }
  if (capabilities("cairo")) "cairo" else if (requireNamespace("ragg", quietly = TRUE)) "ragg" else "pdf"
}

device_named <- function(backend) graphics_devices[[backend]]

# Each device function takes a file name and the parameters.
cairo_bitmap <- function(device, ...) function(file, p) device_call(device, list(
  file, width = p$width, height = p$height, units = "in", res = p$res, pointsize = p$pointsize, bg = p$bg,
  antialias = p$antialias, type = "cairo", ...), p)
ragg_bitmap <- function(name) function(file, p)
  getExportedValue("ragg", name)(file, width = p$width, height = p$height, units = "in", res = p$res,
                                 pointsize = p$pointsize, background = p$bg)

# "sans" is what the devices take by themselves; png() has no jpeg's quality.
device_call <- function(device, args, p) {
  if (is.character(p$family) && length(p$family) == 1L && p$family != "sans") args$family <- p$family
  do.call(getExportedValue("grDevices", device), args)
}

vector_device <- function(device) function(file, p) device_call(device, list(
  file, width = p$width, height = p$height, pointsize = p$pointsize, bg = p$bg), p)

graphics_devices <- list(
  cairo = list(
    images = TRUE, # the recorder writes each page as a PNG file
    recorder = function(p) cairo_bitmap("png")(p$images, p),
    "image/png" = cairo_bitmap("png"),
    "image/jpeg" = function(file, p) cairo_bitmap("jpeg", quality = p$quality)(file, p),
    "image/svg+xml" = function(file, p) device_call("svg", list(
      file, width = p$width, height = p$height, pointsize = p$pointsize, bg = p$bg, antialias = p$antialias), p),
    "application/pdf" = function(file, p) device_call("cairo_pdf", list(
      file, width = p$width, height = p$height, pointsize = p$pointsize, bg = p$bg), p)
  ),
  ragg = list(
    recorder = function(p) ragg_bitmap("agg_png")(nullfile(), p),
    "image/png" = ragg_bitmap("agg_png"),
    "image/jpeg" = ragg_bitmap("agg_jpeg"),
    "image/svg+xml" = function(file, p) svg_without_cairo(file, p),
    "application/pdf" = vector_device("pdf")
  ),
  pdf = list(
    recorder = function(p) vector_device("pdf")(NULL, p),
    "image/svg+xml" = function(file, p) svg_without_cairo(file, p),
    "application/pdf" = vector_device("pdf")
  )
)

svg_without_cairo <- function(file, p) {
  if (capabilities("cairo")) return(graphics_devices$cairo[["image/svg+xml"]](file, p))
  if (!requireNamespace("svglite", quietly = TRUE)) stop("this R draws no SVG: it has no cairo, and the package svglite is not installed")
  svglite::svglite(file, width = p$width, height = p$height, pointsize = p$pointsize, bg = p$bg)
}

# The types asked for, or what this R can draw in their place.
image_types <- function(backend) {
  asked <- intersect(getOption("jupyter.plot_mimetypes", "image/png"), names(image_extensions))
  possible <- names(device_named(backend))
  if (backend == "pdf" && !requireNamespace("svglite", quietly = TRUE)) possible <- setdiff(possible, "image/svg+xml")
  if (all(asked %in% possible)) return(asked)
  instead <- if ("image/svg+xml" %in% possible) "image/svg+xml" else "application/pdf"
  why <- if (identical(getOption("gokernel.graphics"), "pdf")) "option gokernel.graphics is \"pdf\"" else "this R was built without cairo graphics"
  tell_once("no cairo", paste0(why, ": plots are sent as ", instead, " in place of ",
                               paste(setdiff(asked, possible), collapse = ", "), ". Install the package ragg to get them."))
  union(intersect(asked, possible), instead)
}
image_extensions <- c("image/png" = ".png", "image/jpeg" = ".jpg", "image/svg+xml" = ".svg", "application/pdf" = ".pdf")

tell_once <- function(topic, text) {
  if (topic %in% state$told) return(invisible())
  state$told <- c(state$told, topic)
  cat("gokernel: ", text, "\n", sep = "", file = stderr())
}

close_device <- function(number) {
  back <- grDevices::dev.cur()
  grDevices::dev.off(number)
  if (back != number && back %in% grDevices::dev.list()) grDevices::dev.set(back)
}

# The snapshot drawn as one image file, as raw bytes; NULL for an empty page.
render <- function(snapshot, mime, params) {
  back <- grDevices::dev.cur()
  file <- tempfile(tmpdir = tempdir(check = TRUE), fileext = image_extensions[[mime]])
  target <- NULL
  on.exit({
    if (!is.null(target)) grDevices::dev.off(target)
    unlink(file)
    if (back %in% grDevices::dev.list()) grDevices::dev.set(back)
  })
  device_named(params$backend)[[mime]](file, params)
  target <- grDevices::dev.cur()
  state$replay(snapshot)
  close <- target
  target <- NULL
  grDevices::dev.off(close)
  if (file.exists(file)) readBin(file, "raw", file.size(file))
}
