package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"asyncmock/cmd/internal/watch"
	"asyncmock/server"
	"asyncmock/spec"
)

// An input is one document of the command line.
type input struct {
	location string // as the user named it
	prefix   string // of --mount, "" without
	doc      *spec.Document
	findings spec.Diagnostics // of loading and, later, of planning
	err      error            // doc is nil: why
	mock     *server.Mock     // after plan
	files    watch.Files      // local ones that it was read from
	flawed   bool             // loading found errors, also where the rest can be served

	// The message log's, by Route.Path; elsewhere is for what has no route.
	meters    map[string]*meter
	elsewhere *meter
}

// A loader reads the documents of one command line and keeps what reports need.
type loader struct {
	c     *console
	opts  spec.LoadOptions
	stdin []byte // nil: not read yet
}

// maxShown bounds the files that are read again to show lines of them; it is
// the loader's own limit.
const maxShown = 32 << 20

// load reads every document. A document that is unusable has an err; load
// itself fails only on wrong usage.
func (l *loading) load(ctx context.Context, c *console, args []string) ([]*input, *loader, error) {
	inputs, err := l.inputs(args)
	if err != nil {
		return nil, nil, err
	}
	opts, err := l.loadOptions()
	if err != nil {
		return nil, nil, err
	}
	ld := &loader{c: c, opts: opts, stdin: l.stdin}
	for _, in := range inputs {
		if err := ld.read(ctx, in); err != nil {
			return nil, nil, err
		}
	}
	l.stdin = ld.stdin
	return inputs, ld, nil
}

func (l *loading) inputs(args []string) ([]*input, error) {
	var out []*input
	stdin := 0
	for _, a := range args {
		out = append(out, &input{location: a})
	}
	for _, m := range l.mounts {
		prefix, location, ok := strings.Cut(m, "=")
		prefix = strings.TrimRight(prefix, "/")
		if !ok || location == "" || !strings.HasPrefix(m, "/") {
			return nil, unusable("for example --mount /orders=orders.yaml", "--mount %q: must be /prefix=DOC", m)
		}
		out = append(out, &input{location: location, prefix: prefix})
	}
	for _, in := range out {
		if in.location == "-" {
			stdin++
		}
	}
	switch {
	case stdin > 0 && l.watch:
		return nil, unusable("name a file instead", "--watch cannot watch standard input")
	case len(out) == 0:
		return nil, unusable(`a document is a path, "-" for standard input, or an https URL`, "no document given")
	case stdin > 1:
		return nil, unusable("", `"-" may stand only once: there is one standard input`)
	}
	return out, nil
}

func (ld *loader) read(ctx context.Context, in *input) error {
	opts := ld.opts
	in.files = watch.Files{}
	opts.Read = func(path string, source []byte) { in.files[path] = source }
	if in.location == "-" && ld.stdin == nil {
		text, err := io.ReadAll(io.LimitReader(ld.c.in, maxShown+1))
		if err != nil {
			return unusable("", "standard input: %w", err)
		}
		ld.stdin = text
	}
	opts.Stdin = bytes.NewReader(ld.stdin)
	in.doc, in.findings, in.err = spec.Load(ctx, in.location, &opts)
	if in.doc == nil && in.err == nil {
		in.err = spec.ErrUnusable
	}
	in.flawed = in.findings.HasErrors()
	return nil
}

// source returns the text of a file that a finding names, for its lines.
func (ld *loader) source(file string) []byte {
	if file == "-" || file == "<stdin>" {
		return ld.stdin
	}
	fi, err := os.Stat(file)
	if err != nil || !fi.Mode().IsRegular() || fi.Size() > maxShown {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return text
}

// failed is the sentence about a document that could not be loaded. What the
// findings say already is not said again.
func (in *input) failed() error {
	if errors.Is(in.err, spec.ErrUnusable) && in.findings.HasErrors() {
		return fmt.Errorf("%s: %w", in.location, spec.ErrUnusable)
	}
	if misbehaves(in.err) {
		return fmt.Errorf("%s: the behavior file does not fit it", in.location)
	}
	return fmt.Errorf("%s: %w", in.location, in.err)
}

// fileHint guesses why a document could not be opened.
func (in *input) fileHint() string {
	switch {
	case errors.Is(in.err, os.ErrNotExist):
		return "the path is taken from the current folder"
	case strings.HasPrefix(in.location, "http://") || strings.HasPrefix(in.location, "https://"):
		return "a document is fetched by https from hosts named by --allow-remote HOST"
	}
	return ""
}
