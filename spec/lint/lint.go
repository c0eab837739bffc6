package lint

import (
	"fmt"
	"sync"

	"asyncmock/spec"
)

// maxFindings bounds what a hostile document can make us say.
const maxFindings = 10_000

// A Checker checks documents. It compiles each official schema once, when the
// first document of its version comes. The zero value is ready; it is safe for
// concurrent use.
type Checker struct {
	mu         sync.Mutex
	structures map[string]*structure
	bindings   bindingSchemas
}

// Check returns all findings about a document that Load has read: loaded, what
// Load said about it, with the severities of this package, and what breaks the
// official schema or a rule, also a Rule that is Off. What Load has said is not
// said twice. The findings are sorted. The error tells that the check itself failed.
func (c *Checker) Check(doc *spec.Document, loaded spec.Diagnostics) (all spec.Diagnostics, err error) {
	defer func() {
		if v := recover(); v != nil {
			all, err = loaded, fmt.Errorf("check %q: %v", doc.Location, v)
		}
	}()
	s, err := c.structure(schemaVersion(doc.AsyncAPI))
	if err != nil {
		return loaded, err
	}
	d := &document{root: doc.Node, version: s.version, doc: doc, bindings: &c.bindings}
	for _, r := range ruleTable() {
		if r.check != nil {
			r.check(d)
		}
	}
	if d.err != nil {
		return loaded, d.err
	}
	all = merge(superseded(loaded), s.check(doc.Node), doc.Node)
	all = append(all, d.found...)
	all.Sort()
	return all, nil
}

func (c *Checker) structure(version string) (*structure, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.structures[version]; s != nil {
		return s, nil
	}
	s, err := newStructure(version)
	if err != nil {
		return nil, err
	}
	if c.structures == nil {
		c.structures = map[string]*structure{}
	}
	c.structures[version] = s
	return s, nil
}

// superseded returns the loader's findings without those that a rule of this
// package finds more of.
func superseded(loaded spec.Diagnostics) spec.Diagnostics {
	own := map[string]bool{}
	for _, r := range ruleTable() {
		own[r.Code] = r.check != nil
	}
	var kept spec.Diagnostics
	for _, f := range loaded {
		if !own[f.Code] {
			kept = append(kept, f)
		}
	}
	return kept
}
