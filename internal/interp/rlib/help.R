# Help pages and the lists that R would page in a terminal, as bundles in the cell. They
# are results, not pager payloads: payloads are lost in nbconvert and papermill, shown as
# text by VS Code, and only the first of a cell is shown, after all outputs, by JupyterLab.
# Classes named in the option jupyter.pager_classes are sent as payloads all the same.

# The bundle, or nothing when the class goes to the frontend's pager.
paged <- function(x, data, metadata = NULL) {
  if (any(class(x) %in% getOption("jupyter.pager_classes"))) {
    page_payload(data)
    data <- list()
  }
  list(data = data, metadata = metadata)
}

page_payload <- function(data)
  native("gk_payload", list(source = "page", start = 0L, data = data))

own_bundle.help_files_with_topic <- function(x) {
  files <- as.character(x)
  topic <- attr(x, "topic")
  elsewhere <- isTRUE(attr(x, "tried_all_packages"))
  paged(x,
    if (!length(files)) help_not_found(topic)
    else if (length(files) > 1L || elsewhere) help_candidates(files, topic, elsewhere)
    else help_page(files))
}

# The file is <library>/<package>/help/<page>, as help() finds it.
help_page <- function(file) {
  dir <- dirname(dirname(file))
  package <- basename(dir)
  rd <- asNamespace("utils")$.getHelpFile(file)
  list("text/plain" = rd_text(rd, package),
       "text/html" = help_box(rd_html(rd, package, dir)))
}

rd_text <- function(rd, package) {
  lines <- rd_lines(function(out) tools::Rd2txt(
    rd, out, package = package, outputEncoding = "UTF-8", options = list(underline_titles = FALSE)))
  # Rd2txt emboldens and underlines by overstriking, for terminals.
  trim_blank_lines(gsub("_\b", "", lines, fixed = TRUE))
}

rd_lines <- function(convert) {
  out <- tempfile("Rd")
  on.exit(unlink(out))
  suppressWarnings(convert(out)) # of the page's author
  readLines(out, encoding = "UTF-8", warn = FALSE)
}

trim_blank_lines <- function(lines) gsub("^\n+|\n+$", "", paste(lines, collapse = "\n"))

help_not_found <- function(topic) {
  search <- paste0("??", quoted_name(topic))
  message <- gettextf("No documentation for %s in specified packages and libraries:", sQuote(topic), domain = "R-utils")
  advice <- function(search) gettextf("you could try %s", search, domain = "R-utils")
  list("text/plain" = paste0(message, "\n", advice(sQuote(search, FALSE))),
       "text/html" = help_box(paste0("<p>", escape_html(message), " ", advice(cell_link(escape_html(search), search)), "</p>")))
}

# In a terminal R asks which one; here each is a link.
help_candidates <- function(files, topic, elsewhere) {
  dirs <- dirname(dirname(files))
  title <- gettextf(
    if (elsewhere) "Help for topic %s is not in any loaded package but can be found in the following packages:"
    else "Help on topic %s was found in the following packages:", sQuote(topic), domain = "R-utils")
  listing(title, list(list(rows = list(
    label = paste0(basename(dirs), "::", topic),
    title = mapply(page_title, dirs, basename(files), USE.NAMES = FALSE),
    code = help_code(topic, basename(dirs)),
    href = mapply(web_page, basename(dirs), basename(files), USE.NAMES = FALSE)))))
}

page_title <- function(dir, page) {
  pages <- tryCatch(readRDS(file.path(dir, "Meta", "Rd.rds")), error = function(e) NULL)
  title <- pages$Title[match(page, tools::file_path_sans_ext(pages$File))]
  if (length(title) && !is.na(title)) title else ""
}

# The code of a further help request. R's `?` takes no strings after `::`.
help_code <- function(topic, package = NULL) {
  quoted <- vapply(topic, quoted_name, "", USE.NAMES = FALSE)
  if (!length(package)) return(paste0("?", quoted))
  code <- paste0("?", package, "::", topic)
  odd <- rep_len(quoted != topic, length(code))
  code[odd] <- call_code("help", topic, package)[odd]
  code
}

quoted_name <- function(name) if (identical(make.names(name), name)) name else encodeString(name, quote = "\"")
