# Names that can follow $, @ and [[, columns of frames, names in namespaces.

member_facts <- function(text, operator) {
  value <- safe_value(text)
  if (is_unknown(value)) return(list())
  json_text(native("gk_facts_members", value, operator == "[["))
}

frame_facts <- function(text) {
  value <- safe_value(text)
  if (is_unknown(value)) return(list())
  json_text(native("gk_facts_columns", value))
}

namespace_facts <- function(package, internal, prefix) {
  names <- native("gk_facts_namespace", package, internal, prefix)
  if (is.null(names)) list() else json_text(names)
}
