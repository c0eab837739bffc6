package spec

import "testing"

func TestTRT1_TraitsWinIn2x(t *testing.T) {
	doc := mustLoad(t, head2+`channels:
  quay:
    subscribe:
      operationId: own
      summary: own
      bindings: {ws: {own: 1, both: own}}
      traits:
        - {summary: first, description: first, bindings: {ws: {both: trait, trait: 1}}}
        - $ref: '#/components/operationTraits/second'
      message:
        name: own
        headers: {type: object, required: [own], properties: {own: {type: string}, gone: {type: string}}}
        traits:
          - headers: {required: [trait], properties: {trait: {type: integer}, gone: null}}
            contentType: text/plain
components:
  operationTraits:
    second: {description: second, tags: [{name: x}]}
`)
	op := operation(t, doc, "own")
	if op.Summary != "first" || op.Description != "second" || len(op.Tags) != 1 {
		t.Errorf("got %q, %q, %v", op.Summary, op.Description, op.Tags)
	}
	if got := string(op.Bindings.Get("ws").AppendJSON(nil)); got != `{"own":1,"both":"trait","trait":1}` {
		t.Errorf("got %s", got)
	}
	m := op.Messages[0]
	want := `{"type":"object","required":["trait"],"properties":{"own":{"type":"string"},"trait":{"type":"integer"}}}`
	if got := string(m.Headers.Node.AppendJSON(nil)); got != want || m.ContentType != "text/plain" {
		t.Errorf("got %s, %s", got, m.ContentType)
	}
	if m.Node.Has("traits") || op.Node.Has("traits") {
		t.Error("traits are left")
	}
}

func TestTRT1_ObjectsWinIn3x(t *testing.T) {
	doc := mustLoad(t, head3+`channels:
  quay:
    address: quay
    messages:
      m:
        title: own
        headers: {$ref: '#/components/schemas/own'}
        payload: {type: object, properties: {a: {default: null}}}
        traits:
          - {title: trait, summary: first, contentType: text/plain, headers: {$ref: '#/components/schemas/trait'}}
          - {summary: second}
operations:
  op:
    action: send
    channel: {$ref: '#/channels/quay'}
    summary: own
    traits: [{summary: trait, description: trait, security: [{$ref: '#/components/securitySchemes/key'}]}]
components:
  securitySchemes: {key: {type: httpApiKey, name: k, in: query}}
  schemas:
    own: {type: object, properties: {both: {type: string}, own: {type: string}}}
    trait: {type: object, properties: {both: {type: integer, minimum: 1}, trait: {$ref: '#/components/schemas/trait'}}}
`)
	m := doc.Channels[0].Messages[0]
	if m.Title != "own" || m.Summary != "second" || m.ContentType != "text/plain" {
		t.Errorf("got %q, %q, %q", m.Title, m.Summary, m.ContentType)
	}
	both := m.Headers.Node.At("properties", "both")
	if both.Get("type").Str() != "string" || both.Get("minimum").Scalar() != "1" || !m.Headers.Node.At("properties").Has("own") {
		t.Errorf("got %s", m.Headers.Node.AppendJSON(nil))
	}
	if n := m.Headers.Node.At("properties", "trait", "properties", "trait", "type"); n.Str() != "object" {
		t.Errorf("recursion is lost: %v", n)
	}
	if both.Get("minimum").Pointer() != "/components/schemas/trait/properties/both/minimum" || both.Get("minimum").Pos.Line != 26 {
		t.Errorf("what a trait brings is at %s %s", both.Get("minimum").Pos, both.Get("minimum").Pointer())
	}
	if got := string(m.Payload.Node.AppendJSON(nil)); got != `{"type":"object","properties":{"a":{"default":null}}}` {
		t.Errorf("a null that no trait meets is lost: %s", got)
	}
	op := doc.Operations[0]
	if op.Summary != "own" || op.Description != "trait" || len(op.Security) != 1 || op.Security[0].Schemes[0].Scheme != doc.SecuritySchemes[0] {
		t.Errorf("got %+v", op)
	}
	if got := doc.Node.At("components", "schemas", "own", "properties").Len(); got != 2 {
		t.Errorf("merging changed the component: %d properties", got)
	}
}

func TestTRT2_TraitsAreAppliedOnceWhereverMessagesSit(t *testing.T) {
	for name, text := range map[string]string{
		"2.x": head2 + `channels:
  a: {subscribe: {message: {$ref: '#/components/messages/m'}}, publish: {message: {oneOf: [{$ref: '#/components/messages/m'}, {name: n, traits: [{title: t}]}]}}}
components: {messages: {m: {name: m, traits: [{title: t}]}}}
`,
		"3.x": head3 + `channels:
  a: {address: a, messages: {m: {$ref: '#/components/messages/m'}, n: {traits: [{title: t}]}}}
operations:
  s: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/channels/a/messages/m'}]}
  r: {action: receive, channel: {$ref: '#/channels/a'}}
components: {messages: {m: {traits: [{title: t}]}}}
`} {
		doc := mustLoad(t, text)
		ms := doc.Channels[0].Messages
		if len(ms) != 2 || names(ms) != "m n" || ms[0].Title != "t" || ms[1].Title != "t" {
			t.Errorf("%s: got %s", name, names(ms))
		}
		if doc.Operations[0].Messages[0] != ms[0] || doc.Operations[1].Messages[0] != ms[0] || doc.ComponentMessages[0] != ms[0] {
			t.Errorf("%s: one Message Object is several messages", name)
		}
	}
}

func TestTRT3_KeysATraitMayNotHave(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  a: {address: a, messages: {m: {traits: [{title: t, payload: {type: string}, traits: []}]}}}
  b: {address: b}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}, traits: [{action: receive, channel: {$ref: '#/channels/b'}, title: t, messages: []}]}
`)
	wantFindings(t, ds, "trait-key-ignored 6:54", "trait-key-ignored 6:79",
		"trait-key-ignored 9:64", "trait-key-ignored 9:81", "trait-key-ignored 9:124")
	m, op := doc.Channels[0].Messages[0], doc.Operations[0]
	if m.Payload != nil || m.Title != "t" || op.Action != Send || op.Channel != doc.Channels[0] || len(op.Messages) != 1 || op.Title != "t" {
		t.Errorf("got %+v, %+v", m, op)
	}
}

func TestTRT_BrokenTraitsAreDropped(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  a: {address: a, messages: {m: {traits: [5, {$ref: '#/none'}, {title: t}]}, n: {traits: {title: t}}}}
`)
	wantFindings(t, ds, "wrong-type 6:43", "ref-target-missing 6:53", "wrong-type 6:90")
	if doc.Channels[0].Messages[0].Title != "t" || doc.Channels[0].Messages[1].Title != "" {
		t.Errorf("got %+v", doc.Channels[0].Messages)
	}
}
