# Prompts, editors and pages.

# option "askpass"
read_password <- function(prompt = "Password: ") native("gk_read_password", prompt)

use_masked_input <- function() {
  replace_function("getPass", "getPass", bquote(function(msg = "PASSWORD: ", noblank = FALSE, forcemask = FALSE)
    .(read_password)(msg)))
}

# option "editor": an editor in a terminal that nobody sees would never end. A file is
# shown instead; an object cannot be edited.
no_editor <- function(name = NULL, file = "", title = NULL) {
  files <- file[nzchar(file)]
  if (!length(files)) stop(no_editor_message("assign a new value in a cell, or set options(editor = )"), call. = FALSE)
  missing <- files[!file.exists(files)]
  if (length(missing))
    stop(no_editor_message(paste0("create ", sQuote(missing[1L], FALSE), " in the frontend, or set options(editor = )")), call. = FALSE)
  show_pager(files, title = files)
  message(no_editor_message("open the file in the frontend to change it"))
  invisible()
}

no_editor_message <- function(advice) paste0("there is no editor in a notebook: ", advice)

# option "pager": file.show(), page(), and all that R pages by them. The text is shown in
# its place in the cell, unless "pager" is among the option jupyter.pager_classes.
show_pager <- function(files, header = "", title = "", delete.file = FALSE) {
  text <- vapply(files, file_text, "")
  if (delete.file) unlink(files)
  title <- title[!title %in% c("", gettext("R Information", domain = "R-base"))] # of file.show() without title
  shown <- ifelse(nzchar(header), paste0(header, "\n\n", text), text)
  data <- text_page(gsub("_\b", "", paste(shown, collapse = "\n\n"), fixed = TRUE), title)
  if ("pager" %in% getOption("jupyter.pager_classes")) page_payload(data)
  else show_wanted(data)
  invisible()
}

show_wanted <- function(data, metadata = NULL) {
  wanted <- names(data) %in% wanted_mimetypes()
  show_bundle(data[wanted], metadata[names(metadata) %in% names(data)[wanted]])
}

file_text <- function(file) {
  if (!file.exists(file)) return(gettextf("NO FILE %s", file, domain = "R"))
  bytes <- readBin(file, "raw", min(file.size(file), PAGE_LIMIT))
  text <- text_of_bytes(bytes)
  if (file.size(file) > PAGE_LIMIT)
    text <- paste0(text, "\n[the first ", PAGE_LIMIT, " of ", format(file.size(file), scientific = FALSE), " bytes of ", file, "]")
  text
}

PAGE_LIMIT <- 1000000L

cut_text <- function(lines) {
  text <- enc2utf8(paste(lines, collapse = "\n"))
  if (nchar(text) <= PAGE_LIMIT) return(text)
  paste0(substr(text, 1L, PAGE_LIMIT), "\n[the first ", PAGE_LIMIT, " of ", nchar(text), " characters]")
}

# Text that may be long, as a bundle: in HTML a frame that scrolls.
text_page <- function(text, title = NULL) {
  text <- sub("\n+$", "", enc2utf8(text))
  title <- enc2utf8(paste(title, collapse = ", "))
  list("text/plain" = if (nzchar(title)) paste0(title, "\n\n", text) else text,
       "text/html" = help_box(paste0(
         if (nzchar(title)) heading(3L, title), "<pre>", escape_html(text), "</pre>")))
}
