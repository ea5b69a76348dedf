# Values that are not functions, for inspect_target: what they are, and their parts in
# lines as str() gives them. All is bounded, so that no value takes long.

inspect_object <- function(x, detail) {
  type <- typeof(x)
  n <- native("gk_inspect_length", x)
  list(
    kind = "object",
    class = I(plain_text(if (is.object(x)) oldClass(x) else class(x))),
    type = type,
    summary = inspect_summary(x, n),
    size = inspect_size(x, n),
    facts = inspect_facts(x, n),
    structure = I(unname(valid_text(inspect_structure(x, n, if (detail) 100L else 25L)))),
    table = if (is_frame(x)) inspect_head(x) else if (is_plain_matrix(x)) inspect_matrix(x))
}

is_frame <- function(x) typeof(x) == "list" && "data.frame" %in% oldClass(x)
is_plain_matrix <- function(x) length(attr(x, "dim")) == 2L && typeof(x) %in% vector_types && typeof(x) != "list"
vector_types <- c("logical", "integer", "double", "complex", "character", "raw", "list")

# "32 rows, 11 columns"
inspect_summary <- function(x, n) {
  dim <- attr(x, "dim")
  count <- function(n, what) paste(format_count(n), if (n == 1) what else paste0(what, "s"))
  if (is_frame(x)) paste0(count(.row_names_info(x, 2L), "row"), ", ", count(n, "column"))
  else if (typeof(dim) == "integer" && length(dim)) paste0(paste(format_count(dim), collapse = " \u00d7 "), ", ", type_name(x))
  else if (typeof(x) %in% vector_types) {
    if ("factor" %in% oldClass(x)) paste0(count(n, "value"), ", ", count(length(attr(x, "levels")), "level"))
    else paste0(count(n, if (typeof(x) == "list") "member" else "value"), if (is.object(x)) paste0(" of type ", type_name(x)))
  }
  else if (typeof(x) == "environment") count(length(ls(x, sorted = FALSE)), "name")
}

type_name <- function(x) if (typeof(x) == "double") "numeric" else typeof(x)

# Bytes in words, "" where counting would take long.
inspect_size <- function(x, n) {
  bytes <- plain_bytes(x, n, 2000)
  if (is.na(bytes)) return("")
  units <- c("bytes", "KB", "MB", "GB", "TB")
  power <- min(max(floor(log(max(bytes, 1), 1024)), 0), 4)
  paste(format.default(bytes / 1024^power, digits = 3L), units[power + 1L])
}

plain_bytes <- function(x, n, budget) {
  width <- c(logical = 4, integer = 4, double = 8, complex = 16, raw = 1)[typeof(x)]
  if (!is.na(width)) return(n * width + 48)
  if (typeof(x) == "character") return(if (n <= 1e4) as.numeric(utils::object.size(x)) else NA)
  if (typeof(x) != "list" || n > budget) return(NA)
  total <- n * 8 + 48
  for (i in seq_len(n)) {
    member <- .subset2(x, i)
    total <- total + plain_bytes(member, native("gk_inspect_length", member), budget / max(n, 1))
    if (is.na(total)) return(NA)
  }
  total
}

# Of vectors: range, missing values, levels. Labels and texts.
inspect_facts <- function(x, n) {
  if (!typeof(x) %in% vector_types || typeof(x) == "list" || n < 2 || n > 2e5) return(NULL)
  facts <- if ("factor" %in% oldClass(x)) factor_facts(x)
    else if (!is.object(x) && typeof(x) %in% c("integer", "double")) number_facts(x)
    else if (!is.object(x) && typeof(x) == "logical") c("TRUE" = format_count(sum(x, na.rm = TRUE)), "FALSE" = format_count(sum(!x, na.rm = TRUE)))
    else if (is_time(x)) c(range = paste(first_values(x, which_range(x)), collapse = " to "))
    else if (typeof(x) == "character" && !is.object(x)) c(different = format_count(length(unique.default(as.vector(x)))))
  missing <- if (typeof(x) %in% c("integer", "double", "character", "logical")) sum(is.na(as.vector(unclass(x)))) else 0
  facts <- c(facts, if (missing > 0) c("missing" = format_count(missing)))
  if (length(facts)) list(labels = I(plain_text(names(facts))), texts = I(plain_text(facts)))
}

is_time <- function(x) typeof(x) %in% c("double", "integer") && any(c("Date", "POSIXct") == oldClass(x)[1L])

which_range <- function(x) {
  numbers <- as.vector(unclass(x))
  c(which.min(numbers), which.max(numbers))
}

# Methods for plain vectors could be the user's, so none are asked for here.
number_facts <- function(x) {
  x <- as.vector(x)
  x <- x[!is.na(x)]
  if (!length(x)) return(NULL)
  text <- function(number) format.default(number, digits = 5L, trim = TRUE)
  c(range = paste(text(min(x)), "to", text(max(x))), mean = text(sum(x) / length(x)),
    median = text(plain_median(x)))
}

plain_median <- function(x) {
  half <- (length(x) + 1L) %/% 2L
  if (length(x) %% 2L) return(sort.int(x, partial = half)[half])
  x <- sort.int(x, partial = c(half, half + 1L))
  (x[half] + x[half + 1L]) / 2
}

factor_facts <- function(x) {
  levels <- attr(x, "levels")
  if (!is.character(levels)) return(NULL)
  counts <- tabulate(as.vector(unclass(x)), length(levels))
  shown <- seq_len(min(length(levels), 20L))
  text <- paste0(plain_text(levels[shown]), " (", format_count(counts[shown]), ")", collapse = ", ")
  c(levels = paste0(text, if (length(levels) > 20L) paste(", and", format_count(length(levels) - 20), "more")))
}
