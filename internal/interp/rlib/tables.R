# Outlines of data frames and matrices: the rows and columns that are shown, as texts.

max_rows <- function() max(number_option("repr.matrix.max.rows", 60L), 2L)
max_columns <- function() max(number_option("repr.matrix.max.cols", 20L), 2L)

outline.data.frame <- function(x) {
  if (isS4(x) || !length(x)) return(x)
  n <- .row_names_info(x, 2L)
  rows <- shown_indices(n, max_rows())
  cols <- shown_indices(length(x), max_columns())
  parts <- lapply(cols$index, function(j) column_parts(.subset2(x, j), names(x)[j], rows))
  if (!is.na(cols$gap)) cols$gap <- length(unlist(lapply(parts[seq_len(cols$gap)], names)))
  parts <- unlist(parts, recursive = FALSE)
  types <- vapply(parts, function(part) paste0("<", part$type, ">"), "", USE.NAMES = FALSE)
  table_outline(
    frame_caption(x, n), lapply(unname(parts), `[[`, "text"), rows, cols,
    names = plain_text(names(parts)), types = plain_text(types),
    row_names = if (.row_names_info(x) > 0L) plain_text(attr(x, "row.names")[rows$index]),
    note = c(groups_note(x),
             not_shown(hidden_part(rows$hidden, n, "rows"), hidden_part(cols$hidden, length(x), "columns"))))
}

groups_note <- function(x) {
  groups <- attr(x, "groups")
  if (is.data.frame(groups))
    paste0("Groups: ", paste(plain_text(setdiff(names(groups), ".rows")), collapse = ", "), " [", nrow(groups), "]")
}

frame_caption <- function(x, n) {
  kind <- setdiff(class(x), "tbl")[1L]
  if (kind == "tbl_df") kind <- "tibble"
  sprintf("%s: %.0f \u00d7 %d", with_article(kind), n, length(x))
}

with_article <- function(class) paste(if (grepl("^[aeiouAEIOUx]", class)) "An" else "A", class)

# Its print has what its columns lack: the model, stars, no missing cells.
outline.anova <- function(x) x

# The column as a named list of list(type, text): several when it is a data frame or a
# matrix itself, under the names that print gives them.
column_parts <- function(x, name, rows) {
  wide <- length(dim(x)) == 2L
  if (!is.na(rows$gap)) x <- if (wide) x[rows$index, , drop = FALSE] else x[rows$index]
  if (!wide || has_one_text(x))
    return(structure(list(list(type = type_label(x), text = cell_text(x))), names = name))
  names <- paste(name, if (is.null(colnames(x))) seq_len(ncol(x)) else colnames(x), sep = ".")
  if (!is.data.frame(x)) x <- as.data.frame(unclass(x))
  unlist(lapply(seq_along(x), function(j) column_parts(.subset2(x, j), names[j], list(gap = NA))), recursive = FALSE)
}

# Matrices of some classes, such as survival times, stand for one value in each row.
has_one_text <- function(x) is.object(x) && !is.data.frame(x) && !inherits(x, "AsIs") &&
  length(tryCatch(format(x), error = function(e) NULL)) == nrow(x)

# Puts the elision marks in.
table_outline <- function(caption, columns, rows, cols, names = NULL, types = NULL, row_names = NULL, ...) {
  columns <- lapply(columns, insert_gap, rows$gap, row_mark)
  if (!is.na(cols$gap)) {
    mark <- insert_gap(rep(column_mark, length(rows$index)), rows$gap, corner_mark)
    columns <- insert_gap(columns, cols$gap, mark)
  }
  new_outline("table", caption = plain_text(caption), columns = columns,
    names = insert_gap(names, cols$gap, column_mark), types = insert_gap(types, cols$gap, column_mark),
    row_names = insert_gap(row_names, rows$gap, row_mark), ...)
}

outline.matrix <- function(x) {
  if (is.object(x) || !ncol(x) || !nrow(x) && is.null(colnames(x))) return(x)
  outline_matrix(x, sprintf("%s: %d \u00d7 %d of type %s", with_article(class(x)[1L]), nrow(x), ncol(x), type_label(x)))
}

# Cells by column as print formats them; of a table also the names of its dimensions.
outline_matrix <- function(x, caption, text = cell_text) {
  rows <- shown_indices(nrow(x), max_rows())
  cols <- shown_indices(ncol(x), max_columns())
  heads <- names(dimnames(x))
  row_names <- rownames(x)
  col_names <- colnames(x)
  part <- unclass(x)[rows$index, cols$index, drop = FALSE]
  table_outline(
    caption, lapply(seq_along(cols$index), function(j) text(unname(part[, j]))), rows, cols,
    names = if (!is.null(col_names)) plain_text(col_names[cols$index]),
    row_names = if (!is.null(row_names)) plain_text(row_names[rows$index]),
    corner = if (!is.null(heads) && nzchar(heads[1L])) plain_text(heads[1L]),
    column_head = if (!is.null(heads) && nzchar(heads[2L])) plain_text(heads[2L]),
    note = c(not_shown(hidden_part(rows$hidden, nrow(x), "rows"), hidden_part(cols$hidden, ncol(x), "columns")),
             attributes_note(x)))
}

# scale() and others leave what matters in attributes, which R's print shows.
attributes_note <- function(x) {
  names <- setdiff(names(attributes(x)), c("dim", "dimnames", "class", "call", "tsp"))
  if (length(names)) paste0("Further attributes: ", paste(plain_text(names), collapse = ", "))
}
