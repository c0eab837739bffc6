package diff_test

import (
	"slices"
	"strings"
	"testing"

	"asyncmock/generator/diff"
)

// TestKinds: every kind is explained once, and the tables of the tests know no
// other.
func TestKinds(t *testing.T) {
	var names []string
	for _, k := range diff.Kinds() {
		if k.Help == "" || strings.Contains(k.Help, "\n") || !strings.HasSuffix(k.Help, ".") {
			t.Errorf("%s: help %q is no line", k.Name, k.Help)
		}
		if slices.Contains(names, k.Name) {
			t.Errorf("%s is there twice", k.Name)
		}
		names = append(names, k.Name)
	}
	if !slices.IsSorted(names) {
		t.Error("not sorted")
	}
	shown := map[string]bool{}
	for _, r := range rows {
		shown[r.narrows], shown[r.widens] = true, true
	}
	for _, e := range edits {
		shown[e.done], shown[e.undone] = true, true
	}
	for name := range shown {
		explained(t, name)
	}
	var missing []string
	for _, name := range names {
		if !shown[name] {
			missing = append(missing, name)
		}
	}
	t.Logf("%d kinds, %d with a row of their own; none: %s", len(names), len(shown), strings.Join(missing, ", "))
}

// explained says where a kind that was found is not in the table.
func explained(t *testing.T, kind string) {
	t.Helper()
	if !slices.ContainsFunc(diff.Kinds(), func(k diff.Kind) bool { return k.Name == kind }) {
		t.Errorf("%s is not explained", kind)
	}
}
