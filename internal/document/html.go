package document

import (
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// HTML writes blocks as a fragment of plain tags: no styles, scripts, or ids, so that
// it looks the same after a frontend has sanitized it.
func HTML(blocks []Block) string {
	var b strings.Builder
	htmlBlocks(&b, blocks)
	return b.String()
}

func htmlBlocks(b *strings.Builder, blocks []Block) {
	for _, block := range blocks {
		switch x := block.(type) {
		case Heading:
			level := itoa(min(2+x.Level, 6)) // a panel and a cell have titles of their own
			b.WriteString("<h" + level + ">" + htmlSpans(x.Text) + "</h" + level + ">\n")
		case Paragraph:
			b.WriteString("<p>" + htmlSpans(x.Text) + "</p>\n")
		case Source:
			class := ""
			if x.Language != "" {
				class = ` class="language-` + x.Language + `"`
			}
			b.WriteString("<pre><code" + class + ">" + html.EscapeString(strings.TrimRight(x.Text, "\n")) + "</code></pre>\n")
		case Items:
			b.WriteString("<dl>\n")
			for _, item := range x {
				b.WriteString("<dt>" + htmlSpans(item.Label) + "</dt><dd>" + htmlBody(item.Body) + "</dd>\n")
			}
			b.WriteString("</dl>\n")
		case List:
			tag := "ul"
			if x.Ordered {
				tag = "ol"
			}
			b.WriteString("<" + tag + ">\n")
			for _, entry := range x.Entries {
				b.WriteString("<li>" + htmlBody(entry) + "</li>\n")
			}
			b.WriteString("</" + tag + ">\n")
		case Table:
			htmlTable(b, x)
		}
	}
}

// htmlBody writes a single paragraph without its tag, which would only add space.
func htmlBody(body []Block) string {
	if len(body) == 1 {
		if p, ok := body[0].(Paragraph); ok {
			return htmlSpans(p.Text)
		}
	}
	return HTML(body)
}

func htmlTable(b *strings.Builder, t Table) {
	b.WriteString("<div style=\"overflow-x: auto\">\n<table>\n") // wide ones scroll by themselves
	if t.Caption != "" {
		b.WriteString("<caption>" + html.EscapeString(t.Caption) + "</caption>\n")
	}
	if t.Head != nil {
		b.WriteString("<thead>\n")
		htmlRow(b, t, "th", texts(t.Head))
		if t.Types != nil {
			types := texts(t.Types)
			for i := range types {
				types[i][0].Style = Emphasis
			}
			htmlRow(b, t, "td", types)
		}
		b.WriteString("</thead>\n")
	}
	b.WriteString("<tbody>\n")
	for _, row := range t.Rows {
		htmlRow(b, t, "td", row)
	}
	b.WriteString("</tbody>\n</table>\n</div>\n")
}

func htmlRow(b *strings.Builder, t Table, tag string, cells []Text) {
	b.WriteString("<tr>")
	for i, cell := range cells {
		align := "left"
		if i < len(t.Numbers) && t.Numbers[i] {
			align = "right"
		}
		fmt.Fprintf(b, `<%s style="text-align: %s">%s</%s>`, tag, align, htmlSpans(cell), tag)
	}
	b.WriteString("</tr>\n")
}

func htmlSpans(t Text) string {
	var b strings.Builder
	for _, s := range t {
		text := html.EscapeString(s.Text)
		if s.Text == "\n" {
			text = "<br>"
		}
		for _, tag := range []struct {
			style Style
			name  string
		}{{Code, "code"}, {Emphasis, "em"}, {Strong, "strong"}} {
			if s.Style&tag.style != 0 {
				text = "<" + tag.name + ">" + text + "</" + tag.name + ">"
			}
		}
		if safeURL(s.URL) {
			text = `<a href="` + html.EscapeString(s.URL) + `" target="_blank" rel="noopener">` + text + "</a>"
		}
		b.WriteString(text)
	}
	return b.String()
}

// safeURL reports whether a link may be followed: pages come from packages' authors.
func safeURL(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "ftp" || u.Scheme == "mailto")
}
