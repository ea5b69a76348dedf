package document

import (
	"regexp"
	"strings"
	"unicode"
)

// Markdown writes blocks as CommonMark with pipe tables.
func Markdown(blocks []Block) string {
	var parts []string
	for _, block := range blocks {
		if text := strings.Trim(markdownBlock(block), "\n"); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n")
}

func markdownBlock(block Block) string {
	switch b := block.(type) {
	case Heading:
		return strings.Repeat("#", min(2+b.Level, 6)) + " " + oneLine(markdownSpans(b.Text))
	case Paragraph:
		return atLineStart(strings.TrimSpace(markdownSpans(b.Text)))
	case Source:
		text := strings.TrimRight(b.Text, "\n")
		fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
		return fence + b.Language + "\n" + text + "\n" + fence
	case Items:
		var lines []string
		for _, item := range b {
			lines = append(lines, "- "+hangMarkdown(markdownSpans(item.Label)+": ", item.Body, 2))
		}
		return strings.Join(lines, "\n")
	case List:
		var lines []string
		for i, entry := range b.Entries {
			mark := "- "
			if b.Ordered {
				mark = itoa(i+1) + ". "
			}
			lines = append(lines, mark+hangMarkdown("", entry, len(mark)))
		}
		return strings.Join(lines, "\n")
	case Table:
		return markdownTable(b)
	}
	return ""
}

// hangMarkdown indents what follows the first line, so that it belongs to the entry.
func hangMarkdown(label string, body []Block, indent int) string {
	text := Markdown(body)
	if label != "" && len(body) > 0 {
		if _, ok := body[0].(Paragraph); !ok {
			text = "\n\n" + text
		}
	}
	text = strings.ReplaceAll(strings.TrimRight(label+text, " \n"), "\n", "\n"+strings.Repeat(" ", indent))
	return emptyLine.ReplaceAllString(text, "")
}

var emptyLine = regexp.MustCompile(`(?m)^[ \t]+$`)

func markdownTable(t Table) string {
	var b strings.Builder
	if t.Caption != "" {
		b.WriteString(escapeMarkdown(t.Caption) + "\n\n")
	}
	head, columns := t.Head, len(t.Head)
	if head == nil && len(t.Rows) > 0 {
		columns = len(t.Rows[0])
		head = make([]string, columns)
	}
	row := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	cells := make([]string, columns)
	for i, name := range head {
		cells[i] = escapeMarkdown(name)
		if i < len(t.Types) && t.Types[i] != "" {
			cells[i] += " *" + escapeMarkdown(t.Types[i]) + "*"
		}
	}
	row(cells)
	for i := range cells {
		cells[i] = "---"
		if i < len(t.Numbers) && t.Numbers[i] {
			cells[i] = "---:"
		}
	}
	row(cells)
	for _, texts := range t.Rows {
		cells = cells[:0]
		for _, text := range texts {
			cells = append(cells, escapeBars(oneLine(markdownSpans(text))))
		}
		row(cells)
	}
	return b.String()
}

// escapeBars escapes the bars within code, where nothing else is escaped.
func escapeBars(text string) string {
	var b strings.Builder
	escaped := false
	for _, r := range text {
		if r == '|' && !escaped {
			b.WriteByte('\\')
		}
		escaped = r == '\\' && !escaped
		b.WriteRune(r)
	}
	return b.String()
}

func markdownSpans(t Text) string {
	var b strings.Builder
	for _, s := range t {
		text := escapeMarkdown(s.Text)
		switch trimmed := strings.TrimSpace(s.Text); {
		case s.Text == "\n":
			text = "  \n"
		case trimmed == "": // marks around nothing would be text
		default:
			if s.Style&Code != 0 {
				text = codeSpan(s.Text)
			}
			if s.Style&Emphasis != 0 {
				text = around(text, "*")
			}
			if s.Style&Strong != 0 {
				text = around(text, "**")
			}
			if safeURL(s.URL) {
				text = "[" + text + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(s.URL) + ">)"
			}
		}
		b.WriteString(text)
	}
	return b.String()
}

// around puts marks inside the spaces at the ends, where they count.
func around(text, mark string) string {
	inner := strings.TrimSpace(text)
	start := strings.Index(text, inner)
	return text[:start] + mark + inner + mark + text[start+len(inner):]
}

func codeSpan(text string) string {
	text = oneLine(text)
	n := longestRun(text, '`')
	if n == 0 {
		return "`" + text + "`"
	}
	fence := strings.Repeat("`", n+1)
	return fence + " " + text + " " + fence
}

func longestRun(text string, of rune) int {
	longest, run := 0, 0
	for _, r := range text {
		if r == of {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}

func escapeMarkdown(text string) string {
	return strings.NewReplacer("\\", `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;",
		">", "&gt;", "&", "&amp;", "|", `\|`, "$", `\$`, "~", `\~`).Replace(text)
}

// atLineStart escapes what would begin a heading, list or quotation.
func atLineStart(text string) string {
	digits := strings.TrimLeftFunc(text, unicode.IsDigit)
	switch {
	case text == "":
	case strings.ContainsRune("#+-=", rune(text[0])):
		return `\` + text
	case len(digits) < len(text) && (strings.HasPrefix(digits, ".") || strings.HasPrefix(digits, ")")):
		return text[:len(text)-len(digits)] + `\` + digits
	}
	return text
}
