package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
)

// A baseline is a file of findings that are known: a team takes new rules
// step by step, and only what is new fails.
type baseline struct {
	file   string
	update bool
	known  map[known]int // how often
	hidden int
}

// A known finding is the same wherever its line moves.
type known struct {
	Path     string `json:"path"`
	Code     string `json:"code"`
	Pointer  string `json:"pointer"`
	Instance string `json:"instance,omitempty"`
	Summary  string `json:"summary"`
}

type baselineFile struct {
	Findings []known `json:"findings"`
}

// open reads the file unless it is about to be written.
func (b *baseline) open(c *console) error {
	switch {
	case b.file == "" && b.update:
		return unusable("asyncmock validate DOC --baseline known.json --update-baseline", "--update-baseline needs the file of --baseline")
	case b.file == "" || b.update:
		return nil
	}
	if _, err := os.Stat(b.file); errors.Is(err, os.ErrNotExist) {
		return unusable("--update-baseline writes it", "--baseline: there is no file %s", b.file)
	}
	b.known = map[known]int{}
	return c.settingsFile("--baseline", b.file, b.read)
}

// read takes the findings of a file.
func (b *baseline) read(root *spec.Node) spec.Diagnostics {
	list := root.Get("findings")
	if !list.Is(spec.Array) {
		return spec.Diagnostics{misplaced(root.Pos, root, "a baseline has the key findings, with a list", "--update-baseline writes it anew")}
	}
	var findings spec.Diagnostics
	for _, n := range list.Items {
		k := known{n.Get("path").Str(), n.Get("code").Str(), n.Get("pointer").Str(), n.Get("instance").Str(), n.Get("summary").Str()}
		if k.Path == "" || k.Code == "" || k.Summary == "" {
			findings = append(findings, misplaced(n.Pos, n, "a known finding has path, code and summary, which are texts", "--update-baseline writes it anew"))
		}
		b.known[k]++
	}
	return findings
}

// filter drops the findings of a document that are known.
func (b *baseline) filter(path string, findings spec.Diagnostics) spec.Diagnostics {
	kept := findings[:0]
	for _, d := range findings {
		if k := knownOf(path, d); b.known[k] > 0 {
			b.known[k]--
			b.hidden++
			continue
		}
		kept = append(kept, d)
	}
	return kept
}

func knownOf(path string, d spec.Diagnostic) known {
	return known{Path: path, Code: d.Code, Pointer: d.Pointer, Instance: d.Instance, Summary: d.Summary}
}

// gone counts what was known of the documents and is not found any more.
func (b *baseline) gone(r *report.Result) (n int) {
	for k, times := range b.known {
		if slices.ContainsFunc(r.Documents, func(d report.Document) bool { return d.Path == k.Path }) {
			n += times
		}
	}
	return n
}

// close writes the file, or says what was left out.
func (b *baseline) close(c *console, r *report.Result) error {
	if !b.update {
		if b.hidden > 0 {
			c.note("%s: findings that are known and not shown: %d", b.file, b.hidden)
		}
		if gone := b.gone(r); gone > 0 {
			c.note("%s: findings that are known and gone: %d; --update-baseline forgets them", b.file, gone)
		}
		return nil
	}
	f := baselineFile{Findings: []known{}}
	for _, doc := range r.Documents {
		for _, d := range doc.Findings {
			f.Findings = append(f.Findings, knownOf(doc.Path, d))
		}
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.file, append(text, '\n'), 0o666); err != nil {
		return fmt.Errorf("write baseline: %w", err)
	}
	c.note("%s: findings that are known from now on: %d", b.file, len(f.Findings))
	return nil
}
