package report

import (
	_ "embed"
	"encoding/json"
	"io"
	"slices"

	"asyncmock/spec"
)

//go:embed report.schema.json
var jsonSchema []byte

// JSONSchema returns the JSON Schema (draft-07) of the JSON report.
func JSONSchema() []byte { return slices.Clone(jsonSchema) }

// The field names below are a promise to the programs that read them.
type jsonReport struct {
	Documents []JSONDocument `json:"documents"`
	Exchange  *jsonExchange  `json:"exchange,omitempty"`
}

// A JSONDocument is a Document as all machine output spells it.
type JSONDocument struct {
	Path     string        `json:"path"`
	Valid    bool          `json:"valid"`
	Findings []JSONFinding `json:"findings"`
}

// A JSONFinding is a Diagnostic as all machine output spells it.
type JSONFinding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Pointer  string `json:"pointer"`
	// Instance is the place in the payload, for findings about one.
	Instance string `json:"instance,omitempty"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Hint     string `json:"hint"`
}

// JSONFindings converts findings for machine output. It never returns nil.
func JSONFindings(ds spec.Diagnostics) []JSONFinding {
	out := make([]JSONFinding, 0, len(ds))
	for _, d := range ds {
		out = append(out, JSONFinding{
			Code: d.Code, Severity: d.Severity.String(),
			File: d.Pos.File, Line: d.Pos.Line, Column: d.Pos.Column,
			Pointer: d.Pointer, Instance: d.Instance,
			Summary: d.Summary, Detail: d.Detail, Hint: d.Hint,
		})
	}
	return out
}

// JSONDocuments converts documents for machine output. It never returns nil.
func JSONDocuments(r *Result) []JSONDocument {
	out := []JSONDocument{}
	for _, d := range r.Documents {
		out = append(out, JSONDocument{Path: d.Path, Valid: d.Valid(), Findings: JSONFindings(d.Findings)})
	}
	return out
}

func writeJSON(w io.Writer, r *Result) error {
	out := jsonReport{Documents: JSONDocuments(r)}
	if r.Exchange != nil {
		out.Exchange = r.Exchange.json()
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
