package generator

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/generator/jsonschema"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// TestMostLeavesGetValuesOfTheirKind looks at the strings and numbers that the
// product documents declare, and prints those of which nothing is known.
func TestMostLeavesGetValuesOfTheirKind(t *testing.T) {
	leaves, known := 0, 0
	var lost []string
	for _, path := range corpusDocuments(t, "product") {
		doc, _, err := spec.Load(context.Background(), path, &spec.LoadOptions{Root: corpusRoot(path)})
		if err != nil {
			continue
		}
		c := NewCompiler(doc, Options{Prefer: PreferGenerated})
		for _, m := range messagesOf(doc) {
			s := c.Message(m).schema()
			for _, leaf := range leavesOf(s) {
				leaves++
				if leaf.Kind != "" {
					known++
				} else {
					lost = append(lost, filepath.Base(path)+" "+leaf.Pointer+" ("+leaf.Type+")")
				}
			}
		}
	}
	slices.Sort(lost)
	lost = slices.Compact(lost)
	t.Logf("%d of %d leaves get a value of their kind; the rest:\n%s", known, leaves, strings.Join(lost, "\n"))
	if leaves == 0 || known*100 < leaves*80 {
		t.Errorf("only %d of %d leaves get a value of their kind", known, leaves)
	}
}

func leavesOf(s schema.Schema) []jsonschema.Leaf {
	if s == nil {
		return nil
	}
	return jsonschema.Leaves(s)
}
