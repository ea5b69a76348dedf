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

# R functions that show, replace or close the page without a hook that says so.
watch_devices <- function() {
  ns <- asNamespace("grDevices")
  dev_off <- ns$dev.off
  graphics_off <- ns$graphics.off
  replay <- state$replay <- ns$replayPlot
  replace_function("grDevices", "dev.off", bquote(function(which = dev.cur()) {
    .(deferred("before_close"))(which)
    current <- .(dev_off)(which)
    .(deferred("after_close"))(current)
    current
  }))
  replace_function("grDevices", "graphics.off", bquote(function() {
    .(deferred("before_close"))()
    .(graphics_off)()
    .(deferred("after_close"))()
    invisible()
  }))
  dev_set <- ns$dev.set
  replace_function("grDevices", "dev.set", bquote(function(which = dev.next()) {
    current <- .(dev_set)(which)
    .(deferred("after_change"))(current)
    current
  }))
  begin_with("grDevices", "dev.copy", deferred("emit_plot"))
  replace_function("grDevices", "replayPlot", bquote(function(x, reloadPkgs = FALSE) {
    .(deferred("before_new_grid_page"))()
    .(replay)(x, reloadPkgs)
  }))
}

# In the functions themselves: R's hooks with nearly these names are for users, who may
# replace each other's, and R keeps errors in them from the cell.
watch_pages <- function() for (name in c("plot.new", "frame", "persp")) begin_with("graphics", name, deferred("before_new_page"))
watch_grid_pages <- function() begin_with("grid", "grid.newpage", deferred("before_new_grid_page"))

watch_pauses <- function() {
  replace_function("base", "Sys.sleep", bquote(function(time) {
    .(deferred("emit_if_due"))()
    invisible(.Internal(Sys.sleep(time)))
  }))
}
