# Outlines of lists. A list with a member that only R's print can show is printed.

outline.list <- function(x) {
  if (is.object(x) || !length(x) || !rich_vectors()) return(x)
  if (length(setdiff(names(attributes(x)), "names"))) return(x)
  result <- list_outline(x, cells = 5000)
  if (is.null(result)) x else result$outline
}

# Members are taken until the number of cells in all of them is used up.
list_outline <- function(x, cells) {
  n <- length(x)
  limit <- min(n, max_items())
  items <- list()
  for (i in seq_len(limit)) {
    member <- member_outline(x[[i]], cells)
    if (is.null(member)) return(NULL)
    items[[i]] <- member$outline
    cells <- member$cells
    if (cells <= 0) break
  }
  shown <- length(items)
  list(cells = cells, outline = new_outline("list",
    items = items,
    names = if (!is.null(names(x))) plain_text(names(x)[seq_len(shown)]),
    note = not_shown(hidden_part(n - shown, n, "members"))))
}

member_outline <- function(x, cells) {
  if (is.list(x) && !is.object(x) && is.null(dim(x)) && length(x)) return(list_outline(x, cells))
  item <- if (is.null(x)) "NULL"
    else if (is.atomic(x) && !is.object(x) && !length(x)) paste0(typeof(x), "(0)")
    else if (is.list(x) && !is.object(x) && !length(x)) "list()"
    else if (is.language(x) && (!is.object(x) || inherits(x, "formula"))) paste(deparse(x, width.cutoff = 120L), collapse = "\n")
    else if (is.environment(x) && !is.object(x)) format(x)
    else outline(x)
  if (is.character(item) && !identical(item, x)) item <- new_outline("text", text = plain_text(item))
  if (!is_outline(item)) return(NULL)
  list(outline = item, cells = cells - cell_count(item))
}

cell_count <- function(x) switch(class(x),
  outline_vector = length(x$items),
  outline_table = sum(lengths(x$columns)) + 1,
  outline_group = sum(vapply(x$tables, cell_count, 0)),
  1)
