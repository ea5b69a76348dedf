# Outlines as LaTeX that compiles in nbconvert's template, which loads longtable,
# adjustbox, fancyvrb and enumitem with its inline lists, and nothing for listings.

# A bracket or star at the start of a row or item would be taken for its argument.
escape_latex <- function(text) {
  gsub("'", "\\textquotesingle{}", escape_latex_specials(text), fixed = TRUE)
}

# Not as names of a vector: R would want them in the session's encoding.
latex_from <- c("\001", "~", "^", "<", ">", "|", "\"", "`", "--", "\u22ee", "\u22ef", "\u22f1", "\u00d7", "\u2212")
latex_to <- c(
  "\\textbackslash{}", "\\textasciitilde{}", "\\textasciicircum{}", "\\textless{}", "\\textgreater{}", "\\textbar{}",
  "\\textquotedbl{}", "\\textasciigrave{}", "-{}-", "\\(\\vdots\\)", "\\(\\cdots\\)", "\\(\\ddots\\)", "\\(\\times\\)", "\\(-\\)"
)

escape_latex_specials <- function(text) {
  if (!any(grepl("[^A-Za-z0-9 .,:;()/=+'-]|--", text))) return(text)
  text <- gsub("[[:cntrl:]]+", " ", text)
  text <- gsub("\\", "\001", text, fixed = TRUE) # what replaces it has braces itself
  text <- gsub("([#$%&_{}])", "\\\\\\1", text)
  text <- gsub("([][*])", "{\\1}", text)
  for (i in seq_along(latex_from)) text <- gsub(latex_from[i], latex_to[i], text, fixed = TRUE)
  text
}

latex_note <- function(note) if (length(note)) paste0("\n\\emph{", escape_latex(note), "}\n", collapse = "")

# A table that fits on a page is shrunk to the width of the text; a longer one is broken
# into pages, unless it is so wide that it has to be shrunk anyway.
to_latex.outline_table <- function(x) latex_table(x, may_break = TRUE)

latex_table <- function(x, may_break) {
  spec <- latex_colspec(x)
  row <- function(cells) paste0(do.call(paste, c(cells, sep = " & ")), "\\\\\n", collapse = "")
  cells <- lapply(x$columns, escape_latex)
  if (!is.null(x$row_names)) cells <- c(list(escape_latex(x$row_names)), cells)
  n <- length(cells[[1L]])
  if (n) cells[[1L]] <- paste0("\t", cells[[1L]])
  body <- if (n) row(cells)
  head <- latex_head(x, row)
  size <- latex_size(x)
  long <- may_break && n > 40L && !is.null(size)
  limit <- if (n > 40L) "max totalsize={\\linewidth}{.9\\textheight}" else "max width=\\linewidth"
  table <- if (long) paste0(
    "{", size, "\n", "\\begin{longtable}{", spec, "}\n",
    head, if (nzchar(head)) "\\endhead\n", body, "\\end{longtable}\n}\n")
  else paste0(
    "\\begin{adjustbox}{", limit, "}\n\\begin{tabular}{", spec, "}\n",
    head, body, "\\end{tabular}\n\\end{adjustbox}\n")
  paste0(escape_latex(x$caption), if (long) "\n" else "\\\\\n", table, latex_note(x$note))
}

latex_colspec <- function(x) {
  spec <- getOption("repr.matrix.latex.colspec")
  part <- function(name, default) if (is.character(spec[[name]])) paste(spec[[name]], collapse = "") else default
  col <- if (is.character(spec[["col"]])) rep_len(spec[["col"]], length(x$columns)) else rep("l", length(x$columns))
  paste0(if (!is.null(x$row_names)) part("row_head", "r|"), paste(col, collapse = ""), part("end", ""))
}

latex_head <- function(x, row) {
  corner <- if (!is.null(x$row_names)) if (is.null(x$corner)) " " else escape_latex(x$corner)
  span <- if (!is.null(x$column_head)) paste0(
    if (!is.null(x$row_names)) " & ", "\\multicolumn{", length(x$columns), "}{c}{", escape_latex(x$column_head), "}\\\\\n")
  names <- x$names
  if (is.null(names) && !is.null(x$corner)) names <- rep("", length(x$columns))
  lines <- paste0(span,
    if (!is.null(names)) row(as.list(c(corner, escape_latex(names)))),
    if (!is.null(x$types)) row(as.list(c(if (!is.null(x$row_names)) " ", escape_latex(x$types)))))
  if (length(lines) && nzchar(lines)) paste0(lines, "\\hline\n") else ""
}

# Letters as small as the widest row needs, or NULL when none are.
latex_size <- function(x) {
  widths <- vapply(c(x$columns, list(x$row_names)), function(cell) max(0L, nchar(cell)), 0L)
  names <- if (is.null(x$names)) 0L else nchar(x$names)
  width <- sum(pmax(widths[seq_along(x$columns)], names) + 2L) + widths[length(widths)]
  list("", "\\small", "\\footnotesize", "\\scriptsize", "\\tiny", NULL)[[findInterval(width, c(0, 85, 95, 110, 130, 155))]]
}

to_latex.outline_group <- function(x) paste0(
  escape_latex(x$caption), "\n\n", paste(vapply(x$tables, latex_table, "", FALSE), collapse = "\n"), latex_note(x$note))

to_latex.outline_vector <- function(x) paste0(
  if (!is.null(x$head)) paste0(escape_latex(x$head), "\\\\\n"),
  latex_items(escape_latex(x$items), if (!is.null(x$names)) escape_latex(x$names), is.null(x$levels)),
  if (!is.null(x$levels)) latex_levels(x$levels), latex_note(x$note))

latex_items <- function(items, names, bare = TRUE) {
  if (length(items) == 1L && bare)
    return(if (is.null(names)) items else paste0("\\textbf{", names, ":} ", items))
  if (is.null(names))
    return(paste0("\\begin{enumerate*}", latex_numbers(items), "\n", paste0("\\item ", items, "\n", collapse = ""), "\\end{enumerate*}\n"))
  paste0("\\begin{description*}\n", paste0("\\item[", names, "] ", items, "\n", collapse = ""), "\\end{description*}\n")
}

# Inner lists are numbered by letters, of which there are but 26.
latex_numbers <- function(items) if (length(items) > 26L) "[label=\\arabic*.]"

latex_levels <- function(levels) paste0(
  "\n\\emph{Levels}:", if (levels$ordered) " ordered:", " ",
  if (!is.null(levels[[2L]])) latex_items(escape_latex(levels[[2L]]$items), NULL))

# LaTeX nests lists no deeper than four, which include those of vectors.
to_latex.outline_list <- function(x) latex_members(x, depth = 1L)

latex_members <- function(x, depth) {
  items <- vapply(x$items, function(item) switch(class(item),
    outline_list = if (depth < 3L) latex_members(item, depth + 1L) else latex_flat(item),
    outline_table = latex_table(item, may_break = FALSE),
    to_latex(item)), "")
  body <- if (is.null(x$names)) paste0(
    "\\begin{enumerate}", latex_numbers(items), "\n",
    paste0("\\item ", items, "\n", collapse = ""), "\\end{enumerate}\n")
  else paste0(
    "\\begin{description}\n",
    paste0("\\item[", escape_latex(member_labels(x)), "] ", items, "\n", collapse = ""), "\\end{description}\n")
  paste0(body, latex_note(x$note))
}

# A list in one line.
latex_flat <- function(x) {
  items <- vapply(x$items, function(item) switch(class(item),
    outline_list = latex_flat(item),
    outline_vector = paste(escape_latex(item$items), collapse = ", "),
    outline_text = to_latex(item),
    escape_latex(paste0("<", sub("outline_", "", class(item)), ">"))), "")
  paste0("(", paste0(if (!is.null(x$names)) paste0(escape_latex(member_labels(x)), ": "), items, collapse = "; "), ")")
}

# nbconvert's Verbatim, which wraps long lines, fails without an option.
to_latex.outline_code <- function(x)
  paste0("\\begin{Verbatim}[]\n", gsub("\\end{Verbatim}", "\\end {Verbatim}", x$text, fixed = TRUE), "\n\\end{Verbatim}\n")

to_latex.outline_text <- function(x) escape_latex(x$text)
