package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"

	"asyncmock/server/picture"
	"asyncmock/spec"
)

var (
	//go:embed html/page.gohtml
	htmlMarkup string
	//go:embed html/page.css
	htmlStyle string
	//go:embed html/page.js
	htmlScript string
)

// writeHTML writes one page that needs no other file and no network. What
// came from documents and clients is text in it and never markup: the template
// escapes it, and the page's own policy runs only the script whose hash it has.
func writeHTML(w io.Writer, r *Result) error {
	t, err := template.New("page").Parse(htmlMarkup)
	if err != nil {
		return err
	}
	return t.Execute(w, r.htmlPage())
}

// An htmlPage is what the template shows.
type htmlPage struct {
	Command   string // "" if it is not told
	Failed    bool
	Verdict   string
	Facts     []string
	Tiles     []htmlTile
	Wrong     []htmlWrong // checks and messages
	WrongLeft []string
	Documents []htmlDocument
	Checks    []htmlCheck
	Coverage  []htmlCoverage
	Talks     []htmlTalk
	TalksLeft string
	Codes     []spec.Code

	Style   template.CSS
	Script  template.JS
	Records template.JS
	Policy  string
}

// An htmlTile is a figure at the top.
type htmlTile struct {
	Name, Value, Note string
	Target            string // id of the part of the page that tells more
	Bar               []htmlBar
}

// An htmlBar is a part of a bar that is 100 wide.
type htmlBar struct {
	Class       string
	From, Width float64
}

func (r *Result) htmlPage() *htmlPage {
	p := &htmlPage{Command: r.Command, Facts: r.htmlFacts()}
	p.Style = template.CSS(picture.Style() + htmlStyle)
	p.Script = template.JS(picture.Script() + htmlScript)
	p.Policy = "default-src 'none'; style-src " + hashOf(string(p.Style)) + "; script-src " + hashOf(string(p.Script)) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
	r.htmlDocuments(p)
	if x := r.Exchange; x != nil {
		p.Command = x.Command
		r.htmlExchange(p, x)
	}
	r.htmlVerdict(p)
	p.Codes = r.htmlCodes()
	return p
}

// hashOf is the source expression of an inline text (CSP Level 3, 2.3.1).
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// htmlFacts are what the report is about, and when.
func (r *Result) htmlFacts() (facts []string) {
	var names []string
	for _, d := range r.Documents {
		names = append(names, Printable(r.place(d.Path)))
	}
	if len(names) > 3 {
		names = append(names[:3], plural(len(r.Documents)-3, "more document"))
	}
	facts = append(facts, strings.Join(names, ", "))
	if x := r.Exchange; x != nil && len(x.Events) > 0 {
		first, last := x.Events[0].Time, x.Events[len(x.Events)-1].Time
		if !first.IsZero() {
			facts = append(facts, first.UTC().Format("2 January 2006, 15:04:05 UTC"), "took "+seconds(last.Sub(first)))
		}
	}
	if r.Version != "" {
		facts = append(facts, "asyncmock "+r.Version)
	}
	return facts
}

// htmlVerdict says in a few words how it came out.
func (r *Result) htmlVerdict(p *htmlPage) {
	bad := r.AtLeast(r.FailSeverity)
	failed := 0
	if r.Exchange != nil {
		failed = r.Exchange.Count(Failed)
	}
	p.Failed = bad+failed > 0
	switch all := r.allFindings(); {
	case r.Verdict != "":
		p.Verdict = r.Verdict
	case failed > 0:
		p.Verdict = plural(failed, "check") + " failed"
	case bad > 0:
		p.Verdict = Tally(all)
	case r.Exchange != nil:
		p.Verdict = "The contract holds"
	case len(all) > 0:
		p.Verdict = "Nothing that fails, " + strings.TrimPrefix(Tally(all), "valid, ")
	default:
		p.Verdict = "Nothing is wrong"
	}
}

func (r *Result) allFindings() (all spec.Diagnostics) {
	for _, d := range r.Documents {
		all = append(all, d.Findings...)
	}
	return all
}

// htmlCodes explains the codes that occur, by name.
func (r *Result) htmlCodes() (codes []spec.Code) {
	seen := map[string]bool{}
	for _, f := range r.allFindings() {
		seen[f.Code] = true
	}
	if r.Exchange != nil {
		for _, c := range r.Exchange.Checks {
			for _, f := range c.Findings {
				seen[f.Code] = true
			}
		}
	}
	for _, c := range r.Codes {
		if seen[c.Code] {
			codes = append(codes, c)
			seen[c.Code] = false
		}
	}
	return codes
}
