package library

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gokernel/gokernel/internal/rdata"
)

// Package is an installed package. Its methods read files when they are first asked;
// any goroutine may call them.
type Package struct {
	Name      string
	dir       string
	installed time.Time

	space sync.Once
	names []string // of its namespace
	code  *rdata.Database
	// What the NAMESPACE file says; exports is sorted.
	exports []string
	classes []string
	methods map[string][]string // classes by generic
	from    map[string]string   // the packages of imported names

	sets     sync.Once
	datasets *rdata.Database

	help   sync.Once
	titles map[string]string
	about  string

	mu        sync.Mutex
	functions map[string]Function
}

// open reads the namespace.
func (p *Package) open() {
	p.space.Do(func() {
		code, err := rdata.OpenDatabase(filepath.Join(p.dir, "R", p.Name))
		if err != nil {
			return
		}
		p.code = code
		for _, name := range code.Names() {
			if !strings.HasPrefix(name, ".__") { // of R itself: tables of methods, classes
				p.names = append(p.names, name)
			}
		}
		info, err := rdata.ReadFile(filepath.Join(p.dir, "Meta", "nsInfo.rds"))
		if err != nil { // base has none: all is visible
			p.exports = slices.Sorted(slices.Values(p.names))
			return
		}
		p.readNamespace(info)
	})
}

func (p *Package) readNamespace(info rdata.Value) {
	exports := stringsOf(info, "exports")
	exports = append(exports, stringsOf(info, "exportMethods")...)
	for _, pattern := range stringsOf(info, "exportPatterns") {
		match, err := regexp.Compile(pattern)
		if err != nil {
			match = regexp.MustCompile(`^[^.]`)
		}
		for _, name := range p.names {
			if match.MatchString(name) {
				exports = append(exports, name)
			}
		}
	}
	p.exports = slices.Compact(slices.Sorted(slices.Values(exports)))
	p.classes = stringsOf(info, "exportClasses")
	p.methods = map[string][]string{}
	if table, _ := info.Item("S3methods"); len(table.Strings) >= 2 {
		rows := len(table.Strings) / 4
		if dim := table.Attribute("dim").Ints; len(dim) == 2 && dim[0] > 0 {
			rows = int(dim[0])
		}
		for i := 0; i < rows && rows+i < len(table.Strings); i++ {
			generic := table.Strings[i]
			p.methods[generic] = append(p.methods[generic], table.Strings[rows+i])
		}
	}
	p.from = map[string]string{}
	imports, _ := info.Item("imports")
	for _, entry := range imports.Items {
		if len(entry.Items) == 2 && len(entry.Items[0].Strings) == 1 {
			for _, name := range entry.Items[1].Strings {
				p.from[name] = entry.Items[0].Strings[0]
			}
		}
	}
}

func stringsOf(v rdata.Value, item string) []string {
	found, _ := v.Item(item)
	return found.Strings
}

// Exports lists the names that the package exports, sorted, without its data sets. The
// caller does not change it.
func (p *Package) Exports() []string {
	p.open()
	return p.exports
}

// Exported tells whether the package exports the name.
func (p *Package) Exported(name string) bool {
	_, found := slices.BinarySearch(p.Exports(), name)
	return found
}

// Names lists all names of the namespace. The caller does not change it.
func (p *Package) Names() []string {
	p.open()
	return p.names
}

// Has tells whether the namespace has a value of that name.
func (p *Package) Has(name string) bool {
	p.open()
	return p.code != nil && p.code.Has(name)
}

// Classes lists the S4 classes that the package exports.
func (p *Package) Classes() []string {
	p.open()
	return p.classes
}

// Origin is the package from which an exported name is imported, "" if it is the
// package's own.
func (p *Package) Origin(name string) string {
	p.open()
	if p.code != nil && p.code.Has(name) {
		return ""
	}
	if from := p.from[name]; from != "" {
		return from
	}
	return "base" // which is imported without being named: plot of graphics
}

// Method tells whether the package has an S3 method of the generic for the class.
func (p *Package) Method(generic, class string) bool {
	p.open()
	return slices.Contains(p.methods[generic], class) || p.Has(generic+"."+class)
}

func (p *Package) openData() {
	p.sets.Do(func() {
		p.datasets, _ = rdata.OpenDatabase(filepath.Join(p.dir, "data", "Rdata")) // most packages have none
	})
}

// Datasets lists the data sets that are there by name once the package is attached.
func (p *Package) Datasets() []string {
	p.openData()
	if p.datasets == nil {
		return nil
	}
	return p.datasets.Names()
}

// maxDataset bounds the bytes of a data set, as it is stored, that is read for its
// columns.
const maxDataset = 1 << 20

// Dataset reads a data set; false if there is none or it is large.
func (p *Package) Dataset(name string) (rdata.Value, bool) {
	p.openData()
	if p.datasets == nil || !p.datasets.Has(name) || p.datasets.Size(name) > maxDataset {
		return rdata.Value{}, false
	}
	v, err := p.datasets.Read(name)
	return v, err == nil
}

// HasDataset tells whether there is a data set of that name.
func (p *Package) HasDataset(name string) bool {
	p.openData()
	return p.datasets != nil && p.datasets.Has(name)
}

func (p *Package) openHelp() {
	p.help.Do(func() {
		p.titles = map[string]string{}
		pages, err := rdata.ReadFile(filepath.Join(p.dir, "Meta", "Rd.rds"))
		if err != nil {
			return
		}
		titles := stringsOf(pages, "Title")
		aliases, _ := pages.Item("Aliases")
		for i, of := range aliases.Items {
			for _, alias := range of.Strings {
				if i < len(titles) {
					p.titles[alias] = titles[i]
				}
			}
		}
		about, _ := rdata.ReadFile(filepath.Join(p.dir, "Meta", "package.rds"))
		description, _ := about.Item("DESCRIPTION")
		for i, field := range description.Names() {
			if field == "Title" && i < len(description.Strings) {
				p.about = strings.Join(strings.Fields(description.Strings[i]), " ")
			}
		}
	})
}

// Topics lists the topics that the package's help has, in no order.
func (p *Package) Topics() []string {
	p.openHelp()
	topics := make([]string, 0, len(p.titles))
	for topic := range p.titles {
		topics = append(topics, topic)
	}
	return topics
}

// TopicTitle is the title of the help page of a topic, "" if there is none.
func (p *Package) TopicTitle(topic string) string {
	p.openHelp()
	return strings.TrimSpace(p.titles[topic])
}

// Title is the title of the package itself.
func (p *Package) Title() string {
	p.openHelp()
	return p.about
}
