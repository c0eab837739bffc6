package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestYML1_YAMLAndJSONFormsAreTheSameTree writes each document of the corpus
// as JSON and reads it back.
func TestYML1_YAMLAndJSONFormsAreTheSameTree(t *testing.T) {
	compared := 0
	for _, row := range readCorpus(t) {
		source, err := os.ReadFile(row.path)
		if err != nil || row.kind == "ref-target" {
			continue
		}
		first, _ := Parse(row.path, source)
		if first == nil {
			continue
		}
		text := first.AppendWritten(nil)
		second, ds := Parse("form.json", text)
		if len(ds) > 0 {
			t.Errorf("%s: %v", row.path, ds)
			continue
		}
		if got := string(second.AppendWritten(nil)); got != string(text) {
			t.Errorf("%s: the JSON form is another tree", row.path)
		}
		third, ds := Parse("form.yaml", text)
		if third == nil || ds.HasErrors() {
			if !strings.Contains(string(text), `\u`) { // escapes that YAML has not
				t.Errorf("%s: the JSON form is no YAML: %v", row.path, ds)
			}
			continue
		}
		if got := string(third.AppendWritten(nil)); got != string(text) {
			t.Errorf("%s: the JSON form read as YAML is another tree", row.path)
		}
		compared++
	}
	t.Logf("%d documents compared", compared)
}

// TestPairs_2xAnd3xOfOneAPIAreOneModel loads each testdata/pairs/NAME.v2.yaml
// and NAME.v3.yaml and compares what the rooms above see of them.
func TestPairs_2xAnd3xOfOneAPIAreOneModel(t *testing.T) {
	older, err := filepath.Glob(filepath.Join("testdata", "pairs", "*.v2.yaml"))
	if err != nil || len(older) < 6 {
		t.Fatalf("got %d pairs, %v", len(older), err)
	}
	for _, v2 := range older {
		v3 := strings.Replace(v2, ".v2.", ".v3.", 1)
		var got [2]string
		for i, path := range []string{v2, v3} {
			doc, ds, err := Load(t.Context(), path, nil)
			if err != nil || len(ds) > 0 {
				t.Errorf("%s: %v, %v", path, err, ds)
				continue
			}
			got[i] = outline(doc)
		}
		if got[0] != got[1] {
			t.Errorf("%s and %s differ:\n%s\n---\n%s", v2, v3, got[0], got[1])
		}
		if strings.Count(got[0], "\n") < 4 {
			t.Errorf("%s says nothing: %s", v2, got[0])
		}
	}
}

// outline writes what is the same in both versions of an API: not the names
// of channels, and not how schemas of parameters are written.
func outline(doc *Document) string {
	var s strings.Builder
	for _, v := range doc.Servers {
		fmt.Fprintf(&s, "server %s %s://%s%s security %s\n", v.Name, v.Protocol, v.Host, v.Pathname, securityOutline(v.Security))
	}
	for _, ch := range doc.Channels {
		fmt.Fprintf(&s, "channel %s servers", ch.Address)
		for _, v := range ch.Servers {
			fmt.Fprintf(&s, " %s", v.Name)
		}
		for _, p := range ch.Parameters {
			fmt.Fprintf(&s, "\n  parameter %s %v %q %v", p.Name, p.Enum, p.Default, p.Location != nil)
		}
		fmt.Fprintf(&s, "\n  messages %s, ws %s\n", names(ch.Messages), ch.Bindings.Get("ws").AppendJSON(nil))
	}
	for _, op := range doc.Operations {
		fmt.Fprintf(&s, "operation %s %s %s %q %s security %s\n", op.Name, op.Action, op.Channel.Address, op.Summary, names(op.Messages), securityOutline(op.Security))
		for _, m := range op.Messages {
			fmt.Fprintf(&s, "  message %s %q %q %s %d examples", m.Name, m.Title, m.ContentType, schemaOutline(m.Headers), len(m.Examples))
			if m.CorrelationID != nil {
				fmt.Fprintf(&s, " correlated by %s", m.CorrelationID.Text)
			}
			fmt.Fprintf(&s, "\n    %s\n", schemaOutline(m.Payload))
		}
	}
	return s.String()
}

func schemaOutline(s *Schema) string {
	if s == nil {
		return "anything"
	}
	return s.Format + " " + string(s.Node.AppendJSON(nil))
}

func securityOutline(list []SecurityRequirement) string {
	var s strings.Builder
	for _, r := range list {
		for _, u := range r.Schemes {
			fmt.Fprintf(&s, " %s:%s", u.Scheme.Name, u.Scheme.Type)
		}
		s.WriteString(" |")
	}
	return s.String()
}
