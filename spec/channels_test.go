package spec

import (
	"fmt"
	"strings"
	"testing"
)

func TestCHN1_CHN2_Addresses(t *testing.T) {
	const plain, query, whole = "", codeAddressQuery, codeAddressURL
	for address, want := range map[string][3]string{ // address, query, finding
		"/rooms":                      {"/rooms", "", plain},
		"user.signedup":               {"user.signedup", "", plain},
		"a/b?x=1&y=2":                 {"a/b", "x=1&y=2", query},
		"a#part":                      {"a", "", query},
		"a?x=1#part":                  {"a", "x=1", query},
		"?x=1":                        {"", "x=1", query},
		"wss://ws.example.com/a/b":    {"/a/b", "", whole},
		"ws://localhost:8080":         {"/", "", whole},
		"https://ws.example.com/a?b=": {"/a", "b=", whole},
		"a:b/c":                       {"a:b/c", "", plain},
		"urn://{x}/y":                 {"/y", "", whole},
		"1://a":                       {"1://a", "", plain},
	} {
		for name, text := range map[string]string{
			"2.x": head2 + "channels:\n  '" + address + "': {}\n",
			"3.x": head3 + "channels:\n  c: {address: '" + address + "'}\n",
		} {
			doc, ds, err := loadText(t, "asyncapi.yaml", text)
			if err != nil {
				t.Fatal(err)
			}
			ch := doc.Channels[0]
			if ch.Address != want[0] || ch.Query != want[1] || ch.Unknown {
				t.Errorf("%s %s: got %q and query %q, want %q and %q", name, address, ch.Address, ch.Query, want[0], want[1])
			}
			if want[2] == "" && len(ds) > 0 || want[2] != "" && !strings.Contains(short(ds), want[2]) || ds.HasErrors() {
				t.Errorf("%s %s: got %s, want %q", name, address, short(ds), want[2])
			}
		}
	}
	// An operator of RFC 6570 is no query.
	doc, _, _ := loadText(t, "asyncapi.yaml", head3+"channels: {c: {address: 'a{?x}'}}\n")
	if doc.Channels[0].Address != "a{?x}" {
		t.Errorf("got %q", doc.Channels[0].Address)
	}
}

func TestCHN1_UnknownAddresses(t *testing.T) {
	doc := mustLoad(t, head3+"channels:\n  a: {address: null}\n  b: {}\n  c: {address: ''}\n")
	for i, want := range []bool{true, true, false} {
		if ch := doc.Channels[i]; ch.Unknown != want || ch.Address != "" {
			t.Errorf("%s: got %v %q", ch.Name, ch.Unknown, ch.Address)
		}
	}
}

func TestCHN6_Parameters(t *testing.T) {
	doc := mustLoad(t, head2+`channels:
  'r/{room}/{size}/{id}':
    parameters:
      room: {description: which, location: $message.payload#/room, schema: {type: string, enum: [a, b], default: a, examples: [b]}}
      size: {schema: {$ref: '#/components/schemas/size'}}
      id: {$ref: '#/components/parameters/id'}
components:
  schemas: {size: {type: integer, enum: [1, 2], example: 2}}
  parameters: {id: {}}
`)
	show := func(p *Parameter) string {
		return fmt.Sprint(p.Name, p.Enum, p.Default, p.HasDefault, p.Examples, p.Schema != nil, p.Location != nil)
	}
	want := []string{"room[a b]atrue[b]truetrue", "size[1 2]false[2]truefalse", "id[]false[]falsefalse"}
	for i, p := range doc.Channels[0].Parameters {
		if got := strings.ReplaceAll(show(p), " ", ""); got != strings.ReplaceAll(want[i], " ", "") {
			t.Errorf("got %s, want %s", got, want[i])
		}
	}
	if e := doc.Channels[0].Parameters[0].Location; e.Pointer != "/room" || e.Header || e.Node.Pos.Line != 8 {
		t.Errorf("got %+v", e)
	}

	doc = mustLoad(t, head3+`channels:
  r:
    address: 'r/{room}/{id}'
    parameters:
      room: {description: which, enum: [a, b], default: b, examples: [a], location: $message.header#/room}
      id: {}
`)
	room := doc.Channels[0].Parameters[0]
	if got := strings.ReplaceAll(show(room), " ", ""); got != "room[ab]btrue[a]truetrue" {
		t.Errorf("got %s", got)
	}
	if got := string(room.Schema.Node.AppendJSON(nil)); got != `{"type":"string","enum":["a","b"],"default":"b"}` {
		t.Errorf("got %s", got)
	}
	if doc.Channels[0].Parameters[1].Schema != nil {
		t.Error("a parameter without values has a schema")
	}
}

func TestCHN7_ParametersAndAddressesThatDisagree(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  r:
    address: 'r/{room}-{id}'
    parameters: {roon: {}, id: {enum: [5, x]}}
  unknown: {parameters: {p: {}}}
`)
	wantFindings(t, ds, "parameter-undefined 7:14", "parameter-not-in-address 8:18")
	if !strings.Contains(ds[1].Hint, `"room"`) || len(doc.Channels[0].Parameters) != 2 {
		t.Errorf("got hint %q", ds[1].Hint)
	}
}

func TestCHN5_OperatorsOfRFC6570NameParameters(t *testing.T) {
	mustLoad(t, head3+"channels: {c: {address: 'a/{+x}{?y,z*}/{w:3}', parameters: {x: {}, y: {}, z: {}, w: {}}}}\n")
}

func TestCHN_BrokenPartsAreDroppedAndTheRestIsLoaded(t *testing.T) {
	doc, ds, err := loadText(t, "asyncapi.yaml", head3+`channels:
  one: 5
  two: {address: [a], parameters: [p], messages: {m: x, n: {}}, servers: {s: 1}, bindings: {ws: 5, mqtt: {}}, tags: [1, {name: t}]}
  three: {$ref: '#/nowhere'}
  four: {address: four, messages: {m: {payload: text, headers: [1], correlationId: 5, examples: {a: 1}, title: [t], tags: {}}}}
operations:
  a: {action: send, channel: {$ref: '#/channels/one'}}
  b: {action: publish, channel: {$ref: '#/channels/four'}}
  c: {channel: {$ref: '#/channels/four'}}
  d: {action: send}
  e: {action: send, channel: {$ref: '#/channels/four'}, messages: {m: 1}, reply: 7, traits: 8, security: 9, bindings: x}
  f: [1]
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range ds {
		if !d.Pos.known() || d.Pointer == "" {
			t.Errorf("not located: %+v", d)
		}
	}
	if len(ds) != 23 {
		t.Errorf("got %d findings:\n%s", len(ds), ds)
	}
	if len(doc.Channels) != 2 || names(doc.Channels[0].Messages) != "n" || names(doc.Channels[1].Messages) != "m" || len(doc.Operations) != 1 {
		t.Errorf("got %d channels and %d operations", len(doc.Channels), len(doc.Operations))
	}
	if m := doc.Channels[1].Messages[0]; m.Payload != nil || m.Headers != nil || m.CorrelationID != nil {
		t.Errorf("got %+v", m)
	}
	if b := doc.Channels[0].Bindings; len(b) != 1 || b.Get("mqtt") == nil {
		t.Errorf("got %v", b)
	}
}

func (p Pos) known() bool { return p.File != "" && p.Line > 0 && p.Column > 0 }

func TestBND_BindingsAreRawAndDereferenced(t *testing.T) {
	doc := mustLoad(t, head2+`servers: {s: {url: a, protocol: ws, bindings: {$ref: '#/components/serverBindings/b'}}}
channels:
  a:
    bindings: {ws: {$ref: '#/components/schemas/ws'}, x-own: 1}
    publish: {message: {bindings: {kafka: {key: {type: string}}}}, bindings: {http: {method: GET}}}
components:
  serverBindings: {b: {mqtt: {clientId: c}}}
  schemas: {ws: {method: GET, query: {type: object}}}
`)
	ch := doc.Channels[0]
	if len(ch.Bindings) != 1 || ch.Bindings.Get("ws").Own("method").Str() != "GET" || ch.Bindings.Get("mqtt") != nil {
		t.Errorf("got %v", ch.Bindings)
	}
	if doc.Servers[0].Bindings.Get("mqtt").Get("clientId").Str() != "c" {
		t.Errorf("got %v", doc.Servers[0].Bindings)
	}
	if doc.Operations[0].Bindings.Get("http") == nil || ch.Messages[0].Bindings.Get("kafka") == nil {
		t.Error("bindings are lost")
	}
}
