package cli

import (
	"fmt"
	"strings"
)

// withPayload is a document with one message.
func withPayload(schema string) string {
	return plain + "channels: {sail: {address: /sail, messages: {sailed: {payload: " + schema + "}}}}\n"
}

// doubled is a document with a schema of two to the power of n branches.
func doubled(n int) string {
	var b strings.Builder
	b.WriteString(withPayload(fmt.Sprintf("{$ref: '#/components/schemas/d%d'}", n)) + "components:\n  schemas:\n    d0: {type: integer}\n")
	for i := range n {
		fmt.Fprintf(&b, "    d%d: {anyOf: [{$ref: '#/components/schemas/d%d'}, {$ref: '#/components/schemas/d%d'}]}\n", i+1, i, i)
	}
	return b.String()
}

// correlated is a document whose messages both ways have a correlation id.
func correlated(location string) string {
	return plain + `channels:
  sail:
    address: /sail
    messages:
      sailed:
        correlationId: {location: '` + location + `'}
        headers: {type: object, properties: {trace: {type: string}}}
        payload: {type: object, properties: {trace: {type: string}}}
operations:
  hear: {action: receive, channel: {$ref: '#/channels/sail'}}
  tell: {action: send, channel: {$ref: '#/channels/sail'}}
`
}

// heard is a document whose clients say two messages, one of them text.
func heard(other string) string {
	return plain + `channels:
  sail:
    address: /sail
    messages:
      sailed: {payload: {type: string}}
      moored: {payload: ` + other + `}
operations:
  hear: {action: receive, channel: {$ref: '#/channels/sail'}}
`
}

// pinned says which side a document is written from.
const pinned = "x-asyncmock: {role: application}\n"

// knots is the place of a schema in the base, and of what is put there.
const knots = "knots: {type: integer}"

// schemaFixtures are about schemas and examples.
var schemaFixtures = []fixture{
	{code: "example-invalid", base: ferries, right: "knots: 3", wrong: "knots: three"},
	{code: "schema-default", base: ferries, right: knots, wrong: "knots: {type: integer, default: three}"},
	{code: "schema-example", base: ferries, right: knots, wrong: "knots: {type: integer, examples: [three]}"},
	{code: "schema-unsatisfiable", base: ferries, right: "properties: {" + knots, wrong: "required: [knots], properties: {knots: {type: integer, minimum: 5, maximum: 3}"},
	{code: "schema-loop", wrong: withPayload("{$ref: '#/x-loop'}") + "x-loop: {allOf: [{$ref: '#/x-loop'}]}\n", right: withPayload("{type: integer}")},
	{code: "schema-too-complex", wrong: doubled(20), right: doubled(2)},
	{code: "schema-ref-unresolved", base: ferries, right: knots, wrong: "knots: {$ref: '#/components/schemas/speed'}"},
	{code: "schema-pattern", base: ferries, right: knots, wrong: "knots: {type: string, pattern: '(['}"},
	{code: "schema-keyword-malformed", base: ferries, right: knots, wrong: "knots: {type: integer, minimum: low}"},
	{code: "schema-keyword-foreign", base: ferries, right: knots, wrong: "knots: {type: integer, nullable: true}"},
	{code: "schema-keyword-ignored", base: ferries, right: knots, wrong: "knots: {type: object, dependentSchemas: {a: {}}}"},
	{code: "schema-keyword-unknown", base: ferries, right: knots, wrong: "knots: {type: integer, minimun: 3}"},
	{code: "schema-type-unknown", base: ferries, right: knots, wrong: "knots: {type: int}"},
	{code: "schema-format-unknown", base: ferries, right: knots, wrong: "knots: {type: integer, format: sea}"},
	{code: "schema-format-unsupported", base: ferries, right: "payload: {type: object, properties: {knots: {type: integer}}}", wrong: "payload: {schemaFormat: application/raml+yaml;version=1.0, schema: {type: object}}"},
	{code: "schema-version-unknown", base: ferries, right: "payload: {type: object, properties: {knots: {type: integer}}}", wrong: "payload: {schemaFormat: application/schema+json;version=draft-99, schema: {type: object}}"},
	{code: "openapi-schema", base: ferries, right: "payload: {type: object, properties: {knots: {type: integer}}}", wrong: "payload: {schemaFormat: application/vnd.oai.openapi;version=3.0.0, schema: {type: object, readOnly: true, writeOnly: true}}"},
	{code: "avro-schema", base: ferries, right: "payload: {type: object, properties: {knots: {type: integer}}}", wrong: "payload: {schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {type: record, name: Sail, fields: [{name: knots, type: speed}]}}"},
	{code: "protobuf-schema", base: ferries, right: "payload: {type: object, properties: {knots: {type: integer}}}", wrong: "payload: {schemaFormat: application/vnd.google.protobuf;version=3, schema: 'message Sail { speed knots = 1; }'}"},
}

// routeFixtures are about what is served.
var routeFixtures = []fixture{
	{code: "nothing-to-serve", wrong: plain, right: ferries},
	{code: "address-overlap", base: ferries, right: "operations:\n", wrong: "  stern: {address: '/{deck}/north', parameters: {deck: {}}, messages: {a: {payload: {type: string}}}}\noperations:\n"},
	{code: "extension-invalid", base: ferries, right: "    address: /sail", wrong: "    x-asyncmock: {reply: never}\n    address: /sail"},
	{code: "message-ambiguous", wrong: pinned + heard("{type: string}"), right: pinned + heard("{type: object}")},
	{code: "role-doubtful", wrong: heard("{type: object}"), right: pinned + heard("{type: object}")},
	{code: "header-location", wrong: correlated("$message.header#/trace"), right: correlated("$message.payload#/trace")},
	{code: "header-unsafe", base: ferries, right: "query: {type: object, properties: {since: {type: string}}}", wrong: "headers: {type: object, required: [a b], properties: {a b: {type: string}}}"},
	{code: "ws-method", base: ferries, right: "method: GET", wrong: "method: POST"},
	{code: "query-reserved", base: ferries, right: "{since:", wrong: "{__since:"},
}
