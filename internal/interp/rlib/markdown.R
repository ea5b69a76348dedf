# Outlines as Markdown: pipe tables, numbered lists, definition lists.

# Characters that mean something in Markdown lose their meaning; one line stays one line.
escape_markdown <- function(text) {
  if (!any(grepl("[][\\\\`*_{}|$~#<>&\r\n]", text))) return(text)
  text <- gsub("([][\\\\`*_|$~])", "\\\\\\1", text)
  gsub("\r?\n", "<br>", escape_html(text))
}

markdown_note <- function(note) if (length(note)) paste0("\n*", escape_markdown(note), "*\n", collapse = "")

to_markdown.outline_table <- function(x) {
  width <- length(x$columns) + !is.null(x$row_names)
  line <- function(cells) paste0("| ", do.call(paste, c(cells, sep = " | ")), " |\n", collapse = "")
  cells <- lapply(x$columns, markdown_cells)
  if (!is.null(x$row_names)) cells <- c(list(markdown_cells(x$row_names)), cells)
  corner <- if (!is.null(x$row_names)) if (is.null(x$corner)) "<!--/-->" else escape_markdown(x$corner)
  paste0(
    "\n", markdown_caption(x), "\n\n",
    line(as.list(c(corner, markdown_names(x)))),
    "|", strrep("---|", width), "\n",
    if (length(cells[[1L]])) line(cells), markdown_note(x$note), "\n")
}

markdown_caption <- function(x) paste0(
  escape_markdown(x$caption), if (!is.null(x$column_head)) paste0(" (columns: ", escape_markdown(x$column_head), ")"))

# An empty cell would end the table in some readers.
markdown_cells <- function(text) {
  text <- escape_markdown(text)
  text[!nzchar(text)] <- "<!---->"
  text
}

markdown_names <- function(x) {
  names <- if (is.null(x$names)) rep("<!---->", length(x$columns)) else markdown_cells(x$names)
  if (is.null(x$types)) names else paste(names, escape_markdown(x$types))
}

to_markdown.outline_group <- function(x) paste0(
  "\n", escape_markdown(x$caption), "\n",
  paste(vapply(x$tables, function(table) to_markdown(table), ""), collapse = ""), markdown_note(x$note))

to_markdown.outline_vector <- function(x) paste0(
  if (!is.null(x$head)) paste0(escape_markdown(x$head), "  \n"),
  markdown_items(escape_markdown(x$items), if (!is.null(x$names)) escape_markdown(x$names), is.null(x$levels)),
  if (!is.null(x$levels)) markdown_levels(x$levels), markdown_note(x$note))

markdown_items <- function(items, names, bare = TRUE) {
  if (length(items) == 1L && bare)
    return(if (is.null(names)) items else paste0("**", names, ":** ", items))
  if (is.null(names)) return(paste0(paste0(seq_along(items), ". ", items, "\n", collapse = ""), "\n"))
  paste0(paste0(names, "\n:   ", items, "\n", collapse = ""), "\n")
}

markdown_levels <- function(levels) {
  x <- levels[[2L]]
  paste0("\n**Levels**:", if (levels$ordered) " ordered:", " ", if (!is.null(x)) paste(escape_markdown(x$items), collapse = ", "), "\n")
}

# Members that take several lines are indented, so that they stay members.
to_markdown.outline_list <- function(x) {
  items <- vapply(x$items, function(item) gsub("\n(?=[^\n])", "\n    ", sub("^\n+|\n+$", "", to_markdown(item)), perl = TRUE), "")
  items <- sub("\n+$", "", items)
  body <- if (is.null(x$names)) paste0(seq_along(items), ". ", items, "\n", collapse = "")
    else paste0(escape_markdown(member_labels(x)), "\n:   ", items, "\n", collapse = "")
  paste0(body, markdown_note(x$note), "\n")
}

# The fence is longer than any run of backticks in the code.
to_markdown.outline_code <- function(x) {
  ticks <- regmatches(x$text, gregexpr("`+", x$text))[[1L]]
  fence <- strrep("`", max(3L, nchar(ticks) + 1L))
  paste0(fence, "r\n", x$text, "\n", fence)
}

to_markdown.outline_text <- function(x) escape_markdown(x$text)
