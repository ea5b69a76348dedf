package inspection

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/gokernel/gokernel/internal/document"
	"github.com/gokernel/gokernel/internal/syntax"
	"github.com/gokernel/gokernel/internal/workspace"
)

// busyNote stands below what only R could complete.
const busyNote = "R is working: this is from its last idle moment. Values and source are shown when it is idle again."

// fromSession explains the target without R: from what was last seen of the session, help
// files, and the code. With idle, R was asked and does not have it.
func (q *Inspection) fromSession(idle bool) []document.Block {
	session := q.inspector.session
	if session == nil {
		return q.definition()
	}
	attached, libraries := session.PackageDirs()
	b := busy{q, session, attached, libraries, idle}
	blocks := b.target()
	if blocks == nil {
		return q.definition()
	}
	return blocks
}

// busy answers for one inspection.
type busy struct {
	*Inspection
	session             Session
	attached, libraries []string
	idle                bool
}

// noted adds that R is working.
func (b busy) noted(blocks []document.Block) []document.Block {
	if b.idle {
		return blocks
	}
	return append(blocks, paragraph(span(busyNote)))
}

func (b busy) target() []document.Block {
	t := b.Inspection.target
	switch t.Kind {
	case syntax.PackageTarget:
		f := facts{Found: true, Kind: "package", Dir: b.dir(t.Name)}
		if isOf(f.Dir, b.names()) {
			f.Note = "attached"
		}
		return b.aPackage(f)
	case syntax.TopicTarget:
		return b.topic(b.dirs(t.Package))
	case syntax.ArgumentTarget:
		return b.argument()
	}
	for _, frame := range t.Frames {
		if f, ok := b.column(frame); ok {
			return b.noted(b.object(f))
		}
	}
	d, ok := b.session.Describe(t.Expression)
	switch {
	case !ok || d.Kind == workspace.Module:
		return b.topic(b.dirs(t.Package))
	case d.Kind == workspace.Function:
		f := facts{Found: true, Kind: "function", Signature: signature(t.Name, d.Arguments), Package: packages(d.Package), Dirs: b.dirs(d.Package)}
		blocks := b.function(f)
		if b.detail || d.Package == "" {
			blocks = b.noted(blocks)
		}
		return blocks
	}
	return b.noted(b.object(b.facts(d)))
}

func (b busy) names() []string {
	var names []string
	for _, dir := range b.attached {
		names = append(names, filepath.Base(dir))
	}
	return names
}

// dirs are where help is looked for, a package that is named first.
func (b busy) dirs(pkg string) []string {
	if dir := b.dir(pkg); dir != "" {
		return append([]string{dir}, b.attached...)
	}
	return b.attached
}

// dir is where a package is installed, "" if it is not.
func (b busy) dir(pkg string) string {
	for _, dir := range b.attached {
		if filepath.Base(dir) == pkg {
			return dir
		}
	}
	if pkg == "" || pkg != filepath.Base(pkg) {
		return ""
	}
	for _, library := range b.libraries {
		dir := filepath.Join(library, pkg)
		if _, err := os.Stat(filepath.Join(dir, "DESCRIPTION")); err == nil {
			return dir
		}
	}
	return ""
}

func packages(name string) list {
	if name == "" {
		return nil
	}
	return list{name}
}

func (b busy) facts(d workspace.Description) facts {
	f := facts{Found: true, Kind: "object", Class: d.Classes, Summary: d.Size, Package: packages(d.Package), Dirs: b.dirs(d.Package)}
	if len(f.Class) == 0 && d.Class != "" {
		f.Class = list{d.Class}
	}
	for i, m := range d.Members {
		if i == maxMembers {
			f.Structure = append(f.Structure, "...")
			break
		}
		f.Structure = append(f.Structure, strings.TrimRight("$ "+m.Name+": "+m.Class+m.Signature, ": "))
	}
	if len(d.Values) > 0 {
		f.Structure = append(f.Structure, "values: "+strings.Join(d.Values[:min(len(d.Values), maxMembers)], ", "))
	}
	if owner, ok := ownerOf(b.Inspection.target.Expression); ok {
		if of, ok := b.session.Describe(owner); ok {
			f.Owner, f.Package, f.Dirs = of.Name, packages(of.Package), b.dirs(of.Package)
		}
	}
	return f
}

const maxMembers = 100

// column is a column of a frame at hand that has the name of the target.
func (b busy) column(frame string) (facts, bool) {
	d, ok := b.session.Describe(frame)
	if !ok {
		return facts{}, false
	}
	for _, m := range d.Members {
		if m.Name == b.Inspection.target.Name {
			return facts{Found: true, Kind: "object", Label: frame + "$" + m.Name, Class: list{m.Class},
				Owner: d.Name, Package: packages(d.Package), Dirs: b.dirs(d.Package)}, true
		}
	}
	return facts{}, false
}

// ownerOf is a$b of a$b$c.
func ownerOf(expression string) (string, bool) {
	i := strings.LastIndexAny(expression, "$@")
	if i <= 0 {
		return "", false
	}
	return expression[:i], true
}

// argument looks in the help of the function, and of its methods for the object's class.
func (b busy) argument() []document.Block {
	t := b.Inspection.target
	d, ok := b.session.Describe(t.Function)
	if !ok || d.Kind != workspace.Function {
		return nil
	}
	f := facts{Found: true, Kind: "argument", Name: t.Name, Of: t.Function, Extra: true, Signature: signature(d.Name, d.Arguments)}
	for _, a := range d.Arguments {
		if a.Name == t.Name {
			f.Default, f.Extra = a.Default, false
		}
	}
	topics := []string{d.Name, d.Name + ".default"}
	if object, ok := b.session.Describe(t.Object); ok {
		for _, class := range object.Classes {
			topics = append([]string{d.Name + "." + class}, topics...)
		}
	}
	for _, name := range topics {
		for _, dir := range b.dirs(d.Package) {
			f.Topics = append(f.Topics, topic{name, dir})
		}
	}
	return b.Inspection.argument(f)
}

// signature is a function's name with its arguments, in lines of at most 80 characters.
func signature(name string, arguments []workspace.Argument) string {
	text := name + "("
	width := len(text)
	for i, a := range arguments {
		part := a.Name
		if a.Default != "" {
			part += " = " + a.Default
		}
		if i < len(arguments)-1 {
			part += ","
		}
		switch {
		case i == 0:
		case width+1+len(part) > document.Width-1:
			text += "\n   "
			width = 3
			fallthrough
		default:
			text += " "
			width++
		}
		text += part
		width += len(part)
	}
	return text + ")"
}
