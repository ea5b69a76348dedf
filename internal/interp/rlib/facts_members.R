# Names that can follow $, @ and [[, and columns of frames.

member_facts <- function(text, operator) {
  value <- safe_value(text)
  if (is_unknown(value)) return(list())
  if (operator == "@") return(slot_facts(value))
  by_package <- if (operator == "$") names_by_package(value)
  if (!is.null(by_package)) return(plain_objects(by_package))
  if (is.function(value)) return(generator_facts(value))
  json_text(native("gk_facts_members", value, operator == "[["))
}

# Objects of which only the names are known.
plain_objects <- function(names, kind = "instance")
  lapply(unique(names), function(name) list(name = name, kind = kind))

slot_facts <- function(value) {
  names <- if (isS4(value)) methods::slotNames(class(value))
           else if (inherits(value, "S7_object")) setdiff(names(attributes(value)), c("class", "S7_class"))
  if (length(names)) json_text(native("gk_facts_slots", value, names)) else list()
}

# What a method of .DollarNames says. Those of packages are for people who complete; those of
# the user's may do anything.
names_by_package <- function(value) {
  if (!is.object(value)) return(NULL)
  table <- safe_binding(".__S3MethodsTable__.", asNamespace("utils"))
  for (class in setdiff(.class2(value), c("list", "environment", "data.frame"))) {
    method <- native("gk_safe_method", paste0(".DollarNames.", class), table)
    if (is.function(method) && isNamespace(topenv(environment(method))))
      return(quietly(as.character(method(value, pattern = ""))))
  }
  NULL
}

# Code of packages: it may neither print nor warn, and draws no random numbers of the user's.
quietly <- function(code) {
  seed <- safe_binding(".Random.seed", .GlobalEnv)
  on.exit(restore_seed(seed))
  suppressMessages(suppressWarnings(tryCatch(code, error = function(e) NULL)))
}

restore_seed <- function(seed) {
  if (!is_unknown(seed)) assign(".Random.seed", seed, envir = .GlobalEnv)
  else if (exists(".Random.seed", envir = .GlobalEnv, inherits = FALSE)) rm(".Random.seed", envir = .GlobalEnv)
}

# What follows the generator of a reference class, which is a function.
generator_facts <- function(generator) {
  if (!is_reference_generator(generator)) return(list())
  lapply(c("new", "methods", "fields", "help", "show", "lock", "accessors", "className"), function(name)
    list(name = name, kind = if (name == "className") "instance" else "function"))
}

frame_facts <- function(text) {
  value <- frame_in(safe_value(text))
  if (is_unknown(value)) return(list())
  columns <- columns_by_class(value)
  if (!is.null(columns)) return(json_text(native("gk_facts_named", columns)))
  json_text(native("gk_facts_columns", value))
}

# The data of a plot of ggplot2: a list up to version 3, attributes from 4 on.
frame_in <- function(value) {
  if (!inherits(value, c("ggplot", "ggplot2::ggplot"))) return(value)
  data <- if (is.list(value)) .subset2(value, "data") else attr(value, "data", exact = TRUE)
  if (is.list(data)) data else kernel_env
}

# The columns of a table in a database, which dbplyr keeps with its query.
columns_by_class <- function(value) {
  if (!inherits(value, "tbl_lazy") || !is.list(value)) return(NULL)
  query <- .subset2(value, "lazy_query")
  if (!is.list(query)) return(character())
  select <- .subset2(query, "select")
  columns <- if (is.list(select)) .subset2(select, "name") else .subset2(query, "vars")
  if (is.character(columns)) columns else character()
}
