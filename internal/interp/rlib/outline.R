# Values in the form that HTML, Markdown and LaTeX are written from. outline(x) computes
# texts and sizes once; the three formats only differ in how they are put down.
#
#   outline_vector  items, names, head, levels, note
#   outline_table   caption, columns, names, types, row_names, corner, column_head, note
#   outline_group   caption, titles, tables, note           (arrays of 3 and more dimensions)
#   outline_list    items (outlines), names, note
#   outline_code    text                                    (functions)
#   outline_text    text                                    (members of lists)
#
# All texts are plain UTF-8 and escaped by the writer of the format.

# An outline, or x itself when R's print says it best.
outline <- function(x) UseMethod("outline")
outline.default <- function(x) x

new_outline <- function(kind, ...) {
  x <- list(...)
  class(x) <- paste0("outline_", kind)
  x
}
is_outline <- function(x) is.object(x) && startsWith(class(x)[1L], "outline_")

# The first and last of n, at most limit, and after which of them some are left out.
shown_indices <- function(n, limit) {
  if (n <= limit) return(list(index = seq_len(n), gap = NA, hidden = 0))
  head <- ceiling(limit / 2)
  list(index = c(seq_len(head), seq.int(n - (limit - head) + 1, length.out = limit - head)), gap = head,
       hidden = n - limit)
}

insert_gap <- function(x, gap, mark) {
  if (is.null(x) || is.na(gap)) return(x)
  append(x, if (is.list(x)) list(mark) else mark, gap)
}

row_mark <- "\u22ee"
column_mark <- "\u22ef"
corner_mark <- "\u22f1"

# "5 of 10 rows and 3 of 8 columns not shown", or NULL when all is.
not_shown <- function(...) {
  parts <- unlist(list(...))
  if (length(parts)) paste(paste(parts, collapse = " and "), "not shown")
}

hidden_part <- function(hidden, n, what) if (hidden > 0)
  paste(format_count(hidden), "of", format_count(n), what)

format_count <- function(n) formatC(n, format = "d", big.mark = ",")

# ---- vectors

outline.logical <- outline.integer <- outline.numeric <- outline.complex <- outline.raw <- function(x)
  outline_atomic(x, function(x) format(x, trim = TRUE))
outline.character <- function(x) outline_atomic(x, function(x)
  if (isTRUE(getOption("repr.vector.quote", TRUE))) quoted_text(x) else plain_text(x))

# Attributes other than names are shown by R's print only, and so are long texts.
outline_atomic <- function(x, text) {
  others <- attributes(x)
  if (!is.null(others) && (is.object(x) || !identical(names(others), "names"))) return(x)
  if (!length(x) || !rich_vectors()) return(x)
  if (is.character(x) && too_long(x)) return(x)
  outline_items(x, text)
}

too_long <- function(x) {
  if (length(x) > 1L) x <- x[shown_indices(length(x), max_items())$index]
  sum(nchar(x, "bytes"), na.rm = TRUE) > 1e5
}

max_items <- function() max(number_option("repr.vector.max.items", 400L), 2L)

outline_items <- function(x, text, head = NULL, levels = NULL) {
  names <- names(x)
  n <- length(x)
  if (n == 1L)
    return(new_outline("vector", items = text(x), names = if (!is.null(names)) plain_text(names), head = head, levels = levels))
  shown <- shown_indices(n, max_items())
  if (shown$hidden > 0) x <- x[shown$index]
  new_outline("vector",
    items = insert_gap(text(x), shown$gap, column_mark),
    names = if (!is.null(names)) insert_gap(plain_text(names[shown$index]), shown$gap, column_mark),
    head = head, levels = levels, note = not_shown(hidden_part(shown$hidden, n, "values")))
}

outline.factor <- function(x) {
  if (!length(x) || !rich_vectors() || isS4(x)) return(x)
  levels <- structure(levels(x), names = NULL)
  levels <- if (length(levels)) outline_items(levels, quoted_text)
  outline_items(x, function(x) {
    text <- plain_text(as.character(x))
    text[is.na(x)] <- "<NA>"
    text
  }, levels = c(list(ordered = is.ordered(x)), list(levels)))
}

outline.Date <- outline.difftime <- function(x) {
  if (!length(x) || !rich_vectors() || !is.null(dim(x))) return(x)
  result <- outline_items(x, function(x) trimws(plain_text(format(x))))
  result$time <- inherits(x, "Date")
  result
}
outline.POSIXct <- function(x) {
  if (!length(x) || !rich_vectors() || !is.null(dim(x))) return(x)
  outline_items(x, function(x) plain_text(format(x, usetz = TRUE)))
}
outline.POSIXlt <- function(x) outline(as.POSIXct(x))

# ---- functions

outline.function <- function(x) {
  if (is.object(x)) return(x)
  source <- attr(x, "srcref")
  text <- if (!is.null(source)) as.character(source)
    else if (is.primitive(x)) utils::capture.output(print(x))
    else deparse(x)
  new_outline("code", text = paste(plain_text(text), collapse = "\n"))
}
