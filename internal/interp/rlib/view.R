# View(): a table that is paged, sorted and searched where it is shown, without R.

view <- function(x, title) {
  title <- enc2utf8(paste(as.character(title), collapse = " "))
  frame <- as_frame(x)
  data <- if (is.null(frame)) text_page(cut_text(view_lines(x)), title) else view_bundle(frame, title)
  show_wanted(data)
  invisible(x)
}

# What can be seen as a table; NULL for trees and other objects.
as_frame <- function(x) {
  if (is.null(x) || is.function(x) || is.environment(x) || is.language(x)) return(NULL)
  if (is.list(x) && !is.data.frame(x) && (is.object(x) || !is_rectangular(x))) return(NULL)
  frame <- if (identical(class(x), "data.frame")) x else tryCatch(as.data.frame(x), error = function(e) NULL)
  if (!is.data.frame(frame)) return(NULL)
  frame
}

view_lines <- function(x) utils::capture.output(
  if (is.function(x)) print(x) else if (is.environment(x) && !is.object(x)) print(utils::ls.str(x)) else utils::str(x))

is_rectangular <- function(x)
  length(x) > 0L && !is.null(names(x)) && all(vapply(x, is.atomic, NA)) && length(unique(lengths(x))) == 1L

# Limits of what is put into the notebook, whatever the size of the data.
VIEW_ROWS <- 10000L
VIEW_COLUMNS <- 200L
VIEW_BYTES <- 2e6
VIEW_CELL <- 500L
VIEW_PAGE <- 15L

view_bundle <- function(frame, title) {
  size <- dim(frame)
  part <- frame[seq_len(min(size[1L], VIEW_ROWS)), seq_len(min(size[2L], VIEW_COLUMNS)), drop = FALSE]
  names <- view_row_names(frame, nrow(part))
  columns <- view_columns(part)
  shown <- rows_within(VIEW_BYTES, c(list(names), lapply(columns, `[[`, "text")), nrow(part))
  if (shown < nrow(part)) {
    names <- names[seq_len(shown)]
    columns <- lapply(columns, function(column) {
      column$text <- column$text[seq_len(shown)]
      column$key <- column$key[seq_len(shown)]
      column
    })
  }
  caption <- paste0(title, if (nzchar(title)) ": ", size[1L], " \u00d7 ", size[2L], view_cut(size, shown, ncol(part)))
  list("text/plain" = view_text(part[seq_len(min(shown, VIEW_PAGE)), , drop = FALSE], caption, shown),
       "text/html" = view_html(columns, names, caption))
}

view_cut <- function(size, rows, columns) {
  cut <- c(if (rows < size[1L]) paste("first", rows, "rows"), if (columns < size[2L]) paste("first", columns, "columns"))
  if (length(cut)) paste0(" (", paste(cut, collapse = ", "), ")") else ""
}

view_row_names <- function(frame, n) {
  names <- if (.row_names_info(frame) > 0L) as.character(attr(frame, "row.names")[seq_len(n)])
  if (is.null(names)) as.character(seq_len(n)) else clean_text(names)
}

# list(name, type, text, key, right): text is what is seen, NA where nothing is; key, if
# any, is what is sorted by.
view_columns <- function(frame) {
  columns <- list()
  for (j in seq_along(frame)) {
    x <- frame[[j]]
    name <- names(frame)[j]
    if (is.data.frame(x) || (is.matrix(x) && is.atomic(x))) {
      inner <- as.data.frame(x)
      columns <- c(columns, Map(view_column, inner, paste0(name, "$", names(inner)), USE.NAMES = FALSE))
    } else columns <- c(columns, list(view_column(x, name)))
  }
  columns
}

view_column <- function(x, name) {
  if (inherits(x, "AsIs")) class(x) <- setdiff(class(x), "AsIs")
  type <- type_label(x)
  number <- (is.numeric(x) && !is.factor(x)) || inherits(x, "difftime")
  missing <- if (is.list(x)) FALSE else tryCatch(is.na(x), error = function(e) FALSE)
  text <- if (is.factor(x)) as.character(x)
    else if (is.list(x) && !is.object(x)) vapply(x, list_cell, "")
    else if (is.character(x)) unclass(x)
    else as.character(format(x, trim = TRUE, scientific = if (!number || is_moderate(x)) FALSE else NA))
  missing <- rep_len(as.logical(missing), length(text)) & !(number & is_nan(x))
  if (!number) text <- clean_text(text)
  text[missing] <- NA
  key <- if (is.factor(x)) as.integer(x) else if (number || inherits(x, c("Date", "POSIXt"))) number_key(x, text)
  list(name = clean_text(name), type = type, text = as.character(text), key = key, right = number)
}

# Numbers that read well without exponents.
is_moderate <- function(x) {
  size <- abs(as.numeric(x))
  size <- size[is.finite(size) & size > 0]
  !length(size) || (min(size) >= 1e-5 && max(size) < 1e15)
}

is_nan <- function(x) if (is.double(x)) is.nan(unclass(x)) else FALSE

# Nothing when the text of a number sorts as well as the number.
number_key <- function(x, text) {
  value <- as.numeric(x)
  as_seen <- suppressWarnings(as.numeric(text))
  if (isTRUE(all(value == as_seen | is.na(value)))) return(NULL)
  if (is.object(x) || anyDuplicated(value) != anyDuplicated(as_seen) || anyNA(as_seen[!is.na(value)]))
    return(match(value, sort(unique(value))))
  NULL
}

list_cell <- function(x) {
  if (is.data.frame(x)) return(sprintf("%s [%d \u00d7 %d]", class(x)[1L], nrow(x), ncol(x)))
  if (is.null(x)) return("NULL")
  if (!is.atomic(x) && !is.list(x)) return(paste0("<", class(x)[1L], ">"))
  if (is.list(x)) return(sprintf("list [%d]", length(x)))
  paste(format(utils::head(x, 50L), trim = TRUE), collapse = ", ")
}

clean_text <- function(text) {
  text <- enc2utf8(as.character(text))
  invalid <- !validUTF8(text)
  if (any(invalid)) text[invalid] <- iconv(text[invalid], "latin1", "UTF-8")
  long <- which(nchar(text, "bytes") > VIEW_CELL)
  if (length(long)) {
    cut <- long[nchar(text[long]) > VIEW_CELL]
    text[cut] <- paste0(substr(text[cut], 1L, VIEW_CELL), "\u2026")
  }
  text
}

# How many rows fit.
rows_within <- function(limit, texts, n) {
  bytes <- Reduce(`+`, lapply(texts, function(text) nchar(text, "bytes", keepNA = FALSE) + 3L), numeric(n))
  max(sum(cumsum(bytes) <= limit), min(n, 1L))
}

view_text <- function(head, caption, shown) {
  lines <- if (length(head) && nrow(head)) utils::capture.output(print(head[seq_len(min(ncol(head), VIEW_PAGE))]))
  more <- if (length(head)) shown - nrow(head) else 0L
  paste(enc2utf8(c(
    caption, lines, if (more > 0L) sprintf("# %d more rows", more),
    if (ncol(head) > VIEW_PAGE) sprintf("# %d more columns", ncol(head) - VIEW_PAGE))), collapse = "\n")
}
