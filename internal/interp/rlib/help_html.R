# HTML of help pages: R's own, without what only a browser window could use, and with
# links that work in a notebook.

# One tag, as R's converter writes them: text has no bare "<".
html_tag <- "<[^<>]*>"

rd_html <- function(rd, package, dir) {
  lines <- rd_lines(function(out) tools::Rd2HTML(
    rd, out, package = package, outputEncoding = "UTF-8", dynamic = TRUE))
  html <- paste(lines, collapse = "\n")
  html <- sub("(?is)^.*?<body[^>]*>", "", html, perl = TRUE)
  html <- sub("(?is)</body>.*$", "", html, perl = TRUE)
  html <- gsub("(?is)<(script|style|iframe)\\b.*?</\\1>", "", html, perl = TRUE)
  html <- formulas_for_mathjax(html)
  found <- gregexpr(html_tag, html)
  regmatches(html, found) <- list(clean_tags(regmatches(html, found)[[1L]], package, dir))
  trim_blank_lines(gsub("\n\n+", "\n", html))
}

# Formulas are TeX in <code class="reqn">; only they are to be typeset, not the "$" of code.
formulas_for_mathjax <- function(html)
  gsub("(?s)<code class=[\"']reqn[\"']>(.*?)</code>",
       "<span class=\"mathjax_process tex2jax_process\">$\\1$</span>", html, perl = TRUE)

clean_tags <- function(tags, package, dir) {
  tags <- gsub("\\s(on\\w+|id|name)=(\"[^\"]*\"|'[^']*'|[^ >]+)", "", tags, ignore.case = TRUE)
  tags <- gsub("^<h([1-6])[^>]*>$", heading_tag("\\1"), tags)
  tags <- gsub("^</h[1-6]>$", "</b></div>", tags)
  tags[grepl("^</?(link|meta|object|embed)\\b", tags)] <- ""
  links <- grep("^<a\\b.*\\bhref=", tags)
  tags[links] <- vapply(tags[links], function(tag) page_link(attribute_of(tag, "href"), package), "")
  images <- grep("^<img\\b", tags)
  tags[images] <- vapply(tags[images], page_image, "", dir = dir)
  tags
}

# Real headings would enter the notebook's table of contents. <b> is for frontends that
# drop our styles.
heading_tag <- function(level) paste0("<div class=\"h", level, "\" role=\"heading\" aria-level=\"", level, "\"><b>")

heading <- function(level, text) paste0(heading_tag(level), escape_html(text), "</b></div>\n", recycle0 = TRUE)

attribute_of <- function(tag, name) {
  pattern <- paste0("(?is).*?\\s", name, "=(?:\"([^\"]*)\"|'([^']*)'|([^ >]+)).*")
  if (!grepl(pattern, tag, perl = TRUE)) return("")
  sub(pattern, "\\1\\2\\3", tag, perl = TRUE)
}

# The opening tag of a link that a help page of the package has.
page_link <- function(href, package) {
  if (grepl("^(https?|ftp|mailto):", href))
    return(paste0("<a target=\"_blank\" rel=\"noopener\" href=\"", gsub("\"", "&quot;", href, fixed = TRUE), "\">"))
  path <- utils::URLdecode(gsub("&amp;", "&", href, fixed = TRUE))
  part <- function(pattern) {
    found <- regmatches(path, regexec(pattern, path))[[1L]]
    if (length(found)) found[-1L]
  }
  if (length(p <- part("^\\.\\./\\.\\./([^/]+)/help/(.+)$"))) topic_link(p[2L], p[1L])
  else if (length(p <- part("^\\.\\./help/(.+)$"))) topic_link(p, package)
  else if (length(p <- part("^(?:\\.\\./\\.\\./([^/]+)/html/)?00Index\\.html$")))
    index_link(if (nzchar(p)) p else package)
  else if (length(p <- part("^\\.\\./\\.\\./([^/]+)/html/(.+)\\.html$"))) file_link(p[2L], p[1L])
  else if (length(p <- part("^([^/#]+)\\.html$"))) file_link(p, package)
  else if (length(p <- part("^\\.\\./Example/(.+)$")))
    link_tag(sprintf("example(%s, package = \"%s\")", encodeString(p, quote = "\""), package))
  else if (length(p <- part("^(?:\\.\\./)+doc/([^/.#]+)(?:\\.(?:html|pdf))?(?:#.*)?$")))
    link_tag(sprintf("vignette(%s, package = \"%s\")", encodeString(p, quote = "\""), package))
  else if (length(p <- part("^(?:/|(?:\\.\\./)+)(?:doc/)?manual/(.+)$")))
    paste0("<a target=\"_blank\" rel=\"noopener\" href=\"https://cran.r-project.org/doc/manuals/", escape_attribute(p), "\">")
  else if (length(p <- part("^(?:ide|x-r)[-:]help:(?:([^:]+)::)?(.+)$"))) topic_link(p[2L], if (nzchar(p[1L])) p[1L] else package)
  else "<a>"
}

# R names the page's own package in each link and looks further when it has no such topic.
topic_link <- function(topic, package) {
  for (candidate in unique(c(package, standard_packages))) {
    aliases <- package_facts(candidate)$aliases
    for (name in unique(c(topic, sub("\\.html$", "", topic))))
      if (name %in% names(aliases)) return(link_tag(help_code(name, candidate), web_page(candidate, aliases[[name]])))
  }
  link_tag(help_code(topic))
}

standard_packages <- c("base", "methods", "datasets", "utils", "grDevices", "graphics", "stats")

file_link <- function(file, package) {
  aliases <- package_facts(package)$aliases
  topic <- names(aliases)[match(file, aliases)]
  link_tag(help_code(if (is.na(topic) || !length(topic)) file else topic, package), web_page(package, file))
}

index_link <- function(package)
  link_tag(sprintf("help(package = \"%s\")", package), web_page(package, "00Index"))

# A link that, in JupyterLab and Notebook, runs the code in a new cell below; elsewhere
# it leads to the same page on the web, and its tooltip tells what to run.
link_tag <- function(code, href = NA) {
  arguments <- sprintf(
    "{\"commands\":[\"notebook:insert-cell-below\",\"notebook:replace-selection\",\"notebook:run-cell\"],\"args\":{\"text\":\"%s\"}}",
    gsub("([\\\\\"])", "\\\\\\1", code))
  paste0("<a class=\"gokernel-run\" title=\"", escape_attribute(code), "\"",
         ifelse(is.na(href), " role=\"link\" tabindex=\"0\"", paste0(" href=\"", escape_attribute(href), "\" target=\"_blank\" rel=\"noopener\"")),
         " data-commandlinker-command=\"apputils:run-all-enabled\" data-commandlinker-args=\"",
         escape_attribute(arguments), "\">")
}

cell_link <- function(label, code, href = NA) paste0(link_tag(code, href), label, "</a>")

escape_attribute <- function(text) gsub("\"", "&quot;", escape_html(enc2utf8(text)), fixed = TRUE)

# Names of help topics and what is known of the package's place on the web, read once.
package_facts <- function(package) {
  if (is.null(state$package_facts)) state$package_facts <- new.env(parent = emptyenv())
  facts <- state$package_facts[[package]]
  if (is.null(facts)) {
    dir <- system.file(package = package)
    read <- function(...) tryCatch(suppressWarnings(readRDS(file.path(dir, ...))), error = function(e) NULL)
    facts <- list(aliases = read("help", "aliases.rds"), description = read("Meta", "package.rds")$DESCRIPTION)
    assign(package, facts, envir = state$package_facts)
  }
  facts
}

# Where the page can be read without this R, or NA.
web_page <- function(package, page) {
  description <- package_facts(package)$description
  kind <- if ("base" %in% description["Priority"]) "R"
    else if ("recommended" %in% description["Priority"] || "CRAN" %in% description["Repository"]) "CRAN"
  if (is.null(kind)) return(NA_character_)
  sprintf("https://search.r-project.org/%s/refmans/%s/html/%s.html", kind, package, utils::URLencode(page, reserved = TRUE))
}

# Images of help pages are small: lifecycle badges and the like.
page_image <- function(tag, dir) {
  alt <- attribute_of(tag, "alt")
  file <- file.path(dir, "help", "figures", basename(attribute_of(tag, "src")))
  shown <- mime_of_file(file) %in% c("image/png", "image/jpeg", "image/gif", "image/svg+xml")
  if (shown && file.exists(file) && file.size(file) <= 200000L)
    return(sprintf("<img src=\"%s\" alt=\"%s\">", data_uri(file), alt))
  if (nzchar(alt)) paste0("[", alt, "]") else ""
}

# Its own frame that scrolls, so that a long page does not push the notebook apart.
help_box <- function(html) paste0(
  "<div class=\"gokernel-help mathjax_ignore tex2jax_ignore\">\n", help_style, html, "\n</div>")

# A class is named thrice where a rule must outweigh those that frontends have for tables.
help_style <- gsub("&", ".gokernel-help", r"(<style>
&{max-height:40em;overflow:auto;border:1px solid rgba(128,128,128,.4);border-radius:4px;padding:.5em 1em;line-height:1.4}
& .h1,& .h2{font-size:1.4em;font-weight:600;margin:.4em 0}
& .h3,& .h4{font-size:1.1em;font-weight:600;margin:1em 0 .3em}
& p{margin:.4em 0}
&&& pre{font-family:monospace;padding:.5em;background:rgba(128,128,128,.1);overflow-x:auto;white-space:pre}
&&& pre code{padding:0;background:none}
&&& table{margin:0;border:0;table-layout:auto;font-size:inherit}
&&& tr{background:none}
&&& td{text-align:left;vertical-align:baseline;white-space:normal;max-width:none;padding:.15em 1em .15em 0}
& a.gokernel-run{cursor:pointer;text-decoration:underline;color:var(--jp-content-link-color,#0b5fb0)}
@media print{&{max-height:none}}
</style>
)", fixed = TRUE)
