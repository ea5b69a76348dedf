# Functions and their arguments, for inspect_target.

inspect_function <- function(f, name, detail) {
  home <- if (typeof(f) == "closure") package_of_env(topenv(environment(f))) else "base"
  list(
    kind = "function",
    class = I(class(f)),
    signature = function_signature(constructor_of(f, name), name),
    comments = I(as.character(if (is.null(home)) comments_above(f))),
    source = if (detail) paste(plain_text(first_of(function_source(f), max_source)), collapse = "\n"),
    note = function_note(f),
    package = home)
}

# Its arguments as R prints them, in lines of at most 80 characters.
function_signature <- function(f, name) {
  shown <- if (typeof(f) == "closure") f else args(f)
  if (typeof(shown) != "closure") return("")
  attributes(shown) <- NULL
  body(shown) <- NULL
  environment(shown) <- emptyenv()
  lines <- deparse(shown, width.cutoff = 60L)
  if (length(lines) > 200L) return(paste0(name, "(...)"))
  text <- sub("[[:space:]]*NULL$", "", paste(lines, collapse = "\n"))
  name <- if (identical(make.names(name), name)) name else paste0("`", name, "`")
  plain_text(paste0(name, sub("^function[[:space:]]*", "", trimws(text))))
}

# The arguments of new() of an R6 class are those of its initialize().
constructor_of <- function(f, name) {
  if (name != "new" || typeof(f) != "closure") return(f)
  env <- environment(f)
  for (depth in 1:20) {
    if (native("gk_inspect_binding", env, "public_methods")$state != "value") return(f)
    initialize <- .subset2(native("gk_inspect_binding", env, "public_methods")$value, "initialize")
    if (typeof(initialize) == "closure") return(initialize)
    parent <- native("gk_inspect_binding", env, "inherit")$value
    if (!is.name(parent)) return(f)
    generator <- native("gk_inspect_value", as.character(parent), FALSE)$value
    if (!is.environment(generator)) return(f)
    env <- generator
  }
  f
}

function_source <- function(f) {
  source <- attr(f, "srcref")
  if (typeof(source) == "integer" && is.environment(attr(source, "srcfile")))
    return(tryCatch(as.character.srcref(source, useSource = TRUE), error = function(e) "# The source file is not there any more."))
  if (typeof(f) != "closure") return(paste0(".Primitive(", encodeString(primitive_name(f), quote = "\""), ")"))
  attributes(f) <- NULL
  deparse(f, nlines = max_source)
}

max_source <- 2000L

primitive_name <- function(f) sub(".*\"(.*)\".*", "\\1", deparse(f)[1L])

# The comments in the lines above the function's first.
comments_above <- function(f) {
  source <- attr(f, "srcref")
  file <- if (typeof(source) == "integer") attr(source, "srcfile")
  if (!is.environment(file)) return(NULL)
  lines <- file$lines
  if (!is.character(lines) || source[1L] < 1L || source[1L] > length(lines)) return(NULL)
  above <- lines[seq_len(source[1L] - 1L)]
  last <- length(above)
  first <- last
  while (first > 0L && grepl("^[[:space:]]*#", above[first])) first <- first - 1L
  text <- above[seq_len(last) > first]
  if (!length(text)) text <- first_comments(function_source(f))
  valid_text(sub("^[[:space:]]*#+'? ?", "", text))
}

# Comments with which the body begins.
first_comments <- function(lines) {
  open <- grep("[{][[:space:]]*$", lines)[1L]
  if (is.na(open)) return(character())
  comment <- grepl("^[[:space:]]*#", lines)
  at <- open + 1L
  while (at <= length(lines) && comment[at]) at <- at + 1L
  lines[seq_along(lines) > open & seq_along(lines) < at]
}

function_note <- function(f) {
  kind <- class(f)[1L]
  if (typeof(f) %in% c("builtin", "special")) return("A primitive function.")
  if (kind %in% c("standardGeneric", "nonstandardGenericFunction")) return(s4_note(f))
  if (calls_usemethod(body(f))) return("An S3 generic function.")
  if (kind == "refObjectGenerator") return("A generator of objects of a reference class.")
  if (kind == "classGeneratorFunction") return("A generator of objects of an S4 class.")
}

s4_note <- function(f) {
  table <- native("gk_inspect_binding", environment(f), ".MTable")$value
  signatures <- if (is.environment(table)) names(table)
  paste0("An S4 generic function", if (length(signatures)) paste0(" with methods for ",
    paste(first_of(sort.default(signatures), 20L), collapse = ", "), if (length(signatures) > 20L) ", ..."), ".")
}

# Only in the outer calls of the body: that is where generics have it.
calls_usemethod <- function(code, depth = 0L) {
  if (!is.call(code) || depth > 3L) return(FALSE)
  if (identical(code[[1L]], quote(UseMethod))) return(TRUE)
  if (!identical(code[[1L]], quote(`{`))) return(FALSE)
  for (i in first_of(seq_along(code)[-1L], 30L)) if (calls_usemethod(code[[i]], depth + 1L)) return(TRUE)
  FALSE
}

# An argument as the method for the object has it, else as the function has it.
inspect_argument <- function(name, called, object) {
  found <- native("gk_inspect_value", called, TRUE)
  if (found$state != "value" || !is.function(found$value)) return(NULL)
  short <- sub(".*(::|[$@])", "", called)
  f <- constructor_of(found$value, short)
  method <- if (typeof(f) == "closure" && calls_usemethod(body(f))) method_for(short, f, object)
  candidates <- c(list(method), list(list(name = short, value = f)))
  topics <- list()
  argument <- NULL
  for (candidate in candidates) if (!is.null(candidate)) {
    if (is.null(argument)) argument <- formal_of(candidate$value, name)
    home <- if (typeof(candidate$value) == "closure") package_of_env(topenv(environment(candidate$value))) else "base"
    if (length(home)) topics <- c(topics, list(list(topic = candidate$name, dir = package_dir(home))))
  }
  if (is.null(argument)) argument <- list(name = name, extra = TRUE)
  c(argument, list(kind = "argument", found = TRUE, of = called, signature = function_signature(f, short),
                   package = package_of_env(topenv(environment(f))), topics = I(topics)))
}

# The formal argument that a name means: exactly, or as its beginning.
formal_of <- function(f, name) {
  formals <- formals(if (typeof(f) == "closure") f else args(f))
  names <- names(formals)
  at <- match(name, names)
  if (is.na(at)) {
    at <- which(startsWith(names, name) & cumsum(names == "...") == 0L)
    if (length(at) != 1L) return(NULL)
  }
  required <- identical(formals[[at]], quote(expr = ))
  list(name = names[at], default = if (!required) plain_text(paste(first_of(deparse(formals[[at]], width.cutoff = 70L), 5L), collapse = "\n")))
}

# The S3 method for the class of an object that its text leads to.
method_for <- function(generic, f, object) {
  classes <- "default"
  if (nzchar(object)) {
    found <- native("gk_inspect_value", object, FALSE)
    if (found$state == "value") classes <- c(.class2(found$value), "default")
  }
  for (class in classes) {
    method <- utils::getS3method(generic, class, optional = TRUE, envir = .GlobalEnv)
    if (typeof(method) == "closure") return(list(name = paste0(generic, ".", class), value = method))
  }
}
