# browseURL() and all that R opens by it: nothing may open where R runs.

# option "browser"
browse_url <- function(url) {
  if (grepl("^http://127\\.0\\.0\\.1:[0-9]+/(library|doc)/", url) && show_help_server(url)) return(invisible())
  if (grepl("^www\\.", url)) url <- paste0("http://", url)
  if (grepl("^(https?|ftp|mailto):", url)) return(show_link(url))
  file <- sub("#.*$", "", url)
  if (grepl("^file:", file)) file <- utils::URLdecode(sub("^file:(//(localhost)?)?", "", file))
  file <- path.expand(file)
  if (!file.exists(file)) stop("there is no such file or address: ", url, call. = FALSE)
  if (dir.exists(file)) return(show_text(c(paste0(file, ":"), list.files(file))))
  content <- file_content(file)
  if (is.null(content)) return(show_pager(file, title = file))
  show_wanted(c(list("text/plain" = file), content$data), content$metadata)
}

# A page of R's own help server, which only a browser on the same machine reaches: the
# link, and below it the same as far as a cell can show it.
show_help_server <- function(url) {
  path <- utils::URLdecode(sub("^http://[^/]+", "", url))
  part <- regmatches(path, regexec("^/library/([^/]+)/(?:html|help)/(.+?)(?:\\.html)?$", path, perl = TRUE))[[1L]]
  page <- if (length(part) && part[3L] == "00Index") library(help = part[2L], character.only = TRUE)
    else if (length(part)) as.call(list(quote(utils::help), part[3L], package = part[2L], help_type = "text"))
    else if (path == "/doc/html/index.html") start_page()
  if (is.null(page)) return(FALSE)
  show_link(url)
  if (is.call(page)) page <- eval(page)
  display(page)
  TRUE
}

# What help.start() leads to: the packages in use.
start_page <- function() {
  attached <- .packages()
  titles <- vapply(attached, function(package) package_facts(package)$description["Title"], "")
  structure(list(header = NULL, footer = "library() lists all installed packages.", results = cbind(
    Package = attached, LibPath = dirname(find.package(attached)), Title = titles)), class = "libraryIQR")
}

show_text <- function(lines) show_wanted(list("text/plain" = paste(enc2utf8(lines), collapse = "\n")))

show_link <- function(url) {
  note <- if (grepl("^http://(127\\.0\\.0\\.1|localhost)[:/]", url)) " (on the machine where R runs)" else ""
  show_wanted(list("text/plain" = paste0(url, note), "text/html" = paste0(
    "<a href=\"", escape_attribute(url), "\" target=\"_blank\" rel=\"noopener\">", escape_html(enc2utf8(url)), "</a>", note)))
}

# A document that a frontend can show, as list(data =, metadata =), or NULL.
file_content <- function(file) {
  type <- switch(tolower(tools::file_ext(file)), htm = "text/html", pdf = "application/pdf", mime_of_file(file))
  if (!type %in% c("text/html", "application/pdf", "image/png", "image/jpeg", "image/svg+xml")) return(NULL)
  if (file.size(file) > FILE_LIMIT)
    return(list(data = list("text/html" = paste0("<p>", escape_html(file), " is too large to be shown here.</p>"))))
  bytes <- readBin(file, "raw", file.size(file))
  switch(type,
    "text/html" = list(data = list("text/html" = html_frame(text_of_bytes(bytes), basename(file)))),
    "image/svg+xml" = list(data = list("image/svg+xml" = text_of_bytes(bytes)), metadata = list("image/svg+xml" = list(isolated = TRUE))),
    list(data = structure(list(bytes), names = type)))
}

# A whole document, kept apart from the notebook: exports to HTML ignore the metadata
# "isolated" and would mix its styles with theirs.
html_frame <- function(html, title) paste0(
  "<iframe title=\"", escape_attribute(title), "\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\" ",
  "style=\"width:100%;height:40em;border:1px solid rgba(128,128,128,.4);border-radius:4px;background:#fff\" srcdoc=\"",
  gsub("\"", "&quot;", gsub("&", "&amp;", html, fixed = TRUE), fixed = TRUE), "\"></iframe>")

FILE_LIMIT <- 20000000L
