package workspace

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/gokernel/gokernel/internal/library"
)

// Snapshot is what was last seen of R's session, to answer while R works. The workspace
// comes from R in pieces ([Snapshot.Observe]); packages are read from their files. Any
// goroutine may call its methods.
type Snapshot struct {
	library library.Library

	queue sync.Mutex
	// pieces have come from R and were not read yet.
	pieces [][]byte
	queued int // bytes of pieces
	// codes are of cells that R ran after, or runs since, the last complete look.
	codes []string

	mu sync.Mutex // before queue, where both are held
	// frames are the global environment and what else is attached but no installed
	// package, by their numbers in the pieces.
	frames    []frame
	search    []attached
	libraries []string
	names     sessionNames
	plain     map[plainKey]*value // values without anything of their own are shared
	defined   definitions
	partial   unfinished
}

type frame struct {
	name   string
	values map[string]*value
}

// attached is an entry of search().
type attached struct{ name, path string }

func (a attached) pkg() string { return strings.TrimPrefix(a.name, "package:") }

type sessionNames struct{ options, environment, primitives []string }

type plainKey struct {
	kind   string
	length int
}

// Base packages, which are attached before R has told what is.
var basePackages = []string{"stats", "graphics", "grDevices", "utils", "datasets", "methods", "base"}

// NewSnapshot makes a snapshot of a session that has just begun. The libraries are the
// directories of installed packages that are known by then.
func NewSnapshot(libraries ...string) *Snapshot {
	s := &Snapshot{libraries: libraries, frames: []frame{{values: map[string]*value{}}}, plain: map[plainKey]*value{}}
	for _, name := range basePackages {
		if dir := library.Find(libraries, name); dir != "" {
			s.search = append(s.search, attached{"package:" + name, dir})
		}
	}
	return s
}

// piece is what the R side tells in one slice of its walk (internal/interp/observe.c).
type piece struct {
	Frames  []string `json:"frames"` // present: all that was told before is void
	Session *struct {
		Search      [][2]string `json:"search"`
		Libraries   []string    `json:"libraries"`
		Options     []string    `json:"options"`
		Environment []string    `json:"environment"`
		Primitives  []string    `json:"primitives"`
	} `json:"session"`
	Objects []observed `json:"objects"`
}

type observed struct {
	Frame int  `json:"f"`
	Gone  bool `json:"gone"`
	// From is where the members begin, and Part says that more will follow, of those
	// that were too many for one slice.
	From int  `json:"from"`
	Part bool `json:"part"`
	member
}

// maxQueued bounds the bytes that wait to be read.
const maxQueued = 8 << 20

// Observe takes what R told in one slice. It only queues the piece: reading takes a
// processor that the next cell may want. Whoever asks reads what there is; see also
// [Snapshot.Settle].
func (s *Snapshot) Observe(told []byte) {
	s.queue.Lock()
	defer s.queue.Unlock()
	s.pieces = append(s.pieces, told)
	s.queued += len(told)
	if s.queued > maxQueued {
		s.queued = 0
		go s.Settle()
	}
}

// Settle reads what is queued, so that the first question need not wait for it.
func (s *Snapshot) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { _ = recover() }() // it has a goroutine of its own: a fault costs answers, not the session
	s.catchUpLocked()
}

// catchUpLocked reads what is queued.
func (s *Snapshot) catchUpLocked() {
	for {
		s.queue.Lock()
		pieces := s.pieces
		s.pieces, s.queued = nil, 0
		s.queue.Unlock()
		if len(pieces) == 0 {
			return
		}
		for _, told := range pieces {
			s.apply(told)
		}
	}
}

// readyLocked reads all there is, for an answer.
func (s *Snapshot) readyLocked() {
	s.catchUpLocked()
	s.queue.Lock()
	codes := s.codes
	s.queue.Unlock()
	s.defined.update(codes)
}

func (s *Snapshot) apply(told []byte) {
	var p piece
	if json.Unmarshal(told, &p) != nil {
		return // the rest of the snapshot stays as it is
	}
	if p.Frames != nil {
		s.frames = nil
		for _, name := range p.Frames {
			s.frames = append(s.frames, frame{name, map[string]*value{}})
		}
	}
	if n := p.Session; n != nil {
		s.search = nil
		for _, entry := range n.Search {
			a := attached{entry[0], entry[1]}
			if a.name == "package:base" {
				a.path = library.Find(n.Libraries, "base")
			}
			s.search = append(s.search, a)
		}
		s.libraries = n.Libraries
		primitives := s.names.primitives
		if n.Primitives != nil {
			primitives = n.Primitives
		}
		s.names = sessionNames{n.Options, n.Environment, primitives}
	}
	for i := range p.Objects {
		s.applyObject(&p.Objects[i])
	}
}

func (s *Snapshot) applyObject(o *observed) {
	if o.Frame < 0 || o.Frame >= len(s.frames) {
		return
	}
	values := s.frames[o.Frame].values
	if o.Gone {
		delete(values, o.Name)
		return
	}
	v := s.share(&o.value)
	for i := range v.Members {
		s.thin(&v.Members[i].value)
	}
	if o.From > 0 || o.Part {
		if v = s.join(o); v == nil {
			return
		}
	}
	values[o.Name] = v
}

// unfinished is a value of which R has told the first members.
type unfinished struct {
	frame int
	name  string
	value *value
}

// join puts the parts of a value together; nil while what was known before is better.
func (s *Snapshot) join(o *observed) *value {
	before := s.partial
	s.partial = unfinished{o.Frame, o.Name, &o.value}
	if o.From > 0 && before.frame == o.Frame && before.name == o.Name && before.value != nil {
		o.Members = append(before.value.Members, o.Members...)
	}
	if !o.Part {
		s.partial = unfinished{}
		return &o.value
	}
	if known := s.frames[o.Frame].values[o.Name]; known != nil && len(known.Members) >= len(o.Members) {
		return nil
	}
	shown := o.value
	shown.Members = slices.Clip(o.Members) // it goes on growing
	return &shown
}

// share returns one value for all that are alike and plain: in a large workspace most
// are.
func (s *Snapshot) share(v *value) *value {
	if v.Classes != nil || v.Dim != nil || v.Arguments != nil || v.Members != nil || v.Slots != nil ||
		v.Elements != nil || v.Values != nil || v.Generic != "" {
		return v
	}
	key := plainKey{v.Type, v.Length}
	if shared := s.plain[key]; shared != nil {
		return shared
	}
	if len(s.plain) >= 1000 {
		clear(s.plain)
	}
	s.plain[key] = v
	return v
}

// thin makes a member share the text of its type.
func (s *Snapshot) thin(v *value) {
	if len(v.Classes) == 1 {
		return
	}
	shared := s.share(v)
	v.Type = shared.Type
}

// Executing takes note of code that R is about to run: what it assigns is known by name
// before R is seen to have it.
func (s *Snapshot) Executing(code string) {
	s.queue.Lock()
	defer s.queue.Unlock()
	if len(s.codes) >= maxCodes {
		s.codes = s.codes[maxCodes/2:]
	}
	s.codes = append(slices.Clip(s.codes), code) // readers may have the old ones
}

// maxCodes bounds the cells whose code is kept.
const maxCodes = 1000

// Complete says that all that R was told to run before has been seen.
func (s *Snapshot) Complete() {
	s.queue.Lock()
	defer s.queue.Unlock()
	s.codes = nil
}

// packageDir is where a package is installed: where it is attached from, or the first
// library that has it.
func (s *Snapshot) packageDir(name string) string {
	for _, a := range s.search {
		if a.path != "" && a.name == "package:"+name {
			return a.path
		}
	}
	return library.Find(s.roots(), name)
}

// roots are the libraries; base's is among them always.
func (s *Snapshot) roots() []string {
	for _, a := range s.search {
		if a.name == "package:base" && a.path != "" && !slices.Contains(s.libraries, filepath.Dir(a.path)) {
			return append(slices.Clip(s.libraries), filepath.Dir(a.path))
		}
	}
	return s.libraries
}

func (s *Snapshot) pkg(name string) *library.Package {
	dir := s.packageDir(name)
	if dir == "" {
		return nil
	}
	return s.library.Open(dir)
}
