# HTML that brings JavaScript along is shown in a frame of its own, so that neither its
# style sheets nor its globals meet those of the notebook, and at its own height. What it
# loads (3.4 MB for plotly) is stored once per notebook: one output holds the libraries,
# compressed, the ones behind it name them by their content. See libraries_to_store().

widgets <- state$widgets <- new.env(parent = emptyenv())
widgets$whole <- FALSE # the next output must not count on another one
widgets$stored <- list() # by library: the cell whose output holds it, and that cell's run
widgets$files <- list() # by path: what was read
widgets$count <- 0L

# A library is list(key, type, path); parts of the page refer to it by library_url().
library_url <- function(library) paste0("gokernel-library:", library$key)

# The fragment of a page (head and body) with these libraries. The frame has that height
# at first, and the one of its content if the page is one of ours. To be called last: it
# counts libraries as stored.
frame_html <- function(label, head, body, libraries, height = 150L) {
  widgets$count <- widgets$count + 1L
  id <- sprintf("gokernel-%x-%x-%d", Sys.getpid(), as.integer(Sys.time()), widgets$count)
  libraries <- libraries[!duplicated(lapply(libraries, `[[`, "key"))]
  keys <- vapply(libraries, `[[`, "", "key")
  store <- keys %in% libraries_to_store(keys)
  texts <- vapply(libraries, function(library) paste0(
    "[", js_string(library$key), ",", js_string(library$type),
    if (library$key %in% keys[store]) paste0(",\"", packed_library(library), "\""), "]"), "")
  paste0(
    "<div id=\"", id, "\">", escape_html(label), ": shown where scripts run, as in a trusted notebook.</div>\n",
    "<script>(", frame_script, ")(", paste(
      js_string(id), js_string(label), height, paste0("[", paste(texts, collapse = ","), "]"),
      js_string(head), js_string(body), sep = ","), ")</script>\n")
}

# Which of the libraries this output must hold itself: those that no output of a cell
# that is still in the document holds. Option gokernel.widgets: "auto" counts on other
# outputs where the frontend tells which cell runs (JupyterLab, Notebook) or a program
# runs a whole document (nbclient, papermill); "shared" always; "selfcontained" never.
libraries_to_store <- function(keys) {
  mode <- getOption("gokernel.widgets", "auto")
  if (!identical(mode, "auto") && !identical(mode, "shared") && !identical(mode, "selfcontained"))
    stop("option gokernel.widgets must be \"auto\", \"shared\" or \"selfcontained\"", call. = FALSE)
  cell <- native("gk_cell")
  if (widgets$whole || mode == "selfcontained" || (mode == "auto" && !nzchar(cell))) return(keys)
  missing <- Filter(function(key) {
    place <- widgets$stored[[key]]
    is.null(place) || native("gk_cell_run", place$cell) != place$run
  }, keys)
  for (key in missing) widgets$stored[[key]] <- list(cell = cell, run = native("gk_cell_run", cell))
  missing
}

# A bundle that does not count on another output, nor others on it: it may be dropped,
# or be put in the place of one that holds a library.
whole_bundle <- function(x) {
  before <- widgets$whole
  on.exit(widgets$whole <- before)
  widgets$whole <- TRUE
  value_bundle(x)
}

# Compressed and as base64, from the second time on out of memory.
packed_library <- function(library) {
  packed <- widgets$files[[library$path]]$packed
  if (!is.null(packed)) return(packed)
  bytes <- if (library$type == "text/css") charToRaw(css_text(library$path))
    else readBin(library$path, "raw", file.size(library$path))
  widgets$files[[library$path]]$packed <- base64(memCompress(bytes, "gzip"))
}

base64 <- function(bytes) {
  text <- native("gk_json", bytes)
  substr(text, 2L, nchar(text) - 1L)
}

# A string literal that may stand in a script element.
js_string <- function(text) {
  text <- gsub("</", "<\\/", native("gk_json", paste(text, collapse = "\n")), fixed = TRUE)
  gsub("<!--", "<\\!--", text, fixed = TRUE)
}

# Each library becomes a blob: URL of the notebook's page, once; a frame is made when
# all of its libraries are there, whatever the order in which outputs appear.
frame_script <- r"---(function (id, label, height, libraries, head, body) {
  var gk = window.gokernelWidgets1 = window.gokernelWidgets1 || (function () {
    var known = {};
    function library(key) {
      if (!known[key]) {
        var entry = known[key] = {};
        entry.url = new Promise(function (resolve) { entry.resolve = resolve; });
      }
      return known[key];
    }
    function add(key, type, packed) {
      var entry = library(key);
      if (entry.added) return;
      entry.added = true;
      var text = atob(packed), bytes = new Uint8Array(text.length);
      for (var i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
      var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      new Response(stream).blob().then(function (blob) {
        entry.resolve(URL.createObjectURL(blob.slice(0, blob.size, type + ";charset=utf-8")));
      });
    }
    function fit(frame) {
      var doc = frame.contentDocument, view = frame.contentWindow;
      doc.addEventListener("click", function (event) {
        var link = event.target.closest && event.target.closest("a[href]");
        if (link && /^https?:/.test(link.getAttribute("href")) && !link.target) link.target = "_blank";
      }, true);
      var root = doc.getElementById("gokernel-page");
      if (!root) { // a package's own page: one that fills the frame has a body without height
        var style = view.getComputedStyle(doc.body);
        var page = doc.body.getBoundingClientRect().height + parseFloat(style.marginTop) + parseFloat(style.marginBottom);
        if (page > 60 && page < 5000) frame.style.height = Math.ceil(page) + "px";
        return;
      }
      var last = 0, grown = 0;
      function size() {
        var height = Math.ceil(root.getBoundingClientRect().height + view.innerHeight - doc.documentElement.clientHeight);
        grown = height > last ? grown + 1 : 0;
        if (height === last || height < 1 || grown > 50) return; // one that follows its frame would grow for ever
        last = height;
        frame.style.height = height + "px";
      }
      new view.ResizeObserver(size).observe(root);
      size();
    }
    function show(place, label, height, keys, head, body) {
      var shown = false;
      Promise.all(keys.map(function (key) { return library(key).url; })).then(function (urls) {
        shown = true;
        var frame = document.createElement("iframe");
        frame.title = label;
        frame.style.cssText = "display:block;width:100%;border:0;background:white;height:" + height + "px";
        frame.addEventListener("load", function () { fit(frame); });
        frame.srcdoc = head.replace(/gokernel-library:([\w.@-]+)/g, function (all, key) { return urls[keys.indexOf(key)] || all; }) + body;
        place.replaceChildren(frame);
      });
      setTimeout(function () {
        if (!shown) place.textContent = label + ": its JavaScript library is stored in an earlier output, which is not on this page " +
          "(or was not shown yet). Run this cell again. With options(gokernel.widgets = \"selfcontained\") every output stores its own.";
      }, 5000);
    }
    return { add: add, show: show };
  })();
  var script = document.currentScript, place = script && script.previousElementSibling;
  if (!place || place.id !== id) place = document.getElementById(id);
  libraries.forEach(function (l) { if (l[2]) gk.add(l[0], l[1], l[2]); });
  if (place) gk.show(place, label, height, libraries.map(function (l) { return l[0]; }), head, body);
})---"
