package server

import (
	"encoding/json"
	"strconv"
	"strings"
)

// lookup returns the value at a JSON pointer (RFC 6901) of a decoded payload.
func lookup(tree any, pointer string) (any, bool) {
	for pointer != "" {
		if pointer[0] != '/' {
			return nil, false
		}
		token := pointer[1:]
		if i := strings.IndexByte(token, '/'); i >= 0 {
			token = token[:i]
		}
		pointer = pointer[1+len(token):]
		var ok bool
		if tree, ok = child(tree, unescape(token)); !ok {
			return nil, false
		}
	}
	return tree, true
}

// child returns a member of an object or an item of an array.
func child(tree any, key string) (any, bool) {
	switch t := tree.(type) {
	case map[string]any:
		v, ok := t[key]
		return v, ok
	case []any:
		i, err := strconv.Atoi(key)
		if err != nil || i < 0 || i >= len(t) || key != strconv.Itoa(i) {
			return nil, false
		}
		return t[i], true
	}
	return nil, false
}

// unescape decodes a token of a JSON pointer.
func unescape(token string) string {
	if !strings.Contains(token, "~") {
		return token
	}
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

// jsonText encodes a decoded value compactly; numbers stay as they were written.
func jsonText(v any) json.RawMessage {
	switch v := v.(type) {
	case json.Number:
		return json.RawMessage(v)
	case string:
		if plainText(v) {
			return append(append(append(make(json.RawMessage, 0, len(v)+2), '"'), v...), '"')
		}
	}
	b := &strings.Builder{}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return nil
	}
	return json.RawMessage(strings.TrimSuffix(b.String(), "\n"))
}

// plainText reports whether a string is its own JSON encoding.
func plainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			return false
		}
	}
	return true
}
