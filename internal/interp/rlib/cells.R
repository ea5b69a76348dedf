# Texts of the cells of tables and of the items of vectors.

# Valid UTF-8, whatever the encoding; bytes that are no text as R prints them: \xff.
plain_text <- function(x) {
  x <- valid_text(as.character(x))
  x[is.na(x)] <- "NA"
  x
}

valid_text <- function(x) {
  bad <- !validEnc(x) | Encoding(x) == "bytes"
  if (any(bad)) x[bad] <- encodeString(x[bad])
  enc2utf8(x)
}

# Strings in quotes, with R's escapes where they need one.
quoted_text <- function(x) {
  bad <- !validEnc(x) | Encoding(x) == "bytes"
  odd <- bad
  odd[!bad] <- grepl("[\\\\'[:cntrl:]]", x[!bad])
  text <- paste0("'", valid_text(x), "'")
  if (any(odd)) text[odd] <- encodeString(x[odd], quote = "'")
  text[is.na(x)] <- "NA"
  enc2utf8(text)
}

# One text for each element of a column; numbers are formatted together, as print does.
cell_text <- function(x) {
  n <- NROW(x)
  text <- if (is.factor(x)) as.character(x)
    else if (is.character(x) && !is.object(x)) x
    else if (is.list(x) && !is.object(x)) vapply(x, member_text, "", USE.NAMES = FALSE)
    else tryCatch(format(x, trim = TRUE), error = function(e) tryCatch(format(x), error = function(e) NULL))
  if (length(text) != n) text <- tryCatch(as.character(x), error = function(e) NULL)
  if (length(text) != n) text <- rep(paste0("<", class(x)[1L], ">"), n)
  text <- plain_text(text)
  if (is.object(x) && !is.factor(x)) trimws(text) else text
}

# A member of a list column in a few words.
member_text <- function(x) {
  if (is.null(x)) return("NULL")
  if (is.data.frame(x) || length(dim(x)) == 2L)
    return(sprintf("%s: %d \u00d7 %d", class(x)[1L], nrow(x), ncol(x)))
  text <- if (is.factor(x)) as.character(utils::head(x, 60L))
    else if (is.atomic(x)) tryCatch(format(utils::head(x, 60L), trim = TRUE), error = function(e) class(x)[1L])
    else if (is.list(x) && !is.object(x)) vapply(utils::head(unname(x), 20L), member_text, "")
    else if (is.language(x)) deparse(x)
    else paste0("<", class(x)[1L], ">")
  if (is.atomic(x) && !length(x)) return(paste0(typeof(x), "(0)"))
  text <- paste(plain_text(text), collapse = ", ")
  if (nchar(text) > 60L) paste0(substr(text, 1L, 57L), "...") else text
}

# The short names of column types that tibbles made familiar.
type_label <- function(x) {
  if (is.factor(x)) return(if (is.ordered(x)) "ord" else "fct")
  if (inherits(x, "Date")) return("date")
  if (inherits(x, "POSIXt")) return("dttm")
  if (is.data.frame(x)) return("df")
  if (is.object(x)) return(class_label(x))
  switch(typeof(x), logical = "lgl", integer = "int", double = "dbl", character = "chr",
         complex = "cpl", raw = "raw", list = "list", typeof(x))
}

# Packages may give their classes a short name through pillar's generic.
class_label <- function(x) {
  if ("pillar" %in% loadedNamespaces()) {
    label <- tryCatch(pillar::type_sum(x), error = function(e) NULL)
    if (is.character(label) && length(label) == 1L && !is.na(label)) return(sub("^<(.*)>$", "\\1", label))
  }
  if (inherits(x, "difftime")) "drtn" else class(x)[1L]
}
