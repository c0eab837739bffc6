package behavior_test

import (
	"os"
	"path/filepath"
	"testing"

	"asyncmock/server"
	"asyncmock/server/behavior"
)

// FuzzParse: no file ends the process, whatever is in it, and what Parse takes
// can be compiled or is refused with a place.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("../../examples/*/behavior*.yaml")
	for _, file := range files {
		if source, err := os.ReadFile(file); err == nil {
			f.Add(source)
		}
	}
	f.Add([]byte(`rules: [{when: {if: "count(payload, # > 1) in [1] ?? {a: 1}.a"}, then: [{reply: "{{ replace(text, 'a', \"}}\") }}"}]}]`))
	d, _ := load(f, document, "rules: []")
	f.Fuzz(func(t *testing.T, source []byte) {
		file, findings := behavior.Parse("behavior.yaml", source)
		if file == nil {
			if !findings.HasErrors() {
				t.Fatal("refused without a reason")
			}
			return
		}
		_, err := server.New(d, server.Options{Behavior: file})
		if wrong, ok := err.(*server.BehaviorError); ok {
			for _, finding := range wrong.Findings {
				if finding.Pos.Line == 0 {
					t.Errorf("without a place: %s", finding)
				}
			}
		} else if err != nil {
			t.Fatal(err)
		}
	})
}
