package document

import (
	"strings"
	"unicode/utf8"
)

// Width is where lines of plain text are broken, in characters.
const Width = 80

// PlainText writes blocks for a terminal: no escapes, no overstrikes, lines broken at
// [Width].
func PlainText(blocks []Block) string {
	p := &plainWriter{}
	p.blocks(blocks)
	return strings.TrimRight(p.b.String(), "\n")
}

type plainWriter struct {
	b      strings.Builder
	indent int
	tight  bool // the next block follows without an empty line
}

func (p *plainWriter) gap() {
	if p.b.Len() > 0 && !p.tight {
		p.b.WriteByte('\n')
	}
	p.tight = false
}

func (p *plainWriter) line(text string) {
	if text != "" {
		p.b.WriteString(strings.Repeat(" ", p.indent))
	}
	p.b.WriteString(strings.TrimRight(text, " "))
	p.b.WriteByte('\n')
}

func (p *plainWriter) blocks(blocks []Block) {
	for _, block := range blocks {
		switch b := block.(type) {
		case Heading:
			p.gap()
			mark := ":"
			if b.Level == 1 {
				mark = ""
			}
			p.line(b.Text.String() + mark)
		case Paragraph:
			p.gap()
			p.wrapped(plainSpans(b.Text), 0)
		case Source:
			p.gap()
			for line := range strings.SplitSeq(strings.TrimRight(b.Text, "\n"), "\n") {
				p.line(line)
			}
		case Items:
			p.items(b)
		case List:
			p.list(b)
		case Table:
			p.table(b)
		}
	}
}

// items has no empty lines between what takes a line each.
func (p *plainWriter) items(items Items) {
	short := true
	for _, item := range items {
		short = short && len(item.Body) <= 1 && utf8.RuneCountInString(item.Label.String()+plainBody(item.Body)) < Width-p.indent-4
	}
	for i, item := range items {
		p.tight = short && i > 0
		p.hanging(item.Label.String()+":", item.Body, 6)
	}
}

// plainBody is the text of a paragraph; other blocks take lines of their own.
func plainBody(body []Block) string {
	if len(body) == 0 {
		return ""
	}
	if text, ok := body[0].(Paragraph); ok {
		return plainSpans(text.Text)
	}
	return strings.Repeat(" ", Width)
}

func (p *plainWriter) list(l List) {
	for i, entry := range l.Entries {
		mark := "•"
		if l.Ordered {
			mark = itoa(i+1) + "."
		}
		p.hanging(mark, entry, 3+utf8.RuneCountInString(mark))
	}
}

// hanging writes a label and the first paragraph of body on one line; all further lines
// are indented.
func (p *plainWriter) hanging(label string, body []Block, indent int) {
	p.gap()
	p.indent += 2
	first, isText := Text(nil), false
	if len(body) > 0 {
		var paragraph Paragraph
		if paragraph, isText = body[0].(Paragraph); isText {
			first, body = paragraph.Text, body[1:]
		}
	}
	p.wrapped(strings.TrimRight(label+" "+plainSpans(first), " "), indent-2)
	p.indent += indent - 2
	p.blocks(body)
	p.indent -= indent
}

// wrapped writes a paragraph; its lines after the first are indented further.
func (p *plainWriter) wrapped(text string, hang int) {
	for part := range strings.SplitSeq(text, "\n") {
		line, width := "", 0
		flush := func() {
			p.line(line)
			line, width = strings.Repeat(" ", hang), hang
		}
		empty := true
		for _, word := range strings.Fields(part) {
			n := utf8.RuneCountInString(word)
			if !empty && p.indent+width+1+n > Width {
				flush()
				empty = true
			}
			if !empty {
				line, width = line+" ", width+1
			}
			line, width, empty = line+word, width+n, false
		}
		if !empty {
			p.line(line)
		}
	}
}

func (p *plainWriter) table(t Table) {
	p.gap()
	if t.Caption != "" {
		p.wrapped(t.Caption, 0)
	}
	rows := t.Rows
	for _, head := range [][]string{t.Types, t.Head} {
		if head != nil {
			rows = append([][]Text{texts(head)}, rows...)
		}
	}
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(oneLine(cell.String())))
		}
	}
	shown, total := 0, p.indent
	for shown < len(widths) && (shown == 0 || total+widths[shown] <= Width) {
		total += widths[shown] + 2
		shown++
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row[:min(shown, len(row))] {
			text := oneLine(cell.String())
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if i < len(t.Numbers) && t.Numbers[i] {
				text = pad + text
			} else {
				text += pad
			}
			line += text + "  "
		}
		p.line(line)
	}
	if left := len(widths) - shown; left > 0 && t.Head != nil {
		p.line("… " + itoa(left) + " columns not shown: " + strings.Join(t.Head[shown:], ", "))
	}
}

func texts(cells []string) []Text {
	row := make([]Text, len(cells))
	for i, cell := range cells {
		row[i] = Plain(cell)
	}
	return row
}

// plainSpans quotes code as R's help pages do.
func plainSpans(t Text) string {
	var b strings.Builder
	for _, s := range t {
		switch {
		case s.Style&Code != 0 && strings.TrimSpace(s.Text) != "":
			b.WriteString("‘" + s.Text + "’")
		default:
			b.WriteString(s.Text)
		}
		if s.URL != "" && strings.TrimPrefix(s.URL, "mailto:") != s.Text {
			b.WriteString(" (" + s.URL + ")")
		}
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
