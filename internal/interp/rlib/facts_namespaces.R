# The names in a package. One that is not loaded stays so: its names stand in its files.

namespace_facts <- function(package, internal, prefix) {
  names <- native("gk_facts_namespace", package, internal, prefix)
  if (!is.null(names)) return(as_json(names))
  path <- system.file(package = package)
  if (!nzchar(path)) return(list())
  found <- kept(paste0("names:", package), list(path, file.mtime(path)), function() installed_names(path, package))
  functions <- with_prefix(if (internal) found$all else found$exports, prefix)
  data <- with_prefix(found$data, prefix)
  if (!startsWith(prefix, ".")) functions <- functions[!startsWith(functions, ".")]
  c(named_objects(setdiff(functions, data), "function", package), named_objects(data, "dataset", package))
}

named_objects <- function(names, kind, package)
  lapply(names, function(name) list(name = name, kind = kind, package = package))

installed_names <- function(path, package) {
  all <- indexed_names(file.path(path, "R", package))
  info <- readRDS(file.path(path, "Meta", "nsInfo.rds"))
  by_pattern <- unlist(lapply(info$exportPatterns, grep, all, value = TRUE))
  list(all = all, exports = c(info$exports, by_pattern, info$exportMethods),
       data = indexed_names(file.path(path, "data", "Rdata")))
}

# The names in the index of a database of lazy-load objects.
indexed_names <- function(base) {
  file <- paste0(base, ".rdx")
  if (!file.exists(file)) return(character())
  names <- names(readRDS(file)$variables)
  names[!startsWith(names, ".__")]
}
