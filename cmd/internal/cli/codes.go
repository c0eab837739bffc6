package cli

import (
	"asyncmock/spec"
	"asyncmock/spec/lint"
)

// knownRules is the one table of what can be said about a document: structure
// and references (spec/lint), schemas and examples (generator), routes
// (server).
func knownRules() []lint.Rule {
	rules := lint.Rules()
	for _, list := range [][]lint.Rule{schemaRules, routeRules} {
		rules = append(rules, list...)
	}
	return rules
}

// schemaRules are the findings of generator about schemas and examples.
var schemaRules = []lint.Rule{
	{Code: "example-invalid", Severity: spec.SeverityWarning, Help: "A message example does not fit its schema. It is not sent until one of them is corrected."},
	{Code: "schema-default", Severity: spec.SeverityWarning, Help: "A default does not fit its schema. It is not used."},
	{Code: "schema-example", Severity: spec.SeverityInfo, Help: "An example in a schema does not fit it. It is not used."},
	{Code: "schema-invalid", Severity: spec.SeverityError, Help: "A schema cannot be compiled."},
	{Code: "schema-unsatisfiable", Severity: spec.SeverityError, Help: "No value can satisfy the schema, so no message can be made of it. A warning where only a part of it is empty."},
	{Code: "schema-loop", Severity: spec.SeverityError, Help: "A schema refers to itself for the same value, without end."},
	{Code: "schema-too-complex", Severity: spec.SeverityError, Help: "The alternatives of a schema multiply to more branches than can be tried."},
	{Code: "schema-ref-unresolved", Severity: spec.SeverityError, Help: "A $ref in a schema leads nowhere."},
	{Code: "schema-pattern", Severity: spec.SeverityWarning, Help: "A pattern is no regular expression of ECMA-262, or cannot be made values of."},
	{Code: "schema-keyword-malformed", Severity: spec.SeverityWarning, Help: "A keyword has a value that it cannot have. It is not used."},
	{Code: "schema-keyword-foreign", Severity: spec.SeverityWarning, Help: "A keyword belongs to another draft of JSON Schema than the one this schema is in."},
	{Code: "schema-keyword-ignored", Severity: spec.SeverityWarning, Help: "A keyword is not used for making payloads; they are checked against it all the same."},
	{Code: "schema-keyword-unknown", Severity: spec.SeverityInfo, Help: "No draft of JSON Schema has this keyword. It is not used; it may be misspelled."},
	{Code: "schema-type-unknown", Severity: spec.SeverityWarning, Help: "JSON Schema has no such type."},
	{Code: "schema-format-unknown", Severity: spec.SeverityInfo, Help: "The format of a text or number is not known. Values are made and accepted as if it were not there."},
	{Code: "schema-format-unsupported", Severity: spec.SeverityWarning, Help: "There is no validator for this schemaFormat. Such messages are served from their examples and accepted unvalidated."},
	{Code: "schema-version-unknown", Severity: spec.SeverityWarning, Help: "The version in schemaFormat or $schema is not known. The nearest one is used."},
	{Code: "openapi-schema", Severity: spec.SeverityWarning, Help: "A schema is not right by the rules of OpenAPI."},
	{Code: "avro-schema", Severity: spec.SeverityError, Help: "A schema is not right by the rules of Avro."},
	{Code: "protobuf-schema", Severity: spec.SeverityError, Help: "A schema is not right by the rules of Protobuf."},
}

// routeRules are the findings of server about what could not be served as written.
var routeRules = []lint.Rule{
	{Code: "nothing-to-serve", Severity: spec.SeverityWarning, Help: "The document has no channel that can be served."},
	{Code: "address-overlap", Severity: spec.SeverityWarning, Help: "Two addresses can match the same path. The first is served there."},
	{Code: "extension-invalid", Severity: spec.SeverityWarning, Help: "A key or value of x-asyncmock is none that the mock knows."},
	{Code: "message-ambiguous", Severity: spec.SeverityInfo, Help: "Payloads of one message fit another one of the same route, too; the first is taken. A constant or an enum of one value tells them apart."},
	{Code: "role-doubtful", Severity: spec.SeverityInfo, Help: "The document hardly tells which side it is written from. The mock assumes one; x-asyncmock: {role: …} or --role decides."},
	{Code: "header-location", Severity: spec.SeverityInfo, Help: "A location names a header; WebSocket messages have none, so the handshake's is used."},
	{Code: "header-unsafe", Severity: spec.SeverityError, Help: "A header cannot be sent as it is described: its name or value is none that HTTP allows."},
	{Code: "ws-method", Severity: spec.SeverityWarning, Help: "A WebSocket handshake is a GET (RFC 6455, 4.1). Other methods of the ws binding are served as GET."},
	{Code: "query-reserved", Severity: spec.SeverityWarning, Help: "Query keys that begin with __ are the mock's own."},
}
