package repocheck

import (
	"slices"
	"strings"
	"testing"
)

// layer says what a package may import of this module, and why no more.
type layer struct {
	may []string
	why string
}

var layers = map[string]layer{
	"internal/protocol":                  {nil, "message types know nobody, so that everybody may know them"},
	"internal/interp":                    {nil, "R is embedded without knowing for what: cmd/gokernel/wire.go adapts it"},
	"internal/zmqsock":                   {[]string{"internal/protocol"}, "the sockets carry messages and know nothing of what they cause"},
	"internal/console":                   {[]string{"internal/protocol"}, "the session is tested without R and without sockets"},
	"internal/rhome":                     {nil, "finding R needs nothing of the kernel"},
	"internal/process":                   {nil, "child processes need nothing of the kernel"},
	"internal/kernelspecs":               {[]string{"kernelspec"}, "kernelspecs need nothing of the kernel but its files"},
	"internal/kerneltest":                {[]string{"internal/protocol"}, "the test client sees the kernel from outside"},
	"kernelspec":                         {nil, "it is only files"},
	"internal/syntax":                    {nil, "R's syntax is the same for Jupyter and for a language server"},
	"internal/rdata":                     {nil, "R's file formats need nothing of the kernel"},
	"internal/library":                   {[]string{"internal/rdata"}, "installed packages are the same for Jupyter and for a language server"},
	"internal/workspace":                 {[]string{"internal/syntax", "internal/library", "internal/rdata"}, "what is known of the session is the same for Jupyter and for a language server"},
	"internal/completion":                {[]string{"internal/syntax", "internal/workspace"}, "a language server completes with the same engine"},
	"internal/document":                  {nil, "formatted text is the same for Jupyter and for a language server"},
	"internal/rhelp":                     {[]string{"internal/document", "internal/rdata"}, "help pages are files, whoever reads them"},
	"internal/completion/completiontest": {[]string{"internal/completion", "internal/workspace"}, "the tables of completion are played with and without R"},
	"internal/inspection":                {[]string{"internal/syntax", "internal/workspace", "internal/document", "internal/rhelp"}, "a language server explains with the same engine"},
	"internal/history":                   {[]string{"internal/protocol"}, "it answers history requests, whoever asks"},
	"internal/introspection": {[]string{"internal/protocol", "internal/console", "internal/syntax", "internal/workspace", "internal/completion", "internal/inspection", "internal/document"},
		"it translates between Jupyter's requests and the engines"},
}

// feature is the layer of every other package below internal: of features, and of
// programs that test or measure the kernel from outside.
var feature = layer{
	[]string{"internal/protocol", "internal/console", "internal/kerneltest"},
	"a feature uses the console's interfaces; R and the sockets are joined to it in cmd/gokernel only",
}

// reserved lists imports that only some packages may have. Tests may use sockets.
var reserved = []struct {
	path  string
	users []string
	tests bool
	why   string
}{
	{"C", []string{"internal/interp", "internal/syntax"}, false, "R's long jumps stay behind one border; syntax calls tree-sitter only"},
	{"unsafe", []string{"internal/interp"}, false, "pointers of C stay behind one border"},
	{"github.com/pebbe/zmq4", []string{"internal/zmqsock", "internal/kerneltest", "internal/conformance", "internal/bench"}, true, "one goroutine owns the sockets"},
	{"github.com/tree-sitter/go-tree-sitter", []string{"internal/syntax"}, false, "others use syntax.Tree and syntax.Node"},
	{"github.com/mattn/go-sqlite3", []string{"internal/history"}, false, "one goroutine owns the database"},
	{"log", nil, false, "the log is a zerolog.Logger that is passed in"},
	{"github.com/spf13/cobra", []string{"cmd/gokernel"}, false, "only the command line knows of flags"},
}

func TestImports_keepToTheLayers(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() || !strings.HasPrefix(f.dir(), "internal/") && f.dir() != "kernelspec" {
			continue
		}
		rule, ok := layers[f.dir()]
		if !ok {
			rule = feature
		}
		for _, imported := range f.imports() {
			if ours, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(rule.may, ours) {
				t.Errorf("%s imports %s; %s may import %q of this module: %s", f.path, ours, f.dir(), rule.may, rule.why)
			}
		}
	}
}

func TestImports_areReserved(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, imported := range f.imports() {
			for _, r := range reserved {
				if imported == r.path && !slices.Contains(r.users, f.dir()) && !(r.tests && f.isTest()) {
					t.Errorf("%s imports %q, which only %q may: %s", f.path, imported, r.users, r.why)
				}
			}
		}
	}
}
