# Functions of R's own packages that the kernel has to stand in for.

# Puts a function, given as an expression, in the place of the package's own: in its
# namespace, where it is evaluated, and in what is attached.
replace_function <- function(package, name, expression) {
  ns <- if (package == "base") baseenv() else asNamespace(package)
  fn <- eval(expression, ns)
  attached <- paste0("package:", package)
  for (where in list(ns, if (package != "base" && attached %in% search()) as.environment(attached))) {
    if (is.null(where) || !exists(name, where, inherits = FALSE)) next
    locked <- bindingIsLocked(name, where)
    if (locked) unlockBinding(name, where)
    assign(name, fn, envir = where)
    if (locked) lockBinding(name, where)
  }
}

# Has the package's function call f first. Its own calls and errors look as ever.
begin_with <- function(package, name, f) {
  fn <- get(name, envir = asNamespace(package))
  body(fn) <- call("{", as.call(list(f)), body(fn))
  replace_function(package, name, fn)
}

# Runs f now, or as soon as the package is loaded.
when_loaded <- function(package, f) {
  if (package %in% loadedNamespaces()) f() else setHook(packageEvent(package, "onLoad"), function(...) f())
}
