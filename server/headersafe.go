package server

import (
	"encoding/json"
	"fmt"
	"net/textproto"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/spec"
)

// ofTransport are the response headers that speak of the connection, the body
// or the browser rather than of a message, in lower case; "-" at the end
// stands for all that begin so. A message never sets them.
var ofTransport = []string{
	"connection", "keep-alive", "proxy-", "te", "trailer", "transfer-encoding", "upgrade", // RFC 9110, 7.6.1
	"content-", "accept-", "date", "server", "host", "age", "expires", "pragma", "cache-control", "vary", "etag", "last-modified",
	"set-cookie", "set-cookie2", "www-authenticate", "location", "refresh", "link", "alt-svc", "clear-site-data",
	"access-control-", "cross-origin-", "sec-", "strict-transport-security", "x-content-type-options", "x-frame-options",
	"referrer-policy", "permissions-policy", "service-worker-allowed", "sourcemap", "x-sourcemap",
}

// sendable leaves out of generated headers what HTTP cannot carry as a header
// of a message, and says so.
func sendable(headers json.RawMessage, m *generator.Message) (json.RawMessage, spec.Diagnostics) {
	value, findings := generator.Decode(headers)
	object, ok := value.Tree.(map[string]any)
	if !ok || len(findings) > 0 {
		return nil, findings
	}
	for name, v := range object {
		if why := unsendable(name, v); why != "" {
			delete(object, name)
			findings = append(findings, spec.Diagnostic{
				Code: "header-unsafe", Severity: spec.SeverityInfo, Instance: spec.JoinPointer("", name),
				Summary: fmt.Sprintf("header %q of message %q is not sent: %s", clip(name, 60), m.Name, why),
			})
		}
	}
	if len(findings) == 0 {
		return headers, nil
	}
	findings.Sort()
	return jsonText(object), findings
}

// unsendable says why a header cannot be sent, "" when it can.
func unsendable(name string, value any) string {
	plain := strings.ToLower(name)
	switch {
	case !isToken(name):
		return "its name is no token"
	case slices.ContainsFunc(ofTransport, func(own string) bool {
		return plain == own || strings.HasSuffix(own, "-") && strings.HasPrefix(plain, own)
	}):
		return textproto.CanonicalMIMEHeaderKey(name) + " is the transport's own"
	case broken(value):
		return "its value is not one line"
	}
	return ""
}

// broken reports whether a text of the value has control characters, which
// would end the line (REL-HS-11).
func broken(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.ContainsFunc(v, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
	case []any:
		return slices.ContainsFunc(v, broken)
	}
	return false // JSON escapes what is in objects
}
