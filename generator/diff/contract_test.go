package diff_test

import (
	"slices"
	"strings"
	"testing"

	"asyncmock/generator/diff"
)

const contract = `asyncapi: 3.0.0
info: {title: Lamps, version: 1.0.0}
servers:
  main: {host: lamps.example, pathname: /v1, protocol: wss, protocolVersion: '13', security: [{type: http, scheme: basic}, {type: http, scheme: bearer}]}
  spare: {host: spare.example, protocol: wss}
channels:
  lamps:
    address: /lamps/{room}
    servers: [{$ref: '#/servers/main'}]
    parameters:
      room: {enum: [hall, attic], default: hall, location: $message.payload#/room}
    bindings: {ws: {method: GET}}
    messages:
      level: {contentType: application/json, correlationId: {location: $message.payload#/id}, payload: {type: object, required: [level], properties: {level: {type: integer}}}}
      text: {contentType: application/json, payload: {type: object, required: [text], properties: {text: {type: string}}}}
  answers:
    address: /answers
    messages:
      done: {payload: {type: object, required: [done], properties: {done: {type: boolean}}}}
operations:
  use:
    action: ACTION
    channel: {$ref: '#/channels/lamps'}
    messages: [{$ref: '#/channels/lamps/messages/level'}, {$ref: '#/channels/lamps/messages/text'}]
    reply: {channel: {$ref: '#/channels/answers'}, address: {location: $message.header#/to}}
`

// edits are changes of the contract, with the kinds they are called when made
// and undone, and the verdicts where the application receives and where it sends.
var edits = []struct {
	from, to        string
	done, undone    string
	receive, send   diff.Verdict // done
	receives, sends diff.Verdict // undone
}{
	{"  spare: {host: spare.example, protocol: wss}\n", "", "server-removed", "server-added", br, br, no, no},
	{"host: lamps.example", "host: light.example", "server-host-changed", "server-host-changed", br, br, br, br},
	{"pathname: /v1", "pathname: /v2", "server-path-changed", "server-path-changed", br, br, br, br},
	{"protocol: wss, protocolV", "protocol: ws, protocolV", "server-protocol-changed", "server-protocol-changed", br, br, br, br},
	{"'13'", "'14'", "server-protocol-version-changed", "server-protocol-version-changed", un, un, un, un},
	{", security: [{type: http, scheme: basic}, {type: http, scheme: bearer}]", "", "security-removed", "security-added", no, no, br, br},
	{"{type: http, scheme: basic}, ", "", "security-alternative-removed", "security-alternative-added", br, br, no, no},
	{"/lamps/{room}", "/lights/{room}", "channel-address-changed", "channel-address-changed", br, br, br, br},
	{"    servers: [{$ref: '#/servers/main'}]\n", "", "channel-servers-widened", "channel-servers-narrowed", no, no, br, br},
	{"hall, attic", "hall", "parameter-value-removed", "parameter-value-added", br, br, no, no},
	{"enum: [hall, attic], ", "", "parameter-enum-removed", "parameter-enum-added", no, no, br, br},
	{"default: hall", "default: attic", "parameter-default-changed", "parameter-default-changed", un, un, un, un},
	{"#/room", "#/place", "parameter-location-changed", "parameter-location-changed", un, un, un, un},
	{"room", "place", "parameter-renamed", "parameter-renamed", no, no, no, no},
	{"method: GET", "method: POST", "binding-changed", "binding-changed", un, un, un, un},
	{"    bindings: {ws: {method: GET}}\n", "", "binding-removed", "binding-added", un, un, un, un},
	{"  use:\n", "  other: {action: ACTION, channel: {$ref: '#/channels/answers'}}\n  use:\n", "operation-added", "operation-removed", no, un, br, br},
	{"    action: ACTION", "    action: OTHER", "operation-action-changed", "operation-action-changed", br, br, br, br},
	{"channel: {$ref: '#/channels/lamps'}\n    messages: [{$ref: '#/channels/lamps/messages/level'}, {$ref: '#/channels/lamps/messages/text'}]", "channel: {$ref: '#/channels/answers'}", "operation-channel-changed", "operation-channel-changed", br, br, br, br},
	{"    reply: {channel: {$ref: '#/channels/answers'}, address: {location: $message.header#/to}}\n", "", "reply-removed", "reply-added", br, un, un, br},
	{"reply: {channel: {$ref: '#/channels/answers'}", "reply: {channel: {$ref: '#/channels/lamps'}", "reply-channel-changed", "reply-channel-changed", br, br, br, br},
	{"header#/to", "header#/back", "reply-address-changed", "reply-address-changed", br, br, br, br},
	{", {$ref: '#/channels/lamps/messages/text'}", "", "message-removed", "message-added", br, un, no, br},
	{"level: {contentType: application/json", "level: {contentType: application/xml", "content-type-changed", "content-type-changed", br, br, br, br},
	{"correlationId: {location: $message.payload#/id}, ", "", "correlation-id-removed", "correlation-id-added", no, br, un, no},
	{"payload#/id", "payload#/key", "correlation-id-changed", "correlation-id-changed", br, br, br, br},
	{"/lamps/{room}", "/lamps/{room}/{lamp}", "channel-address-changed", "channel-address-changed", br, br, br, br},
	{"      room: {enum", "      depth: {}\n      room: {enum", "parameter-added", "parameter-removed", no, no, un, un},
	{"  answers:\n", "  more: {address: /more}\n  answers:\n", "channel-added", "channel-removed", no, no, br, br},
}

const (
	br = diff.Breaking
	un = diff.Unclear
	no = diff.NonBreaking
)

func TestContracts(t *testing.T) {
	for _, e := range edits {
		t.Run(e.done, func(t *testing.T) {
			for action, want := range map[string][2]diff.Verdict{"receive": {e.receive, e.receives}, "send": {e.send, e.sends}} {
				actions := strings.NewReplacer("ACTION", action, "OTHER", map[string]string{"receive": "send", "send": "receive"}[action])
				old := actions.Replace(contract)
				new := actions.Replace(strings.ReplaceAll(contract, e.from, e.to))
				if old == new {
					t.Fatalf("%q is not in the contract", e.from)
				}
				expect(t, action, old, new, e.done, want[0])
				expect(t, action, new, old, e.undone, want[1])
			}
		})
	}
}

func expect(t *testing.T, action, old, new, kind string, want diff.Verdict) {
	t.Helper()
	changes := diff.Compare(load(t, old), load(t, new))
	i := slices.IndexFunc(changes, func(c diff.Change) bool { return c.Kind == kind })
	if i < 0 {
		t.Fatalf("%s: no %s among %+v", action, kind, changes)
	}
	for _, c := range changes {
		explained(t, c.Kind)
	}
	c := changes[i]
	if c.Verdict != want {
		t.Errorf("%s: %s is %s (%s), want %s", action, kind, c.Verdict, c.Reason, want)
	}
	if c.Reason == "" || c.Summary == "" || c.Old == (diff.Place{}) && c.New == (diff.Place{}) {
		t.Errorf("%s: %+v lacks reason, summary or place", action, c)
	}
}

func TestEqualContractsHaveNoChanges(t *testing.T) {
	text := strings.ReplaceAll(contract, "ACTION", "send")
	if changes := diff.Compare(load(t, text), load(t, text)); len(changes) > 0 {
		t.Errorf("got %+v", changes)
	}
}

// The older versions are the same model.
func TestVersionsCompare(t *testing.T) {
	old := `asyncapi: 2.6.0
info: {title: Lamps, version: 1.0.0}
channels:
  /lamps:
    publish:
      operationId: use
      message: {messageId: level, payload: {type: integer, maximum: 10}}
`
	new := document("receive", `{type: integer, maximum: 5}`)
	changes := diff.Compare(load(t, old), load(t, new))
	if len(changes) != 1 || changes[0].Kind != "maximum-lowered" || changes[0].Verdict != diff.Breaking {
		t.Errorf("got %+v, want maximum-lowered alone", changes)
	}
	if again := diff.Compare(load(t, old), load(t, old)); len(again) > 0 {
		t.Errorf("got %+v", again)
	}
}

// Parameters have schemas in AsyncAPI 2 only.
func TestParameterSchema(t *testing.T) {
	with := func(schema string) string {
		return `asyncapi: 2.6.0
info: {title: Lamps, version: 1.0.0}
channels:
  /lamps/{room}:
    parameters: {room: {schema: ` + schema + `}}
    publish: {operationId: use, message: {messageId: level, payload: {type: integer}}}
`
	}
	expect(t, "receive", with("{type: string}"), with("{type: string, maxLength: 9}"), "parameter-schema-changed", un)
}
