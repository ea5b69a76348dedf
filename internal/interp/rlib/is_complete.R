# is_complete_request: R's own parser decides, by its status, since its messages are translated.

is_complete <- function(code) {
  # The numbers are ParseStatus in R_ext/Parse.h. Warnings are about integers that are none.
  status <- tryCatch(suppressWarnings(native("gk_parse_status", code)), error = function(e) 3L)
  list(status = switch(status, "complete", "incomplete", "invalid"))
}
