# Displays by the user's code: the functions of package IRdisplay under the same names,
# which need no package. All of them go through the options jupyter.base_display_func and
# jupyter.clear_output_func, as the package's own do.

publish_mimebundle <- function(data, metadata = NULL) {
  if (length(data) && (is.null(names(data)) || !all(nzchar(names(data)))))
    stop("every element of data needs its MIME type as its name", call. = FALSE)
  if (!length(data)) return(invisible())
  metadata <- as.list(metadata)
  id <- metadata$display_id # as IRdisplay::display(x, display_id = ) hands it on
  if (is_display_id(id)) metadata$display_id <- NULL else id <- ""
  data <- lapply(structure(names(data), names = names(data)), function(mime) one_text(data[[mime]], mime))
  if (length(data) && is.null(data[["text/plain"]])) data[["text/plain"]] <- plain_text_of(data)
  publish(as_object(data), as_object(isolation(data, metadata)), display_id = id)
  invisible()
}

# Lines become one text; JSON may be a vector.
one_text <- function(value, mime)
  if (is.character(value) && length(value) != 1L && !grepl("json$", mime)) paste(value, collapse = "\n") else value

# Whole pages and SVG images get a frame of their own, away from the notebook's styles.
isolation <- function(data, metadata = list()) {
  for (mime in intersect(c("text/html", "image/svg+xml"), names(data)))
    if ((mime != "text/html" || is_html_page(data[[mime]])) && is.null(metadata[[mime]]$isolated))
      metadata[[mime]] <- c(list(isolated = TRUE), metadata[[mime]])
  metadata
}

# For frontends that show text only; every bundle has some (protocol, "Display data").
plain_text_of <- function(data) {
  kind <- names(data)[1L]
  text <- data[[1L]]
  if (!is.character(text) || startsWith(kind, "image/")) return(paste0("<", kind, ">"))
  text <- substr(paste(text, collapse = "\n"), 1L, 10000L)
  if (kind == "text/html") {
    text <- gsub("(?s)<(script|style|title)[ >].*?</\\1>|<!--.*?-->|<[^>]*>", "", text, perl = TRUE)
    for (entity in c("&lt;<", "&gt;>", "&quot;\"", "&#39;'", "&nbsp; ", "&amp;&"))
      text <- gsub(substr(entity, 1L, nchar(entity) - 1L), substring(entity, nchar(entity)), text, fixed = TRUE)
    text <- gsub("\\s*\n\\s*", "\n", trimws(text))
  }
  if (!nzchar(text)) return(paste0("<", kind, ">"))
  if (nchar(text) > 1000L) paste0(substr(text, 1L, 999L), "\u2026") else text
}

is_display_id <- function(x) is.character(x) && length(x) == 1L && !is.na(x) && nzchar(x)

# While the package is attached its functions are the ones to find, without a message
# that they mask ours.
step_aside_for_irdisplay <- function(...) {
  api <- as.environment("tools:gokernel")
  rm(list = intersect(getNamespaceExports("IRdisplay"), names(api)), envir = api)
}
return_for_irdisplay <- function(...)
  provide(intersect(getNamespaceExports("IRdisplay"), api_names), as.environment("tools:gokernel"))

show_bundle <- function(data, metadata = NULL)
  invisible(getOption("jupyter.base_display_func")(data, metadata))

clear_output <- function(wait = TRUE) invisible(getOption("jupyter.clear_output_func")(wait))

# Shows any value as the last line of a cell would. With a display_id it can be replaced
# later by update_display(), from the same cell or another.
display <- function(obj, ..., mimetypes = NULL, error_handler = stop, display_id = NULL)
  show_value(obj, list(...), mimetypes, error_handler, 0L, display_id)

update_display <- function(obj, ..., display_id, mimetypes = NULL, error_handler = stop) {
  if (missing(display_id))
    stop("display_id is missing: give the one that display(x, display_id = ) was called with", call. = FALSE)
  show_value(obj, list(...), mimetypes, error_handler, 2L, display_id)
}

show_value <- function(obj, metadata, mimetypes, error_handler, kind, display_id) {
  if (!is.null(display_id) && !is_display_id(display_id))
    stop("display_id must be one string that is not empty", call. = FALSE)
  make <- if (is.null(display_id) && is.null(mimetypes)) value_bundle else whole_bundle
  bundle <- if (identical(error_handler, stop)) make(obj) else tryCatch(make(obj), error = function(e) {
    error_handler(e)
    NULL
  })
  if (!is.null(mimetypes)) bundle$data <- bundle$data[names(bundle$data) %in% mimetypes]
  if (!length(bundle$data)) return(invisible(display_id))
  metadata <- utils::modifyList(as.list(bundle$metadata), metadata)
  if (is.null(display_id)) show_bundle(bundle$data, if (length(metadata)) metadata)
  else publish(bundle$data, metadata, kind, display_id)
  invisible(display_id)
}

prepare_mimebundle <- function(obj, mimetypes = getOption("jupyter.display_mimetypes"), metadata = NULL,
                               error_handler = stop) {
  if (!length(mimetypes)) stop("option jupyter.display_mimetypes may not be NULL or of length 0")
  bundle <- tryCatch(whole_bundle(obj), error = function(e) {
    error_handler(e)
    list()
  })
  list(data = bundle$data[names(bundle$data) %in% mimetypes],
       metadata = utils::modifyList(as.list(bundle$metadata), as.list(metadata)))
}

# What is given as data, or read from the file.
display_content <- function(mime, data, file, metadata = NULL) {
  if (is.null(data) == is.null(file)) stop("give either data or file", call. = FALSE)
  binary <- mime %in% c("image/png", "image/jpeg", "application/pdf")
  if (!is.null(file)) data <- if (binary) readBin(file, "raw", file.size(file)) else read_utf8(file)
  show_bundle(structure(list(data), names = mime),
              if (length(metadata)) structure(list(metadata), names = mime))
}

read_utf8 <- function(path) text_of_bytes(readBin(path, "raw", file.size(path)))

# Text of a file that may hold what R's strings cannot.
text_of_bytes <- function(bytes) {
  text <- rawToChar(bytes[bytes != as.raw(0L)])
  Encoding(text) <- "UTF-8"
  if (validUTF8(text)) text else iconv(text, "latin1", "UTF-8")
}

display_text <- function(data = NULL, file = NULL) display_content("text/plain", data, file)
display_html <- function(data = NULL, file = NULL) display_content("text/html", data, file)
display_markdown <- function(data = NULL, file = NULL) display_content("text/markdown", data, file)
display_latex <- function(data = NULL, file = NULL) display_content("text/latex", data, file)
display_json <- function(data = NULL, file = NULL) display_content("application/json", data, file)
display_javascript <- function(data = NULL, file = NULL) display_content("application/javascript", data, file)

image_size <- function(width, height) Filter(Negate(is.null), list(width = width, height = height))

display_png <- function(data = NULL, file = NULL, width = NULL, height = NULL)
  display_content("image/png", data, file, image_size(width, height))
display_jpeg <- function(data = NULL, file = NULL, width = NULL, height = NULL)
  display_content("image/jpeg", data, file, image_size(width, height))
display_pdf <- function(data = NULL, file = NULL, width = NULL, height = NULL)
  display_content("application/pdf", data, file, image_size(width, height))
display_svg <- function(data = NULL, file = NULL, width = NULL, height = NULL)
  display_content("image/svg+xml", data, file, image_size(width, height))
