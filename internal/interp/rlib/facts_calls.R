# The arguments of the call around the cursor.

call_facts <- function(text, object) {
  lists <- constructor_formals(text, object)
  if (is.null(lists)) {
    fn <- safe_function(text)
    if (is.null(fn)) return(list())
    lists <- lapply(targets_of(fn, object), formals_of)
  }
  as_json(native("gk_facts_arguments", lists))
}

# The lists of arguments of what makes objects of a class, NULL for other functions.
constructor_formals <- function(text, object) {
  of <- sub("[$]new$", "", text)
  if (of != text) return(generator_formals(safe_value(of)))
  if (text %in% c("new", "methods::new")) {
    name <- native("gk_safe_string", object)
    return(if (is.null(name)) list() else class_formals(name))
  }
  fn <- safe_function(text)
  if (methods::is(fn, "classGeneratorFunction")) return(class_formals(fn@className))
  if (is_reference_generator(fn)) generator_formals(fn)
}

is_reference_generator <- function(value) methods::is(value, "refObjectGenerator")

generator_formals <- function(generator) {
  if (inherits(generator, "R6ClassGenerator") && is.environment(generator)) return(r6_formals(generator))
  if (is_reference_generator(generator)) reference_formals(generator)
}

# initialize() of the class or of the nearest that it inherits from.
r6_formals <- function(generator) {
  for (depth in 1:20) {
    methods <- safe_binding("public_methods", generator)
    initialize <- if (is.list(methods)) .subset2(methods, "initialize")
    if (is.function(initialize)) return(list(formals_of(initialize)))
    parent <- safe_binding("inherit", generator)
    scope <- safe_binding("parent_env", generator)
    if (is.null(parent) || !is.environment(scope)) break
    generator <- safe_value_in(parent, scope)
    if (!inherits(generator, "R6ClassGenerator") || !is.environment(generator)) break
  }
  list()
}

# initialize() of a reference class, and its fields.
reference_formals <- function(generator) {
  force(generator)
  definition <- safe_value_in(quote(generator@generator$def), environment())
  if (is_unknown(definition)) return(list())
  initialize <- safe_binding("initialize", as.environment(definition@refMethods))
  fields <- argument_names(names(definition@fieldClasses))
  if (is.function(initialize)) list(formals_of(initialize), fields) else list(fields)
}

# initialize() of an S4 class, and its slots.
class_formals <- function(name) {
  definition <- methods::getClassDef(name)
  if (is.null(definition)) return(list())
  if (methods::is(definition, "refClassRepresentation")) return(list(argument_names(names(definition@fieldClasses))))
  initialize <- tryCatch(methods::selectMethod("initialize", name, optional = TRUE), error = function(e) NULL)
  own <- if (is.function(initialize)) formals_of(initialize)
  list(as.pairlist(own[!names(own) %in% c(".Object", "...")]), argument_names(setdiff(names(definition@slots), ".Data")))
}

# A pairlist of arguments without defaults.
argument_names <- function(names) as.pairlist(structure(rep(alist(x = ), length(names)), names = names))
