package spec

import (
	"strings"
	"testing"
)

func TestOPR1_OPR4_OperationsOf2x(t *testing.T) {
	doc := mustLoad(t, head2+`channels:
  /a:
    subscribe: {message: {name: out}, tags: [{name: t}], x-y: 1}
    publish: {operationId: in, summary: S, description: D, message: {$ref: '#/components/messages/hello'}}
components:
  messages: {hello: {}}
`)
	if len(doc.Operations) != 2 {
		t.Fatalf("got %d operations", len(doc.Operations))
	}
	sub, pub := doc.Operations[0], doc.Operations[1]
	if sub.Name != "/a.subscribe" || sub.Named || sub.Action != Send || sub.Tags[0] != "t" || len(sub.Extensions) != 1 {
		t.Errorf("got %+v", sub)
	}
	if pub.Name != "in" || !pub.Named || pub.Action != Receive || pub.Summary != "S" || pub.Description != "D" {
		t.Errorf("got %+v", pub)
	}
	if names(doc.Channels[0].Messages) != "out hello" || pub.Channel != doc.Channels[0] {
		t.Errorf("got %s", names(doc.Channels[0].Messages))
	}
}

func TestOPR4_IDsAreUnique(t *testing.T) {
	_, ds, _ := loadText(t, "asyncapi.yaml", head2+`channels:
  a: {publish: {operationId: x, message: {messageId: m}}, subscribe: {operationId: x, message: {messageId: m}}}
  b: {publish: {operationId: X, message: {messageId: M}}, subscribe: {message: {name: m}}}
  c: {publish: {operationId: x, message: {messageId: n}}}
`)
	wantFindings(t, ds, "duplicate-id 6:70", "duplicate-id 6:108", "duplicate-id 8:16")
	if len(ds) > 0 && !strings.Contains(ds[0].Summary, "line 6") {
		t.Errorf("got %s", ds[0])
	}
}

func TestMSG1_MSG2_MessagesOf2x(t *testing.T) {
	doc, ds, err := loadFiles(t, map[string]string{
		"asyncapi.yaml": head2 + `channels:
  /a:
    publish:
      operationId: in
      message:
        oneOf:
          - {messageId: id, name: name}
          - {name: name, title: T}
          - {$ref: '#/components/messages/key'}
          - {}
          - {$ref: whole.yaml}
          - {$ref: 'many.yaml#/inFile'}
          - {$ref: '#/components/messages/named'}
    subscribe: {operationId: out, message: {}}
  /any: {publish: {message: true}, subscribe: {}}
  /none: {publish: {message: {oneOf: []}}, subscribe: {message: {oneOf: {}}}}
components:
  messages: {key: {}, named: {name: other}, unused: {}}
`,
		"whole.yaml": "title: x\n",
		"many.yaml":  "inFile: {}\n",
	}, "asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	wantFindings(t, ds, "operation-without-message 19:19", "operation-without-message 19:47", "wrong-type 20:73")
	if got := names(operation(t, doc, "in").Messages); got != "id name key in#4 whole inFile other" {
		t.Errorf("got %s", got)
	}
	if got := names(operation(t, doc, "out").Messages); got != "out#1" {
		t.Errorf("got %s", got)
	}
	if got := names(doc.ComponentMessages); got != "key other unused" {
		t.Errorf("got %s", got)
	}
	if m := operation(t, doc, "in").Messages[0]; m.WrittenName != "name" {
		t.Errorf("got %q", m.WrittenName)
	}
	if op := operation(t, doc, "/any.publish"); op.Messages != nil {
		t.Errorf("got %v", op.Messages)
	}
}

func TestOPR3_MessagesOf3xOperations(t *testing.T) {
	doc := mustLoad(t, head3+`channels:
  a: {address: a, messages: {m: {name: ignored}, n: {}}}
operations:
  all: {action: send, channel: {$ref: '#/channels/a'}}
  none: {action: receive, channel: {$ref: '#/channels/a'}, messages: []}
  some: {action: receive, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/channels/a/messages/n'}]}
`)
	for name, want := range map[string]string{"all": "m n", "none": "", "some": "n"} {
		if got := names(operation(t, doc, name).Messages); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if op := operation(t, doc, "some"); op.Action != Receive || !op.Named {
		t.Errorf("got %+v", op)
	}
}

func TestRPL1_RPL4_Replies(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  ask: {address: ask, messages: {q: {}, r: {}, s: {}}}
  answers: {address: null, messages: {x: {}, y: {}}}
  fixed: {address: fixed, messages: {z: {}}}
operations:
  same: {action: receive, channel: {$ref: '#/channels/ask'}, messages: [{$ref: '#/channels/ask/messages/q'}], reply: {}}
  all: {action: receive, channel: {$ref: '#/channels/ask'}, reply: {}}
  other:
    action: receive
    channel: {$ref: '#/channels/ask'}
    reply: {channel: {$ref: '#/channels/answers'}, address: {location: $message.header#/replyTo}}
  some:
    action: receive
    channel: {$ref: '#/channels/ask'}
    reply: {channel: {$ref: '#/channels/answers'}, messages: [{$ref: '#/channels/answers/messages/y'}]}
  inline: {action: receive, channel: {$ref: '#/channels/ask'}, reply: {$ref: '#/components/replies/one'}}
  both: {action: receive, channel: {$ref: '#/channels/ask'}, reply: {channel: {$ref: '#/channels/fixed'}, address: {location: wrong}}}
components:
  replies: {one: {address: {$ref: '#/components/replyAddresses/to'}, messages: [{$ref: '#/channels/ask/messages/s'}]}}
  replyAddresses: {to: {location: $message.payload#/to}}
`)
	wantFindings(t, ds, "reply-address-conflict 21:116", "expression-syntax 21:127")
	for name, want := range map[string][3]string{
		"same": {"r s", "", ""}, "all": {"q r s", "", ""}, "other": {"x y", "answers", "$message.header#/replyTo"},
		"some": {"y", "answers", ""}, "inline": {"s", "", "$message.payload#/to"}, "both": {"z", "fixed", ""},
	} {
		r := operation(t, doc, name).Reply
		got := [3]string{names(r.Messages)}
		if r.Channel != nil {
			got[1] = r.Channel.Name
		}
		if r.Address != nil {
			got[2] = r.Address.Text
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestMSG3_FMT1_SchemaFormats(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  a:
    address: a
    messages:
      none: {}
      plain: {payload: {type: object}, headers: {type: object}}
      all: {payload: true}
      own: {payload: {schemaFormat: 'application/vnd.aai.asyncapi+yaml;version=2.6.0', schema: {type: string}}}
      avro: {payload: {schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {$ref: '#/components/schemas/rec'}}}
      text: {payload: {schemaFormat: application/vnd.google.protobuf;version=3, schema: 'syntax = "proto3";'}}
      ref: {payload: {$ref: '#/components/schemas/multi'}}
      half: {payload: {schema: {type: string}}}
      property: {payload: {properties: {schema: {type: string}}}}
      wrong: {headers: {type: array}}
components:
  schemas:
    rec: {type: record}
    multi: {schemaFormat: application/schema+json;version=draft-07, schema: {type: integer}}
`)
	wantFindings(t, ds, "required-missing 16:23", "invalid-value 18:31")
	for i, want := range []string{
		"", ` {"type":"object"} plain`, " true all", ` {"type":"string"} own`, `application/vnd.apache.avro;version=1.9.0 {"type":"record"} avro`,
		`application/vnd.google.protobuf;version=3 "syntax = \"proto3\";" text`, `application/schema+json;version=draft-07 {"type":"integer"} multi`,
		` {"type":"string"} half`, ` {"properties":{"schema":{"type":"string"}}} property`, "",
	} {
		got := ""
		if p := doc.Channels[0].Messages[i].Payload; p != nil {
			got = p.Format + " " + string(p.Node.AppendJSON(nil)) + " " + p.Name
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if len(doc.ComponentSchemas) != 2 || doc.ComponentSchemas[1].Schema.Format == "" {
		t.Errorf("got %v", doc.ComponentSchemas)
	}

	doc, ds, _ = loadText(t, "asyncapi.yaml", head2+`channels:
  a: {publish: {message: {oneOf: [
    {schemaFormat: application/vnd.apache.avro;version=1.9.0, payload: [a, b]},
    {schemaFormat: application/vnd.aai.asyncapi;version=2.0.0, payload: {type: object}},
    {payload: {schema: 1}},
    {payload: [a]}]}}}
`)
	wantFindings(t, ds, "wrong-type 10:15")
	for i, want := range []string{"application/vnd.apache.avro;version=1.9.0", "", ""} {
		if p := doc.Channels[0].Messages[i].Payload; p.Format != want {
			t.Errorf("%d: got %q", i, p.Format)
		}
	}
}

func TestMSG4_DefaultContentType(t *testing.T) {
	doc := mustLoad(t, head3+"defaultContentType: application/json\nchannels: {a: {address: a, messages: {m: {}, n: {contentType: text/plain}}}}\n")
	if a, b := doc.Channels[0].Messages[0].ContentType, doc.Channels[0].Messages[1].ContentType; a != "application/json" || b != "text/plain" {
		t.Errorf("got %q, %q", a, b)
	}
}

func TestEXM1_Examples(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head2+`channels:
  a:
    publish:
      message:
        examples:
          - {name: one, summary: S, payload: {a: 1.50}, headers: {h: x}}
          - {headers: {h: y}}
          - {a: 2}
          - text
          - {payload: null, other: 1}
          - {payload: {$ref: '#/info/version'}}
`)
	wantFindings(t, ds, "example-bare-payload 12:13", "example-bare-payload 13:13", "unknown-key 14:29")
	var got []string
	for _, e := range doc.Channels[0].Messages[0].Examples {
		line := e.Name + ":"
		if e.Payload != nil {
			line += string(e.Payload.AppendJSON(nil))
		}
		if e.Headers != nil {
			line += string(e.Headers.AppendJSON(nil))
		}
		got = append(got, line)
	}
	want := `one:{"a":1.50}{"h":"x"}|:{"h":"y"}|:{"a":2}|:"text"|:null|:"1.0.0"`
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got %s, want %s", s, want)
	}
}

func TestCOR1_CorrelationIDs(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  a:
    address: a
    messages:
      m: {correlationId: {location: $message.payload#/id, description: D}}
      n: {correlationId: {$ref: '#/components/correlationIds/c'}}
      o: {correlationId: {location: payload/id}}
      p: {correlationId: {}}
components: {correlationIds: {c: {location: $message.header#/c}}}
`)
	wantFindings(t, ds, "expression-syntax 11:37", "required-missing 12:26")
	ms := doc.Channels[0].Messages
	if ms[0].CorrelationID.Pointer != "/id" || !ms[1].CorrelationID.Header || ms[2].CorrelationID != nil || ms[3].CorrelationID != nil {
		t.Errorf("got %+v", ms)
	}
}
