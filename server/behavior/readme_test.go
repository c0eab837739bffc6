package behavior_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"asyncmock/server/behavior"
)

// TestReadme: the page names tests that there are, and every key of the
// grammar that users write.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("*_test.go")
	for _, further := range []string{"../*_test.go", "../../cmd/asyncmock/e2e_*_test.go"} {
		more, _ := filepath.Glob(further)
		files = append(files, more...)
	}
	var source strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, name := range regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(page), -1) {
		if !strings.Contains(source.String(), "func "+name+"(") {
			t.Errorf("there is no test %s", name)
		}
	}
	schema := string(behavior.Schema())
	for _, block := range regexp.MustCompile("(?m)^\\| `(\\w+):").FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(schema, `"`+block[1]+`": {`) {
			t.Errorf("there is no key %s", block[1])
		}
	}
}
