# Functions of package utils that would open a window, a terminal editor or a viewer on
# the machine where R runs. They are replaced in the namespace, so that utils::View() and
# packages that call them are served as well.

# Called when utils is loaded, which on start-up is after this file.
replace_in_utils <- function(...) {
  ns <- asNamespace("utils")
  replace <- function(name, value, where) {
    if (!exists(name, envir = where, inherits = FALSE)) return()
    locked <- bindingIsLocked(name, where)
    if (locked) unlockBinding(name, where)
    assign(name, value, envir = where)
    if (locked) lockBinding(name, where)
  }
  attached <- if ("package:utils" %in% search()) as.environment("package:utils")
  for (name in names(utils_functions)) {
    replace(name, utils_functions[[name]], ns)
    if (!is.null(attached)) replace(name, utils_functions[[name]], attached)
  }
  # Methods are found in the tables of their generics' namespaces.
  for (name in c("edit.data.frame", "edit.matrix")) replace(name, edit_as_text, ns$.__S3MethodsTable__.)
  for (name in paste0("print.", displayed_classes))
    replace(name, print_displayed, .BaseNamespaceEnv$.__S3MethodsTable__.)
}

no_terminal_editor <- function(...) no_editor()

# R's own data editor is a window; what options(editor = ) says comes next, as without X11.
edit_as_text <- function(name, ...) asNamespace("utils")$edit.default(name, ...)

no_data_editor <- function(...)
  stop(no_editor_message("look at data with View(), change it by assignment"), call. = FALSE)

utils_functions <- list(
  View = function(x, title) view(x, if (missing(title)) deparse1(substitute(x)) else title),
  vi = no_terminal_editor, emacs = no_terminal_editor, pico = no_terminal_editor,
  xemacs = no_terminal_editor, xedit = no_terminal_editor,
  data.entry = no_data_editor, dataentry = no_data_editor, de = no_data_editor
)

# R prints these in a pager or browser; in a loop or function they are shown where they are printed.
displayed_classes <- c("help_files_with_topic", "packageIQR", "hsearch", "browseVignettes", "vignette", "news_db")

print_displayed <- function(x, ...) {
  display(x)
  invisible(x)
}
