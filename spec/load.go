package spec

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// LoadOptions change how Load works. The zero value is the good default.
type LoadOptions struct {
	// Root is the folder no reference may leave; "" is the document's own
	// folder, for stdin the working one.
	Root string
	// AllowRemote lists the hosts that https references and locations may name.
	AllowRemote []string
	// Variables are values for server variables (--server-var).
	Variables map[string]string
	// Stdin is read for the location "-".
	Stdin io.Reader
	// Read, if not nil, is told of each local file that is opened, by a path
	// from the working folder or an absolute one, and what it holds: nil where
	// it cannot be read. It is called also when the document is unusable.
	Read func(path string, source []byte)

	remote *remote // tests reach servers of their own with it
}

// ErrUnusable is wrapped by the error of Load when no Document can be made of
// the input. The Diagnostics say why.
var ErrUnusable = errors.New("document is unusable")

// Load reads the document at location: a path, "-" for stdin, or an https URL
// of an allowed host. It returns all findings, sorted. The Document is nil
// only when err is not nil. It never panics and never reads outside the root.
func Load(ctx context.Context, location string, opts *LoadOptions) (doc *Document, all Diagnostics, err error) {
	f := &findings{}
	defer func() {
		if v := recover(); v != nil {
			f.pos(Pos{File: location}, codeInternal, "the loader failed: %s", shorten(fmt.Sprint(v)))
			doc, all, err = nil, f.sorted(), fmt.Errorf("load %q: %w", location, ErrUnusable)
		}
	}()
	if opts == nil {
		opts = &LoadOptions{}
	}
	doc = load(ctx, location, opts, f)
	if doc == nil {
		err = fmt.Errorf("load %q: %w", location, ErrUnusable)
	}
	return doc, f.sorted(), err
}

// load is the way of a document: read, look at the version, resolve
// references, convert to the one model.
func load(ctx context.Context, location string, opts *LoadOptions, f *findings) *Document {
	files := &files{ctx: ctx, f: f, byKey: map[string]*file{}, remote: opts.remote, read: opts.Read}
	if files.remote == nil {
		files.remote = newRemote(opts.AllowRemote)
	}
	defer files.close()
	main := files.openMain(location, opts)
	if main == nil {
		return nil
	}
	v, ok := readVersion(main.root, f)
	if !ok {
		return nil
	}
	r := &resolver{files: files, f: f}
	if v.major == 2 {
		r.itemsOf = main.root.Own("channels")
	}
	r.resolveAll(main)
	c := newConverter(main.root, v, opts, f)
	c.doc.Location = location
	c.document()
	return c.doc
}

// Parse reads YAML or JSON into a Node, within the same budgets as Load.
// References are not resolved. The name is used in positions; a name that
// ends in .json is read as JSON. The Node is nil when nothing is usable.
func Parse(name string, source []byte) (root *Node, all Diagnostics) {
	f := &findings{}
	defer func() {
		if v := recover(); v != nil {
			f.pos(Pos{File: name}, codeInternal, "the parser failed: %s", shorten(fmt.Sprint(v)))
			root, all = nil, f.sorted()
		}
	}()
	root = parseSource(name, source, f, &budget{})
	return root, f.sorted()
}
