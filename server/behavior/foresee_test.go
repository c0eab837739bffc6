package behavior_test

import (
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/spec"
)

// compiled returns all findings of a file for a document.
func compiled(t *testing.T, doc, file string) spec.Diagnostics {
	t.Helper()
	d, f := load(t, doc, file)
	mock, err := server.New(d, server.Options{Behavior: f})
	if wrong, ok := err.(*server.BehaviorError); ok {
		return wrong.Findings
	}
	if err != nil {
		t.Fatal(err)
	}
	return mock.Diagnostics()
}

// TestForeseen: what a rule could never say is found when the file is read:
// examples that there are not, and values that the schema refuses whatever
// else is in the message.
func TestForeseen(t *testing.T) {
	doc := strings.Replace(document, "  hall:\n", `    # of two kinds
      either:
        payload:
          oneOf:
            - {type: object, required: [kind, size], properties: {kind: {const: box}, size: {type: integer}}}
            - {type: object, required: [kind, size], properties: {kind: {const: bag}, size: {enum: [s, l]}}}
  hall:
`, 1)
	doc = strings.Replace(doc, "messages/notice'}]", "messages/notice'}, {$ref: '#/channels/desk/messages/either'}]", 1)
	for reply, want := range map[string][2]string{ // what stands at the place, and the finding
		`{message: accepted, example: usual}`:                                   {},
		`{message: accepted, example: usuall}`:                                  {"usuall", `the message "accepted" has no example "usuall" | did you mean "usual"?`},
		`{message: accepted, example: usuall, validate: off}`:                   {"usuall", `the message "accepted" has no example "usuall"`},
		`{message: notice, example: any}`:                                       {"any", `the message "notice" has no example "any" | it has no examples with a name`},
		`{message: rejected, set: {/reason: no}}`:                               {},
		`{message: rejected, set: {/reason: n}}`:                                {"n}", `this breaks the contract and would not be sent: /reason `},
		`{message: rejected, set: {/reason: 5}}`:                                {"5", `this breaks the contract and would not be sent: /reason `},
		`{message: rejected, set: {/reason: 5}, validate: off}`:                 {},
		`{message: rejected, set: {/type: "{{ payload.type }}", /reason: 5}}`:   {"5", `this breaks the contract and would not be sent: /reason `},
		`{message: rejected, set: {/reason: "{{ text }}"}}`:                     {},
		`{message: accepted, example: usual, set: {/id: x}}`:                    {"x", `this breaks the contract and would not be sent: /id `},
		`{message: rejected, set: {/extra/deep/down: 1}}`:                       {},
		`{message: rejected, set: {/reason/deep: 1}}`:                           {"1", `this breaks the contract and would not be sent: /reason/deep is no place of the message "rejected"`},
		`{message: either, set: {/size: 5}}`:                                    {},
		`{message: either, set: {/kind: sack}}`:                                 {"{message", `this breaks the contract and would not be sent: `},
		`{message: either, set: {/kind: "{{ payload.kind }}", /size: nothing}}`: {}, // who knows
	} {
		file := "rules: [{route: desk, then: [{reply: " + reply + "}]}]"
		found := compiled(t, doc, file)
		at, got := "", ""
		if len(found) > 0 {
			at, got = file[found[0].Pos.Column-1:], found[0].Summary+" | "+found[0].Hint
		}
		if len(found) > 1 || (want[1] == "") != (got == "") || !strings.HasPrefix(got, want[1]) || !strings.HasPrefix(at, want[0]) {
			t.Errorf("%s: got %q at %q and %d, want %q", reply, got, at, len(found), want)
		}
	}
	// A broadcast to another route is judged by that one.
	elsewhere := compiled(t, document, "rules: [{route: hall, then: [{broadcast: {route: /desk, message: notices}}]}]")
	if len(elsewhere) != 1 || !strings.Contains(elsewhere[0].Summary, `no message "notices" on /desk`) {
		t.Errorf("got %v", elsewhere)
	}
}

// TestDeepFields: a value gets the objects that it needs, and one that has no
// place is told.
func TestDeepFields(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {text: deep}, then: [{reply: {message: notice, set: {/text: a, /of/whom/name: "{{ session }}"}}}]}
  - {name: lost, when: {text: lost}, then: [{reply: {message: notice, set: {/text/deep: "{{ session }}"}}}, {reply: lives}]}
`)
	b.dial("/desk").say("deep").hears(`{"type":"notice","text":"a","of":{"whom":{"name":"ws-1"}}}`).say("lost").hears("lives")
	b.note("rule lost: what it says breaks the contract and is not sent")
}

// TestUnknownNames: the hint says what was meant.
func TestUnknownNames(t *testing.T) {
	for reply, want := range map[string]string{
		"{{ target }}":     "did you mean vars.target?",
		"{{ stock.pear }}": "did you mean data.stock?",
		"{{ seen + 1 }}":   "did you mean global.seen?",
		"{{ paylod.id }}":  `did you mean "payload"?`,
		"{{ elephant }}":   "there are calls, cookies, data,",
	} {
		file := "vars: {target: 1}\ndata: {stock: {}}\nrules: [{then: [{set: {global.seen: 1}}, {reply: '" + reply + "'}]}]"
		if found := compiled(t, document, file); len(found) != 1 || !strings.HasPrefix(found[0].Hint, want) {
			t.Errorf("%s: got %v, hint %q; want %q", reply, found, found[0].Hint, want)
		}
	}
}

// TestEmptyFiles: nothing differs, which is worth a warning.
func TestEmptyFiles(t *testing.T) {
	for _, text := range []string{"", "\n\n", "# nothing yet\n", "---\n", "null"} {
		f, findings := behavior.Parse("behavior.yaml", []byte(text))
		if f == nil || len(findings) != 1 || findings[0].Severity != spec.SeverityWarning || findings[0].Pos.Line != 1 {
			t.Errorf("%q: got %v, %v", text, f, findings)
			continue
		}
		if found := compiled(t, document, text); len(found) != 1 || found[0].Code != "behavior-empty" {
			t.Errorf("%q: got %v", text, found)
		}
	}
	if f, findings := behavior.Parse("behavior.yaml", []byte("{}")); f == nil || len(findings) > 0 {
		t.Errorf("got %v, %v", f, findings)
	}
}
