package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestNoInit: tables are explicit, nothing registers itself.
func TestNoInit(t *testing.T) {
	for _, p := range listPackages(t, runtime.GOOS) {
		files, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files (%v)", p.Dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			checkNoInit(t, file)
		}
	}
}

func checkNoInit(t *testing.T, file string) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			t.Errorf("%s: init function", fset.Position(fn.Pos()))
		}
	}
	for _, imp := range f.Imports {
		if imp.Name != nil && imp.Name.Name == "_" && imp.Path.Value != `"embed"` {
			t.Errorf("%s: import for side effects", fset.Position(imp.Pos()))
		}
	}
}
