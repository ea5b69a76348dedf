# Prompts and pages.

# option "askpass"
read_password <- function(prompt = "Password: ") native("gk_read_password", prompt)

# option "editor": an editor in a terminal that nobody sees would never end.
no_editor <- function(...)
  stop("there is no editor in a notebook; edit the file in the frontend, or set options(editor = )", call. = FALSE)

use_masked_input <- function() {
  replace_function("getPass", "getPass", bquote(function(msg = "PASSWORD: ", noblank = FALSE, forcemask = FALSE)
    .(read_password)(msg)))
}

# option "pager": help pages, file.show(), data().
show_pager <- function(files, header = "", title = "", delete.file = FALSE) {
  text <- vapply(files, function(file) paste(readLines(file, warn = FALSE), collapse = "\n"), "")
  if (delete.file) unlink(files)
  shown <- ifelse(nzchar(header), paste0(header, "\n\n", text), text)
  shown <- paste(c(title[nzchar(title)], shown), collapse = "\n\n")
  # R underlines and emboldens by overstriking for terminals.
  shown <- gsub("_\b", "", shown, fixed = TRUE)
  native("gk_payload", list(source = "page", start = 0L,
                            data = list("text/plain" = enc2utf8(shown))))
  invisible()
}
