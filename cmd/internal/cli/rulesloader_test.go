package cli

import (
	"fmt"
	"strings"

	"asyncmock/spec"
)

// readingFixtures are about files, YAML and JSON.
var readingFixtures = []fixture{
	{code: "read-failed", wrong: "", right: plain},
	{code: "file-too-large", wrong: strings.Repeat("#"+strings.Repeat("x", 1<<20), 33), right: plain},
	{code: "too-many-files", wrong: manyFiles(300), right: manyFiles(3), files: manyFilesBeside(300)},
	{code: "empty-document", wrong: "# nothing\n", right: plain},
	{code: "encoding", base: plain, right: "Ferries", wrong: "Ferri\xe9s"},
	{code: "syntax", base: plain, right: "'1'}", wrong: "'1'"},
	{code: "too-deep", wrong: plain + "x-deep: " + strings.Repeat("[", 300) + strings.Repeat("]", 300), right: plain},
	{code: "too-many-values", wrong: plain + "x-a: &a [" + strings.Repeat("0,", 600) + "0]\nx-many: [" + strings.Repeat("*a,", 500) + "*a]", right: plain},
	{code: "multiple-documents", wrong: plain + "---\na: b\n", right: plain},
	{code: "duplicate-key", base: plain, right: "version: '1'", wrong: "version: '1', version: '2'"},
	{code: "key-not-string", base: plain, right: "version: '1'", wrong: "version: '1', 2: x"},
	{code: "yaml-merge-key", wrong: plain + "x-a: &a {b: c}\nx-d: {<<: *a}\n", right: plain},
	{code: "yaml-alias-cycle", wrong: plain + "x-a: &a [*a]\n", right: plain},
	{code: "yaml-tag", wrong: plain + "x-a: !boat Ferry\n", right: plain},
	{code: "yaml-ambiguous-number", wrong: plain + "x-a: 012\n", right: plain + "x-a: '012'\n"},
	{code: "not-asyncapi", wrong: "openapi: 3.1.0\n", right: plain},
	{code: "version-unsupported", base: plain, right: "3.0.0", wrong: "1.2.0"},
	{code: "version-newer", base: plain, right: "3.0.0", wrong: "3.9.0"},
	{code: "version-not-text", base: plain, right: "3.0.0", wrong: "3.0"},
	{code: "too-many-findings", wrong: plain + "channels:\n" + wrongChannels(11_000), right: plain},
}

// manyFiles refers to n files.
func manyFiles(n int) string {
	var b strings.Builder
	b.WriteString(plain + "components:\n  schemas:\n")
	for i := range n {
		fmt.Fprintf(&b, "    s%d: {$ref: 's%d.yaml'}\n", i, i)
	}
	return b.String()
}

func manyFilesBeside(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("s%d.yaml", i)] = "type: string\n"
	}
	return files
}

func wrongChannels(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  c%d: {adress: x}\n", i)
	}
	return b.String()
}

// loaderFixtures are about the objects of AsyncAPI and references.
var loaderFixtures = []fixture{
	{code: "required-missing", base: ferries, right: ", version: '1'", wrong: ""},
	{code: "wrong-type", base: ferries, right: "address: /sail/{pier}", wrong: "address: ['/sail/{pier}']"},
	{code: "unquoted-text", base: ferries, right: "version: '1'", wrong: "version: 1"},
	{code: "unknown-key", base: ferries, right: "address:", wrong: "adress:"},
	{code: "invalid-value", base: ferries, right: "action: send", wrong: "action: publish"},
	{code: "duplicate-id", base: ferries2, right: "    publish:\n", wrong: "    publish:\n      operationId: sail\n"},

	{code: "ref-syntax", base: ferries, right: "'#/components/messages/sailed'", wrong: "'#components/messages/sailed'"},
	{code: "ref-target-missing", base: ferries, right: "'#/components/messages/sailed'", wrong: "'#/components/messages/sunk'"},
	{code: "ref-file-unreadable", base: ferries, right: "'#/components/messages/sailed'", wrong: "'other.yaml#/sailed'"},
	{code: "ref-outside-root", base: ferries, right: "'#/components/messages/sailed'", wrong: "'../other.yaml#/sailed'"},
	{code: "ref-remote-refused", base: ferries, right: "'#/components/messages/sailed'", wrong: "'https://a.example/sailed.yaml'"},
	{code: "ref-remote-failed", base: ferries, right: "'#/components/messages/sailed'", wrong: "'https://a.invalid:99999/sailed.yaml'", opts: spec.LoadOptions{AllowRemote: []string{"a.invalid"}}},
	{code: "ref-cycle", wrong: withPayload("{$ref: '#/x-a'}") + "x-a: {$ref: '#/x-b'}\nx-b: {$ref: '#/x-a'}\n", right: withPayload("{$ref: '#/x-a'}") + "x-a: {type: string}\n"},
	{code: "ref-chain-too-long", wrong: plain + "components:\n  schemas:\n" + chain(120), right: plain + "components:\n  schemas:\n" + chain(12)},
	{code: "ref-siblings-ignored", base: ferries, right: "{$ref: '#/components/messages/sailed'}", wrong: "{$ref: '#/components/messages/sailed', title: Sailed}"},
	{code: "ref-slash-unescaped", base: ferries, right: "knots: {type: integer, minimum: 0, x-used: {$ref: '#/components/schemas/knots'}}", wrong: "knots: {$ref: '#/x-a/b/c'}\nx-a: {b/c: {type: integer}}"},
	{code: "ref-placement", base: ferries, right: "[{$ref: '#/channels/sail/messages/sailed'}]", wrong: "[{$ref: '#/components/messages/sailed'}]"},
	{code: "ref-wrong-kind", base: ferries, right: "'#/components/messages/sailed'", wrong: "'#/info/title'"},

	{code: "server-variable-unset", base: ferries, right: "{default: a, enum: [a, b]}", wrong: "{description: Where}"},
	{code: "server-variable-not-in-enum", base: ferries, right: "default: a, enum", wrong: "default: c, enum"},
	{code: "server-variable-undefined", base: ferries, right: "'{zone}.example'", wrong: "'{zone}.{sea}.example'"},
	{code: "protocol-unknown", base: ferries, right: "protocol: ws", wrong: "protocol: pigeon"},
	{code: "server-address", base: ferries, right: "'{zone}.example'", wrong: "'ws://{zone}.example'"},
	{code: "server-unknown", base: ferries2, right: "  sail:\n", wrong: "  sail:\n    servers: [mian]\n"},
	{code: "address-query", base: ferries, right: "/sail/{pier}", wrong: "/sail/{pier}?since=1"},
	{code: "address-is-url", base: ferries, right: "/sail/{pier}", wrong: "ws://a.example/sail/{pier}"},
	{code: "parameter-undefined", base: ferries, right: "{pier: {description: Where}}", wrong: "{}"},
	{code: "parameter-not-in-address", base: ferries, right: "{pier: {description: Where}}", wrong: "{pier: {description: Where}, deck: {}}"},
	{code: "channel-item-conflict", base: ferries2, right: "channels:\n  sail:\n", wrong: "x-item: {description: Sails}\nchannels:\n  sail:\n    $ref: '#/x-item'\n    description: Boats\n"},
	{code: "trait-key-ignored", base: ferries2, right: "{summary: Sails}", wrong: "{payload: {type: string}}"},
	{code: "operation-without-message", base: ferries2, right: "publish:\n      message: {payload: {type: string}, traits: [{summary: Sails}]}", wrong: "publish: {}"},
	{code: "message-not-in-channel", base: ferries, right: "messages: [{$ref: '#/channels/sail/messages/sailed'}]", wrong: "messages: [{$ref: '#/components/messages/sunk'}]}\n  sunk: {action: send, channel: {$ref: '#/channels/sail'}, messages: [{$ref: '#/x-sunk'}]}\nx-sunk: {payload: {type: string}"},
	{code: "reply-address-conflict", base: ferries, right: "action: send,", wrong: "action: send, reply: {address: {location: '$message.header#/trace'}, channel: {$ref: '#/channels/sail'}},"},
	{code: "expression-syntax", base: ferries, right: "examples: [", wrong: "correlationId: {location: 'payload.id'}\n      examples: ["},
	{code: "example-bare-payload", base: ferries, right: "[{payload: {knots: 3}}]", wrong: "[{knots: 3}]"},
	{code: "security-scheme-unknown", base: ferries2, right: "protocol: ws}", wrong: "protocol: ws, security: [{login: []}]}"},
}

// chain are n references that lead to one another.
func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    s%d: {$ref: '#/components/schemas/s%d'}\n", i, i+1)
	}
	fmt.Fprintf(&b, "    s%d: {type: string}\n", n)
	return b.String()
}
