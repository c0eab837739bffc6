package spec

import (
	"context"
	"errors"
	"io"
)

// LoadOptions change how Load works. The zero value is the good default.
type LoadOptions struct {
	// Root is the folder no reference may leave; "" is the document's own folder.
	Root string
	// AllowRemote lists the hosts that https references and locations may name.
	AllowRemote []string
	// Variables are values for server variables (--server-var).
	Variables map[string]string
	// Stdin is read for the location "-".
	Stdin io.Reader
}

// ErrUnusable is wrapped by the error of Load when no Document can be made of
// the input. The Diagnostics say why.
var ErrUnusable = errors.New("document is unusable")

// Load reads the document at location: a path, "-" for stdin, or an https URL
// of an allowed host. It returns all findings, sorted. The Document is nil
// only when err is not nil. It never panics and never reads outside the root.
func Load(ctx context.Context, location string, opts *LoadOptions) (*Document, Diagnostics, error) {
	return nil, nil, ErrUnusable
}

// Parse reads YAML or JSON into a Node, within the same budgets as Load.
// References are not resolved. The name is used in positions; a name that
// ends in .json is read as JSON.
func Parse(name string, source []byte) (*Node, Diagnostics) {
	return nil, nil
}
