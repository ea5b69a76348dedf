# The HTML of View(): a static first page for frontends that run no scripts, and the
# script that makes it a table to page, sort and search. Nothing is loaded from elsewhere.

view_html <- function(columns, names, caption) {
  static <- seq_len(min(length(names), VIEW_PAGE))
  id <- basename(tempfile("gokernel-view-"))
  paste0(
    "<div class=\"gokernel-view mathjax_ignore tex2jax_ignore\" data-view=\"", id, "\">\n", view_style,
    "<div class=\"scroll\"><table class=\"dataframe\">\n<caption>", escape_html(caption), "</caption>\n",
    view_head(columns), "<tbody>\n", view_body(columns, names, static), "</tbody>\n</table></div>\n",
    if (length(names) > VIEW_PAGE)
      sprintf("<p class=\"static\">The first %d of %d rows; a trusted notebook shows all, to page, sort and search.</p>\n", VIEW_PAGE, length(names)),
    "<script>\n", view_script, "('", id, "', function () { return ", view_json(columns, names), "; });\n</script>\n</div>")
}

view_head <- function(columns) paste0(
  "<thead>\n\t<tr><th></th>",
  paste0("<th scope=\"col\"", ifelse(vapply(columns, `[[`, NA, "right"), " class=\"n\">", ">"), escape_html(vapply(columns, `[[`, "", "name")), "<br><small>&lt;",
         escape_html(vapply(columns, `[[`, "", "type")), "&gt;</small></th>", recycle0 = TRUE, collapse = ""),
  "</tr>\n</thead>\n")

view_body <- function(columns, names, rows) {
  if (!length(rows)) return("")
  cells <- lapply(columns, function(column) {
    text <- column$text[rows]
    paste0(if (column$right) "<td class=\"n\">" else "<td>",
           ifelse(is.na(text), "<i>NA</i>", escape_html(text)), "</td>")
  })
  paste0("\t<tr>", do.call(paste0, c(list(paste0("<th scope=\"row\">", escape_html(names[rows]), "</th>")), cells)), "</tr>\n", collapse = "")
}

view_json <- function(columns, names) {
  column <- function(x) paste0(
    "{\"n\":", json_strings(x$name), ",\"y\":", json_strings(x$type), ",\"r\":", if (x$right) 1 else 0,
    ",\"t\":[", paste(if (x$right) json_plain(x$text) else json_strings(x$text), collapse = ","), "]",
    if (length(x$key)) paste0(",\"k\":[", paste(ifelse(is.na(x$key), "null", x$key), collapse = ","), "]"), "}")
  paste0("{\"names\":[", paste(json_strings(names), collapse = ","), "],\n\"columns\":[",
         paste(vapply(columns, column, ""), collapse = ",\n"), "]}")
}

# JSON that may stand in a <script>. encodeString() would leave other controls in R's notation.
json_strings <- function(text) {
  text <- gsub("\\", "\\\\", text, fixed = TRUE)
  text <- gsub("\"", "\\\"", text, fixed = TRUE)
  text <- gsub("<", "\\u003c", text, fixed = TRUE)
  text <- gsub("\n", "\\n", text, fixed = TRUE)
  text <- gsub("\t", "\\t", text, fixed = TRUE)
  text <- gsub("[\x01-\x1f\x7f]", "\\\\ufffd", text)
  json_plain(text)
}

json_plain <- function(text) {
  json <- paste0("\"", text, "\"")
  json[is.na(text)] <- "null"
  json
}

view_style <- gsub("&", ".gokernel-view", r"(<style>
&{max-width:100%}
& .scroll{overflow:auto;max-height:34em}
&&& table{table-layout:auto;margin:0;border-collapse:collapse}
& caption{text-align:left;white-space:nowrap}
&&& td,&&& th{text-align:left;white-space:pre;max-width:24em;overflow:hidden;text-overflow:ellipsis;vertical-align:top}
&&& .n{text-align:right;font-variant-numeric:tabular-nums}
& td i,& small{opacity:.6;font-weight:normal}
&&& thead th{user-select:none;white-space:nowrap}
&.live thead th{cursor:pointer}
& .bar{display:flex;gap:.6em;align-items:center;flex-wrap:wrap;margin:.3em 0;font-size:.95em}
& .bar input,& .bar select,& .bar button{font:inherit;padding:.1em .5em}
</style>
)", fixed = TRUE)

view_script <- r"((function (id, make) {
  var data = make();
  document.querySelectorAll('[data-view="' + id + '"]').forEach(function (root) {
    if (root.classList.contains('live')) return;
    root.classList.add('live');
    var n = data.names.length, all = [], rows, page = 0, size = 15, sorted = null, down = false;
    for (var i = 0; i < n; i++) all.push(i);
    rows = all;
    var make = function (tag, text, parent) {
      var e = document.createElement(tag);
      if (text) e.textContent = text;
      if (parent) parent.appendChild(e);
      return e;
    };
    var number = function (text) {
      return text === 'Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
    };
    var keys = function (column) {
      if (column === null) return all;
      if (column.k) return column.k;
      return column.r ? column.t.map(function (v) { return v === null ? null : number(v); }) : column.t;
    };
    var missing = function (v) { return v === null || v !== v; };
    var compare = Intl.Collator ? new Intl.Collator().compare : function (a, b) { return a < b ? -1 : a > b ? 1 : 0; };
    var order = function () {
      if (sorted === null) return all;
      var k = keys(data.columns[sorted]);
      return all.slice().sort(function (a, b) {
        var x = k[a], y = k[b], mx = missing(x), my = missing(y);
        if (mx || my) return mx && my ? a - b : mx ? 1 : -1;
        var c = typeof x === 'string' ? compare(x, y) : x < y ? -1 : x > y ? 1 : 0;
        return (down ? -c : c) || a - b;
      });
    };
    var matches = function (i, word) {
      if (data.names[i].toLowerCase().indexOf(word) >= 0) return true;
      return data.columns.some(function (c) {
        return (c.t[i] === null ? 'na' : c.t[i].toLowerCase()).indexOf(word) >= 0;
      });
    };
    var bar = document.createElement('div');
    bar.className = 'bar';
    var search = make('input', '', bar);
    search.type = 'search';
    search.placeholder = 'Search';
    search.setAttribute('aria-label', 'Search');
    var back = make('button', '\u2039', bar), next = make('button', '\u203a', bar);
    back.title = 'Previous page';
    next.title = 'Next page';
    var sizes = make('select', '', bar);
    sizes.title = 'Rows on a page';
    [15, 50, 200].forEach(function (s) { make('option', String(s), sizes).value = s; });
    var status = make('span', '', bar);
    status.setAttribute('aria-live', 'polite');
    root.insertBefore(bar, root.querySelector('.scroll'));
    var note = root.querySelector('.static');
    if (note) note.remove();
    var body = root.querySelector('tbody');
    var heads = Array.prototype.slice.call(root.querySelectorAll('thead th'));
    var draw = function () {
      page = Math.max(0, Math.min(page, Math.ceil(rows.length / size) - 1));
      var from = page * size, to = Math.min(from + size, rows.length);
      body.textContent = '';
      rows.slice(from, to).forEach(function (i) {
        var tr = make('tr', '', body);
        make('th', data.names[i], tr).scope = 'row';
        data.columns.forEach(function (c) {
          var v = c.t[i], td = make('td', v, tr);
          if (c.r) td.className = 'n';
          if (v === null) make('i', 'NA', td);
          else if (v.length > 30) td.title = v;
        });
      });
      back.disabled = page === 0;
      next.disabled = to >= rows.length;
      status.textContent = (rows.length ? from + 1 + '\u2013' + to + ' of ' : '') + rows.length + ' rows' +
        (rows.length < n ? ' that match, of ' + n : '');
    };
    var select = function () {
      var word = search.value.trim().toLowerCase();
      rows = order();
      if (word) rows = rows.filter(function (i) { return matches(i, word); });
      page = 0;
      draw();
    };
    heads.forEach(function (th, j) {
      var mark = make('span', '', th);
      th.tabIndex = 0;
      th.title = j ? 'Sort by ' + data.columns[j - 1].n : 'Original order';
      var sort = function () {
        if (!j) sorted = null;
        else if (sorted === j - 1) down = !down;
        else { sorted = j - 1; down = false; }
        heads.forEach(function (h, i) {
          h.lastChild.textContent = sorted !== null && i === sorted + 1 ? (down ? ' \u25bc' : ' \u25b2') : '';
          h.setAttribute('aria-sort', sorted !== null && i === sorted + 1 ? (down ? 'descending' : 'ascending') : 'none');
        });
        select();
      };
      th.addEventListener('click', sort);
      th.addEventListener('keydown', function (e) { if (e.key === 'Enter') { e.preventDefault(); sort(); } });
    });
    search.addEventListener('input', select);
    // The notebook has shortcuts of single keys.
    bar.addEventListener('keydown', function (e) { e.stopPropagation(); });
    sizes.addEventListener('change', function () { size = Number(sizes.value); select(); });
    back.addEventListener('click', function () { page--; draw(); });
    next.addEventListener('click', function () { page++; draw(); });
    draw();
  });
}))"
