package main_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/spec"
)

// The corpus is a folder of documents that others wrote, with a table of what
// is known about each (MANIFEST.tsv). ASYNCMOCK_CORPUS names it. The tests
// here take a sample of it, and all of it with ASYNCMOCK_CAMPAIGN=full:
//
//	ASYNCMOCK_CAMPAIGN=full go test ./cmd/asyncmock -run Corpus -v -timeout 1h

// An entry is a row of the table.
type entry struct {
	Path     string // of the file
	Name     string // as the table has it
	Root     string // the folder of its repository
	Kind     string // product, example, fixture, …
	Channels string // how many, "" where nobody could count
	Accepted bool   // by the official parser
}

// campaign reports whether all of the corpus is wanted.
func campaign() bool { return os.Getenv("ASYNCMOCK_CAMPAIGN") == "full" }

// corpus returns the documents for which wanted holds: all of them in a
// campaign, else every nth.
func corpus(t *testing.T, nth int, wanted func(entry) bool) []entry {
	t.Helper()
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	if dir == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set: a folder of documents with a MANIFEST.tsv")
	}
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	var all []entry
	for _, row := range rows[1:] {
		name := column(row, "path")
		parts := strings.SplitN(name, "/", 3)
		e := entry{
			Path: filepath.Join(dir, name), Name: name, Root: filepath.Join(dir, parts[0], parts[1]),
			Kind: column(row, "kind"), Channels: column(row, "channels"), Accepted: column(row, "parser_verdict") == "valid",
		}
		if e.Kind != "ref-target" && wanted(e) {
			all = append(all, e)
		}
	}
	if campaign() {
		return all
	}
	var some []entry
	for i := 0; i < len(all); i += nth {
		some = append(some, all[i])
	}
	t.Logf("%d of %d documents; all with ASYNCMOCK_CAMPAIGN=full", len(some), len(all))
	return some
}

func everything(entry) bool { return true }

// load loads a document of the corpus; nil when it is unusable.
func load(t *testing.T, e entry) (*spec.Document, spec.Diagnostics) {
	t.Helper()
	doc, findings, err := spec.Load(t.Context(), e.Path, &spec.LoadOptions{Root: e.Root})
	if err != nil {
		return nil, findings
	}
	return doc, findings
}
