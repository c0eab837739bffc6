package server

// RedactPayload returns a JSON payload with the texts of members that hold
// secrets replaced, and all else to the byte as it was. found is false, and
// the payload itself is returned, when there is none or it is no JSON.
func RedactPayload(payload []byte) (clean []byte, found bool) {
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
		start, at, found = max(at+1, end-1), end, true
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
