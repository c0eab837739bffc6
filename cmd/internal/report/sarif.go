package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"asyncmock/spec"
)

// srcRoot is what SARIF's readers call the folder that paths are relative to.
const srcRoot = "%SRCROOT%"

// fingerprint names how partialFingerprints are made. Another way gets
// another number.
const fingerprint = "asyncmock/v1"

// writeSARIF writes one run in SARIF 2.1.0 (OASIS), which code scanning reads.
func writeSARIF(w io.Writer, r *Result) error {
	run := sarifRun{
		Tool:               sarifTool{sarifDriver{Name: "asyncmock", Version: r.Version, Rules: r.sarifRules()}},
		ColumnKind:         "unicodeCodePoints",
		OriginalURIBaseIDs: map[string]sarifBase{srcRoot: {sarifText{"The repository, or else the folder in which the command ran."}}},
		Results:            []sarifResult{},
	}
	seen := map[string]int{}
	for _, d := range r.sarifDocuments() {
		for _, f := range d.Findings {
			result := r.sarifResult(d, f)
			result.RuleIndex = run.Tool.Driver.index(f.Code)
			key := r.fingerprintOf(d, f)
			seen[key]++
			result.PartialFingerprints = map[string]string{fingerprint: fmt.Sprintf("%s:%d", key, seen[key])}
			run.Results = append(run.Results, result)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// sarifDocuments are the documents, and what the checks found. A result needs
// a file: what stands in no recording is about the contract that it breaks.
func (r *Result) sarifDocuments() []Document {
	if r.Exchange == nil {
		return r.Documents
	}
	broken := Document{}
	if len(r.Documents) > 0 {
		broken.Path = r.Documents[0].Path
	}
	for _, c := range r.Exchange.Checks {
		broken.Findings = append(broken.Findings, c.told()...)
	}
	return append(slices.Clone(r.Documents), broken)
}

// sarifRules are the kinds of finding that occur, by code.
func (r *Result) sarifRules() []sarifRule {
	rules := []sarifRule{}
	for _, d := range r.sarifDocuments() {
		for _, f := range d.Findings {
			rules = append(rules, r.sarifRule(f.Code))
		}
	}
	slices.SortFunc(rules, func(a, b sarifRule) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(rules, func(a, b sarifRule) bool { return a.ID == b.ID })
}

// sarifRule has help only for the codes that there is a table of.
func (r *Result) sarifRule(code string) sarifRule {
	rule := sarifRule{ID: Printable(code)}
	i := slices.IndexFunc(r.Codes, func(c spec.Code) bool { return c.Code == code })
	if i < 0 {
		return rule
	}
	text := &sarifText{sarifPlain(r.Codes[i].Help)}
	rule.ShortDescription, rule.Help = text, text
	rule.DefaultConfiguration = &sarifConfiguration{sarifLevel(r.Codes[i].Severity)}
	return rule
}

func (r *Result) sarifResult(d Document, f spec.Diagnostic) sarifResult {
	return sarifResult{
		RuleID:    Printable(f.Code),
		Level:     sarifLevel(f.Severity),
		Message:   sarifText{sarifPlain(message(f))},
		Locations: []sarifLocation{r.sarifLocation(d, f)},
	}
}

func (r *Result) sarifLocation(d Document, f spec.Diagnostic) sarifLocation {
	file := f.Pos.File
	if file == "" {
		file = d.Path
	}
	uri, below := fileURI(r.place(file))
	at := sarifLocation{PhysicalLocation: sarifPhysical{ArtifactLocation: sarifArtifact{URI: uri}}}
	if below {
		at.PhysicalLocation.ArtifactLocation.URIBaseID = srcRoot
	}
	if f.Pos.Line > 0 {
		at.PhysicalLocation.Region = &sarifRegion{StartLine: f.Pos.Line, StartColumn: f.Pos.Column}
	}
	if f.Pointer != "" {
		at.LogicalLocations = []sarifLogical{{FullyQualifiedName: Printable("#" + f.Pointer)}}
	}
	return at
}

// fingerprintOf knows a finding again after lines have moved: by its pointer,
// or where it has none by the text of its line.
func (r *Result) fingerprintOf(d Document, f spec.Diagnostic) string {
	at := f.Pointer
	if at == "" {
		line, _ := (&Printer{Source: r.Source}).line(f.Pos)
		at = strings.TrimSpace(line)
	}
	h := sha256.New()
	for _, part := range []string{f.Code, r.place(d.Path), r.place(f.Pos.File), at, f.Instance} {
		fmt.Fprintf(h, "%q\n", part)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func sarifLevel(s spec.Severity) string {
	return [...]string{"note", "warning", "error"}[min(s, spec.SeverityError)]
}

// sarifPlain escapes braces, which would be placeholders (SARIF 2.1.0, 3.11.5).
func sarifPlain(s string) string {
	return strings.NewReplacer("{", "{{", "}", "}}").Replace(s)
}
