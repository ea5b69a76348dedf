package rhelp

import (
	"slices"
	"strings"

	"github.com/gokernel/gokernel/internal/document"
	"github.com/gokernel/gokernel/internal/rdata"
)

// Page is a help page. It does not change.
type Page struct {
	Package  string
	Name     string // of the page
	Title    string
	Dataset  bool // it is about data
	sections []node
}

func newPage(pkg string, rd rdata.Value) *Page {
	p := &Page{Package: pkg}
	for _, v := range rd.Items {
		n := nodeOf(v)
		switch n.tag {
		case `\title`:
			p.Title = line(n.children).String()
		case `\name`:
			p.Name = strings.TrimSpace(rawText(n.children))
		case `\docType`, `\keyword`:
			p.Dataset = p.Dataset || slices.Contains([]string{"data", "datasets"}, strings.TrimSpace(rawText(n.children)))
		case `\alias`, `\concept`, `\encoding`, `\Rdversion`, `\RdOpts`, "TEXT", "COMMENT", "USERMACRO":
		default:
			p.sections = append(p.sections, n)
		}
	}
	slices.SortStableFunc(p.sections, func(a, b node) int { return order(a.tag) - order(b.tag) })
	return p
}

// sectionTags are the sections in the order in which R shows them.
var sectionTags = []string{`\description`, `\usage`, `\arguments`, `\format`, `\details`, `\value`, `\section`, `\note`,
	`\author`, `\source`, `\references`, `\seealso`, `\examples`}

func order(tag string) int {
	if i := slices.Index(sectionTags, tag); i >= 0 {
		return i
	}
	return slices.Index(sectionTags, `\section`)
}

func (p *Page) section(tag string) []node {
	var all []node
	for _, n := range p.sections {
		if n.tag == tag {
			all = append(all, n.children...)
		}
	}
	return all
}

// Usage is the code of the section of that name, "" if there is none.
func (p *Page) Usage() string { return code(p.section(`\usage`)) }

// Description is the text of the section of that name.
func (p *Page) Description() []document.Block { return proseOf(p.section(`\description`)) }

// Arguments are the explained arguments, and the text between them.
func (p *Page) Arguments() []document.Block {
	args := &prose{}
	args.items(p.section(`\arguments`), document.Code)
	args.endParagraph()
	return args.blocks
}

// Argument explains one argument, nil if the page does not.
func (p *Page) Argument(name string) []document.Block {
	for _, n := range p.section(`\arguments`) {
		if n.tag == `\item` && hasLabel(n, name) {
			return proseOf(n.argument(1))
		}
	}
	return nil
}

// Column explains a column or member of a data set, nil if the page does not: by an
// item of the section "Format", or a row of a table there.
func (p *Page) Column(name string) []document.Block {
	return column(p.section(`\format`), name)
}

func column(nodes []node, name string) []document.Block {
	for _, n := range nodes {
		switch n.tag {
		case `\item`:
			if hasLabel(n, name) {
				return proseOf(n.argument(1))
			}
		case `\tabular`:
			for _, row := range tableOf(n).Rows {
				for i, cell := range row {
					if i+1 < len(row) && strings.TrimSpace(cell.String()) == name {
						return []document.Block{document.Paragraph{Text: row[len(row)-1]}}
					}
				}
			}
		case `\describe`, `\itemize`:
			if found := column(n.children, name); found != nil {
				return found
			}
		}
	}
	return nil
}

// hasLabel reports whether an item is about name: labels can name several, "x, y".
func hasLabel(item node, name string) bool {
	for _, label := range strings.Split(line(item.argument(0)).String(), ",") {
		if strings.Trim(strings.TrimSpace(label), "`:") == name {
			return true
		}
	}
	return false
}

var sectionTitles = map[string]string{`\description`: "Description", `\usage`: "Usage", `\arguments`: "Arguments", `\format`: "Format",
	`\details`: "Details", `\value`: "Value", `\note`: "Note", `\author`: "Author(s)", `\source`: "Source",
	`\references`: "References", `\seealso`: "See Also", `\examples`: "Examples"}

// Sections are the sections named by their Rd tags without backslash, all if there is
// no name, each under its title.
func (p *Page) Sections(tags ...string) []document.Block {
	var blocks []document.Block
	for _, n := range p.sections {
		if len(tags) > 0 && !slices.Contains(tags, strings.TrimPrefix(n.tag, `\`)) {
			continue
		}
		var title document.Text
		var body []document.Block
		switch n.tag {
		case `\usage`, `\examples`:
			if text := code(n.children); text != "" {
				body = []document.Block{document.Source{Text: text, Language: "r"}}
			}
		case `\arguments`:
			body = p.Arguments()
		case `\section`:
			title, body = line(n.argument(0)), proseOf(n.argument(1))
		default:
			body = proseOf(n.children)
		}
		if title == nil {
			title = document.Plain(sectionTitles[n.tag])
		}
		if len(body) > 0 {
			blocks = append(blocks, document.Heading{Level: 2, Text: title})
			blocks = append(blocks, body...)
		}
	}
	return blocks
}
