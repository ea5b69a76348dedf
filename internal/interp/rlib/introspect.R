# complete_request and inspect_request, from R's own tools.

complete <- function(code, cursor) {
  cursor <- as.integer(cursor)
  before <- substr(code, 1L, cursor)
  line <- sub(".*\n", "", before)
  matches <- completions(line)
  token <- attr(matches, "token")
  list(matches = I(as.character(matches)), cursor_start = cursor - nchar(token), cursor_end = cursor)
}

completions <- function(line) {
  internals <- asNamespace("utils")
  internals$.assignLinebuffer(line)
  internals$.assignEnd(nchar(line, "bytes"))
  internals$.guessTokenFromLine()
  internals$.completeToken()
  token <- internals$.CompletionEnv[["token"]]
  structure(internals$.retrieveCompletions(), token = if (is.null(token)) "" else token)
}

inspect <- function(code, cursor, detail) {
  name <- name_at(code, as.integer(cursor))
  found <- if (nzchar(name)) find_object(name)
  if (is.null(found)) return(list(found = FALSE))
  text <- object_text(name, found$value, detail == "1")
  list(found = TRUE, data = list("text/plain" = text))
}

# The name around the cursor, counted in code points.
name_at <- function(code, cursor) {
  letters <- strsplit(code, "")[[1L]]
  is_name <- grepl("[[:alnum:]._:$@]", letters)
  left <- right <- min(cursor, length(letters))
  while (left > 0L && is_name[left]) left <- left - 1L
  while (right < length(letters) && is_name[right + 1L]) right <- right + 1L
  name <- paste(letters[seq_len(right)[seq_len(right) > left]], collapse = "")
  # "mean(": the function whose arguments are being written.
  if (!nzchar(name) && left > 0L && letters[left] == "(") return(name_at(code, left - 1L))
  name
}

# Looks a name up without evaluating anything of the user's.
find_object <- function(name) {
  parts <- strsplit(name, ":::?")[[1L]]
  if (length(parts) == 2L) {
    if (!requireNamespace(parts[1L], quietly = TRUE)) return(NULL)
    where <- asNamespace(parts[1L])
    name <- parts[2L]
  } else {
    where <- .GlobalEnv
  }
  if (!exists(name, envir = where)) return(NULL)
  holder <- where
  while (!exists(name, envir = holder, inherits = FALSE)) holder <- parent.env(holder)
  if (bindingIsActive(as.name(name), holder)) return(list(value = quote(`<active binding>`)))
  list(value = get(name, envir = holder))
}

object_text <- function(name, value, detailed) {
  if (!is.function(value))
    return(paste(c(paste0(name, ":"), utils::capture.output(utils::str(value))), collapse = "\n"))
  usage <- sub("^function ", name, utils::capture.output(print(args(value)))[1L])
  parts <- c(usage, help_text(name))
  if (detailed || length(parts) == 1L)
    parts <- c(parts, utils::capture.output(print(value)))
  paste(parts, collapse = "\n\n")
}

help_text <- function(name) {
  parts <- strsplit(name, ":::?")[[1L]]
  topic <- parts[length(parts)]
  package <- if (length(parts) == 2L) parts[1L]
  page <- tryCatch(eval(bquote(utils::help(.(topic), package = .(package), help_type = "text"))),
                   error = function(e) character())
  if (!length(page)) return(character())
  rd_text(asNamespace("utils")$.getHelpFile(page[1L]), basename(dirname(dirname(page[1L]))))
}
