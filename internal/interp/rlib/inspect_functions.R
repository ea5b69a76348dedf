# Functions and their arguments, for inspect_target.

inspect_function <- function(f, name, expression, detail) {
  home <- home_of(f)
  list(
    kind = "function",
    class = I(class(f)),
    signature = call_signature(f, name, expression),
    comments = I(as.character(if (!nzchar(home)) comments_above(f))),
    source = if (detail) paste(plain_text(first_of(function_source(f), max_source)), collapse = "\n"),
    note = function_note(f),
    package = home[nzchar(home)])
}

# What makes objects of a class is called with other arguments than it has itself.
call_signature <- function(f, name, expression) {
  lists <- tryCatch(constructor_formals(expression, ""), error = function(e) NULL)
  if (length(lists)) signature_of(lists[[1L]], name) else function_signature(f, name)
}

# Its arguments as R prints them, in lines of at most 80 characters.
function_signature <- function(f, name) signature_of(formals_of(f), name)

signature_of <- function(formals, name) {
  name <- if (identical(make.names(name), name)) name else paste0("`", name, "`")
  if (length(formals) > 200L) return(plain_text(paste0(name, "(...)")))
  lines <- deparse(as.call(list(quote(`function`), as.pairlist(formals), NULL)), width.cutoff = 60L)
  text <- sub("[[:space:]]*NULL$", "", paste(lines, collapse = "\n"))
  plain_text(paste0(name, sub("^function[[:space:]]*", "", trimws(text))))
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
  if (!is.null(s3_generic(f))) return("An S3 generic function.")
  if (kind == "refObjectGenerator") return("A generator of objects of a reference class.")
  if (kind == "classGeneratorFunction") return("A generator of objects of an S4 class.")
}

s4_note <- function(f) {
  table <- native("gk_inspect_binding", environment(f), ".MTable")$value
  signatures <- if (is.environment(table)) names(table)
  paste0("An S4 generic function", if (length(signatures)) paste0(" with methods for ",
    paste(first_of(sort.default(signatures), 20L), collapse = ", "), if (length(signatures) > 20L) ", ..."), ".")
}

# An argument as the method for the object has it, else as the function has it. The topics
# are those whose help pages may explain it, the most specific first.
inspect_argument <- function(name, called, object) {
  f <- tryCatch(native("gk_safe_function", called), error = function(e) NULL)
  if (!is.function(f)) return(NULL)
  short <- sub(".*(::|[$@])", "", called)
  targets <- targets_of(f, object)
  formals <- constructor_formals(called, object)
  if (is.null(formals)) formals <- lapply(targets, formals_of)
  argument <- NULL
  for (each in formals) if (is.null(argument)) argument <- formal_of(each, name)
  if (is.null(argument)) argument <- list(name = name, extra = TRUE)
  generic <- s3_generic(f)
  names <- c(if (!is.null(generic)) paste0(generic, ".", c(classes_of(object), "default")), short)
  dirs <- unique.default(unlist(lapply(targets, function(target) package_dir(home_of(target)))))
  topics <- unlist(lapply(names, function(topic) lapply(dirs[nzchar(dirs)], function(dir) list(topic = topic, dir = dir))), recursive = FALSE)
  c(argument, list(kind = "argument", found = TRUE, of = called, package = home_of(f), topics = I(if (is.null(topics)) list() else topics),
                   signature = signature_of(formals[[1L]], short)))
}

# The package of a function, "" if it is of none.
home_of <- function(f) {
  package <- if (typeof(f) == "closure") package_of_env(topenv(environment(f))) else "base"
  if (length(package)) package else ""
}

# The formal argument that a name means: exactly, or as its beginning.
formal_of <- function(formals, name) {
  names <- names(formals)
  at <- match(name, names)
  if (is.na(at)) {
    at <- which(startsWith(names, name) & cumsum(names == "...") == 0L)
    if (length(at) != 1L) return(NULL)
  }
  required <- identical(formals[[at]], quote(expr = ))
  list(name = names[at], default = if (!required) plain_text(paste(first_of(deparse(formals[[at]], width.cutoff = 70L), 5L), collapse = "\n")))
}
