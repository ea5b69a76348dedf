package inspection

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/document"
)

// object is what a value is: class and size, its first rows, its parts.
func (q *Inspection) object(f facts) []document.Block {
	label := f.Label
	if label == "" {
		label = q.target.Expression
	}
	what := document.Text{codeSpan(label)}
	if len(f.Class) > 0 {
		what = append(what, span(": "), document.Span{Text: strings.Join(f.Class, ", "), Style: document.Strong})
	}
	for _, more := range []string{f.Summary, f.Size} {
		if more != "" {
			what = append(what, span(", "+more))
		}
	}
	blocks := []document.Block{document.Paragraph{Text: what}}
	if f.Note != "" {
		blocks = append(blocks, paragraph(span(f.Note)))
	}
	about, rest := q.data(f)
	blocks = append(blocks, about...)
	if f.Facts != nil {
		blocks = append(blocks, labels(f.Facts))
	}
	if f.Table != nil {
		blocks = append(blocks, f.Table.block())
		if f.Table.Hidden != "" {
			blocks = append(blocks, paragraph(span("… "+f.Table.Hidden)))
		}
	}
	if lines := f.Structure; len(lines) > 0 && (f.Table == nil || f.Kind == "object" && len(f.Table.Types) > 0) {
		blocks = append(blocks, document.Source{Text: strings.Join(lines, "\n")})
	}
	return append(blocks, rest...)
}

// data is what the help of a data set says of it or of its column.
func (q *Inspection) data(f facts) (about, rest []document.Block) {
	if len(f.Package) == 0 {
		return nil, nil
	}
	if f.Owner != "" {
		if page := q.page(f.Owner, f.Dirs, f.Package); page != nil {
			return page.Column(q.target.Name), nil
		}
		return nil, nil
	}
	page := q.page(q.target.Name, f.Dirs, f.Package)
	if page == nil {
		return nil, nil
	}
	about = []document.Block{pageTitle(page)}
	if !q.detail {
		return append(about, page.Description()...), nil
	}
	return about, page.Sections()
}

func labels(l *labelled) document.Block {
	var text []string
	for i, label := range l.Labels {
		if i < len(l.Texts) {
			text = append(text, label+": "+l.Texts[i])
		}
	}
	return paragraph(span(strings.Join(text, "; ")))
}

func (t *table) block() document.Table {
	out := document.Table{Head: t.Names, Types: t.Types, Numbers: t.Numbers}
	named := len(t.Rows) > 0
	if named {
		out.Head = append([]string{""}, out.Head...)
		out.Numbers = append([]bool{false}, out.Numbers...)
		if len(out.Types) > 0 {
			out.Types = append([]string{""}, out.Types...)
		}
	}
	rows := len(t.Rows)
	for _, column := range t.Columns {
		rows = max(rows, len(column))
	}
	for r := range rows {
		var row []document.Text
		if named {
			row = append(row, document.Text{{Text: t.Rows[min(r, len(t.Rows)-1)], Style: document.Strong}})
		}
		for _, column := range t.Columns {
			cell := ""
			if r < len(column) {
				cell = column[r]
			}
			row = append(row, document.Plain(cell))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// maxIndex bounds the pages of a package that are listed.
const maxIndex = 200

func (q *Inspection) aPackage(f facts) []document.Block {
	if !f.Found || f.Dir == "" {
		return nil
	}
	p := q.inspector.library.Package(f.Dir)
	if p == nil {
		return nil
	}
	about, title := p.About(), p.Name
	if about.Title != "" {
		title += ": " + about.Title
	}
	blocks := []document.Block{heading(1, title)}
	state := "Version " + about.Version
	if f.Note != "" {
		state += ", " + f.Note
	}
	if f.Exports > 0 {
		state += fmt.Sprintf(", %d exported objects", f.Exports)
	}
	blocks = append(blocks, paragraph(span(state+".")))
	if about.Description != "" {
		blocks = append(blocks, paragraph(span(about.Description)))
	}
	if about.URL != "" {
		var links document.Text
		for i, link := range strings.FieldsFunc(about.URL, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
			if i > 0 {
				links = append(links, span(", "))
			}
			links = append(links, document.Span{Text: link, URL: link})
		}
		blocks = append(blocks, document.Paragraph{Text: links})
	}
	if q.detail {
		blocks = append(blocks, index(about.Titles)...)
	}
	return blocks
}

func index(titles map[string]string) []document.Block {
	var names []string
	for name := range titles {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	hidden := 0
	if len(names) > maxIndex {
		hidden = len(names) - maxIndex
		names = names[:maxIndex]
	}
	if len(names) == 0 {
		return nil
	}
	var pages document.Table
	for _, name := range names {
		pages.Rows = append(pages.Rows, []document.Text{{codeSpan(name)}, document.Plain(titles[name])})
	}
	blocks := []document.Block{heading(2, "Index"), pages}
	if hidden > 0 {
		blocks = append(blocks, paragraph(span(fmt.Sprintf("… and %d more pages", hidden))))
	}
	return blocks
}

// maxSource bounds the lines of a definition that are shown.
const maxSource = 60

// definition is what the code itself says of a name.
func (q *Inspection) definition() []document.Block { return q.definitionOf(q.target.Expression) }

func (q *Inspection) definitionOf(name string) []document.Block {
	d := q.target.Definition
	if d == nil {
		return nil
	}
	var blocks []document.Block
	if d.Signature != "" {
		blocks = append(blocks, rCode(name+d.Signature))
	}
	switch {
	case d.Parameter && d.Function != "":
		blocks = append(blocks, paragraph(codeSpan(name), span(": argument of "), codeSpan(d.Function)))
	case d.Parameter:
		blocks = append(blocks, paragraph(codeSpan(name), span(": argument of a function")))
	default:
		blocks = append(blocks, paragraph(codeSpan(name), span(fmt.Sprintf(": defined in line %d of this code, not run yet", d.Line))))
		if d.Local {
			blocks[len(blocks)-1] = paragraph(codeSpan(name), span(fmt.Sprintf(": defined in line %d, within a function", d.Line)))
		}
	}
	if d.Default != "" {
		blocks = append(blocks, paragraph(span("Default: "), codeSpan(d.Default)))
	}
	if d.Comments != "" {
		blocks = append(blocks, comments(strings.Split(d.Comments, "\n"))...)
	}
	if !d.Parameter && (d.Signature == "" || q.detail) {
		lines := strings.Split(d.Source, "\n")
		if len(lines) > maxSource {
			lines = append(lines[:maxSource], "...")
		}
		blocks = append(blocks, rCode(strings.Join(lines, "\n")))
	}
	return blocks
}
