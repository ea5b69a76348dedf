package inspection

import (
	"strings"
	"unicode/utf8"

	"github.com/gokernel/gokernel/internal/document"
	"github.com/gokernel/gokernel/internal/rhelp"
)

func paragraph(spans ...document.Span) document.Paragraph { return document.Paragraph{Text: spans} }

func codeSpan(text string) document.Span { return document.Span{Text: text, Style: document.Code} }
func span(text string) document.Span     { return document.Span{Text: text} }

func heading(level int, text string) document.Heading {
	return document.Heading{Level: level, Text: document.Plain(text)}
}

func rCode(text string) document.Source { return document.Source{Text: text, Language: "r"} }

// function is the signature, then the help page, or what the function's source tells.
func (q *Inspection) function(f facts) []document.Block {
	var blocks []document.Block
	page := q.page(q.target.Name, f.Dirs, f.Package)
	if len(f.Package) == 0 {
		page = nil // the user's own: a page of that name is about another
	}
	if f.Signature != "" {
		blocks = append(blocks, rCode(f.Signature))
	}
	if page != nil {
		blocks = append(blocks, pageTitle(page))
	}
	if f.Note != "" {
		blocks = append(blocks, paragraph(span(f.Note)))
	}
	switch {
	case page != nil && q.detail:
		blocks = append(blocks, page.Sections()...)
	case page != nil:
		blocks = append(blocks, summary(page, f.Signature)...)
	default:
		blocks = append(blocks, comments(f.Comments)...)
	}
	if q.detail && f.Source != "" {
		blocks = append(blocks, heading(2, "Source"), rCode(f.Source))
	}
	if len(blocks) == 0 {
		return []document.Block{paragraph(codeSpan(q.target.Expression), span(" is a function."))}
	}
	return blocks
}

// comments are those above a function, with the tags of roxygen as labels.
func comments(lines []string) []document.Block {
	var blocks []document.Block
	var text []string
	flush := func() {
		if joined := strings.TrimSpace(strings.Join(text, " ")); joined != "" {
			blocks = append(blocks, tagged(joined))
		}
		text = nil
	}
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "@") {
			flush()
		}
		text = append(text, line)
	}
	flush()
	return joinItems(blocks)
}

// tagged makes an item of "@param x what it is".
func tagged(text string) document.Block {
	rest, ok := strings.CutPrefix(text, "@")
	if !ok {
		return paragraph(span(text))
	}
	tag, rest, _ := strings.Cut(rest, " ")
	switch tag {
	case "param":
		name, about, _ := strings.Cut(strings.TrimSpace(rest), " ")
		return document.Items{{Label: document.Text{codeSpan(name)}, Body: []document.Block{paragraph(span(about))}}}
	case "return", "returns":
		return document.Items{{Label: document.Plain("Value"), Body: []document.Block{paragraph(span(rest))}}}
	case "title", "description", "details":
		return paragraph(span(rest))
	}
	return document.Items{{Label: document.Plain(tag), Body: []document.Block{paragraph(span(rest))}}}
}

// joinItems makes one block of items that follow each other.
func joinItems(blocks []document.Block) []document.Block {
	var joined []document.Block
	for _, b := range blocks {
		if items, ok := b.(document.Items); ok && len(joined) > 0 {
			if before, ok := joined[len(joined)-1].(document.Items); ok {
				joined[len(joined)-1] = append(before, items...)
				continue
			}
		}
		joined = append(joined, b)
	}
	return joined
}

func pageTitle(page *rhelp.Page) document.Block {
	return document.Heading{Level: 1, Text: document.Text{span(page.Title), span(" {" + page.Package + "}")}}
}

// summary is what a tooltip has room for: the arguments with one paragraph each.
func summary(page *rhelp.Page, signature string) []document.Block {
	blocks := page.Description()
	if usage := page.Usage(); usage != "" && compact(usage) != compact(signature) {
		blocks = append(blocks, heading(2, "Usage"), rCode(usage))
	}
	arguments := page.Arguments()
	for i, block := range arguments {
		items, ok := block.(document.Items)
		if !ok {
			continue
		}
		short := make(document.Items, len(items))
		for k, item := range items {
			short[k] = document.Item{Label: item.Label, Body: firstParagraph(item.Body)}
		}
		arguments[i] = short
	}
	if len(arguments) > 0 {
		blocks = append(append(blocks, heading(2, "Arguments")), arguments...)
	}
	return blocks
}

func firstParagraph(blocks []document.Block) []document.Block {
	if len(blocks) < 2 {
		return blocks
	}
	if p, ok := blocks[0].(document.Paragraph); ok && len(p.Text) > 0 && !strings.HasSuffix(p.Text.String(), ":") {
		return []document.Block{document.Paragraph{Text: append(append(document.Text{}, p.Text...), span(" …"))}}
	}
	return blocks
}

func compact(code string) string { return strings.Join(strings.Fields(code), "") }

// argument is what the help says of it, and its default.
func (q *Inspection) argument(f facts) []document.Block {
	if !f.Found {
		return nil
	}
	title := document.Text{codeSpan(q.target.Name), span(": argument of "), codeSpan(f.Of)}
	if f.Name != "" && f.Name != q.target.Name {
		title[0] = codeSpan(f.Name)
	}
	blocks := []document.Block{document.Heading{Level: 1, Text: title}}
	name, found := f.Name, false
	for _, topic := range f.Topics {
		page := q.inspector.library.Page(topic.Dir, topic.Topic)
		if page == nil {
			continue
		}
		about := page.Argument(name)
		if about == nil && f.Extra {
			about = page.Argument("...")
		}
		if about != nil {
			blocks, found = append(blocks, about...), true
			break
		}
	}
	if f.Default != "" {
		if strings.Contains(f.Default, "\n") || utf8.RuneCountInString(f.Default) > 60 {
			blocks = append(blocks, paragraph(span("Default:")), rCode(f.Default))
		} else {
			blocks = append(blocks, paragraph(span("Default: "), codeSpan(f.Default)))
		}
	}
	if f.Extra && !found && !strings.Contains(f.Signature, "...") {
		return q.definitionOf(f.Of)
	}
	if f.Signature != "" {
		blocks = append(blocks, rCode(f.Signature))
	}
	return blocks
}

// topic is a help page of its own: operators, keywords, names that only help knows.
func (q *Inspection) topic(dirs []string) []document.Block {
	if strings.ContainsAny(q.target.Expression, "$@[") && q.target.Kind != "topic" {
		return nil
	}
	var packages []string
	if q.target.Package != "" {
		packages = []string{q.target.Package}
	}
	page := q.page(q.target.Name, dirs, packages)
	if page == nil {
		return nil
	}
	blocks := []document.Block{pageTitle(page)}
	if q.detail {
		return append(blocks, page.Sections()...)
	}
	return append(blocks, summary(page, "")...)
}
