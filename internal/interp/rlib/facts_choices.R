# The values that an argument can take. Choices are R code: strings are in quotes.

choice_facts <- function(text, object, name, position) {
  fn <- safe_function(text)
  if (is.null(fn)) return(well_known_choices(text, name))
  targets <- targets_of(fn, object)
  for (target in targets) {
    formals <- formals_of(target)
    argument <- argument_at(names(formals), name, position)
    if (is.na(argument)) next
    choices <- choices_of(target, argument, formals[[argument]])
    if (length(choices)) return(I(choices))
  }
  own <- argument_at(names(formals), name, position)
  well_known_choices(text, if (is.na(own)) name else own)
}

# The name of the formal argument, NA if there is none.
argument_at <- function(names, name, position) {
  if (nzchar(name)) return(names[pmatch(name, names)])
  dots <- match("...", names)
  if (!is.na(dots) && position + 1L >= dots) NA_character_ else names[position + 1L]
}

choices_of <- function(fn, argument, default) {
  code <- body(if (isS4(fn) && is.function(inner <- rematched(fn))) inner else fn)
  # Only a c() of strings says what there is; one string may be any.
  strings <- if (is.call(default)) constant_strings(default, code)
  if (length(strings)) return(quoted(strings))
  strings <- choices_in_body(code, as.name(argument))
  if (length(strings)) return(quoted(strings))
  if (identical(default, TRUE) || identical(default, FALSE)) c("TRUE", "FALSE")
}

quoted <- function(strings) encodeString(strings, quote = "\"")

# The strings of c("a", "b"), directly or behind a name that the function binds to it.
constant_strings <- function(expr, code = NULL) {
  if (is.character(expr)) return(expr)
  if (is.name(expr)) return(assigned_strings(expr, code))
  if (!is.call(expr) || !identical(expr[[1L]], quote(c))) return(NULL)
  parts <- lapply(seq_along(expr)[-1L], function(i) expr[[i]])
  if (all(vapply(parts, is.character, NA))) as.character(unlist(parts))
}

assigned_strings <- function(name, code) {
  for (call in find_calls(code, c("<-", "=")))
    if (identical(call[[2L]], name) && is.call(call[[3L]])) return(constant_strings(call[[3L]]))
  NULL
}

# match.arg(argument, c("a", "b")) and its like, and switch(argument, a = , b = ).
choices_in_body <- function(code, argument) {
  if (!any(c(choice_checks, "switch") %in% all.names(code))) return(NULL)
  checked <- lapply(find_calls(code, choice_checks), function(call) {
    given <- as.list(match.call(function(arg, choices, ...) NULL, call))
    if (identical(given$arg, argument)) constant_strings(given$choices, code)
  })
  switched <- lapply(find_calls(code, "switch"), function(call)
    if (length(call) > 2L && identical(call[[2L]], argument)) names(call)[-(1:2)])
  # A check for an old spelling has fewer strings than the one for all.
  found <- c(checked, switched)
  longest <- unlist(found[which.max(lengths(found))])
  longest[nzchar(longest)]
}

choice_checks <- c("match.arg", "arg_match", "arg_match0", "pmatch", "charmatch")

well_known_choices <- function(text, name) {
  if (!nzchar(name)) return(list())
  fn <- sub("^.*::", "", text)
  choices <- known_choices[[paste0(fn, "(", name)]]
  if (is.null(choices)) choices <- known_choices[[name]]
  if (is.function(choices)) choices <- choices()
  I(as.character(choices))
}

# By the argument, where it means the same everywhere, or by the function and the argument.
known_choices <- list(
  col = function() quoted(grDevices::colours()), colour = function() quoted(grDevices::colours()),
  color = function() quoted(grDevices::colours()), fill = function() quoted(grDevices::colours()),
  bg = function() quoted(grDevices::colours()), border = function() quoted(grDevices::colours()),
  lty = quoted(c("solid", "dashed", "dotted", "dotdash", "longdash", "twodash", "blank")),
  linetype = quoted(c("solid", "dashed", "dotted", "dotdash", "longdash", "twodash", "blank")),
  bty = quoted(c("o", "l", "7", "c", "u", "]", "n")),
  encoding = quoted(c("UTF-8", "latin1", "bytes", "unknown")),
  fileEncoding = quoted(c("UTF-8", "UTF-8-BOM", "latin1", "UTF-16LE", "UTF-16", "windows-1252")),
  na.action = c("na.omit", "na.exclude", "na.fail", "na.pass"),
  legend.position = quoted(c("none", "left", "right", "bottom", "top", "inside")),
  "plot(type" = quoted(c("p", "l", "b", "c", "o", "h", "s", "S", "n")),
  "lines(type" = quoted(c("l", "b", "c", "o", "h", "s", "S")),
  "matplot(type" = quoted(c("p", "l", "b", "c", "o", "h", "s", "n")),
  "glm(family" = c("binomial", "gaussian", "Gamma", "inverse.gaussian", "poisson", "quasi", "quasibinomial", "quasipoisson"),
  "cor(use" = quoted(c("everything", "all.obs", "complete.obs", "na.or.complete", "pairwise.complete.obs")),
  "legend(x" = quoted(c("topright", "top", "topleft", "left", "bottomleft", "bottom", "bottomright", "right", "center")),
  "file(open" = quoted(c("r", "w", "a", "rb", "wb", "ab", "rt", "wt", "at", "r+", "w+", "a+")),
  "predict(type" = quoted(c("link", "response", "terms")),
  "predict(interval" = quoted(c("none", "confidence", "prediction")),
  "read.table(sep" = quoted(c("", ",", ";", "\t", " ")),
  "write.table(sep" = quoted(c(" ", ",", ";", "\t")),
  "theme_set(new" = c("theme_bw()", "theme_classic()", "theme_dark()", "theme_gray()", "theme_light()", "theme_minimal()", "theme_void()"),
  "geom_smooth(method" = quoted(c("lm", "glm", "gam", "loess")), "stat_smooth(method" = quoted(c("lm", "glm", "gam", "loess")),
  "geom_bar(position" = quoted(c("stack", "dodge", "dodge2", "fill", "identity")),
  "geom_col(position" = quoted(c("stack", "dodge", "dodge2", "fill", "identity")),
  "geom_histogram(position" = quoted(c("stack", "dodge", "fill", "identity")),
  "geom_point(position" = quoted(c("identity", "jitter", "nudge", "jitterdodge")),
  "geom_bar(stat" = quoted(c("count", "identity")),
  "facet_wrap(scales" = quoted(c("fixed", "free", "free_x", "free_y")),
  "facet_grid(scales" = quoted(c("fixed", "free", "free_x", "free_y")),
  "read.table(fill" = c("TRUE", "FALSE"),
  "complete(fill" = character(), "spread(fill" = character()
)
