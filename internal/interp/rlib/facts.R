# workspace_facts: answers Go's workspace.Query about the session. Its arguments are those of
# Query.Args(), pairs of a key and a value; only what is asked for is in the answer.
# Nothing here evaluates code of the user's. A value that cannot be told without doing so is
# kernel_env, which no expression of theirs has.

workspace_facts <- function(...) {
  asked <- c(...)
  is_key <- rep_len(c(TRUE, FALSE), length(asked))
  keys <- asked[is_key]
  values <- asked[!is_key]
  ask <- function(key) values[keys == key]
  prefix <- ask("prefix")
  facts <- list()
  if (any(keys == "symbols")) facts$symbols <- json_text(native("gk_facts_symbols", prefix))
  for (key in c("namespace", "internal")) if (any(keys == key))
    facts$namespace <- attempt(namespace_facts(ask(key), key == "internal", prefix))
  if (any(keys == "members")) facts$members <- attempt(member_facts(ask("members"), ask("operator")))
  if (any(keys == "frame")) facts$frames <- lapply(ask("frame"), function(text) attempt(frame_facts(text)))
  facts
}

# What cannot be answered is an empty list.
attempt <- function(answer) tryCatch(answer, error = function(e) list())

json_text <- function(text) structure(text, class = "gokernel_json")

is_unknown <- function(value) identical(value, kernel_env)

# The value of an expression as far as names, $, @, [[ with a constant, :: and ::: lead.
safe_value <- function(text) tryCatch(native("gk_safe_value", text), error = function(e) kernel_env)
