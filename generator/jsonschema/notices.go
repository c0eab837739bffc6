package jsonschema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/fakedata"
	"asyncmock/spec"
)

// notices are what is worth saying once for each name, not for each use: the
// formats and keywords that nobody knows.
type notices struct {
	mu    sync.Mutex
	first map[string]*spec.Node // by summary: where it is given
}

// at reports whether a notice is given at n.
func (t *notices) at(n *spec.Node, summary string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.first == nil {
		t.first = map[string]*spec.Node{}
	}
	if t.first[summary] == nil {
		t.first[summary] = n
	}
	return t.first[summary] == n
}

// A notice is about a name; whether it is given is known when all is read.
type notice struct {
	at            *spec.Node
	code, summary string
}

// give adds the notices to the findings, each where its name stands first.
func (r *reader) give() {
	slices.SortStableFunc(r.notices, func(a, b notice) int {
		return cmp.Or(cmp.Compare(a.at.Pos.Line, b.at.Pos.Line), cmp.Compare(a.at.Pos.Column, b.at.Pos.Column))
	})
	for _, n := range r.notices {
		if r.told.at(n.at, n.summary) {
			r.findings = append(r.findings, spec.Diagnostic{Code: n.code, Severity: spec.SeverityInfo, Pos: n.at.Pos, Pointer: n.at.Pointer(), Summary: n.summary})
		}
	}
	r.notices = nil
}

// format gives notice of formats that are neither checked nor made.
func (r *reader) format(n *spec.Node) string {
	if n.Text != "" && !knownFormat(r.fake, n.Text) {
		r.notices = append(r.notices, notice{n, "schema-format-unknown", fmt.Sprintf("the format %q is not known; values are made and accepted as if it were not there", n.Text)})
	}
	return n.Text
}

func knownFormat(fake *fakedata.Faker, name string) bool {
	hint := fakedata.Hint{Format: name}
	return v5.Formats[name] != nil || shortTexts[name] != nil || numeric(name) || slices.Contains([]string{"binary", "password"}, name) ||
		fake.Text(hint) != nil || fake.Number(hint) != nil
}

// silent are the keywords without effect here, of all drafts, AsyncAPI and OpenAPI.
var silent = []string{
	"$schema", "$id", "id", "$ref", "$anchor", "$defs", "definitions", "$comment", "$vocabulary", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor",
	"additionalItems", "contentSchema", "deprecated", "externalDocs", "xml",
}

// stranger gives notice of a keyword that nobody knows. Extensions are fine.
func (r *reader) stranger(n *spec.Node, key string) {
	if !strings.HasPrefix(key, "x-") && !slices.Contains(silent, key) {
		r.notices = append(r.notices, notice{n, "schema-keyword-unknown", fmt.Sprintf("the keyword %q is not known; it is not used", key)})
	}
}
