package spec

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// corpusRow is what the tests need of a row of MANIFEST.tsv.
type corpusRow struct {
	path, kind, asyncapi, channels, operations, parser, why, root string
}

func (r corpusRow) isDocument() bool { return r.kind != "ref-target" }

// readCorpus returns the documents of the corpus; without it the test is skipped.
func readCorpus(tb testing.TB) []corpusRow {
	tb.Helper()
	folder := os.Getenv("ASYNCMOCK_CORPUS")
	if folder == "" {
		tb.Skip("ASYNCMOCK_CORPUS is not set")
	}
	f, err := os.Open(filepath.Join(folder, "MANIFEST.tsv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	reader := csv.NewReader(f)
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = '\t', true, -1
	records, err := reader.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	column := func(name string) int { return slices.Index(records[0], name) }
	var rows []corpusRow
	for _, rec := range records[1:] {
		path := filepath.FromSlash(rec[column("path")])
		parts := strings.Split(rec[column("path")], "/")
		rows = append(rows, corpusRow{
			path: filepath.Join(folder, path), root: filepath.Join(folder, parts[0], parts[1]),
			kind: rec[column("kind")], asyncapi: rec[column("asyncapi")], channels: rec[column("channels")],
			operations: rec[column("operations")], parser: rec[column("parser_verdict")], why: rec[column("parser_errors")],
		})
	}
	return rows
}

func TestREL_LOAD_1_CorpusLoads(t *testing.T) {
	const patience = 20 * time.Second // ten times what a document may take
	var loaded, refused, clean int
	for _, row := range readCorpus(t) {
		if !row.isDocument() {
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, ds, err := Load(ctx, row.path, &LoadOptions{Root: row.root})
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		cancel()
		if took > patience {
			t.Errorf("%s: took %v", row.path, took)
		}
		if allocated := (after.TotalAlloc - before.TotalAlloc) >> 20; allocated > 200 {
			t.Errorf("%s: %d MB allocated", row.path, allocated)
		}
		if took > time.Second {
			t.Logf("%s: took %v, %d MB", row.path, took, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
		for _, d := range ds {
			if d.Code == codeInternal {
				t.Errorf("%s: %s", row.path, d)
			}
			if d.Pos.File == "" || d.Pos.Line == 0 && d.Code != codeEmpty && d.Code != codeSyntax {
				t.Errorf("%s: not located: %s", row.path, d)
			}
		}
		switch {
		case err != nil:
			refused++
			if !ds.HasErrors() {
				t.Errorf("%s: refused without a reason", row.path)
			}
		case ds.HasErrors():
			loaded++
		default:
			loaded++
			clean++
		}
	}
	t.Logf("%d loaded (%d without errors), %d refused", loaded, clean, refused)
}

// TestCorpusAccepted holds that what the official parser accepts is accepted here.
func TestCorpusAccepted(t *testing.T) {
	var good, bad, channels int
	for _, row := range readCorpus(t) {
		if row.kind != "product" && row.kind != "example" || row.parser != "ok" && row.parser != "valid" {
			continue
		}
		doc, ds, err := Load(t.Context(), row.path, &LoadOptions{Root: row.root})
		if err != nil || ds.HasErrors() {
			bad++
			t.Errorf("%s: %v", row.path, err)
			for _, d := range ds {
				if d.Severity == SeverityError {
					t.Logf("    %s %s", d, d.Hint)
				}
			}
			continue
		}
		good++
		if len(doc.Channels) > 0 {
			channels++
		}
	}
	t.Logf("%d documents load without errors, %d of them with channels; %d do not", good, channels, bad)
}
