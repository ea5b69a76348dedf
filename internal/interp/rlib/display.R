# What is shown of a visible value beside R's own print.

publish <- function(data, metadata = NULL, kind = 0L, display_id = "")
  native("gk_publish", kind, data, metadata, display_id)

# Prints as R does; long tables only as far as a reader looks.
print_value <- function(x) {
  if (isS4(x) && !is.function(x)) return(methods::show(x))
  if (identical(class(x), "data.frame") || (is.matrix(x) && !is.object(x))) {
    rows <- max(number_option("repr.matrix.max.rows", 60L), 2L)
    return(print(x, max = min(max(rows * ncol(x), 1L), number_option("max.print", 99999L))))
  }
  print(x)
}

# Further representations as list(data=, metadata=), or NULL when R's print is all.
rich_bundle <- function(x) {
  if (!isTRUE(getOption("jupyter.rich_display")) || isS4(x)) return(NULL)
  if (is.data.frame(x) || (is.matrix(x) && is.atomic(x) && !is.object(x)))
    # R's print is on its way already: a table that cannot be made is left out.
    return(tryCatch(list(data = list("text/html" = html_table(x)), metadata = NULL),
                    error = function(e) NULL))
  NULL
}

# Evaluates one entry of user_expressions.
user_expression <- function(code) {
  tryCatch({
    value <- eval(parse(text = code), .GlobalEnv)
    list(status = "ok", data = as_object(value_bundle(value)), metadata = as_object(list()))
  }, error = function(e) list(
    status = "error", ename = class(e)[1L], evalue = conditionMessage(e),
    traceback = I(paste0("Error: ", conditionMessage(e)))
  ))
}

value_bundle <- function(value) {
  text <- paste(utils::capture.output(print_value(value)), collapse = "\n")
  c(list("text/plain" = text), rich_bundle(value)$data)
}

# An empty list would become a JSON array.
as_object <- function(x) if (length(x)) x else structure(list(), names = character())
