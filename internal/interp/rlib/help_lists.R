# Lists of topics, data sets, demos, vignettes and packages.

# A titled list of groups; each row is a label, a title, and code that the label runs when
# clicked. A group is list(header =, rows = list(label =, title =, code =, href =)).
listing <- function(title, groups, footer = NULL) {
  groups <- Filter(function(group) length(group$rows$label), groups)
  if (!length(groups)) footer <- c("Nothing was found.", footer)
  text <- c(title, unlist(lapply(groups, function(group) c("", group$header, listing_text(group$rows)))),
            if (length(footer)) c("", footer))
  html <- paste0(
    heading(2L, title),
    paste(vapply(groups, listing_html, ""), collapse = ""),
    paste0("<p>", escape_html(footer), "</p>\n", recycle0 = TRUE, collapse = ""))
  list("text/plain" = trim_blank_lines(enc2utf8(text)), "text/html" = help_box(enc2utf8(html)))
}

listing_text <- function(rows)
  formatDL(rows$label, one_line(rows$title), indent = min(26L, max(nchar(rows$label, "width")) + 4L), width = 100L)

one_line <- function(text) {
  text[is.na(text)] <- ""
  gsub("[[:space:]]+", " ", text)
}

listing_html <- function(group) {
  rows <- group$rows
  label <- escape_html(enc2utf8(rows$label))
  if (!is.null(rows$code)) {
    href <- if (is.null(rows$href)) NA else rows$href
    label <- ifelse(is.na(rows$code), label, cell_link(label, rows$code, href))
  }
  paste0(
    if (length(group$header)) heading(3L, group$header),
    "<table>\n", paste0("<tr><td><code>", label, "</code></td><td>", escape_html(one_line(rows$title)), "</td></tr>\n", collapse = ""),
    "</table>\n")
}

call_code <- function(call, name, package)
  sprintf("%s(%s, package = \"%s\")", call, encodeString(name, quote = "\""), package)

# data(), demo(), vignette()
own_bundle.packageIQR <- function(x) {
  results <- as.data.frame(x$results, stringsAsFactors = FALSE)
  groups <- lapply(unique(results$Package), function(package) {
    part <- results[results$Package == package, ]
    list(header = gettextf("%s in package %s:", x$title, sQuote(package), domain = NA), rows = list(
      label = part$Item, title = part$Title, code = item_code(x, sub(" .*", "", part$Item), package)))
  })
  paged(x, listing(paste(x$title, collapse = " "), groups, c(x$header, x$footer)))
}

# What such a list is of, only its title tells.
item_code <- function(x, item, package)
  switch(paste(x$title, collapse = " "),
    "Data sets" = help_code(item, package),
    Demos = call_code("demo", item, package),
    Vignettes = call_code("vignette", item, package),
    rep(NA_character_, length(item)))

# help.search(), ??x
own_bundle.hsearch <- function(x) {
  found <- unique(x$matches[c("Topic", "Title", "Package", "Type")])
  headers <- c(help = "Help pages:", vignette = "Vignettes:", demo = "Demos:")
  groups <- lapply(names(headers), function(type) {
    part <- found[found$Type == type, ]
    code <- if (type == "help") mapply(help_code, part$Topic, part$Package)
      else mapply(call_code, type, part$Topic, part$Package)
    list(header = headers[[type]], rows = list(
      label = paste0(part$Package, "::", part$Topic, recycle0 = TRUE), title = part$Title, code = as.character(code)))
  })
  paged(x, listing(paste0("Search results for ", sQuote(paste(x$pattern, collapse = " "))), groups))
}

# help(package = ), library(help = )
own_bundle.packageInfo <- function(x) {
  facts <- package_facts(x$name)
  fields <- x$info[[1L]]
  index <- index_rows(x$info[[2L]])
  rows <- list(label = index$label, title = index$title)
  file <- unname(facts$aliases[rows$label])
  rows$code <- ifelse(is.na(file), NA, help_code(rows$label, x$name))
  rows$href <- vapply(file, function(page) if (is.na(page)) NA_character_ else web_page(x$name, page), "")
  vignettes <- x$info[[3L]]
  if (is.matrix(vignettes))
    vignettes <- list(label = vignettes[, 1L], title = vignettes[, 2L], code = call_code("vignette", vignettes[, 1L], x$name))
  else vignettes <- NULL
  paged(x, listing(
    paste0("Information on package ", sQuote(x$name)),
    list(list(header = "Description:", rows = index_rows(fields, ":")),
         list(header = "Index:", rows = rows), list(header = "Vignettes:", rows = vignettes))))
}

# Lines as formatDL() makes them: a label at the left margin, further lines indented.
index_rows <- function(lines, separator = "") {
  lines <- unlist(strsplit(as.character(lines), "\n", fixed = TRUE))
  if (!length(lines)) return(NULL)
  entry <- cumsum(!grepl("^\\s", lines))
  whole <- vapply(split(lines, entry), function(part) one_line(paste(part, collapse = " ")), "")
  pattern <- paste0("^(\\S+)", separator, "\\s*(.*)$")
  list(label = sub(pattern, "\\1", whole), title = sub(pattern, "\\2", whole))
}

# library()
own_bundle.libraryIQR <- function(x) {
  results <- as.data.frame(x$results, stringsAsFactors = FALSE)
  groups <- lapply(unique(results$LibPath), function(path) {
    part <- results[results$LibPath == path, ]
    list(header = paste0("Packages in library ", sQuote(path), ":"), rows = list(
      label = part$Package, title = part$Title, code = sprintf("help(package = \"%s\")", part$Package)))
  })
  paged(x, listing("Packages", groups, c(x$header, x$footer)))
}
