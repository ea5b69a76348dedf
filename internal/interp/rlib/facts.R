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
  has <- function(key) any(keys == key)
  prefix <- ask("prefix")
  facts <- list()
  if (has("symbols")) facts$symbols <- as_json(native("gk_facts_symbols", prefix, FALSE))
  if (has("workspace")) facts$symbols <- as_json(native("gk_facts_symbols", prefix, TRUE))
  if (has("namespace")) facts$namespace <- attempt(namespace_facts(ask("namespace"), FALSE, prefix))
  if (has("internal")) facts$namespace <- attempt(namespace_facts(ask("internal"), TRUE, prefix))
  if (has("members")) facts$members <- attempt(member_facts(ask("members"), ask("operator"), prefix))
  if (has("call.function"))
    facts$calls <- .mapply(function(fn, object) attempt(call_facts(fn, object)),
                           list(ask("call.function"), ask("call.object")), NULL)
  if (has("frame")) facts$frames <- lapply(ask("frame"), function(text) attempt(frame_facts(text, prefix)))
  if (has("choice.function"))
    facts$choices <- attempt(choice_facts(ask("choice.function"), ask("choice.object"), ask("choice.name"),
                                          as.integer(ask("choice.position"))))
  if (has("levels")) facts$levels <- attempt(level_facts(ask("levels")))
  if (has("list")) facts$lists <- attempt(list_facts(ask("list"), prefix))
  facts
}

# What cannot be answered is an empty list.
attempt <- function(answer) tryCatch(answer, error = function(e) list())

as_json <- function(text) structure(text, class = "gokernel_json")

is_unknown <- function(value) identical(value, kernel_env)

# The value of an expression as far as names, $, @, [[ with a constant, :: and ::: lead, if it
# is a function or an environment: of others, only C may have the value (facts_lookup.c).
safe_value <- function(text) native("gk_safe_value", text)

# The same for an expression and an environment in which its names are looked up.
safe_value_in <- function(expr, env) native("gk_safe_value_in", expr, env)

# The value of a name in one environment.
safe_binding <- function(name, env) native("gk_safe_binding", name, env)

# The type and then the classes of the value of a text, NULL if it is not known.
classes_of_value <- function(text) native("gk_safe_classes", text)

# The values of factors and of character vectors, as they are, without quotes.
level_facts <- function(texts) {
  found <- lapply(texts, function(text) native("gk_facts_levels", text))
  I(unique(as.character(unlist(found))))
}
