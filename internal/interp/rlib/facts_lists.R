# Names that belong to no object: packages, options, environment variables, classes, data
# sets, help topics. What is read from files is kept while the files are the same.

list_facts <- function(kinds, prefix) {
  all <- lapply(kinds, function(kind) {
    names <- attempt(switch(kind,
      packages = installed_packages(), options = names(.Options), environment = names(Sys.getenv()),
      classes = class_names(), datasets = dataset_names(), topics = topic_names(), character()))
    I(with_prefix(as.character(names), prefix))
  })
  structure(all, names = kinds)
}

with_prefix <- function(names, prefix) {
  names <- unique(names[!is.na(names) & nzchar(names)])
  if (nzchar(prefix)) names[startsWith(tolower(names), tolower(prefix))] else names
}

# value, which was made for this key, or a new one.
kept <- function(name, key, make) {
  held <- state$kept[[name]]
  if (!identical(held$key, key)) {
    held <- list(key = key, value = make())
    state$kept[[name]] <- held
  }
  held$value
}

installed_packages <- function() {
  libraries <- .libPaths()
  kept("packages", list(libraries, file.mtime(libraries)), function() {
    folders <- list.files(libraries, full.names = TRUE)
    sort(unique(basename(folders[file.exists(file.path(folders, "DESCRIPTION"))])))
  })
}

# The classes that people use, not those that the methods package uses itself.
class_names <- function() {
  names <- names(asNamespace("methods")$.classTable)
  names <- names[!grepl("^[.(]|^<|#|:", names)]
  sort(names)
}

attached_packages <- function() {
  entries <- search()
  sub("^package:", "", entries[startsWith(entries, "package:")])
}

dataset_names <- function() unlist(lapply(attached_packages(), function(package) {
  if (package == "base") return(NULL)
  kept(paste0("data:", package), package_path(package), function() package_data(package_path(package)))
}))

# Where an attached package is installed, "" if nowhere: packages under development.
package_path <- function(package) {
  path <- if (package == "base") system.file() else tryCatch(getNamespaceInfo(package, "path"), error = function(e) "")
  if (is.character(path) && length(path) == 1L) path else ""
}

# Names of a package's data sets: of "a (b)" as well, which is a in the file b.
package_data <- function(path) {
  file <- file.path(path, "Meta", "data.rds")
  if (!file.exists(file)) return(character())
  data <- readRDS(file)
  sub(" .*$", "", data[, 1L])
}

topic_names <- function() unlist(lapply(attached_packages(), function(package)
  kept(paste0("topics:", package), package_path(package), function() package_topics(package_path(package)))))

package_topics <- function(path) {
  file <- file.path(path, "help", "AnIndex")
  if (!file.exists(file)) return(character())
  topics <- sub("\t.*$", "", readLines(file, warn = FALSE, encoding = "UTF-8"))
  topics[!grepl("-package$|-class$|-method$|,", topics)]
}
