package spec

import (
	"slices"
	"strings"
)

// fields are the keys that an object of the specification may have.
type fields struct {
	what   string
	v2, v3 string // separated by spaces
}

var (
	rootFields = &fields{"the document",
		"asyncapi id info servers defaultContentType channels components tags externalDocs",
		"asyncapi id info servers defaultContentType channels operations components"}
	infoFields = &fields{"info",
		"title version description termsOfService contact license",
		"title version description termsOfService contact license tags externalDocs"}
	componentsFields = &fields{"components",
		"schemas servers serverVariables channels messages securitySchemes parameters correlationIds operationTraits messageTraits serverBindings channelBindings operationBindings messageBindings",
		"schemas servers serverVariables channels operations messages replies replyAddresses securitySchemes parameters correlationIds operationTraits messageTraits serverBindings channelBindings operationBindings messageBindings externalDocs tags"}
	serverFields = &fields{"a server",
		"url protocol protocolVersion description variables security tags bindings",
		"host pathname protocol protocolVersion title summary description variables security tags externalDocs bindings"}
	variableFields = &fields{"a server variable",
		"enum default description examples",
		"enum default description examples"}
	channelFields = &fields{"a channel",
		"$ref description servers subscribe publish parameters bindings deprecated",
		"address messages title summary description servers parameters tags externalDocs bindings"}
	parameterFields = &fields{"a parameter",
		"description schema location",
		"description enum default examples location"}
	operationFields = &fields{"an operation",
		"operationId summary description security tags externalDocs bindings traits message deprecated",
		"action channel title summary description security tags externalDocs bindings traits messages reply"}
	operationTraitFields = &fields{"an operation trait",
		"operationId summary description security tags externalDocs bindings",
		"title summary description security tags externalDocs bindings"}
	replyFields        = &fields{"a reply", "", "address channel messages"}
	replyAddressFields = &fields{"a reply address", "", "location description"}
	messageFields      = &fields{"a message",
		"messageId headers payload correlationId schemaFormat contentType name title summary description tags externalDocs bindings examples traits deprecated",
		"headers payload correlationId contentType name title summary description tags externalDocs bindings examples traits deprecated"}
	messageTraitFields = &fields{"a message trait",
		"messageId headers correlationId schemaFormat contentType name title summary description tags externalDocs bindings examples",
		"headers correlationId contentType name title summary description tags externalDocs bindings examples"}
	exampleFields     = &fields{"a message example", "headers payload name summary", "headers payload name summary"}
	correlationFields = &fields{"a correlation id", "location description", "location description"}
	multiFormatFields = &fields{"a multi format schema", "", "schemaFormat schema"}
	schemeFields      = &fields{"a security scheme",
		"type description name in scheme bearerFormat flows openIdConnectUrl",
		"type description name in scheme bearerFormat flows openIdConnectUrl scopes"}
)

// keys returns the list for a major version.
func (fs *fields) keys(major int) []string {
	if major == 2 {
		return strings.Fields(fs.v2)
	}
	return strings.Fields(fs.v3)
}

// known warns about keys that the specification does not have here.
func (c *converter) known(n *Node, fs *fields) {
	if c.checked[n] {
		return
	}
	c.checked[n] = true
	allowed := c.allowed[fs]
	if allowed == nil {
		allowed = fs.keys(c.version.major)
		c.allowed[fs] = allowed
	}
	for _, m := range n.Members {
		if strings.HasPrefix(m.Key, "x-") || slices.Contains(allowed, m.Key) {
			continue
		}
		d := c.f.key(n, m, codeUnknownKey, "%s has no %q", fs.what, shorten(m.Key))
		d.Hint = c.whyUnknown(m.Key, fs, allowed)
	}
}

// whyUnknown returns the hint about an unknown key.
func (c *converter) whyUnknown(key string, fs *fields, allowed []string) string {
	other := 5 - c.version.major
	if slices.Contains(fs.keys(other), key) {
		return "this is a field of AsyncAPI " + [...]string{"2.x", "3.x"}[other-2] + "; the document is " + c.version.text
	}
	if hint := c.f.didYouMean(key, allowed); hint != "" {
		return hint
	}
	return "extensions begin with x-"
}

// extensions returns the x- members of an object.
func extensions(n *Node) Extensions {
	var x Extensions
	for _, m := range n.Members {
		if strings.HasPrefix(m.Key, "x-") {
			x = append(x, m)
		}
	}
	return x
}
