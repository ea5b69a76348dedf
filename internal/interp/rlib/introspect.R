# complete_request, from R's own tools.

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
