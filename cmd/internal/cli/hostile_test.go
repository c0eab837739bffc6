package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asyncmock/cmd/internal/report"
	"asyncmock/spec"
	"asyncmock/spec/lint"
)

// each writes a text for every number below n.
func each(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("N+1", fmt.Sprint(i+1), "N", fmt.Sprint(i)).Replace(format))
	}
	return b.String()
}

const plain2 = "asyncapi: 2.6.0\ninfo: {title: Ferries, version: '1'}\n"

// hostile are documents that cost much more than they are long, if each step
// does what it does for others.
var hostile = []struct{ name, text string }{
	{"deep items", withPayload(strings.Repeat("{items: ", 180) + "{}" + strings.Repeat("}", 180))},
	{"deep allOf", withPayload(strings.Repeat("{allOf: [", 90) + "{}" + strings.Repeat("]}", 90))},
	{"deep oneOf", withPayload(strings.Repeat("{oneOf: [{type: string}, ", 90) + "{}" + strings.Repeat("]}", 90))},
	{"huge enum", withPayload("{enum: [" + each(100_000, "vN, ") + "z]}")},
	{"huge required", withPayload("{required: [" + each(100_000, "vN, ") + "z]}")},
	{"huge oneOf", withPayload("{oneOf: [" + each(2000, "{required: [aN], properties: {aN: {const: N}}}, ") + "{}]}")},
	{"a pattern that runs away", withPayload("{type: string, pattern: '(" + strings.Repeat("a+", 50) + ")+$', examples: [" + strings.Repeat("a", 5000) + "b]}")},
	{"schemas that double", withPayload("{$ref: '#/x-s0'}") + each(60, "x-sN: {properties: {a: {$ref: '#/x-sN+1'}, b: {$ref: '#/x-sN+1'}}, required: [a, b]}\n") + "x-s60: {}\n"},
	{"channels that double", plain + "channels: {a: {$ref: '#/x-c0'}}\n" + each(60, "x-cN: {messages: {a: {$ref: '#/x-cN+1'}, b: {$ref: '#/x-cN+1'}}}\n") + "x-c60: {}\n"},
	{"messages that double", plain2 + "channels: {a: {publish: {message: {$ref: '#/x-m0'}}}}\n" + each(60, "x-mN: {oneOf: [{$ref: '#/x-mN+1'}, {$ref: '#/x-mN+1'}]}\n") + "x-m60: {}\n"},
	{"bindings that double", plain2 + "channels: {a: {publish: {bindings: {kafka: {$ref: '#/x-b0'}}}}}\n" + each(60, "x-bN: {groupId: {$ref: '#/x-bN+1'}, clientId: {$ref: '#/x-bN+1'}}\n") + "x-b60: {}\n"},
	{"aliases that multiply", plain + "x-0: &a0 [0]\n" + each(9, "x-N+1: &aN+1 [*aN,*aN,*aN,*aN,*aN,*aN,*aN,*aN,*aN]\n")},
	{"everything refers to itself", plain + "channels: {a: {messages: {m: {$ref: '#/channels/a/messages/m'}}}, b: {$ref: '#/channels'}}\ncomponents: {$ref: '#'}\noperations: {$ref: '#/components'}\n"},
	{"many parameters", plain + "channels: {a: {address: '" + each(2000, "/{pN}") + "', parameters: {" + each(2000, "qN: {}, ") + "}}}\n"},
	{"many tags", plain2 + "channels: {}\ntags: [" + strings.Repeat("{name: t}, ", 50_000) + "]\n"},
	{"many examples in a line", plain + "channels: {a: {address: /a, messages: {m: {payload: {type: integer}, examples: [" + strings.Repeat("{payload: x}, ", 20_000) + "]}}}}\n"},
	{"many unknown keys", plain + "channels:\n" + each(5000, "  cN: {adress: x, addres: y, adresss: z}\n")},
	{"ten megabytes of text", plain + "x-text: '" + strings.Repeat("z", 10<<20) + "'\n"},
}

// TestREL_LOAD_1_HostileDocuments holds that documents which multiply are
// validated and reported within bounds: a watchdog waits for a minute.
func TestREL_LOAD_1_HostileDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	checker := &lint.Checker{}
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "asyncapi.yaml")
			writeFile(t, path, h.text)
			done := make(chan error, 1)
			go func() { done <- validateText(t, checker, path, h.text) }()
			select {
			case err := <-done:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(time.Minute):
				t.Fatal("takes more than a minute")
			}
		})
	}
}

// validateText finds and reports all there is to find.
func validateText(t *testing.T, checker *lint.Checker, path, text string) error {
	doc, findings, _ := spec.Load(t.Context(), path, nil)
	in := &input{location: path, doc: doc, findings: findings}
	if err := in.inspect(checker); err != nil {
		return err
	}
	const most = 40_000
	if len(in.findings) > most {
		return fmt.Errorf("%d findings, want at most %d", len(in.findings), most)
	}
	format, err := report.Lookup("text")
	if err != nil {
		return err
	}
	return format.Write(io.Discard, &report.Result{
		Documents: []report.Document{{Path: path, Findings: in.findings}},
		Source:    func(string) []byte { return []byte(text) },
	})
}
