# Outlines as HTML, in the form that notebooks and their style sheets know: tables of
# class "dataframe" with a caption and a row of types, lists of class "list-inline".

escape_html <- function(text) {
  if (!any(grepl("[&<>]", text))) return(text)
  text <- gsub("&", "&amp;", text, fixed = TRUE)
  text <- gsub("<", "&lt;", text, fixed = TRUE)
  gsub(">", "&gt;", text, fixed = TRUE)
}

html_note <- function(note) if (length(note)) paste0("<p><em>", escape_html(note), "</em></p>\n", collapse = "")

to_html.outline_table <- function(x) with_styles(html_unstyled(x), x)
to_html.outline_group <- function(x) with_styles(html_unstyled(x), x)
to_html.outline_vector <- function(x) with_styles(html_unstyled(x), x)
to_html.outline_list <- function(x) with_styles(html_unstyled(x), x)

# Each style once, however many tables and vectors are in x.
with_styles <- function(html, x) paste0(
  if (grepl("<ol class=list-inline>", html, fixed = TRUE)) list_style,
  if (grepl("<dl class=dl-inline>", html, fixed = TRUE)) names_style, html,
  if (is_narrow(x)) caption_style)

html_unstyled <- function(x) switch(class(x),
  outline_table = html_table(x),
  outline_group = html_group(x),
  outline_vector = html_vector(x),
  outline_list = html_members(x),
  to_html(x))

html_table <- function(x) {
  paste0(
    "<table class=\"dataframe\">\n<caption>", escape_html(x$caption), "</caption>\n", html_head(x),
    "<tbody>\n", html_body(x), "</tbody>\n</table>\n", html_note(x$note))
}

# Beside a table of few letters a caption would have a line for each word.
caption_style <- "<style>\n.dataframe>caption {white-space: nowrap}\n</style>\n"
is_narrow <- function(x) switch(class(x),
  outline_table = length(x$columns) <= 5L && table_width(x) < nchar(x$caption),
  outline_group = any(vapply(x$tables, is_narrow, NA)),
  outline_list = any(vapply(x$items, is_narrow, NA)),
  FALSE)
table_width <- function(x)
  sum(vapply(c(x$columns, list(x$row_names)), function(cell) max(0L, nchar(cell)), 0L), nchar(x$names))

html_head <- function(x) {
  row <- function(corner, cells) if (!is.null(cells)) paste0(
    "\t<tr>", if (!is.null(x$row_names)) paste0("<th>", corner, "</th>"),
    paste0("<th scope=col>", cells, "</th>", collapse = ""), "</tr>\n")
  span <- if (!is.null(x$column_head)) paste0(
    "\t<tr>", if (!is.null(x$row_names)) "<th></th>",
    "<th colspan=", length(x$columns), ">", escape_html(x$column_head), "</th></tr>\n")
  names <- x$names
  if (is.null(names) && !is.null(x$corner)) names <- rep("", length(x$columns))
  if (is.null(names) && is.null(span)) return("")
  names <- if (!is.null(names)) escape_html(names)
  types <- if (!is.null(x$types)) escape_html(x$types)
  corner <- if (!is.null(x$corner)) escape_html(x$corner)
  paste0("<thead>\n", span, row(corner, names), row("", types), "</thead>\n")
}

html_body <- function(x) {
  if (!length(x$columns[[1L]])) return("")
  cells <- lapply(x$columns, function(cell) paste0("<td>", escape_html(cell), "</td>"))
  if (!is.null(x$row_names))
    cells <- c(list(paste0("<th scope=row>", escape_html(x$row_names), "</th>")), cells)
  paste0("\t<tr>", do.call(paste0, cells), "</tr>\n", collapse = "")
}

html_group <- function(x) paste0(
  "<p>", escape_html(x$caption), "</p>\n", paste(vapply(x$tables, html_table, ""), collapse = ""), html_note(x$note))

list_style <- "<style>
.list-inline {list-style: none; margin: 0; padding: 0}
.list-inline>li {display: inline-block}
.list-inline>li:not(:last-child)::after {content: \"\\00b7\"; padding: 0 .5ex}
</style>
"
names_style <- "<style>
.dl-inline {width: auto; margin: 0; padding: 0}
.dl-inline>dt, .dl-inline>dd {float: none; width: auto; margin: 0; display: inline-block}
.dl-inline>dt::after {content: \":\\0020\"; padding-right: .5ex}
.dl-inline>dt:not(:first-of-type) {padding-left: 1ex}
</style>
"

html_items <- function(x) {
  items <- escape_html(x$items)
  if (isTRUE(x$time)) items <- paste0("<time datetime=\"", items, "\">", items, "</time>")
  names <- if (!is.null(x$names)) escape_html(x$names)
  if (length(items) == 1L && is.null(x$levels))
    return(if (is.null(names)) items else paste0("<strong>", names, ":</strong> ", items))
  if (is.null(names))
    return(paste0("<ol class=list-inline><li>", paste(items, collapse = "</li><li>"), "</li></ol>\n"))
  paste0("<dl class=dl-inline>", paste0("<dt>", names, "</dt><dd>", items, "</dd>", collapse = ""), "</dl>\n")
}

html_vector <- function(x) paste0(
  if (!is.null(x$head)) paste0(escape_html(x$head), "<br>"),
  html_items(x), html_levels(x$levels), html_note(x$note))

html_levels <- function(levels) if (!is.null(levels)) paste0(
  "\n<details>\n\t<summary style=display:list-item;cursor:pointer>\n\t\t<strong>Levels</strong>:",
  if (levels$ordered) " ordered", "\n\t</summary>\n\t",
  if (!is.null(levels[[2L]])) html_unstyled(levels[[2L]]), "</details>\n")

html_members <- function(x) {
  items <- vapply(x$items, html_unstyled, "")
  body <- if (is.null(x$names)) paste0("<ol>\n", paste0("\t<li>", items, "</li>\n", collapse = ""), "</ol>\n")
    else paste0("<dl>\n", paste0("\t<dt>", escape_html(member_labels(x)), "</dt>\n\t\t<dd>", items, "</dd>\n", collapse = ""), "</dl>\n")
  paste0(body, html_note(x$note))
}

# $name, or [[2]] for a member without a name.
member_labels <- function(x) {
  named <- nzchar(x$names)
  quoted <- ifelse(x$names == make.names(x$names), x$names, paste0("`", x$names, "`"))
  ifelse(named, paste0("$", quoted), paste0("[[", seq_along(x$names), "]]"))
}

to_html.outline_code <- function(x) {
  code <- escape_html(x$text)
  if (isTRUE(getOption("repr.function.highlight")) && requireNamespace("highr", quietly = TRUE))
    code <- paste(highr::hilight(strsplit(x$text, "\n", fixed = TRUE)[[1L]], "html"), collapse = "\n")
  paste0("<pre class=language-r><code>", code, "</code></pre>")
}

to_html.outline_text <- function(x) gsub("\n", "<br>", escape_html(x$text), fixed = TRUE)
