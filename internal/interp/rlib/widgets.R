# HTML widgets: values of package htmlwidgets (plotly, DT, dygraphs, leaflet ...), and what
# packages hand to a viewer.

own_bundle.htmlwidget <- function(x) {
  data <- list("text/plain" = paste0(class(x)[1L], " widget, shown as HTML; htmlwidgets::saveWidget() writes it to a file"))
  wanted <- wanted_mimetypes()
  if (inherits(x, "plotly") && "application/vnd.plotly.v1+json" %in% wanted) {
    x <- built_plotly(x)
    data[["application/vnd.plotly.v1+json"]] <- plotly_json(x)
  }
  if ("text/html" %in% wanted) data[["text/html"]] <- widget_html(x)
  list(data = data)
}

widget_html <- function(x) {
  x <- with_notebook_size(x)
  height <- suppressWarnings(as.integer(sub("px$", "", c(x$height, x$sizingPolicy$defaultHeight)[1L])))
  tags_frame(htmltools::renderTags(x), paste(class(x)[1L], "widget"), if (is.na(height)) 150L else height)
}

# The size of a widget that was not given one: as wide as the notebook, and its own
# height or one that fits on the screen. A part of an unknown height would be nothing.
with_notebook_size <- function(x) {
  if (!inherits(x, "htmlwidget")) {
    if (inherits(x, "shiny.tag")) x$children <- lapply(x$children, with_notebook_size)
    else if (is.list(x) && (inherits(x, "shiny.tag.list") || !is.object(x))) x[] <- lapply(x, with_notebook_size)
    return(x)
  }
  policy <- x$sizingPolicy
  first <- function(...) Find(Negate(is.null), list(...))
  height <- first(policy$knitr$defaultHeight, policy$defaultHeight, 400L)
  if (is.character(height) && endsWith(height, "%")) height <- 400L
  x$sizingPolicy$defaultWidth <- first(policy$knitr$defaultWidth, policy$defaultWidth, "100%")
  x$sizingPolicy$defaultHeight <- height
  x
}

# A plotly object says only here what it draws; its hook would do it once more.
built_plotly <- function(x) {
  if (is.function(x$preRenderHook)) x <- x$preRenderHook(x)
  x$preRenderHook <- NULL
  x
}

# For frontends that draw plotly themselves; others take the HTML. Data that is large is
# not sent twice.
plotly_json <- function(x, limit = 5e6) {
  if (length(unlist(x$x$data)) > limit / 15) return(NULL) # sooner than to find out by writing it
  json <- jsonlite::toJSON(x$x[intersect(c("data", "layout", "config", "frames"), names(x$x))], digits = 50,
                           auto_unbox = TRUE, force = TRUE, null = "null", na = "null", time_format = "%Y-%m-%d %H:%M:%OS6")
  if (nchar(json, "bytes") <= limit) json_text(json)
}

# Text that goes out as the JSON that it is.
json_text <- function(text) structure(enc2utf8(as.character(text)), class = "gokernel_json")

# print(widget) opens R's viewer; in a notebook it displays, as a value does.
display_printed_widgets <- function(...) {
  registerS3method("print", "htmlwidget", function(x, ..., view = interactive()) {
    if (view) {
      bundle <- unprinted_bundle(x)
      show_bundle(bundle$data, bundle$metadata)
    }
    invisible(x)
  }, envir = baseenv())
}

# R's option "viewer": packages write an HTML file and call it with its path. What is
# elsewhere is a matter of the browser.
show_in_viewer <- function(url, height = NULL) {
  file <- sub("^file://", "", url)
  if (!file.exists(file) || !grepl("[.]html?$", file, ignore.case = TRUE)) return(utils::browseURL(url))
  if (!is.numeric(height) || length(height) != 1L || is.na(height) || height <= 0) height <- 500L
  show_bundle(list("text/plain" = "HTML page", "text/html" = file_frame(file, as.integer(height))))
}
