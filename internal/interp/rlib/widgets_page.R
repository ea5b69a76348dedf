# The parts of a page: dependencies of package htmltools, and files that packages wrote
# for a viewer, with everything local that they refer to.

# Reads what is known of a file again only when it has changed.
file_entry <- function(path) {
  info <- file.info(path, extra_cols = FALSE)
  stamp <- c(info$size, info$mtime)
  entry <- widgets$files[[path]]
  if (is.null(entry) || !identical(entry$stamp, stamp)) {
    entry <- list(stamp = stamp, md5 = unname(tools::md5sum(path)))
    widgets$files[[path]] <- entry
  }
  entry
}

file_library <- function(path, type) {
  path <- normalizePath(path, mustWork = TRUE)
  name <- gsub("[^A-Za-z0-9._-]", "-", basename(path))
  list(key = paste0(name, "@", substr(file_entry(path)$md5, 1L, 16L)), type = type, path = path)
}

data_uri <- function(path) paste0(
  "data:", mime_of_file(path), ";base64,", base64(readBin(path, "raw", file.size(path))))

mime_of_file <- function(path) {
  type <- c(js = "text/javascript", css = "text/css", png = "image/png", gif = "image/gif", jpg = "image/jpeg",
            jpeg = "image/jpeg", svg = "image/svg+xml", webp = "image/webp", ico = "image/x-icon",
            woff = "font/woff", woff2 = "font/woff2", ttf = "font/ttf", otf = "font/otf",
            eot = "application/vnd.ms-fontobject", json = "application/json", csv = "text/csv",
            html = "text/html", txt = "text/plain", xml = "text/xml")[tolower(sub(".*[.]", "", basename(path)))]
  if (is.na(type)) "application/octet-stream" else unname(type)
}

# A style sheet with its fonts and images inside.
css_text <- function(path) {
  replace_matches(read_utf8(path), "url\\(\\s*['\"]?([^'\")]+?)['\"]?\\s*\\)", function(match, target) {
    file <- local_file(target, dirname(path))
    if (is.null(file)) match else paste0("url(", data_uri(file), ")")
  })
}

# The file that a relative address means, or NULL.
local_file <- function(target, directory) {
  if (!nzchar(target) || grepl("^([A-Za-z][A-Za-z0-9+.-]*:|//|#)", target)) return(NULL)
  target <- utils::URLdecode(sub("[?#].*$", "", target))
  file <- if (startsWith(target, "/")) target else file.path(directory, target)
  if (file.exists(file) && !dir.exists(file)) file
}

# text with every match replaced by replace(match, its first group).
replace_matches <- function(text, pattern, replace) {
  found <- gregexpr(pattern, text, perl = TRUE, ignore.case = TRUE)
  matches <- regmatches(text, found)[[1L]]
  if (!length(matches)) return(text)
  groups <- sub(paste0("(?s)^.*?", pattern, ".*$"), "\\1", matches, perl = TRUE, ignore.case = TRUE)
  regmatches(text, found) <- list(unlist(Map(replace, matches, groups), use.names = FALSE))
  text
}

# Head and libraries of resolved dependencies.
dependency_parts <- function(dependencies) {
  parts <- list(head = character(), libraries = list())
  for (dependency in dependencies) {
    own <- dependency_part(dependency)
    parts$head <- c(parts$head, own$head)
    parts$libraries <- c(parts$libraries, own$libraries)
  }
  parts
}

dependency_part <- function(dependency) {
  libraries <- list()
  # An address for the page: the file as a library, or what is out on the network.
  address <- function(target, type = mime_of_file(target)) {
    directory <- dependency$src[["file"]]
    if (is.null(directory)) return(paste0(sub("/$", "", dependency$src[["href"]]), "/", target))
    library <- file_library(file.path(directory, target), type)
    libraries[[length(libraries) + 1L]] <<- library
    library_url(library)
  }
  meta <- unlist(dependency$meta)
  head <- c(
    sprintf("<meta name=\"%s\" content=\"%s\">", attribute_text(names(meta)), attribute_text(meta)),
    vapply(dependency$stylesheet, function(target)
      paste0("<link rel=\"stylesheet\" href=\"", address(target, "text/css"), "\">"), ""),
    vapply(script_entries(dependency$script), function(script) {
      more <- script[setdiff(names(script), "src")]
      paste0("<script src=\"", address(script$src, "text/javascript"), "\"",
             sprintf(" %s=\"%s\"", names(more), attribute_text(more)), "></script>", collapse = "")
    }, ""),
    attachment_links(dependency, address),
    as.character(dependency$head))
  list(head = head, libraries = libraries)
}

# Scripts are given as names of files or as lists of attributes.
script_entries <- function(script) {
  if (is.character(script)) return(lapply(unname(script), function(src) list(src = src)))
  if (!is.null(script$src)) return(list(script))
  lapply(unname(script), function(entry) if (is.character(entry)) list(src = entry) else entry)
}

attachment_links <- function(dependency, address) {
  files <- unlist(dependency$attachment)
  if (!length(files)) return(NULL)
  if (is.null(names(files))) names(files) <- seq_along(files)
  sprintf("<link id=\"%s-%s-attachment\" rel=\"attachment\" href=\"%s\">", attribute_text(dependency$name),
          attribute_text(names(files)), vapply(files, address, ""))
}

attribute_text <- function(text) gsub("\"", "&quot;", escape_html(as.character(text)), fixed = TRUE)

# The head and the body of a fragment's page.
page_head <- function(head) paste0(
  "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n<style>body{margin:0;background:white;color:black;",
  "font:14px/1.4 system-ui,-apple-system,\"Segoe UI\",Helvetica,Arial,sans-serif}</style>\n",
  paste(head, collapse = "\n"), "</head>\n")
page_body <- function(html) paste0(
  "<body><div id=\"gokernel-page\" style=\"display:flow-root\">", html, "</div></body></html>")

# Tags (of package htmltools) with their dependencies, in a frame.
tags_frame <- function(rendered, label, height = 150L) {
  parts <- dependency_parts(rendered$dependencies)
  frame_html(label, page_head(c(parts$head, as.character(rendered$head))), page_body(rendered$html), parts$libraries, height)
}

# An HTML file, with the local files that it refers to, in a frame of that height.
file_frame <- function(path, height) {
  libraries <- list()
  html <- replace_matches(read_utf8(path), "<(?:script|link|img|source)\\b[^>]*?\\b(?:src|href)\\s*=\\s*[\"']([^\"']+)[\"'][^>]*>",
    function(tag, target) {
      file <- local_file(target, dirname(path))
      if (is.null(file)) return(tag)
      type <- mime_of_file(file)
      sub(target, if (type %in% c("text/javascript", "text/css")) {
        library <- file_library(file, type)
        libraries[[length(libraries) + 1L]] <<- library
        library_url(library)
      } else data_uri(file), tag, fixed = TRUE)
    })
  end <- regexpr("</head>", html, fixed = TRUE)
  if (end < 0L) return(frame_html("HTML page", html, "", libraries, height))
  frame_html("HTML page", substr(html, 1L, end - 1L), substr(html, end, nchar(html)), libraries, height)
}
