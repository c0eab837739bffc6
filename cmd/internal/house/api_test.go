package house

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestAPI compares what go doc says of the public packages with the golden
// files, so that a change of the interface is seen in review.
func TestAPI(t *testing.T) {
	if testing.Short() {
		t.Skip("go doc of every package is slow")
	}
	want := map[string]bool{}
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for _, p := range listPackages(t, runtime.GOOS) {
		if p.Name == "main" || strings.Contains(p.ImportPath, "/internal/") || p.ImportPath == module+"/examples" {
			continue
		}
		golden := strings.ReplaceAll(strings.TrimPrefix(p.ImportPath, module+"/"), "/", ".") + ".txt"
		want[golden] = true
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			compareAPI(t, p.ImportPath, filepath.Join("testdata", "api", golden))
		})
	}
	wg.Wait()
	have, _ := filepath.Glob("testdata/api/*.txt")
	for _, file := range have {
		if !want[filepath.Base(file)] {
			t.Errorf("%s is of no package", file)
		}
	}
}

func compareAPI(t *testing.T, path, golden string) {
	out, err := exec.Command("go", "doc", "-all", path).Output()
	if err != nil {
		t.Errorf("go doc %s: %v", path, err)
		return
	}
	out = append(bytes.TrimRight(out, "\n"), '\n')
	if *update {
		if err := os.WriteFile(golden, out, 0o644); err != nil {
			t.Error(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(out, want) {
		t.Errorf("%s: the public interface changed; read it, then: go test ./cmd/internal/house -update\n%s", path, firstDifference(string(want), string(out)))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "was: " + w[i] + "\nis:  " + g[i]
		}
	}
	return "one has more lines than the other"
}
