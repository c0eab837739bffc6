package lint

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"asyncmock/spec"
)

// objects are the words for what the official schemas define, by the name of
// the definition.
var objects = map[string]string{
	"asyncapi": "the document", "info": "info", "contact": "contact", "license": "license", "components": "components",
	"server": "a server", "serverVariable": "a server variable", "channel": "a channel", "channelItem": "a channel",
	"parameter": "a parameter", "operation": "an operation", "operationTrait": "an operation trait",
	"operationReply": "a reply", "operationReplyAddress": "a reply address",
	"message": "a message", "messageObject": "a message", "messageTrait": "a message trait", "messageExampleObject": "a message example",
	"correlationId": "a correlation id", "schema": "a schema", "multiFormatSchema": "a multi format schema",
	"tag": "a tag", "externalDocs": "external documentation", "Reference": "a reference", "SecurityScheme": "a security scheme",
	"oauth2Flow": "an OAuth flow", "oauth2Flows": "OAuth flows",
}

// what is the word for an object that a definition describes, as in "a server".
func what(definition string, n *spec.Node) string {
	path := strings.Split(strings.TrimSuffix(definition, ".json"), "/")
	last := path[len(path)-1]
	for i, part := range path { // …/bindings/ws/0.1.0/channel
		if part == "bindings" && len(path) == i+4 {
			return fmt.Sprintf("the %s binding of %s", strings.Replace(path[i+1], "websockets", "ws", 1), article(last))
		}
	}
	if word := objects[last]; word != "" {
		return word
	}
	if definition == "" && n.Parent() == nil {
		return "the document"
	}
	return called(n)
}

// formatName is a format for people.
func formatName(value any) string {
	switch value {
	case "uri":
		return "a complete URL"
	case "uri-reference":
		return "a URL"
	case "email":
		return "an e-mail address"
	case "regex":
		return "a regular expression"
	}
	return fmt.Sprintf("a %v", value)
}

// describe says a keyword that has no sentence of its own.
func describe(keyword string, value any) string {
	switch keyword {
	case "minItems", "minProperties":
		return "it may not be empty"
	case "maxItems", "maxProperties":
		return fmt.Sprintf("it may hold %v", value)
	case "minimum":
		return fmt.Sprintf("the least is %v", value)
	case "maximum":
		return fmt.Sprintf("the most is %v", value)
	case "minLength", "maxLength":
		return fmt.Sprintf("its length, %s %v", keyword, value)
	}
	return keyword
}

// shorten keeps what documents hold from flooding a line.
func shorten(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
