package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"asyncmock/spec"
	"asyncmock/spec/lint"
)

// A judged is a document of the corpus with the verdicts of others.
type judged struct {
	path, name, root, kind, asyncapi   string
	expected, parser, schema           string // verdicts: by whose word, the official parser, the official schema
	reason, parserReason, schemaReason string
}

// corpus returns the documents that others wrote, named by ASYNCMOCK_CORPUS:
// all of them with ASYNCMOCK_CAMPAIGN=full, else every nth for which wanted holds.
func corpus(t *testing.T, nth int, wanted func(judged) bool) []judged {
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
	var all []judged
	for _, row := range rows[1:] {
		column := func(name string) string { return row[slices.Index(rows[0], name)] }
		parts := strings.SplitN(column("path"), "/", 3)
		j := judged{
			path: filepath.Join(dir, column("path")), name: column("path"), root: filepath.Join(dir, parts[0], parts[1]),
			kind: column("kind"), asyncapi: column("asyncapi"), expected: column("expected"),
			parser: column("parser_verdict"), schema: column("official_schema"),
			reason: column("expected_reason"), parserReason: column("parser_errors"), schemaReason: column("official_schema_error"),
		}
		if j.kind != "ref-target" && wanted(j) {
			all = append(all, j)
		}
	}
	if os.Getenv("ASYNCMOCK_CAMPAIGN") == "full" {
		return all
	}
	var some []judged
	for i := 0; i < len(all); i += nth {
		some = append(some, all[i])
	}
	return some
}

// validated returns what validate finds in a document.
func validated(t *testing.T, checker *lint.Checker, path, root string) spec.Diagnostics {
	t.Helper()
	doc, findings, _ := spec.Load(t.Context(), path, &spec.LoadOptions{Root: root})
	in := &input{location: path, doc: doc, findings: findings}
	if err := in.inspect(checker); err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return in.findings
}

// corpusVerdicts holds that where the official parser and the official schema
// agree, the verdict is the same for 98 %.
func corpusVerdicts(t *testing.T, why *reasons) {
	agree := func(j judged) bool {
		return j.parser == "valid" && j.schema == "valid" || j.parser == "error" && j.schema == "invalid"
	}
	checker := &lint.Checker{}
	same, total := 0, 0
	var slowest time.Duration
	for _, j := range corpus(t, 8, agree) {
		total++
		start := time.Now()
		findings := validated(t, checker, j.path, j.root)
		slowest = max(slowest, time.Since(start))
		if findings.HasErrors() == (j.parser == "error") {
			same++
			continue
		}
		reason := why.ofFindings(findings, spec.SeverityError, idOf(j.name))
		if reason == "" {
			t.Errorf("no reason is known for %s", idOf(j.name))
		}
		t.Logf("%s %s (%s): here %s\n\treason: %s", idOf(j.name), j.name, j.asyncapi, difference(findings, j), reason)
	}
	t.Logf("%d of %d verdicts are the same (%.1f %%), slowest %v", same, total, percent(same, total), slowest)
	least := 98.0
	if os.Getenv("ASYNCMOCK_CAMPAIGN") != "full" {
		least = 95 // of a sample, one is nearly a percent
	}
	if percent(same, total) < least {
		t.Errorf("less than %v %% of the verdicts are the same", least)
	}
}

// difference says why a verdict is another one.
func difference(findings spec.Diagnostics, j judged) string {
	if !findings.HasErrors() {
		return "valid, there " + j.parserReason + " / " + j.schemaReason
	}
	return "invalid: " + told(findings, spec.SeverityError)
}

// told are the first findings of a severity.
func told(findings spec.Diagnostics, severity spec.Severity) string {
	var list []string
	for _, d := range findings {
		if d.Severity == severity {
			list = append(list, fmt.Sprintf("%s %s [%s]", d.Pointer, d.Summary, d.Code))
		}
	}
	return strings.Join(list[:min(len(list), 3)], "; ")
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }

// counterparts are the codes that say what a rule of the official parser says.
var counterparts = map[string][]string{
	"asyncapi-id": {"id-missing"}, "asyncapi-defaultContentType": {"default-content-type-missing"},
	"asyncapi-info-contact": {"contact-missing"}, "asyncapi-info-contact-properties": {"contact-incomplete"},
	"asyncapi-info-license": {"license-missing"}, "asyncapi-info-license-url": {"license-url-missing"},
	"asyncapi-latest-version": {"version-not-newest"}, "asyncapi-servers": {"servers-missing"}, "asyncapi2-tags": {"tags-missing"},
	"asyncapi-unused-component": {"unused-component"}, "asyncapi2-unused-securityScheme": {"unused-security-scheme"},
	"asyncapi-document-resolved":   {"required-missing", "wrong-type", "unknown-key", "invalid-value", "invalid-format"},
	"asyncapi-document-unresolved": {"ref-not-allowed"},
	"asyncapi2-schemas":            {"wrong-type", "invalid-value", "required-missing", "unknown-key", "schema-keyword-invalid"},
	"asyncapi2-schema-default":     {"schema-default"}, "asyncapi2-schema-examples": {"schema-example"},
	"asyncapi2-message-examples": {"example-invalid"}, "asyncapi2-message-examples-custom-format": {"example-invalid"},
	"asyncapi2-message-messageId": {"message-id-missing"}, "asyncapi2-message-messageId-uniqueness": {"duplicate-id"},
	"asyncapi2-operation-operationId-uniqueness": {"duplicate-id"},
	"asyncapi2-server-security":                  {"security-scheme-unknown", "security-scope-unknown"},
	"asyncapi2-operation-security":               {"security-scheme-unknown", "security-scope-unknown"},
	"asyncapi2-server-variables":                 {"server-variable-undefined", "server-variable-unused"},
	"asyncapi2-tags-uniqueness":                  {"duplicate-tag"},
	"asyncapi2-channel-parameters":               {"parameter-undefined", "parameter-not-in-address"},
	"asyncapi3-channel-parameters":               {"parameter-undefined", "parameter-not-in-address"},
	"asyncapi2-channel-servers":                  {"server-unknown"}, "asyncapi3-channel-servers": {"server-unknown", "ref-placement", "ref-target-missing"},
	"asyncapi2-channel-no-empty-parameter": {"parameter-without-name"}, "asyncapi2-channel-no-trailing-slash": {"address-trailing-slash"},
	"asyncapi2-channel-no-query-nor-fragment": {"address-query"}, "asyncapi3-channel-no-query-nor-fragment": {"address-query"},
	"asyncapi3-operation-messages-from-referred-channel": {"message-not-in-channel"},
	"asyncapi3-required-operation-channel-unambiguity":   {"ref-placement"},
	"asyncapi3-required-channel-servers-unambiguity":     {"ref-placement", "server-unknown"},
}

// places are the places that a finding names, also in its detail.
func places(d spec.Diagnostic) []string {
	list := []string{strings.TrimSuffix(d.Pointer+d.Instance, "/$ref")}
	for line := range strings.Lines(d.Detail) {
		if strings.HasPrefix(line, "/") {
			list = append(list, d.Pointer+strings.Fields(line)[0])
		}
	}
	return list
}

func schemaFormats(t *testing.T, path string) bool {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(text), "schemaFormat")
}

// corpusRules holds that documents of the official parser's own rule tests get
// findings of the same rule at the same places, 95 % of them.
func corpusRules(t *testing.T, why *reasons) {
	corpus(t, 1, func(judged) bool { return true })
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	text, err := os.ReadFile(filepath.Join(dir, "ruletests.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Path, Rule, Name string
		Errors           []struct {
			Message string
			Path    []any
		}
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	checker := &lint.Checker{}
	same := 0
	for _, c := range cases {
		path := filepath.Join(dir, "docs", c.Path)
		if counterparts[c.Rule] == nil {
			t.Errorf("no rule is like %s", c.Rule)
		}
		var got, want []string
		for _, d := range validated(t, checker, path, filepath.Dir(path)) {
			if slices.Contains(counterparts[c.Rule], d.Code) {
				got = append(got, places(d)...)
			}
		}
		for _, e := range c.Errors {
			var tokens []string
			for _, token := range e.Path {
				tokens = append(tokens, fmt.Sprint(token))
			}
			want = append(want, strings.TrimSuffix(spec.JoinPointer("", tokens...), "/$ref"))
		}
		if c.Rule == "asyncapi2-message-examples-custom-format" && !schemaFormats(t, path) {
			got = nil // this one is about messages with a schemaFormat only
		}
		if len(c.Errors) == 1 && c.Errors[0].Path == nil && len(got) == 1 {
			want = got // the case does not say where
		}
		slices.Sort(got)
		slices.Sort(want)
		if got, want = slices.Compact(got), slices.Compact(want); slices.Equal(got, want) {
			same++
			continue
		}
		reason := why.of(idOf(c.Path))
		if reason == "" {
			t.Errorf("no reason is known for %s", idOf(c.Path))
		}
		t.Logf("%s %s: %s\n\t got %q\n\twant %q %v\n\treason: %s", idOf(c.Path), c.Rule, c.Path, got, want, c.Errors, reason)
	}
	t.Logf("%d of %d rule tests give the same (%.1f %%)", same, len(cases), percent(same, len(cases)))
	if percent(same, len(cases)) < 95 {
		t.Error("less than 95 % are the same")
	}
}

// corpusInvalid holds that the invalid documents of the technology
// compatibility kit are found invalid: at least the 60 % that are errors to
// the official parser, and 95 % with those where the finding is a warning. It
// lists both these and what gets none, with the reason.
func corpusInvalid(t *testing.T, why *reasons) {
	invalid := func(j judged) bool { return j.kind == "conformance" && j.expected == "invalid" }
	checker := &lint.Checker{}
	wrong, doubtful, total := 0, 0, 0
	for _, j := range corpus(t, 1, invalid) {
		total++
		findings := validated(t, checker, j.path, j.root)
		if findings.HasErrors() {
			wrong++
			continue
		}
		reason := why.ofFindings(findings, spec.SeverityWarning, idOf(j.name))
		if reason == "" {
			t.Errorf("no reason is known for %s", idOf(j.name))
		}
		warnings := told(findings, spec.SeverityWarning)
		if warnings != "" {
			doubtful++
		}
		t.Logf("%s %s: no error, warnings: %s\n\treason: %s", idOf(j.name), j.name, warnings, reason)
	}
	t.Logf("%d of %d are errors (%.1f %%), %d errors or warnings (%.1f %%)", wrong, total, percent(wrong, total), wrong+doubtful, percent(wrong+doubtful, total))
	if percent(wrong, total) < 60 || percent(wrong+doubtful, total) < 95 {
		t.Error("less than 60 % are errors, or less than 95 % errors or warnings")
	}
}
