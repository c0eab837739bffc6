package server

import (
	"slices"
	"strings"
)

// Redact returns the event without the secrets of its payload, the event
// itself when it has none: texts of members such as "password" or "token" are
// replaced, and all else stands to the byte as it was. What findings say of
// such a text is left out, too.
func (e *Event) Redact() *Event {
	clean, found := redactPayload(e.Payload)
	if !found {
		return e
	}
	copied := *e
	copied.Payload, copied.Redacted = clean, true
	copied.Findings = slices.Clone(e.Findings)
	for i := range copied.Findings {
		d := &copied.Findings[i]
		if isSecretMember([]byte(d.Instance[strings.LastIndexByte(d.Instance, '/')+1:])) {
			d.Summary, d.Detail = "breaks its schema: "+Redacted, ""
		}
	}
	return &copied
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
