# Vignettes and NEWS.

own_bundle.browseVignettes <- function(x) {
  groups <- lapply(names(x), function(package) {
    part <- x[[package]]
    list(header = paste0("Vignettes in package ", sQuote(package), ":"), rows = list(
      label = part[, "Topic"], title = part[, "Title"], code = call_code("vignette", part[, "Topic"], package)))
  })
  paged(x, listing("Vignettes", groups, setdiff(attr(x, "footer"), "")))
}

# vignette("x"): the document itself, as far as a notebook can hold it.
own_bundle.vignette <- function(x) {
  doc <- file.path(x$Dir, "doc")
  built <- length(x$PDF) && nzchar(x$PDF)
  file <- file.path(doc, if (built) x$PDF else x$File)
  text <- paste0("Vignette ", sQuote(x$Topic), " of package ", sQuote(x$Package), ": ", x$Title,
                 "\nDocument: ", file, "\nSource: ", file.path(doc, x$File),
                 if (length(x$R) && nzchar(x$R)) paste0("\nR code: ", file.path(doc, x$R)))
  if (!built) return(paged(x, text_page(paste0(text, "\n\n", file_text(file)))))
  content <- file_content(file)
  # Where the frame of the document is dropped, this remains.
  if (!is.null(content$data[["text/html"]]))
    content$data[["text/html"]] <- paste0("<p>", gsub("\n", "<br>", escape_html(enc2utf8(text)), fixed = TRUE), "</p>\n", content$data[["text/html"]])
  paged(x, c(list("text/plain" = enc2utf8(text)), content$data), content$metadata)
}

# news() of R is a book: shown whole it would be the largest output of the notebook.
own_bundle.news_db <- function(x) {
  text <- tryCatch(unlist(format(x)), error = function(e) utils::capture.output(print(unclass(x))))
  paged(x, text_page(cut_text(text), "News"))
}
