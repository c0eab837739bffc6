package cli

import (
	"encoding/json"
	"io"

	"asyncmock/cmd/internal/report"
	"asyncmock/generator/diff"
	"asyncmock/spec"
)

// The field names below are a promise to the programs that read them.
type jsonDiff struct {
	Documents []report.JSONDocument `json:"documents"` // the changes as findings about the new version
	Old       string                `json:"old"`
	New       string                `json:"new"`
	Summary   map[string]int        `json:"summary"` // by verdict
	Changes   []jsonChange          `json:"changes"`
}

type jsonChange struct {
	Kind      string       `json:"kind"`
	Verdict   string       `json:"verdict"`
	Channel   string       `json:"channel,omitempty"`
	Operation string       `json:"operation,omitempty"`
	Message   string       `json:"message,omitempty"`
	Direction string       `json:"direction,omitempty"`
	Summary   string       `json:"summary"`
	Reason    string       `json:"reason"`
	Old       *jsonPlace   `json:"old"`
	New       *jsonPlace   `json:"new"`
	Witness   *jsonWitness `json:"witness,omitempty"`
}

type jsonPlace struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Pointer string `json:"pointer"`
}

type jsonWitness struct {
	Part       string          `json:"part"` // payload or headers
	Value      json.RawMessage `json:"value"`
	AcceptedBy string          `json:"acceptedBy"` // old or new
	Instance   string          `json:"instance"`   // pointer in the value: what the other one refuses
	Refusal    string          `json:"refusal"`
}

// json writes the changes as findings, as all JSON reports have them, and all
// that is known about each.
func (r *diffReport) json(w io.Writer, result *report.Result) error {
	out := jsonDiff{Documents: report.JSONDocuments(result), Old: r.old, New: r.new, Changes: []jsonChange{}, Summary: map[string]int{}}
	for _, v := range []diff.Verdict{diff.Breaking, diff.Unclear, diff.NonBreaking} {
		out.Summary[v.String()] = r.changes.Count(v)
	}
	for _, ch := range r.changes {
		out.Changes = append(out.Changes, jsonChange{
			Kind: ch.Kind, Verdict: ch.Verdict.String(), Channel: ch.Channel, Operation: ch.Operation, Message: ch.Message, Direction: ch.Direction,
			Summary: ch.Summary, Reason: ch.Reason, Old: placeJSON(ch.Old), New: placeJSON(ch.New), Witness: witnessJSON(ch.Witness),
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// placeJSON is null where a change has no place in a document.
func placeJSON(p diff.Place) *jsonPlace {
	if p.Pos == (spec.Pos{}) {
		return nil
	}
	return &jsonPlace{File: p.Pos.File, Line: p.Pos.Line, Column: p.Pos.Column, Pointer: p.Pointer}
}

func witnessJSON(w *diff.Witness) *jsonWitness {
	if w == nil {
		return nil
	}
	return &jsonWitness{Part: witnessPart(w), Value: w.Payload, AcceptedBy: w.AcceptedBy, Instance: w.Instance, Refusal: w.Refusal}
}
