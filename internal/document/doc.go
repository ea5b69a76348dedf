// Package document holds short formatted texts, such as help pages and descriptions of
// objects, and writes them as plain text, HTML and Markdown. All texts are plain
// Unicode; each format escapes what it must.
package document

// Style is how a [Span] looks; the values are bits.
type Style uint8

// The styles.
const (
	Code Style = 1 << iota
	Emphasis
	Strong
)

// Span is a piece of text within a line. A text of "\n" breaks the line.
type Span struct {
	Text  string
	Style Style
	URL   string // where it leads to; "" for no link
}

// Text is a line or paragraph.
type Text []Span

// Plain makes a text of one span without style.
func Plain(text string) Text { return Text{{Text: text}} }

// Block is one of [Heading], [Paragraph], [Source], [Items], [List] and [Table].
type Block interface{ block() }

// Heading is the title of what follows. Level 1 is the title of the document.
type Heading struct {
	Level int
	Text  Text
}

// Paragraph is running text.
type Paragraph struct{ Text Text }

// Source is text that keeps its lines and spaces; Language is "r" or "" for output.
type Source struct {
	Text     string
	Language string
}

// Items are labels that are explained: arguments, members of a list.
type Items []Item

// Item is one of [Items].
type Item struct {
	Label Text
	Body  []Block
}

// List has entries with bullets or numbers.
type List struct {
	Ordered bool
	Entries [][]Block
}

// Table has cells by row. Head and Types may be nil; Types are shown below the head.
type Table struct {
	Caption string
	Head    []string
	Types   []string
	Rows    [][]Text
	Numbers []bool // which columns are aligned to the right
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (Source) block()    {}
func (Items) block()     {}
func (List) block()      {}
func (Table) block()     {}

// String returns the text without its styles.
func (t Text) String() string {
	all := ""
	for _, s := range t {
		all += s.Text
	}
	return all
}
