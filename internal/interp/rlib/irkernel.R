# For code that asks for IRkernel: its search path entry always, its namespace when the
# user calls provide_irkernel(), for instance in .Rprofile.

irkernel_functions <- function() list(
  comm_manager = function() stop("comms are not available in this version of gokernel", call. = FALSE),
  installspec = function(...) stop("install this kernel by the command: gokernel install --user", call. = FALSE),
  main = function(...) stop("this kernel is started by the command: gokernel start", call. = FALSE),
  log_debug = function(...) log_message(3L, ...),
  log_info = function(...) log_message(2L, ...),
  log_error = function(...) log_message(1L, ...),
  jupyter_option_defaults = Filter(Negate(is.null), options()[c(
    "jupyter.rich_display", "jupyter.log_level", "jupyter.logfile", "jupyter.pager_classes",
    "jupyter.plot_mimetypes", "jupyter.plot_scale", "jupyter.in_kernel")])
)

# By the options jupyter.log_level (1 errors, 2 information, 3 everything) and jupyter.logfile.
log_message <- function(level, ...) {
  if (number_option("jupyter.log_level", 1L) < level) return(invisible())
  file <- getOption("jupyter.logfile", NA)
  text <- paste0(c("ERROR", "INFO", "DEBUG")[level], ": ", sprintf(...), "\n")
  if (is.character(file) && !is.na(file)) cat(text, file = file, append = TRUE) else cat(text, file = stderr())
  invisible()
}

# A namespace that is made by hand, and attached: library(IRkernel) and IRkernel:: find it.
provide_irkernel <- function() {
  if ("IRkernel" %in% loadedNamespaces()) return(invisible(FALSE))
  functions <- irkernel_functions()
  ns <- new.env(hash = TRUE, parent = .BaseNamespaceEnv)
  list2env(functions, ns)
  ns$.packageName <- "IRkernel"
  info <- new.env(hash = TRUE, parent = baseenv())
  info$spec <- c(name = "IRkernel", version = "1.3.2")
  info$exports <- list2env(as.list(structure(names(functions), names = names(functions))), parent = baseenv())
  info$imports <- list(base = TRUE)
  info$dynlibs <- NULL
  info$lazydata <- new.env(hash = TRUE, parent = baseenv())
  info$S3methods <- matrix(NA_character_, 0L, 4L)
  info$path <- system.file(package = "base")
  ns$.__NAMESPACE__. <- info
  ns$.__S3MethodsTable__. <- new.env(hash = TRUE, parent = baseenv())
  .Internal(registerNamespace("IRkernel", ns))
  attachNamespace(ns)
  invisible(TRUE)
}
