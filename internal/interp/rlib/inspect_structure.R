# The parts of a value in lines, as str() gives them, and the head of a frame. No line
# costs more than a few values; no method of a class is asked.

first_of <- function(x, n) x[seq_len(min(length(x), n))]

inspect_structure <- function(x, n, limit) {
  if (is.null(x)) return("NULL")
  if (typeof(x) == "list") return(part_lines(x, n, "", 2L, limit))
  if (typeof(x) == "environment") return(environment_lines(x, limit))
  if (typeof(x) == "S4") return(slot_lines(x, limit))
  if (is.language(x) || typeof(x) == "expression") return(code_lines(x))
  names <- attr(x, "names")
  if (is.null(names) && length(attr(x, "dim")) == 1L) names <- attr(x, "dimnames")[[1L]]
  if (is.character(names) && length(names) == n && n > 0) return(c(one_part(x, 60L), value_lines(x, names, n, limit)))
  one_part(x, 60L)
}

# A named vector: a line for each value.
value_lines <- function(x, names, n, limit) {
  shown <- seq_len(min(n, limit))
  values <- first_values(x, shown)
  c(paste0("  ", format.default(substr(plain_text(names[shown]), 1L, 40L)), ": ", values),
    if (n > limit) paste("  ... and", format_count(n - limit), "more"))
}

# One line for each member, with those of lists in lists below.
part_lines <- function(x, n, indent, depth, limit) {
  if (n == 0) return(if (nzchar(indent)) character() else "empty")
  names <- attr(x, "names")
  shown <- seq_len(min(n, limit))
  labels <- if (is.character(names)) plain_text(names[shown]) else character(length(shown))
  labels <- ifelse(nzchar(labels), paste0("$ ", format.default(substr(labels, 1L, 40L)), ":"), paste0("[[", shown, "]]:"))
  lines <- character()
  for (i in shown) {
    member <- .subset2(x, i)
    lines <- c(lines, paste0(indent, labels[i], " ", one_part(member, 40L)))
    if (typeof(member) == "list" && depth > 1L && length(lines) < limit && !identical(member, x))
      lines <- c(lines, part_lines(member, native("gk_inspect_length", member), paste0(indent, "  "), depth - 1L, limit - length(lines)))
    if (length(lines) >= limit) break
  }
  left <- n - i
  c(first_of(lines, limit), if (left > 0) paste0(indent, "... and ", format_count(left), " more"))
}

# A value in one line.
one_part <- function(x, width) {
  n <- native("gk_inspect_length", x)
  class <- oldClass(x)
  type <- typeof(x)
  if (is.null(x)) return("NULL")
  if (is_frame(x)) return(paste0("<", plain_text(class[1L]), "> ", inspect_summary(x, n)))
  if (type == "list") return(paste0(if (is.object(x)) paste0("<", plain_text(class[1L]), "> "), "list of ", format_count(n)))
  if (is.function(x)) return(sub("^f", "function ", gsub("\\s+", " ", function_signature(x, "f"))))
  if (typeof(x) == "environment") return(if (is.object(x)) paste0("<", plain_text(class[1L]), ">") else "<environment>")
  if (type == "S4") return(paste0("<", plain_text(class[1L]), "> (S4)"))
  if (is.language(x) || type == "expression") return(paste(first_of(code_lines(x), 1L)))
  if (!type %in% vector_types) return(paste0("<", type, ">"))
  dim <- attr(x, "dim")
  size <- if (typeof(dim) == "integer") paste0("[", paste(dim, collapse = " \u00d7 "), "] ") else if (n != 1) paste0("[", format_count(n), "] ")
  paste0(short_type(x), " ", size, trim_values(first_values(x, seq_len(min(n, 10L))), n, width))
}

short_type <- function(x) {
  class <- oldClass(x)
  if ("factor" %in% class) return(paste0(if ("ordered" %in% class) "ordered " else "", "factor"))
  if (length(class)) return(plain_text(class[1L]))
  switch(typeof(x), double = "num", integer = "int", character = "chr", logical = "logi", complex = "cplx", typeof(x))
}

trim_values <- function(values, n, width) {
  if (!length(values)) return("")
  fits <- cumsum(nchar(values, "width", allowNA = TRUE, keepNA = FALSE) + 1L) <= width
  fits[1L] <- TRUE
  shown <- values[fits & !is.na(fits)]
  paste0(paste(shown, collapse = " "), if (n > length(shown)) " ...")
}

# Some values as texts. Classes other than R's own factors and times are left aside.
first_values <- function(x, at) {
  class <- oldClass(x)
  values <- .subset(x, at)
  if ("factor" %in% class && is.character(attr(x, "levels"))) {
    codes <- as.vector(unclass(values))
    return(plain_text(attr(x, "levels")[codes]))
  }
  if (typeof(x) == "list") return(vapply(seq_along(at), function(i) one_part(.subset2(values, i), 20L), ""))
  plain <- as.vector(unclass(values))
  if (!length(plain)) return(character())
  if (typeof(x) == "character") return(short_strings(plain))
  if (identical(class, "Date")) return(format.Date(structure(plain, class = "Date")))
  if (identical(class, c("POSIXct", "POSIXt"))) {
    zone <- attr(x, "tzone")
    return(format.POSIXct(structure(plain, class = class), tz = if (is.character(zone) && length(zone)) zone[1L] else ""))
  }
  if (identical(class, "integer64")) return(rep("<integer64>", length(plain)))
  if (typeof(x) == "double") return(vapply(plain, format.default, "", digits = 4L))
  plain_text(plain)
}

# In quotes, at most 40 characters; what is not valid text with escapes.
short_strings <- function(x) {
  valid <- is.na(x) | validEnc(x) & Encoding(x) != "bytes"
  long <- !is.na(x) & valid & nchar(x, "bytes") > 40L
  long[long] <- nchar(x[long]) > 40L
  x[long] <- paste0(substr(x[long], 1L, 37L), "...")
  text <- encodeString(x, quote = "\"")
  wide <- nchar(text, "bytes") > 200L & !valid
  text[wide] <- paste0(substr(text[wide], 1L, 60L), "...")
  enc2utf8(text)
}

environment_lines <- function(env, limit) {
  if (inherits(env, "UserDefinedDatabase")) return("an environment whose values are made by code")
  names <- ls(env, sorted = FALSE)
  if (length(names) <= 1000L) names <- names[order(names)]
  shown <- first_of(names, limit)
  labels <- format.default(substr(plain_text(shown), 1L, 40L))
  lines <- vapply(seq_along(shown), function(i) {
    found <- field_value(native("gk_inspect_binding", env, shown[i]), shown[i])
    paste0("$ ", labels[i], ": ", switch(found$state,
      value = one_part(found$value, 40L), active = "<active binding>", promise = "<promise>", "?"))
  }, "")
  c(lines, if (length(names) > limit) paste("... and", format_count(length(names) - limit), "more"))
}

# Fields of reference classes that have a type are active bindings around another.
field_value <- function(found, name) {
  if (found$state != "active") return(found)
  stored <- native("gk_inspect_binding", found$env, paste0(".->", name))
  if (stored$state == "value") stored else found
}

slot_lines <- function(x, limit) {
  slots <- attributes(x)
  names <- names(slots)[!names(slots) %in% c("class", ".xData")]
  env <- slots[[".xData"]]
  c(vapply(first_of(names, limit), function(name)
      paste0("@ ", name, ": ", if (is.name(slots[[name]])) "NULL" else one_part(slots[[name]], 40L)), "", USE.NAMES = FALSE),
    if (typeof(env) == "environment") environment_lines(env, limit))
}

code_lines <- function(x) first_of(deparse(if (is.object(x) && is.call(x)) structure(x, class = NULL, .Environment = NULL) else x, width.cutoff = 70L), 20L)

# The first rows of a frame: names, types, and cells by column.
inspect_head <- function(x) {
  n <- native("gk_inspect_length", x)
  if (n == 0) return(NULL)
  rows <- seq_len(min(.row_names_info(x, 2L), 6L))
  shown <- seq_len(min(n, 20L))
  names <- attr(x, "names")
  columns <- lapply(shown, function(j) I(plain_text(column_cells(.subset2(x, j), rows))))
  row_names <- if (.row_names_info(x) > 0L) attr(x, "row.names")[rows]
  list(names = I(plain_text(if (is.null(names)) rep("", length(shown)) else names[shown])),
       types = I(vapply(shown, function(j) short_type(.subset2(x, j)), "")),
       numbers = I(vapply(shown, function(j) typeof(.subset2(x, j)) %in% c("integer", "double") && !is.object(.subset2(x, j)), NA)),
       columns = columns, rows = if (is.character(row_names)) I(plain_text(row_names)),
       hidden = if (n > 20) paste(format_count(n - 20), "more columns"))
}

column_cells <- function(column, rows) {
  if (!typeof(column) %in% vector_types || length(attr(column, "dim")) || is_frame(column) || native("gk_inspect_length", column) < length(rows))
    return(rep(paste0("<", short_type(column), ">"), length(rows)))
  if (typeof(column) == "character" && !is.object(column)) return(sub("^\"(.*)\"$", "\\1", short_strings(.subset(column, rows))))
  if (typeof(column) == "double" && !is.object(column)) return(format.default(as.vector(.subset(column, rows)), digits = 4L, trim = TRUE))
  first_values(column, rows)
}

inspect_matrix <- function(x) {
  dim <- attr(x, "dim")
  names <- attr(x, "dimnames")
  if (any(dim == 0L) || is.object(x)) return(NULL)
  rows <- seq_len(min(dim[1L], 6L))
  shown <- seq_len(min(dim[2L], 12L))
  label <- function(which, at) if (is.character(names[[which]])) plain_text(names[[which]][at]) else sprintf(c("[%d,]", "[,%d]")[which], at)
  columns <- lapply(shown, function(j) I(valid_text(first_values(x, (j - 1) * as.numeric(dim[1L]) + rows))))
  list(names = I(label(2L, shown)), numbers = I(rep(typeof(x) %in% c("integer", "double"), length(shown))), columns = columns,
       rows = I(label(1L, rows)), hidden = if (dim[2L] > 12L) paste(format_count(dim[2L] - 12), "more columns"))
}
