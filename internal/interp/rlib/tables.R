# Data frames and matrices as HTML, in the form that notebooks and their style
# sheets know: class "dataframe", a caption, a row of column types.

to_html.data.frame <- function(x) html_table(x)
to_html.matrix <- function(x) if (is.atomic(x) && !is.object(x)) html_table(x)

html_table <- function(x) {
  rows <- shown_indices(nrow(x), max(number_option("repr.matrix.max.rows", 60L), 2L))
  cols <- shown_indices(ncol(x), max(number_option("repr.matrix.max.cols", 20L), 2L))
  row_names <- table_row_names(x, rows$index)
  part <- x[rows$index, cols$index, drop = FALSE]
  cells <- lapply(seq_along(cols$index), function(j) insert_gap(
    if (is.data.frame(x)) cell_text(part[[j]]) else cell_text(part[, j]), rows$gap, "\u22ee"))
  cells <- insert_gap(cells, cols$gap, rep("\u22ef", length(rows$index) + !is.na(rows$gap)))
  if (!is.na(cols$gap) && !is.na(rows$gap)) cells[[cols$gap + 1L]][rows$gap + 1L] <- "\u22f1"
  paste0(
    "<table class=\"dataframe\">\n<caption>", table_caption(x), "</caption>\n",
    table_head(x, cols, !is.null(row_names)),
    "<tbody>\n", table_body(cells, insert_gap(row_names, rows$gap, "\u22ee"),
                            length(rows$index) + !is.na(rows$gap)),
    "</tbody>\n</table>\n"
  )
}

# The first and last of n, at most limit, and after which of them some are left out.
shown_indices <- function(n, limit) {
  if (n <= limit) return(list(index = seq_len(n), gap = NA))
  head <- ceiling(limit / 2)
  list(index = c(seq_len(head), seq.int(n - (limit - head) + 1, n)), gap = head)
}

insert_gap <- function(x, gap, mark) {
  if (is.null(x) || is.na(gap)) return(x)
  append(x, if (is.list(x)) list(mark) else mark, gap)
}

table_row_names <- function(x, index) {
  names <- if (is.data.frame(x)) {
    if (.row_names_info(x) > 0L) attr(x, "row.names")
  } else rownames(x)
  if (!is.null(names)) escape_html(as.character(names[index]))
}

cell_text <- function(x) {
  if (is.factor(x)) x <- as.character(x)
  text <- if (is.character(x)) x
    else if (is.list(x) && !is.object(x)) vapply(x, list_cell_text, "")
    else if (is.data.frame(x) || is.matrix(x)) do.call(paste, c(as.data.frame(x), sep = ", "))
    else vapply(seq_along(x), function(i) format(x[i], trim = TRUE)[1L], "")
  text <- enc2utf8(as.character(text))
  text[is.na(text)] <- "NA"
  escape_html(text)
}

list_cell_text <- function(x) {
  text <- paste(format(unlist(x), trim = TRUE), collapse = ", ")
  if (nchar(text) > 60L) paste0(substr(text, 1L, 57L), "...") else text
}

escape_html <- function(text) {
  text <- gsub("&", "&amp;", text, fixed = TRUE)
  text <- gsub("<", "&lt;", text, fixed = TRUE)
  gsub(">", "&gt;", text, fixed = TRUE)
}

table_caption <- function(x) {
  size <- sprintf("%d \u00d7 %d", nrow(x), ncol(x))
  if (!is.data.frame(x)) return(sprintf("A %s: %s of type %s", class(x)[1L], size, type_label(x)))
  kind <- setdiff(class(x), "tbl")[1L]
  if (kind == "tbl_df") kind <- "tibble"
  sprintf("A %s: %s", escape_html(kind), size)
}

# The short names of column types that tibbles made familiar.
type_label <- function(x) {
  if (is.factor(x)) return(if (is.ordered(x)) "ord" else "fct")
  if (inherits(x, "Date")) return("date")
  if (inherits(x, "POSIXt")) return("dttm")
  if (inherits(x, "difftime")) return("drtn")
  if (is.object(x)) return(class(x)[1L])
  switch(typeof(x), logical = "lgl", integer = "int", double = "dbl", character = "chr",
         complex = "cpl", raw = "raw", list = "list", typeof(x))
}

table_head <- function(x, cols, has_row_names) {
  names <- escape_html(enc2utf8(as.character(colnames(x)[cols$index])))
  corner <- if (has_row_names) "<th></th>" else ""
  row <- function(cells) paste0("\t<tr>", corner,
    paste0("<th scope=col>", insert_gap(cells, cols$gap, "\u22ef"), "</th>", collapse = ""), "</tr>\n")
  types <- if (is.data.frame(x) && length(x))
    row(paste0("&lt;", vapply(cols$index, function(j) escape_html(type_label(x[[j]])), ""), "&gt;"))
  if (!length(names) && is.null(types)) return("")
  paste0("<thead>\n", if (length(names)) row(names), types, "</thead>\n")
}

table_body <- function(cells, row_names, n) {
  if (!n) return("")
  columns <- lapply(cells, function(cell) paste0("<td>", cell, "</td>"))
  if (!is.null(row_names))
    columns <- c(list(paste0("<th scope=row>", row_names, "</th>")), columns)
  paste0("\t<tr>", do.call(paste0, columns), "</tr>\n", collapse = "")
}
