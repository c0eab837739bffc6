// Package behavior reads behavior files: YAML that says what a mock does
// besides its contract. A File is a server.Behavior; New of package server
// compiles it for the routes of its document.
//
// grammar.go is the table of all keys. It checks files and makes their JSON
// Schema. compile.go makes rules of them: conditions.go, actions.go and
// bodies.go have a function for each kind; expression.go and template.go are
// the one language for conditions and texts.
package behavior

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"asyncmock/server"
	"asyncmock/spec"
)

// A File is a behavior file that has been read. The zero File says nothing,
// so that only x-asyncmock of the document counts. It is read-only and safe
// for concurrent use.
type File struct {
	// Shared: several documents are served with it. A rule about a route or a
	// message that one of them does not have is not for that one, which is an
	// info; Misplaced finds those that are for none.
	Shared bool

	root     *spec.Node // nil: nothing
	folder   string     // of the files it names
	warnings spec.Diagnostics
}

// maxFile is the largest behavior file.
const maxFile = 8 << 20

// Load reads a behavior file. All that is wrong with it as it stands is in
// the findings, sorted; the File is nil when one of them is an error. What is
// wrong for a document is found by Compile. The error says why it cannot be
// read at all.
func Load(path string) (*File, spec.Diagnostics, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	source, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, nil, err
	}
	if len(source) > maxFile {
		return nil, nil, fmt.Errorf("%s: larger than %d MiB", path, maxFile>>20)
	}
	file, findings := Parse(path, source)
	return file, findings, nil
}

// Parse is Load of a text. The name is used in positions; files that the text
// names are looked for in the name's folder.
func Parse(name string, source []byte) (*File, spec.Diagnostics) {
	root, findings := spec.Parse(name, source)
	if isEmpty(root, findings) {
		return empty(name)
	}
	if root == nil || findings.HasErrors() {
		return nil, findings
	}
	c := &checker{}
	c.value(root, newGrammar())
	findings = append(findings, c.findings...)
	findings.Sort()
	if findings.HasErrors() {
		return nil, findings
	}
	return &File{root: root, folder: filepath.Dir(name), warnings: findings}, findings
}

// isEmpty reports whether a text that was parsed says nothing at all.
func isEmpty(root *spec.Node, findings spec.Diagnostics) bool {
	if root == nil {
		return len(findings) == 1 && findings[0].Code == "empty-document"
	}
	return root.Kind == spec.Null
}

// empty is a file that says nothing: everything stays as the contract has it.
func empty(name string) (*File, spec.Diagnostics) {
	warning := spec.Diagnostics{{
		Code: "behavior-empty", Severity: spec.SeverityWarning, Pos: spec.Pos{File: name, Line: 1, Column: 1},
		Summary: "the behavior file is empty: nothing differs from the contract", Hint: "it says rules: and the like; asyncmock behavior --schema lists all keys",
	}}
	return &File{warnings: warning}, warning
}

// Files returns the paths of the files that the file names, for those who
// watch for changes.
func (f *File) Files() []string {
	if f == nil || f.root == nil {
		return nil
	}
	var names []string
	named(f.root, func(name string) {
		if path := filepath.Join(f.folder, filepath.FromSlash(name)); filepath.IsLocal(name) && !slices.Contains(names, path) {
			names = append(names, path)
		}
	})
	return names
}

// named tells the value of every key that names a file.
func named(n *spec.Node, tell func(string)) {
	for _, m := range n.Members {
		if m.Key == "file" && m.Value.Kind == spec.String {
			tell(m.Value.Text)
		}
		named(m.Value, tell)
	}
	for _, item := range n.Items {
		named(item, tell)
	}
}

// Compile implements server.Behavior.
func (f *File) Compile(doc *spec.Document, routes []*server.Route) (*server.Script, spec.Diagnostics) {
	script := newScript(len(routes))
	c := &compiler{checker: checker{expressions: newDictionary(), findings: slices.Clone(f.warnings)}, routes: routes, decided: map[*server.Route]bool{}}
	if f.root != nil {
		c.shared = f.Shared
		c.folder(f.folder, func() { c.compile(f.root, script) })
		c.shared = false
	}
	if inside := doc.Extensions.Get(extensionKey).Deref(); inside.Is(spec.Object) {
		c.document(inside, script)
	}
	c.findings.Sort()
	return script, c.findings
}

// Check returns all that is wrong with the file whatever the document: what
// Load has found, and expressions, keys that need another, and files that are
// missing. Routes and messages it leaves to Compile.
func (f *File) Check() spec.Diagnostics {
	alone := *f
	alone.Shared = true
	_, findings := alone.Compile(&spec.Document{}, nil)
	return slices.DeleteFunc(findings, func(d spec.Diagnostic) bool { return d.Code == codeRoute || d.Code == codeMessage })
}

// Misplaced returns the infos about a Shared file that all of the documents
// have among their findings, as errors: what is for none of them.
func Misplaced(all []spec.Diagnostics) spec.Diagnostics {
	var none spec.Diagnostics
	if len(all) == 0 {
		return none
	}
	for _, d := range all[0] {
		if d.Severity != spec.SeverityInfo || d.Code != codeRoute && d.Code != codeMessage {
			continue
		}
		if !slices.ContainsFunc(all[1:], func(other spec.Diagnostics) bool {
			return !slices.ContainsFunc(other, func(o spec.Diagnostic) bool { return o.Pos == d.Pos && o.Code == d.Code })
		}) {
			d.Severity = spec.SeverityError
			none = append(none, d)
		}
	}
	return none
}

// extensionKey is where a document itself says what a file may say.
const extensionKey = "x-asyncmock"

// document compiles what the document says. It comes after the file, which
// wins. A mistake in it does not keep the document from being served: nothing
// of it is applied then.
func (c *compiler) document(n *spec.Node, script *server.Script) {
	before := len(c.findings)
	own := newScript(len(c.routes))
	if c.value(n, insideGrammar()); len(c.findings) == before {
		c.folder(filepath.Dir(n.Place().File), func() { c.compile(n, own) })
	}
	if len(c.findings) == before {
		merge(script, own)
		return
	}
	for i := range c.findings[before:] {
		d := &c.findings[before+i]
		d.Severity, d.Detail = spec.SeverityWarning, "No rules and variables of "+extensionKey+" are applied."
	}
}

func newScript(routes int) *server.Script {
	return &server.Script{
		Routes: make([]*server.RouteScript, routes),
		Vars:   map[string]any{}, Global: map[string]any{}, Data: map[string]any{},
	}
}

// merge adds what is not said already; rules come after the others.
func merge(script, more *server.Script) {
	for i, r := range more.Routes {
		switch {
		case r == nil:
		case script.Routes[i] == nil:
			script.Routes[i] = r
		default:
			known := script.Routes[i]
			known.Rules = append(known.Rules, r.Rules...)
			if known.Entry == nil {
				known.Entry = r.Entry
			}
			known.Fallback = cmp.Or(known.Fallback, r.Fallback)
		}
	}
	script.Endpoints = append(script.Endpoints, more.Endpoints...)
	script.Faults = append(script.Faults, more.Faults...)
	for _, pair := range [][2]map[string]any{{script.Vars, more.Vars}, {script.Global, more.Global}, {script.Data, more.Data}} {
		for name, value := range pair[1] {
			if _, said := pair[0][name]; !said {
				pair[0][name] = value
			}
		}
	}
}

// folder compiles with the files of a folder at hand.
func (c *compiler) folder(path string, compile func()) {
	c.files = &folder{path: path}
	defer c.files.close()
	compile()
}

// Settings implements server.Behavior.
func (f *File) Settings() *spec.Node { return f.root }
