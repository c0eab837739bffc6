package cli

import (
	"encoding/json"
	"fmt"
	"os"

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
func (b *baseline) open() error {
	switch {
	case b.file == "" && b.update:
		return unusable("asyncmock validate DOC --baseline known.json --update-baseline", "--update-baseline needs the file of --baseline")
	case b.file == "" || b.update:
		return nil
	}
	text, err := os.ReadFile(b.file)
	if err != nil {
		return unusable("--update-baseline writes it", "--baseline: %w", err)
	}
	var f baselineFile
	if err := json.Unmarshal(text, &f); err != nil {
		return unusable("--update-baseline writes it anew", "--baseline %s: %w", b.file, err)
	}
	b.known = map[known]int{}
	for _, k := range f.Findings {
		b.known[k]++
	}
	return nil
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

// close writes the file, or says what was left out.
func (b *baseline) close(c *console, r *report.Result) error {
	if !b.update {
		if b.hidden > 0 {
			c.note("%s: findings that are known and not shown: %d", b.file, b.hidden)
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
