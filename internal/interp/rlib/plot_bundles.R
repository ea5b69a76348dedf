# The MIME bundle of a page: its images, their size on the screen, and what it shows in words.

# A larger SVG freezes browsers; a PNG of the same page is sent if it is far smaller.
svg_limit <- 1e6

# png: the image of the page, where it has been drawn already.
plot_bundle <- function(snapshot, params, label = NULL, png = NULL) {
  data <- metadata <- list()
  for (mime in image_types(params$backend)) {
    image <- if (mime == "image/png" && !is.null(png)) png else render(snapshot, mime, params)
    if (mime == "image/svg+xml" && length(image) > svg_limit && !is.null(device_named(params$backend)[["image/png"]])) {
      small <- render(snapshot, "image/png", params)
      if (4 * length(small) < length(image)) {
        image <- small
        mime <- "image/png"
      }
    }
    if (is.null(image)) return() # an empty page
    data[[mime]] <- if (mime == "image/svg+xml") text_of_bytes(image) else image
  }
  title <- if (is.null(label$title)) base_title(snapshot) else label$title
  alt <- getOption("repr.plot.alt", if (is.null(label$alt)) title else label$alt)
  scale <- number_option("jupyter.plot_scale", 2)
  for (mime in names(data)) metadata[[mime]] <- c(
    list(width = params$width * params$res / scale, height = params$height * params$res / scale),
    if (mime == "image/svg+xml") list(isolated = TRUE),
    if (is.character(alt) && length(alt) == 1L && !is.na(alt)) list(alt = alt))
  text <- if (is.null(title)) "plot without title" else paste0("plot with title \u201c", title, "\u201d")
  list(data = c(list("text/plain" = text), data), metadata = metadata)
}

# The main title that base graphics have drawn.
base_title <- function(snapshot) {
  for (operation in snapshot[[1L]]) {
    args <- operation[[2L]]
    if (length(args) < 2L || !is.list(args[[1L]]) || !identical(args[[1L]]$name, "C_title")) next
    title <- title_text(args[[2L]])
    if (!is.null(title)) return(title)
  }
}

title_text <- function(x) {
  if (is.list(x) && length(x)) x <- x[[1L]]
  if (is.language(x)) x <- deparse_line(if (is.expression(x)) x[[1L]] else x)
  if (is.numeric(x)) x <- as.character(x)
  if (!is.character(x) || !length(x) || is.na(x[1L]) || !nzchar(x[1L])) return(NULL)
  paste(x, collapse = "\n")
}

# Title and alt text of the plot object whose print method begins the page.
page_label <- function() {
  calls <- sys.calls()
  for (i in seq_along(calls)) {
    name <- if (is.call(calls[[i]]) && is.name(calls[[i]][[1L]])) as.character(calls[[i]][[1L]]) else ""
    if (!grepl("^(print|plot)\\.(ggplot|trellis)", name)) next
    x <- get0("x", envir = sys.frame(i), inherits = FALSE)
    return(tryCatch(
      if (inherits(x, "trellis")) list(title = title_text(x$main))
      else list(title = title_text(x$labels$title), alt = title_text(x$labels$alt)),
      error = function(e) NULL))
  }
}

# A plot that recordPlot() has kept.
own_bundle.recordedplot <- function(x) {
  sending <- plots$sending
  plots$sending <- TRUE # what is replayed is no page of the cell
  on.exit(plots$sending <- sending)
  plot_bundle(x, plot_params())
}
