# inspect_target: what R tells of the code at the cursor, for Go's package inspection, which
# makes the answer of it and of R's help files. Nothing here runs code of the user's: values
# are looked up in C, and none of their methods (print, length, names, $) is called, so
# everything works on attributes and on what typeof() tells.

# Arguments in pairs: kind, name, expression, package, called, function, object, detail, frame...
inspect_target <- function(...) {
  asked <- c(...)
  is_key <- rep_len(c(TRUE, FALSE), length(asked))
  values <- asked[!is_key]
  ask <- function(key) {
    value <- values[asked[is_key] == key]
    if (length(value)) value else ""
  }
  detail <- ask("detail") == "1"
  answer <- switch(ask("kind"),
    name = inspect_name(ask("expression"), ask("name"), ask("called") == "1", ask("frame"), detail),
    argument = inspect_argument(ask("name"), ask("function"), ask("object")),
    package = inspect_package(ask("name")))
  c(answer, list(dirs = I(help_dirs(ask("package"), answer$package))))
}

# A column of the data at hand comes first, then what R itself would find.
inspect_name <- function(expression, name, called, frames, detail) {
  for (frame in frames[nzchar(frames)]) {
    column <- inspect_column(frame, name, detail)
    if (!is.null(column)) return(column)
  }
  found <- field_value(native("gk_inspect_value", expression, called), name)
  if (found$state == "absent") return(NULL)
  about <- switch(found$state,
    active = list(kind = "active", note = "An active binding: its value is made when it is asked for."),
    promise = list(kind = "promise", note = "A promise that has not been evaluated yet."),
    if (is.function(found$value)) inspect_function(found$value, name, expression, detail) else inspect_object(found$value, detail))
  about$found <- TRUE
  about$package <- unique.default(c(about$package, package_of_env(found$env)))
  if (about$kind == "object" && !length(about$package)) c(about, inspect_owner(expression)) else about
}

# The data that a member belongs to: its help page may explain the member.
inspect_owner <- function(expression) {
  code <- tryCatch(parse(text = expression, keep.source = FALSE)[[1L]], error = function(e) NULL)
  if (!is.call(code) || length(code) != 3L || !is.name(code[[2L]]) && !is.call(code[[2L]])) return(NULL)
  owner <- code[[2L]]
  found <- native("gk_inspect_value", deparse1(owner), FALSE)
  package <- package_of_env(found$env)
  if (length(package)) list(owner = if (is.call(owner)) as.character(owner[[3L]]) else as.character(owner), package = package)
}

inspect_column <- function(frame, name, detail) {
  found <- native("gk_inspect_value", frame, FALSE)
  value <- found$value
  if (typeof(value) != "list") return(NULL)
  at <- match(name, attr(value, "names"))
  if (is.na(at)) return(NULL)
  c(inspect_object(.subset2(value, at), detail),
    list(found = TRUE, label = paste0(frame, "$", name), owner = sub(".*::", "", frame), package = package_of_env(found$env)))
}

# The package whose namespace or attached environment it is.
package_of_env <- function(env) {
  if (!is.environment(env)) return(NULL)
  if (identical(env, baseenv()) || identical(env, .BaseNamespaceEnv)) return("base")
  if (isNamespace(env)) return(as.character(get(".__NAMESPACE__.", envir = env, inherits = FALSE)$spec[["name"]]))
  name <- attr(env, "name")
  if (is.character(name) && length(name) == 1L && startsWith(name, "package:")) substring(name, 9L)
}

# Where help is looked for: packages that are named, then attached and loaded ones as help() does.
help_dirs <- function(...) {
  first <- c(...)
  first <- first[nzchar(first)]
  attached <- sub("^package:", "", grep("^package:", search(), value = TRUE))
  packages <- unique.default(c(first, attached, loadedNamespaces()))
  dirs <- vapply(packages, package_dir, "", USE.NAMES = FALSE)
  dirs[nzchar(dirs)]
}

# The directory of an installed package, "" if there is none.
package_dir <- function(package) {
  if (!nzchar(package)) return("")
  if (package == "base") return(file.path(R.home("library"), "base"))
  if (isNamespaceLoaded(package)) {
    dir <- getNamespaceInfo(package, "path")
    return(if (is.character(dir) && length(dir) == 1L) dir else "")
  }
  if (!grepl("^[[:alnum:].]+$", package)) return("")
  dirs <- file.path(.libPaths(), package)
  dirs <- dirs[file.exists(file.path(dirs, "DESCRIPTION"))]
  if (length(dirs)) dirs[1L] else ""
}

inspect_package <- function(name) {
  loaded <- isNamespaceLoaded(name)
  dir <- package_dir(name)
  if (!loaded && !nzchar(dir)) return(NULL)
  list(kind = "package", found = TRUE, package = name, dir = dir,
       note = if (paste0("package:", name) %in% search()) "attached" else if (loaded) "loaded, not attached" else "installed, not loaded",
       exports = if (loaded && name != "base") length(getNamespaceInfo(name, "exports")) else if (loaded) length(baseenv()))
}
