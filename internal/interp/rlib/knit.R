# Values of packages that write documents: HTML tags, knitr's output, tables made for
# display. They are shown as they would be in an R Markdown document.

own_bundle.shiny.tag <- function(x) tags_bundle(x)
own_bundle.shiny.tag.list <- function(x) tags_bundle(x)
own_bundle.html <- function(x) tags_bundle(x)

# HTML with dependencies has a page of its own; without, it is part of the notebook.
tags_bundle <- function(x, label = "HTML", text = NULL) {
  if (!requireNamespace("htmltools", quietly = TRUE)) return(NULL)
  rendered <- htmltools::renderTags(with_notebook_size(x))
  data <- list("text/plain" = short_text(if (is.null(text)) without_scripts(rendered$html) else text))
  if (!"text/html" %in% wanted_mimetypes()) return(list(data = data))
  if (length(rendered$dependencies)) data[["text/html"]] <- tags_frame(rendered, label)
  else data[["text/html"]] <- paste(c(if (nzchar(rendered$head)) rendered$head, rendered$html), collapse = "\n")
  list(data = data, metadata = isolation(data))
}

without_scripts <- function(html)
  gsub("(?s)<script\\b.*?</script>\\s*", "", enc2utf8(paste(html, collapse = "\n")), perl = TRUE)

# Text for frontends without HTML: not all of a large page.
short_text <- function(text, limit = 10000L) {
  text <- paste(text, collapse = "\n")
  if (nchar(text) > limit) paste0(substr(text, 1L, limit), " ...") else text
}

printed_text <- function(x) paste(utils::capture.output(print(x)), collapse = "\n")

# What knitr writes into a document unchanged: markdown, in which HTML may stand.
own_bundle.knit_asis <- function(x) {
  text <- enc2utf8(paste(as.character(x), collapse = "\n"))
  dependencies <- Filter(function(meta) inherits(meta, "html_dependency"), as_list(attr(x, "knit_meta")))
  if (length(dependencies) && requireNamespace("htmltools", quietly = TRUE))
    return(tags_bundle(htmltools::attachDependencies(htmltools::HTML(text), dependencies), text = text))
  type <- if (grepl("^\\s*<", text)) "text/html" else "text/markdown"
  data <- structure(list(short_text(text), text), names = c("text/plain", type))
  list(data = data, metadata = isolation(data))
}

as_list <- function(x) if (inherits(x, "html_dependency") || !is.list(x)) list(x) else x

own_bundle.knitr_kable <- function(x) {
  type <- switch(attr(x, "format"), html = "text/html", latex = "text/latex",
                 pipe = , markdown = "text/markdown", NA)
  if (is.na(type)) return(NULL)
  text <- paste(enc2utf8(as.character(x)), collapse = "\n")
  data <- structure(list(short_text(printed_text(x)), text), names = c("text/plain", type))
  # For frontends whose MathJax knows no tables: HTML comes before LaTeX there, and after it in exports.
  if (type == "text/latex") data[["text/html"]] <- paste0("<pre>", escape_html(text), "</pre>")
  list(data = data)
}

own_bundle.gt_tbl <- function(x) {
  if (!requireNamespace("gt", quietly = TRUE)) return(NULL)
  text <- if (is.data.frame(x[["_data"]])) printed_text(as.data.frame(x[["_data"]])) else "gt table"
  list(data = list("text/plain" = text, "text/html" = as.character(gt::as_raw_html(x, inline_css = FALSE))))
}

own_bundle.flextable <- function(x) {
  if (!requireNamespace("flextable", quietly = TRUE)) return(NULL)
  text <- if (is.data.frame(x$body$dataset)) printed_text(x$body$dataset[x$col_keys[x$col_keys %in% names(x$body$dataset)]])
    else "flextable"
  tags_bundle(flextable::htmltools_value(x), "flextable", text)
}

# An image file, as knitr::include_graphics() names it.
own_bundle.knit_image_paths <- function(x) {
  files <- as.character(x)
  type <- if (length(files) == 1L && file.exists(files)) mime_of_file(files) else ""
  data <- list("text/plain" = paste(files, collapse = "\n"))
  if (type %in% c("image/png", "image/jpeg")) data[[type]] <- readBin(files, "raw", file.size(files))
  if (type == "image/svg+xml") data[[type]] <- read_utf8(files)
  list(data = data, metadata = isolation(data))
}

# Values of other classes that knitr has a method for, from a package that is not knitr's
# own and does not merely print: the method's result, or NULL.
knit_bundle <- function(x) {
  method <- knit_method(x)
  if (is.null(method) || !is.null(user_method("html", x))) return(NULL)
  knitted <- knitted_value(method, x)
  if (inherits(knitted, c("knit_asis", "knitr_kable", "html", "shiny.tag", "shiny.tag.list"))) own_bundle(knitted)
}

knit_method <- function(x) {
  methods <- asNamespace("knitr")$.__S3MethodsTable__.
  for (class in class(x)) {
    method <- get0(paste0("knit_print.", class), envir = .GlobalEnv, mode = "function")
    if (is.null(method)) method <- methods[[paste0("knit_print.", class)]]
    if (is.null(method)) next
    home <- topenv(environment(method))
    printing <- isNamespace(home) && getNamespaceName(home) %in% c("knitr", "rmarkdown", "dplyr", "pillar", "tibble", "dbplyr")
    return(if (!printing) method)
  }
}

# Methods ask knitr for the format of the document. One that fails or prints is left
# to R's own print.
knitted_value <- function(method, x) {
  before <- knitr::opts_knit$get("rmarkdown.pandoc.to")
  knitr::opts_knit$set(rmarkdown.pandoc.to = "html")
  on.exit(if (is.null(before)) knitr::opts_knit$delete("rmarkdown.pandoc.to")
          else knitr::opts_knit$set(rmarkdown.pandoc.to = before))
  value <- NULL
  utils::capture.output(value <- tryCatch(method(x, options = knitr::opts_chunk$get()), error = function(e) NULL))
  value
}
