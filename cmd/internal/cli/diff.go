package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
	"asyncmock/generator/diff"
	"asyncmock/spec"
)

// diffing is what the flags of diff say.
type diffing struct {
	loading
	format diffFormat
	failOn failOn
}

type diffFormat uint8

const (
	diffText diffFormat = iota
	diffJSON
)

// failOn is what makes diff fail.
type failOn uint8

const (
	failOnBreaking failOn = iota
	failOnAny
	failOnNone
)

func diffCommand(c *console) *cobra.Command {
	d := &diffing{}
	cmd := &cobra.Command{
		Use:   "diff OLD NEW [flags]",
		Short: "Tell breaking from other changes between two versions",
		Long: `Compare two versions of a document by meaning. What the application receives
must still be accepted; what it sends must still be understood. Each change is
breaking, unclear or non-breaking. Where schemas break, a message is shown that
one version accepts and the other refuses.

The exit status is 0, or 1 if a change is breaking (see --fail-on), and 2 if a
document cannot be used.`,
		Example: `  asyncmock diff asyncapi.old.yaml asyncapi.yaml
  git show main:asyncapi.yaml | asyncmock diff - asyncapi.yaml --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd.Context(), c, args)
		},
	}
	addFlags(c, cmd,
		flagGroup{"Output", func(fs *pflag.FlagSet) {
			fs.Var(oneOf(&d.format, "text", "json"), "format", "form of the result")
			fs.Var(oneOf(&d.failOn, "breaking", "any", "none"), "fail-on", "changes that make the exit status 1")
		}},
		flagGroup{"Documents", d.loading.flags},
	)
	return cmd
}

func (d *diffing) run(ctx context.Context, c *console, args []string) error {
	if len(args) != 2 {
		return unusable("asyncmock diff old.yaml new.yaml", "diff takes two documents, not %d", len(args))
	}
	inputs, ld, err := d.load(ctx, c, args)
	if err != nil {
		return err
	}
	c.findings(inputs, ld, false, true)
	if err := refused(c, inputs); err != nil {
		return err
	}
	changes := diff.Compare(inputs[0].doc, inputs[1].doc)
	write := writeDiffText
	if d.format == diffJSON {
		write = writeDiffJSON
	}
	if err := write(c, args, changes); err != nil {
		return &failure{status: exitFindings, err: err}
	}
	if d.failOn == failOnBreaking && changes.Count(diff.Breaking) > 0 || d.failOn == failOnAny && len(changes) > 0 {
		return &failure{status: exitFindings}
	}
	return nil
}

// writeDiffText prints the changes by verdict, the worst first.
func writeDiffText(c *console, args []string, changes diff.Changes) error {
	var b strings.Builder
	for i, ch := range changes {
		if i == 0 || changes[i-1].Verdict != ch.Verdict {
			fmt.Fprintf(&b, "%s\n", verdictStyle(c.style, ch.Verdict, strings.ToUpper(ch.Verdict.String()[:1])+ch.Verdict.String()[1:]))
		}
		writeChange(&b, c.style, ch)
	}
	fmt.Fprintf(&b, "%s → %s: %s\n", report.Printable(args[0]), report.Printable(args[1]), diffTally(changes))
	_, err := io.WriteString(c.out, b.String())
	return err
}

func writeChange(b *strings.Builder, st report.Style, ch diff.Change) {
	fmt.Fprintf(b, "  %s%s %s\n", st.Bold(report.Printable(about(ch))), report.Printable(ch.Summary), st.Dim("["+ch.Kind+"]"))
	fmt.Fprintf(b, "    %s\n", report.Printable(ch.Reason))
	if w := ch.Witness; w != nil {
		what := "payload"
		if w.Headers {
			what = "headers"
		}
		other := map[string]string{"old": "new", "new": "old"}[w.AcceptedBy]
		fmt.Fprintf(b, "    %s %s\n", st.Accent(what), shortText(report.Printable(string(w.Payload))))
		fmt.Fprintf(b, "      %s accepts it, %s refuses it: %s\n", w.AcceptedBy, other, report.Printable(strings.TrimLeft(w.Instance+" "+w.Refusal, " ")))
	}
	for _, p := range []struct {
		word  string
		place diff.Place
	}{{"old", ch.Old}, {"new", ch.New}} {
		if p.place.Pos != (spec.Pos{}) {
			fmt.Fprintf(b, "    %s %s\n", p.word, st.Dim(report.Printable(p.place.Pos.String()+" #"+p.place.Pointer)))
		}
	}
}

// about says what a change is about: "receive place, message order: ".
func about(ch diff.Change) string {
	var parts []string
	switch {
	case ch.Operation != "":
		parts = append(parts, strings.TrimLeft(ch.Direction+" "+ch.Operation, " "))
	case ch.Channel != "":
		parts = append(parts, "channel "+ch.Channel)
	}
	if ch.Message != "" {
		parts = append(parts, "message "+ch.Message)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}

// shortText cuts a payload that would fill the screen; JSON has all of it.
func shortText(s string) string {
	const most = 400
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func verdictStyle(st report.Style, v diff.Verdict, text string) string {
	switch v {
	case diff.Breaking:
		return st.Severity(spec.SeverityError, text)
	case diff.Unclear:
		return st.Severity(spec.SeverityWarning, text)
	}
	return st.Good(text)
}

func diffTally(changes diff.Changes) string {
	if len(changes) == 0 {
		return "no changes"
	}
	return fmt.Sprintf("%d breaking, %d unclear, %d non-breaking",
		changes.Count(diff.Breaking), changes.Count(diff.Unclear), changes.Count(diff.NonBreaking))
}

// The field names below are a promise to the programs that read them.
type jsonDiff struct {
	Old     string         `json:"old"`
	New     string         `json:"new"`
	Summary map[string]int `json:"summary"` // by verdict
	Changes []jsonChange   `json:"changes"`
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

func writeDiffJSON(c *console, args []string, changes diff.Changes) error {
	out := jsonDiff{Old: args[0], New: args[1], Changes: []jsonChange{}, Summary: map[string]int{}}
	for _, v := range []diff.Verdict{diff.Breaking, diff.Unclear, diff.NonBreaking} {
		out.Summary[v.String()] = changes.Count(v)
	}
	for _, ch := range changes {
		out.Changes = append(out.Changes, jsonChange{
			Kind: ch.Kind, Verdict: ch.Verdict.String(), Channel: ch.Channel, Operation: ch.Operation, Message: ch.Message, Direction: ch.Direction,
			Summary: ch.Summary, Reason: ch.Reason, Old: placeJSON(ch.Old), New: placeJSON(ch.New), Witness: witnessJSON(ch.Witness),
		})
	}
	enc := json.NewEncoder(c.out)
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
	part := "payload"
	if w.Headers {
		part = "headers"
	}
	return &jsonWitness{Part: part, Value: w.Payload, AcceptedBy: w.AcceptedBy, Instance: w.Instance, Refusal: w.Refusal}
}
