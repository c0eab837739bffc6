package server

import (
	"slices"
	"strings"

	"asyncmock/spec"
)

// Redact returns the event without the secrets of its payload, the event
// itself when it has none: texts of members such as "password" or "token" are
// replaced, and all else stands to the byte as it was. What findings say of
// secrets, in the payload, in headers or in the query, is left out, too.
func (e *Event) Redact() *Event {
	payload, found := redactPayload(e.Payload)
	findings, told := redactFindings(e.Findings)
	if !found && !told {
		return e
	}
	copied := *e
	copied.Payload, copied.Findings, copied.Redacted = payload, findings, true
	return &copied
}

// redactFindings returns the findings without what they say of secrets. told is
// false when they say nothing.
func redactFindings(findings spec.Diagnostics) (clean spec.Diagnostics, told bool) {
	clean = findings
	for i, d := range findings {
		if !tellsSecret(&d) {
			continue
		}
		if !told {
			clean, told = slices.Clone(findings), true
		}
		clean[i].Summary, clean[i].Detail = "breaks its schema: "+Redacted, ""
	}
	return clean, told
}

// tellsSecret reports whether a finding is about the value of a secret.
func tellsSecret(d *spec.Diagnostic) bool {
	name := d.Instance[strings.LastIndexByte(d.Instance, '/')+1:]
	switch d.Code {
	case "query-invalid", "header-invalid", "headers-invalid":
		return looksSecret(name) && !strings.HasSuffix(d.Summary, isRequired)
	}
	return isSecretMember([]byte(name))
}

// redactPayload replaces the texts of members that hold secrets. found is
// false when there is none, or it is no JSON.
func redactPayload(payload []byte) (clean []byte, found bool) {
	start := 0 // of what was not copied yet
	for at := 0; at < len(payload); {
		if payload[at] != '"' {
			at++
			continue
		}
		end := stringEnd(payload, at)
		name := payload[at+1 : max(at+1, end-1)]
		at = afterBlanks(payload, end)
		if at >= len(payload) || payload[at] != ':' || !isSecretMember(name) {
			continue
		}
		if at = afterBlanks(payload, at+1); at >= len(payload) || payload[at] != '"' {
			continue
		}
		end = stringEnd(payload, at)
		clean = append(append(clean, payload[start:at+1]...), Redacted...)
		if start = end; end > at+1 && payload[end-1] == '"' {
			start--
		}
		at, found = end, true
	}
	if !found {
		return payload, false
	}
	return append(clean, payload[start:]...), true
}

// stringEnd is behind the closing quote of the string that begins at start, or
// at the end.
func stringEnd(text []byte, start int) int {
	for at := start + 1; at < len(text); at++ {
		switch text[at] {
		case '"':
			return at + 1
		case '\\':
			at++
		}
	}
	return len(text)
}

func afterBlanks(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') {
		at++
	}
	return at
}

// isSecretMember reports whether the text of a member of that name is a secret,
// without regard to case and to "-", "_" and ".". Unlike in queries and
// headers, "key", "code" or "session" say nothing here. Nothing is allocated:
// most members are none.
func isSecretMember(name []byte) bool {
	var plain [16]byte
	n := 0
	for _, c := range name {
		switch {
		case c == '-' || c == '_' || c == '.':
			continue
		case n == len(plain):
			return false
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		plain[n] = c
		n++
	}
	switch string(plain[:n]) {
	case "accesskey", "accesstoken", "apikey", "apitoken", "authorization", "authtoken", "bearer", "clientsecret", "cookie",
		"credential", "credentials", "idtoken", "jwt", "passphrase", "passwd", "password", "privatekey", "refreshtoken",
		"secret", "secretkey", "sessiontoken", "token":
		return true
	}
	return false
}
