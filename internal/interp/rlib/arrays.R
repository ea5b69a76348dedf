# Outlines of contingency tables, arrays of more than two dimensions, and time series.

outline.table <- function(x) {
  dims <- length(dim(x))
  if (inherits(x, "summaryDefault") || dims == 0L) return(outline_summary(x))
  if (!length(x)) return(x)
  if (is.character(x)) return(x) # summary(frame): cells that R's print aligns
  if (dims == 1L) return(outline_counts(x))
  if (dims > 2L) return(outline_array(x))
  outline_matrix(x, sprintf("%s: %d \u00d7 %d of type %s", with_article(class(x)[1L]), nrow(x), ncol(x), type_label(unclass(x))))
}

# One dimension: beside each other, as R prints it, unless that is too wide.
outline_counts <- function(x) {
  caption <- sprintf("%s: %d of type %s", with_article(class(x)[1L]), length(x), type_label(unclass(x)))
  name <- names(dimnames(x))
  labels <- dimnames(x)[[1L]]
  values <- cell_text(c(unclass(x))) # together, as print does
  across <- length(x) <= max_columns()
  part <- matrix(values, if (across) 1L else length(x),
                 dimnames = if (across) list(NULL, labels) else list(labels, NULL))
  result <- outline_matrix(part, caption)
  if (!is.null(name) && nzchar(name)) result[[if (across) "column_head" else "corner"]] <- plain_text(name)
  result
}

# summary(x) of a vector.
outline_summary <- function(x) {
  if (is.null(names(x)) || !rich_vectors()) return(x)
  text <- format(x)
  outline_items(structure(as.character(text), names = names(text)), function(x) trimws(plain_text(x)))
}

outline.array <- function(x) {
  if (is.object(x) || !length(x)) return(x)
  if (length(dim(x)) == 1L) {
    if (!rich_vectors()) return(x)
    return(outline_items(structure(c(x), names = dimnames(x)[[1L]]), cell_text))
  }
  outline_array(x)
}

# A table for each slice of the first two dimensions, as print shows them.
outline_array <- function(x) {
  size <- dim(x)
  titles <- slice_titles(x)
  shown <- seq_len(min(length(titles), max(2, max_rows() %/% max(size[1L], 1L))))
  slices <- array(unclass(x), c(size[1:2], prod(size[-(1:2)])))
  tables <- lapply(shown, function(i) outline_matrix(
    matrix(slices[, , i], size[1L], dimnames = dimnames(x)[1:2]), titles[i]))
  new_outline("group",
    caption = sprintf("%s: %s of type %s", with_article(class(x)[1L]), paste(size, collapse = " \u00d7 "), type_label(unclass(x))),
    tables = tables,
    note = not_shown(hidden_part(length(titles) - length(shown), length(titles), "slices")))
}

slice_titles <- function(x) {
  labels <- lapply(seq_along(dim(x))[-(1:2)], function(i) {
    label <- dimnames(x)[[i]]
    if (is.null(label)) label <- seq_len(dim(x)[i])
    name <- names(dimnames(x))[i]
    if (!is.null(name) && nzchar(name)) paste(name, "=", label) else label
  })
  grid <- expand.grid(labels, KEEP.OUT.ATTRS = FALSE, stringsAsFactors = FALSE)
  plain_text(paste0(", , ", do.call(paste, c(grid, sep = ", "))))
}

outline.ts <- function(x) {
  if (isS4(x) || !length(x) || !is.numeric(x) && !is.character(x) && !is.logical(x)) return(x)
  if (is.matrix(x)) return(outline_series(x))
  if (stats::frequency(x) %in% c(4, 12) && length(stats::start(x)) == 2L) return(outline_calendar(x))
  if (!rich_vectors()) return(x)
  span <- vapply(stats::tsp(x), format, "", digits = 7L)
  outline_items(as.vector(x), cell_text, head = sprintf("A Time Series: %s to %s, frequency %s", span[1L], span[2L], span[3L]))
}

# A row for each year, a column for each month or quarter.
outline_calendar <- function(x) {
  per_year <- stats::frequency(x)
  start <- stats::start(x)
  n <- ceiling((start[2L] - 1 + length(x)) / per_year)
  rows <- shown_indices(n, max_rows())
  at <- outer((rows$index - 1) * per_year - start[2L] + 1, seq_len(per_year), "+")
  outside <- at < 1 | at > length(x)
  at[outside] <- NA
  text <- cell_text(as.vector(x)[at])
  text[outside] <- ""
  text <- matrix(text, length(rows$index))
  table_outline(
    sprintf("A Time Series: %.0f \u00d7 %d", n, as.integer(per_year)),
    lapply(seq_len(per_year), function(j) text[, j]), rows, list(gap = NA),
    names = if (per_year == 12) month.abb else paste0("Qtr", 1:4),
    row_names = as.character(start[1L] + rows$index - 1),
    note = not_shown(hidden_part(rows$hidden, n, "years")))
}

# Several series: a row for each time.
outline_series <- function(x) {
  rows <- shown_indices(nrow(x), max_rows())
  tsp <- stats::tsp(x)
  time <- tsp[1L] + (rows$index - 1) / tsp[3L]
  result <- outline_matrix(
    structure(unclass(x), tsp = NULL, dimnames = list(NULL, colnames(x))),
    sprintf("A Time Series: %d \u00d7 %d", nrow(x), ncol(x)))
  result$row_names <- insert_gap(time_labels(time, tsp[3L]), rows$gap, row_mark)
  result
}

time_labels <- function(time, frequency) {
  if (!frequency %in% c(4, 12)) return(format(time, trim = TRUE))
  year <- floor(time + 1e-8)
  part <- floor((time - year) * frequency + 1 + 1e-8)
  if (frequency == 12) paste(month.abb[part], year) else paste0(year, " Q", part)
}
