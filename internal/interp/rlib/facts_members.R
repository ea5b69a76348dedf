# Names that can follow $, @ and [[, and columns of frames.

member_facts <- function(text, operator, prefix) {
  classes <- classes_of_value(text)
  if (is.null(classes)) return(list())
  if (operator == "@") return(slot_facts(text, classes))
  if (operator == "$") {
    by_package <- names_by_package(text, classes)
    if (!is.null(by_package)) return(plain_objects(by_package))
    if ("refObjectGenerator" %in% classes) return(plain_objects(generator_members, "function"))
  }
  as_json(native("gk_facts_members", text, operator == "[[", prefix))
}

# What follows the generator of a reference class, which is a function.
generator_members <- c("new", "methods", "fields", "help", "show", "lock", "accessors")

# Objects of which only the names are known.
plain_objects <- function(names, kind = "instance")
  lapply(unique(names), function(name) list(name = name, kind = kind))

slot_facts <- function(text, classes) {
  if ("S7_object" %in% classes) return(as_json(native("gk_facts_properties", text)))
  definition <- if (classes[1L] == "S4") methods::getClassDef(classes[2L])
  if (is.null(definition)) return(list())
  as_json(native("gk_facts_slots", text, names(definition@slots)))
}

# What a method of .DollarNames says. Those of packages are for people who complete; those of
# the user's may do anything.
names_by_package <- function(text, classes) {
  table <- safe_binding(".__S3MethodsTable__.", asNamespace("utils"))
  for (class in setdiff(classes[-1L], c("list", "environment", "data.frame", "function"))) {
    method <- native("gk_safe_method", paste0(".DollarNames.", class), table)
    if (is.function(method) && isNamespace(topenv(environment(method))))
      return(quietly(as.character(method(native("gk_any_value", text), pattern = ""))))
  }
  NULL
}

# Code of packages: it may neither print nor warn, and draws no random numbers of the user's.
quietly <- function(code) {
  seed <- safe_binding(".Random.seed", .GlobalEnv)
  nowhere <- file(nullfile(), "w")
  sink(nowhere)
  on.exit({
    sink()
    close(nowhere)
    restore_seed(seed)
  })
  suppressMessages(suppressWarnings(tryCatch(code, error = function(e) NULL)))
}

restore_seed <- function(seed) {
  if (!is_unknown(seed)) assign(".Random.seed", seed, envir = .GlobalEnv)
  else if (exists(".Random.seed", envir = .GlobalEnv, inherits = FALSE)) rm(".Random.seed", envir = .GlobalEnv)
}

frame_facts <- function(text, prefix) {
  classes <- classes_of_value(text)
  if (is.null(classes)) return(list())
  # The data of a plot of ggplot2: a list up to version 3, of S7 from 4 on.
  if (any(c("ggplot", "ggplot2::ggplot") %in% classes))
    text <- paste0("(", text, ")", if ("S7_object" %in% classes) "@data" else "$data")
  if ("tbl_lazy" %in% classes) return(as_json(native("gk_facts_named", query_columns(text))))
  as_json(native("gk_facts_columns", text, prefix))
}

# The columns of a table in a database, which dbplyr keeps with its query.
query_columns <- function(text) {
  query <- paste0("(", text, ")$lazy_query")
  columns <- native("gk_facts_levels", paste0(query, "$select$name"))
  if (length(columns)) columns else native("gk_facts_levels", paste0(query, "$vars"))
}
