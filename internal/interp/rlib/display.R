# What is shown of a visible value. A bundle is list(data =, metadata =), both by MIME
# type; of data, strings go out as they are, raw vectors as base64, lists as JSON.
#
#   own_bundle(x)      classes that are never printed: widgets, help pages, plots
#   print_value(x)     the text of all others is R's own print
#   rich_bundle(x)     what goes beside that text: methods of the user (repr_html.cls)
#                      first, then to_html(), to_markdown(), to_latex() of outline(x)

publish <- function(data, metadata = NULL, kind = 0L, display_id = "")
  native("gk_publish", kind, data, metadata, display_id)

# Bundle of a class that is not to be printed, or NULL.
own_bundle <- function(x) UseMethod("own_bundle")
own_bundle.default <- function(x) if (isNamespaceLoaded("knitr")) knit_bundle(x)

# Text in that format, or NULL.
to_html <- function(x) UseMethod("to_html")
to_html.default <- function(x) NULL
to_markdown <- function(x) UseMethod("to_markdown")
to_markdown.default <- function(x) NULL
to_latex <- function(x) UseMethod("to_latex")
to_latex.default <- function(x) NULL

# The suffix of repr_*, the generics that packages and users write methods for.
repr_suffixes <- c(
  "text/plain" = "text", "text/html" = "html", "text/markdown" = "markdown", "text/latex" = "latex",
  "application/json" = "json", "application/javascript" = "javascript",
  "application/geo+json" = "geojson", "application/vdom.v1+json" = "vdom1",
  "application/vnd.plotly.v1+json" = "plotly1",
  "application/vnd.vegalite.v2+json" = "vegalite2", "application/vnd.vega.v4+json" = "vega4",
  "application/vnd.vegalite.v3+json" = "vegalite3", "application/vnd.vegalite.v4+json" = "vegalite4",
  "application/vnd.vega.v5+json" = "vega5",
  "application/pdf" = "pdf", "image/png" = "png", "image/jpeg" = "jpeg", "image/svg+xml" = "svg"
)
default_mimetypes <- setdiff(names(repr_suffixes), c(
  "application/vnd.vegalite.v3+json", "application/vnd.vegalite.v4+json", "application/vnd.vega.v5+json"))

# MIME types that values are shown in: text/plain always.
wanted_mimetypes <- function() {
  if (!isTRUE(getOption("jupyter.rich_display", TRUE))) return("text/plain")
  union("text/plain", getOption("jupyter.display_mimetypes", default_mimetypes))
}

# The version of a vega specification is its own: who wants one of them wants all.
is_wanted <- function(types) {
  wanted <- wanted_mimetypes()
  vega <- startsWith(types, "application/vnd.vega")
  types %in% wanted | (vega & any(startsWith(wanted, "application/vnd.vega")))
}

# Prints as R does; long tables only as far as a reader looks.
print_value <- function(x) {
  if (isS4(x) && !is.function(x)) return(methods::show(x))
  if (is.object(x)) {
    text <- user_method("text", x)
    if (!is.null(text)) return(cat(paste(text(x), collapse = "\n"), "\n", sep = ""))
  }
  if (identical(class(x), "data.frame")) return(print_frame(x))
  if (is.matrix(x) && !is.object(x)) return(print_matrix(x))
  # The table is silent once after `:=`. Its own print asks as well, but only where
  # it is called from R's top level directly.
  if (inherits(x, "data.table") && isNamespaceLoaded("data.table") && !data.table::shouldPrint(x)) return(invisible())
  print(x)
}

# The max of print() would count a column that is a matrix once, and format all rows of
# a matrix. What R says of rows that it leaves out is said in R's words.
print_frame <- function(x) {
  rows <- text_rows(x)
  if (.row_names_info(x, 2L) <= rows) return(print(x))
  print(x[seq_len(rows), , drop = FALSE])
  cat(" [ reached 'max' / getOption(\"max.print\") -- omitted", count_rows(.row_names_info(x, 2L) - rows), "]\n")
}

print_matrix <- function(x) {
  rows <- text_rows(x)
  if (nrow(x) <= rows) return(print(x))
  print(x[seq_len(rows), , drop = FALSE])
  cat(" [ reached getOption(\"max.print\") -- omitted", count_rows(nrow(x) - rows), "]\n")
}

count_rows <- function(n) paste(n, if (n == 1) "row" else "rows")

text_rows <- function(x) {
  limit <- number_option("max.print", 99999L) %/% max(ncol(x), 1L)
  max(min(max_rows(), limit), 1L)
}

# What a class without print of its own shows, cut down to what the options want.
unprinted_bundle <- function(x) {
  stored <- state$widgets$stored
  shown <- FALSE
  on.exit(if (!shown && !is.null(state$widgets)) state$widgets$stored <- stored) # a library in HTML that is not sent is nowhere
  bundle <- own_bundle(x)
  if (is.null(bundle)) return(NULL)
  theirs <- if (length(bundle$data)) user_representations(x, wanted_mimetypes()) # none where a page goes to the pager
  theirs <- theirs[lengths(theirs) > 0L]
  bundle$data[names(theirs)] <- theirs
  wanted <- is_wanted(as.character(names(bundle$data)))
  shown <- !"text/html" %in% names(theirs)
  list(data = bundle$data[wanted], metadata = bundle$metadata[names(bundle$metadata) %in% names(bundle$data)[wanted]])
}

# Further representations as a bundle, or NULL when R's print is all.
rich_bundle <- function(x) {
  wanted <- wanted_mimetypes()
  data <- user_representations(x, wanted)
  metadata <- if (length(data)) isolation(data[lengths(data) > 0L]) # what is made here needs none
  if (any(our_mimetypes %in% wanted)) {
    # R's print is on its way already: what cannot be made is left out.
    ours <- tryCatch(our_representations(x, setdiff(wanted, names(data))), error = function(e) NULL)
    data <- c(data, ours)
  }
  data <- data[lengths(data) > 0L]
  if (length(data)) list(data = data, metadata = metadata)
}

our_mimetypes <- c("text/html", "text/markdown", "text/latex")

# Whether vectors, lists and factors are shown other than by R's print.
rich_vectors <- function() isTRUE(getOption("gokernel.rich_vectors", TRUE))

our_representations <- function(x, wanted) {
  if (length(x) == 1L && (is.numeric(x) || is.logical(x)) && is.null(attributes(x)) && rich_vectors()) {
    wanted <- our_mimetypes[our_mimetypes %in% wanted] # a number is the same in all
    return(structure(rep(list(format(x)), length(wanted)), names = wanted))
  }
  shown <- outline(x)
  data <- list()
  if ("text/html" %in% wanted) data[["text/html"]] <- to_html(shown)
  if ("text/markdown" %in% wanted) data[["text/markdown"]] <- to_markdown(shown)
  if ("text/latex" %in% wanted) data[["text/latex"]] <- to_latex(shown)
  data
}

# By MIME type what the user's methods make of x; list() where a method says NULL.
user_representations <- function(x, wanted) {
  # Of values without a class attribute, methods of these three are all that anybody writes.
  wanted <- if (is.object(x)) wanted[wanted != "text/plain"] else our_mimetypes[our_mimetypes %in% wanted]
  data <- list()
  for (mime in wanted) {
    method <- user_method(repr_suffixes[mime], x)
    if (is.null(method)) next
    value <- method(x) # an error in it is the cell's
    if (is.character(value)) value <- paste(value, collapse = "\n")
    data[[mime]] <- if (is.null(value)) list() else value
  }
  data
}

# repr_<suffix>.<class> as defined in the workspace or attached, or as registered for
# package repr's generics by other packages. repr's own methods are not wanted.
user_method <- function(suffix, x) {
  if (is.na(suffix)) return(NULL)
  repr <- if (isNamespaceLoaded("repr")) asNamespace("repr")
  for (name in paste0("repr_", suffix, ".", if (is.object(x)) class(x) else .class2(x))) {
    method <- get0(name, envir = .GlobalEnv, mode = "function")
    if (is.null(method) && !is.null(repr))
      method <- get0(name, envir = repr$.__S3MethodsTable__., mode = "function", inherits = FALSE)
    if (!is.null(method) && !identical(topenv(environment(method)), repr)) return(method)
  }
}

is_html_page <- function(html) is.character(html) && any(grepl("<html[ >]", substr(html, 1L, 1000L), ignore.case = TRUE))

# Evaluates one entry of user_expressions.
user_expression <- function(code) {
  tryCatch({
    bundle <- whole_bundle(eval(parse(text = code), .GlobalEnv))
    list(status = "ok", data = as_object(bundle$data), metadata = as_object(bundle$metadata))
  }, error = function(e) list(
    status = "error", ename = class(e)[1L], evalue = strip_ansi(conditionMessage(e)),
    traceback = I(paste0(error_head(NULL), conditionMessage(e)))
  ))
}

# The whole bundle of a value, as a cell shows it.
value_bundle <- function(x) {
  bundle <- if (is.object(x)) unprinted_bundle(x)
  if (!is.null(bundle)) return(bundle)
  emit_plot() # of before, not to be taken for the value's
  text <- paste(utils::capture.output(print_value(x)), collapse = "\n")
  if (!nzchar(text)) {
    plot <- take_plot()
    return(if (is.null(plot)) list(data = list(), metadata = list()) else plot)
  }
  bundle <- rich_bundle(x)
  if (!is.null(bundle$data[["text/html"]])) text <- strip_ansi(text)
  list(data = c(list("text/plain" = text), bundle$data), metadata = bundle$metadata)
}

# An empty list would become a JSON array.
as_object <- function(x) if (length(x)) x else structure(list(), names = character())
