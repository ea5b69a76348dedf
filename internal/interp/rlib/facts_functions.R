# Which function a call calls: the generic, and the method for the object that is known.

# The function that a text calls, NULL if that cannot be told.
safe_function <- function(text) {
  fn <- tryCatch(native("gk_safe_function", text), error = function(e) kernel_env)
  if (is_unknown(fn)) NULL else fn
}

# The functions whose arguments a call takes, the most specific first.
targets_of <- function(fn, object) {
  generic <- s3_generic(fn)
  if (methods::is(fn, "genericFunction")) return(s4_targets(fn, object))
  if (is.null(generic)) return(list(fn))
  method <- s3_method(generic, fn, classes_of(object))
  if (!is.null(method)) return(list(method, fn))
  c(list(fn), s3_method(generic, fn, "default"))
}

# The name that fn dispatches on, NULL if it does not.
s3_generic <- function(fn) {
  if (is.primitive(fn)) return(primitive_generic(fn))
  if (!"UseMethod" %in% all.names(body(fn))) return(internal_generic(fn))
  call <- find_call(body(fn), "UseMethod")
  if (length(call) > 1L && is.character(call[[2L]])) call[[2L]]
}

primitive_generic <- function(fn) {
  for (name in c(.S3PrimitiveGenerics, "[", "[["))
    if (identical(safe_binding(name, .BaseNamespaceEnv), fn)) return(name)
  NULL
}

# Closures that dispatch in C.
internal_generic <- function(fn) {
  for (name in c("cbind", "rbind", "unlist", "as.vector", "rep_len", "is.unsorted", "nchar"))
    if (identical(fn, safe_binding(name, .BaseNamespaceEnv))) return(name)
  NULL
}

# The first call of a function of that name within an expression, NULL if there is none.
find_call <- function(expr, name) {
  found <- find_calls(expr, name, 1L)
  if (length(found)) found[[1L]]
}

find_calls <- function(expr, names, limit = 100L) {
  found <- list()
  visit <- function(e) {
    if (length(found) >= limit || !is.call(e)) return()
    head <- e[[1L]]
    if (is.call(head) && length(head) == 3L) head <- head[[3L]] # of pkg::name
    if (is.name(head) && as.character(head) %in% names) found[[length(found) + 1L]] <<- e
    for (i in seq_along(e)) if (is.call(e[[i]])) visit(e[[i]])
  }
  visit(expr)
  found
}

s3_method <- function(generic, fn, classes) {
  home <- if (is.primitive(fn)) .BaseNamespaceEnv else topenv(environment(fn))
  tables <- list(safe_binding(".__S3MethodsTable__.", home), safe_binding(".__S3MethodsTable__.", .BaseNamespaceEnv))
  for (class in classes) {
    name <- paste0(generic, ".", class)
    visible <- tryCatch(native("gk_safe_function", backquoted(name)), error = function(e) kernel_env)
    if (is.function(visible)) return(visible)
    for (table in tables) if (is.function(method <- native("gk_safe_method", name, table))) return(method)
  }
  NULL
}

backquoted <- function(name) paste0("`", gsub("([`\\\\])", "\\\\\\1", name), "`")

# The classes that a call dispatches on for its first argument, by its text.
classes_of <- function(text) {
  if (!nzchar(text)) return(character())
  classes <- tryCatch(classes_of_value(text), error = function(e) NULL)
  if (!is.null(classes)) return(classes[-1L])
  expr <- tryCatch(parse(text = text, keep.source = FALSE), error = function(e) NULL)
  if (length(expr) == 1L && is.call(expr[[1L]])) classes_by_syntax(expr[[1L]]) else character()
}

# What is certain of the value of a call without making it.
classes_by_syntax <- function(call) {
  if (!is.name(call[[1L]])) return(character())
  switch(as.character(call[[1L]]),
    "~" = "formula", "function" = "function", ":" = c("integer", "numeric"),
    data.frame = , read.csv = , read.table = "data.frame", list = "list", factor = "factor",
    matrix = c("matrix", "array"), as.Date = , Sys.Date = "Date", Sys.time = c("POSIXct", "POSIXt"),
    lm = "lm", glm = c("glm", "lm"), quote = "call",
    character())
}

# The method of an S4 generic for the class of the object, and the generic.
s4_targets <- function(fn, object) {
  method <- NULL
  for (class in classes_of(object)[1L])
    method <- tryCatch(methods::selectMethod(fn, class, optional = TRUE), error = function(e) NULL)
  if (is.null(method) || methods::is(method, "derivedDefaultMethod")) method <- fn@default
  if (!is.function(method)) return(list(fn))
  plain <- if (methods::is(method, "function")) method@.Data
  generic <- if (is.function(plain)) s3_generic(plain)
  s3 <- if (!is.null(generic)) s3_method(generic, plain, c(classes_of(object), "default"))
  c(s3, list(method, fn))
}

# The formal arguments as a pairlist. Methods of S4 with more arguments than their generic
# hold the function that has them.
formals_of <- function(fn) {
  if (isS4(fn) && is.function(inner <- rematched(fn))) fn <- inner
  native("gk_facts_formals", fn)
}

rematched <- function(method) {
  code <- body(method)
  if (!is.call(code) || length(code) < 2L) return(NULL)
  first <- code[[2L]]
  if (!is.call(first) || length(first) != 3L || !identical(first[[2L]], quote(.local))) return(NULL)
  local <- first[[3L]]
  if (is.function(local)) return(local)
  if (is.call(local) && identical(local[[1L]], quote(`function`))) as.function(c(as.list(local[[2L]]), list(NULL)))
}
