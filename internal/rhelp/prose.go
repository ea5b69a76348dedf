package rhelp

import (
	"strings"

	"github.com/gokernel/gokernel/internal/document"
)

// prose turns the running text of a page into blocks.
type prose struct {
	blocks    []document.Block
	text      document.Text
	lineStart bool // nothing but spaces since the last end of line
}

func proseOf(nodes []node) []document.Block {
	p := &prose{}
	p.add(nodes, 0, "")
	p.endParagraph()
	return p.blocks
}

// line is the text of nodes in one paragraph.
func line(nodes []node) document.Text {
	var all document.Text
	for _, block := range proseOf(nodes) {
		if p, ok := block.(document.Paragraph); ok {
			if all != nil {
				all = append(all, document.Span{Text: " "})
			}
			all = append(all, p.Text...)
		}
	}
	return all
}

func (p *prose) endParagraph() {
	text := p.text
	for len(text) > 0 && strings.TrimSpace(text[0].Text) == "" {
		text = text[1:]
	}
	for len(text) > 0 && strings.TrimSpace(text[len(text)-1].Text) == "" {
		text = text[:len(text)-1]
	}
	if len(text) > 0 {
		text[0].Text = strings.TrimLeft(text[0].Text, " ")
		text[len(text)-1].Text = strings.TrimRight(text[len(text)-1].Text, " ")
		p.blocks = append(p.blocks, document.Paragraph{Text: text})
	}
	p.text = nil
}

func (p *prose) put(block document.Block) {
	p.endParagraph()
	p.blocks = append(p.blocks, block)
}

// write adds text to the paragraph. An empty line ends it.
func (p *prose) write(text string, style document.Style, url string) {
	for i, part := range strings.Split(text, "\n") {
		if i > 0 {
			if p.lineStart {
				p.endParagraph()
			}
			p.lineStart = true
			p.span(" ", style, url)
		}
		if strings.TrimSpace(part) != "" {
			p.lineStart = false
			p.span(part, style, url)
		} else if part != "" {
			p.span(" ", style, url)
		}
	}
}

func (p *prose) span(text string, style document.Style, url string) {
	text = spaced(text)
	if last := len(p.text) - 1; last >= 0 {
		if strings.HasSuffix(p.text[last].Text, " ") {
			text = strings.TrimLeft(text, " ")
		}
		if p.text[last].Style == style && p.text[last].URL == url && p.text[last].Text != "\n" {
			p.text[last].Text += text
			return
		}
	}
	if text != "" {
		p.text = append(p.text, document.Span{Text: text, Style: style, URL: url})
	}
}

// spaced makes one space of each run of white space.
func spaced(text string) string {
	var b strings.Builder
	space := false
	for _, r := range text {
		if r == ' ' || r == '\t' || r == '\r' {
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// inText gives TeX's quotes and dashes their characters, outside code.
var inText = strings.NewReplacer("``", "“", "''", "”", "---", "—", "--", "–")

func (p *prose) add(nodes []node, style document.Style, url string) {
	for _, n := range nodes {
		p.node(n, style, url)
	}
}

var styles = map[string]document.Style{
	`\code`: document.Code, `\kbd`: document.Code, `\samp`: document.Code, `\verb`: document.Code, `\command`: document.Code,
	`\env`: document.Code, `\option`: document.Code, `\file`: document.Code, `\var`: document.Emphasis, `\emph`: document.Emphasis,
	`\dfn`: document.Emphasis, `\cite`: document.Emphasis, `\strong`: document.Strong, `\bold`: document.Strong, `\pkg`: document.Strong,
}

func (p *prose) node(n node, style document.Style, url string) {
	if s, ok := styles[n.tag]; ok {
		p.lineStart = false
		p.add(n.children, style|s, url)
		return
	}
	switch n.tag {
	case "COMMENT", "USERMACRO", `\Sexpr`, `\out`, `\CONCEPT`, `\tab`:
	case "TEXT":
		text := n.text
		if style&document.Code == 0 {
			text = inText.Replace(text)
		}
		p.write(text, style, url)
	case "RCODE", "VERB", "UNKNOWN":
		p.write(n.text, style, url)
	case `\R`:
		p.word("R", style, url)
	case `\dots`, `\ldots`:
		p.word("...", style, url)
	case `\cr`:
		if len(p.text) > 0 {
			p.text = append(p.text, document.Span{Text: "\n"})
		}
	case `\sQuote`:
		p.quoted("‘", n, "’", style, url)
	case `\dQuote`:
		p.quoted("“", n, "”", style, url)
	case `\email`:
		address := strings.TrimSpace(rawText(n.children))
		p.word(address, style, "mailto:"+address)
	case `\url`:
		address := strings.Join(strings.Fields(rawText(n.children)), "")
		p.word(address, style, address)
	case `\href`:
		p.add(n.argument(1), style, strings.Join(strings.Fields(rawText(n.argument(0))), ""))
	case `\enc`:
		p.add(n.argument(0), style, url)
	case `\eqn`:
		p.lineStart = false
		p.add(formula(n), style|document.Emphasis, url)
	case `\figure`:
		if _, alt, ok := strings.Cut(rawText(n.argument(1)), "alt="); ok {
			p.word("["+strings.Trim(strings.TrimSpace(alt), `'"`)+"]", style, url)
		}
	case `\if`:
		if shown(n.argument(0)) {
			p.add(n.argument(1), style, url)
		}
	case `\ifelse`:
		p.add(n.argument(map[bool]int{true: 1, false: 2}[shown(n.argument(0))]), style, url)
	case "#ifdef", "#ifndef":
		if unix := strings.TrimSpace(rawText(n.argument(0))) == "unix"; unix == (n.tag == "#ifdef") {
			p.add(n.argument(1), style, url)
		}
	default:
		p.block(n, style, url)
	}
}

func (p *prose) word(text string, style document.Style, url string) {
	p.lineStart = false
	p.span(text, style, url)
}

func (p *prose) quoted(open string, n node, end string, style document.Style, url string) {
	p.word(open, style, url)
	p.add(n.children, style, url)
	p.word(end, style, url)
}

// block adds what stands in lines of its own.
func (p *prose) block(n node, style document.Style, url string) {
	switch n.tag {
	case `\deqn`:
		p.put(document.Source{Text: strings.TrimSpace(code(formula(n)))})
	case `\preformatted`, `\usage`, `\examples`:
		language := "r"
		if n.tag == `\preformatted` {
			language = ""
		}
		if text := code(n.children); text != "" {
			p.put(document.Source{Text: text, Language: language})
		}
	case `\itemize`, `\enumerate`:
		if entries := entriesOf(n.children); len(entries) > 0 {
			p.put(document.List{Ordered: n.tag == `\enumerate`, Entries: entries})
		}
	case `\describe`:
		p.items(n.children, 0)
	case `\item`: // in \value, which is prose with items between
		p.items([]node{n}, document.Code)
	case `\tabular`:
		p.put(tableOf(n))
	case `\section`, `\subsection`:
		p.put(document.Heading{Level: 3, Text: line(n.argument(0))})
		p.add(n.argument(1), 0, "")
		p.endParagraph()
	default: // \link, \acronym, braces: what is in them
		if len(n.children) > 0 {
			p.add(n.children, style, url)
		} else if n.text != "" {
			p.write(n.text, style, url)
		}
	}
}

// items adds labels with explanations; those that follow each other become one block.
// Labels that are names of arguments or members are code, though most pages do not say so.
func (p *prose) items(nodes []node, style document.Style) {
	for _, n := range nodes {
		if n.tag != `\item` {
			if n.tag != "TEXT" || strings.TrimSpace(n.text) != "" {
				p.node(n, 0, "")
			}
			continue
		}
		p.endParagraph()
		item := document.Item{Label: labelOf(n.argument(0), style), Body: proseOf(n.argument(1))}
		if last := len(p.blocks) - 1; last >= 0 {
			if items, ok := p.blocks[last].(document.Items); ok {
				p.blocks[last] = append(items, item)
				p.lineStart = true
				continue
			}
		}
		p.blocks = append(p.blocks, document.Items{item})
		p.lineStart = true
	}
}

// labelOf is the label of an item; style is for labels that have none.
func labelOf(nodes []node, style document.Style) document.Text {
	label := line(nodes)
	for _, span := range label {
		if span.Style != 0 || span.URL != "" {
			return label
		}
	}
	for i := range label {
		label[i].Style = style
	}
	return label
}

func entriesOf(nodes []node) [][]document.Block {
	var entries [][]document.Block
	var entry []node
	begun := false
	end := func() {
		if begun {
			entries = append(entries, proseOf(entry))
		}
		entry, begun = nil, true
	}
	for _, n := range nodes {
		if n.tag == `\item` {
			end()
			entry = append(entry, n.children...)
			continue
		}
		entry = append(entry, n)
	}
	end()
	return entries
}

func tableOf(n node) document.Table {
	var t document.Table
	for _, r := range rawText(n.argument(0)) {
		if strings.ContainsRune("lrc", r) {
			t.Numbers = append(t.Numbers, r == 'r')
		}
	}
	var row []document.Text
	var cell []node
	endCell := func() { row, cell = append(row, line(cell)), nil }
	for _, child := range append(n.argument(1), node{tag: `\cr`}) {
		switch child.tag {
		case `\tab`:
			endCell()
		case `\cr`:
			endCell()
			if len(row) > 1 || len(row[0]) > 0 {
				for len(row) < len(t.Numbers) {
					row = append(row, nil)
				}
				t.Rows = append(t.Rows, row)
			}
			row = nil
		default:
			cell = append(cell, child)
		}
	}
	return t
}
