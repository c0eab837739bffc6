package generator

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A span is a piece of a JSON text: text[from:to].
type span struct{ from, to int }

// A place is where a pointer leads in a JSON text.
type place struct {
	value span // found: the value there
	found bool
	// within is the object that lacks a token, key is the missing name, and
	// rest what of the pointer comes behind it.
	within span
	key    string
	rest   string
	open   bool
}

// locate follows a JSON pointer through a text that is known to be valid JSON.
func locate(text []byte, pointer string) place {
	at := valueAt(text, 0)
	for pointer != "" {
		if pointer[0] != '/' {
			return place{}
		}
		token := pointer[1:]
		if i := strings.IndexByte(token, '/'); i >= 0 {
			token = token[:i]
		}
		pointer = pointer[1+len(token):]
		token = unescaped(token)
		next, ok := childAt(text, at, token)
		if !ok {
			return place{within: at, key: token, rest: pointer, open: text[at.from] == '{'}
		}
		at = next
	}
	return place{value: at, found: true}
}

// nested puts value into the objects that a pointer leads through.
func nested(pointer string, value []byte) []byte {
	for _, token := range slices.Backward(strings.Split(pointer, "/")[1:]) {
		value = append(append(append(spec.AppendQuoted([]byte{'{'}, unescaped(token)), ':'), value...), '}')
	}
	return value
}

// unescaped is a token of a pointer as it is meant (RFC 6901, 4).
func unescaped(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

// childAt returns the value of a key or an index.
func childAt(text []byte, in span, token string) (found span, ok bool) {
	switch text[in.from] {
	case '{':
		for i := skipSpace(text, in.from+1); text[i] != '}'; {
			key := valueAt(text, i)
			value := valueAt(text, skipSpace(text, skipSpace(text, key.to)+1))
			if string(text[key.from+1:key.to-1]) == token || sameKey(text[key.from:key.to], token) {
				found, ok = value, true // of equal keys the last counts
			}
			if i = skipSpace(text, value.to); text[i] == ',' {
				i = skipSpace(text, i+1)
			}
		}
	case '[':
		want, err := strconv.Atoi(token)
		if err != nil || strconv.Itoa(want) != token {
			return span{}, false
		}
		n := 0
		for i := skipSpace(text, in.from+1); text[i] != ']'; n++ {
			value := valueAt(text, i)
			if n == want {
				return value, true
			}
			if i = skipSpace(text, value.to); text[i] == ',' {
				i = skipSpace(text, i+1)
			}
		}
	}
	return found, ok
}

// sameKey compares a key that may hold escapes.
func sameKey(quoted []byte, token string) bool {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return false
	}
	v, err := schema.Decode(quoted)
	return err == nil && v.Tree == token
}

func skipSpace(text []byte, i int) int {
	for text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r' {
		i++
	}
	return i
}

// valueAt returns the value that begins at i, or after the space there.
func valueAt(text []byte, i int) span {
	i = skipSpace(text, i)
	from, depth := i, 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth--; depth < 0 {
				return span{from, i} // the end of what it is in
			}
		case ',', ' ', '\t', '\n', '\r', ':':
			if depth == 0 {
				return span{from, i}
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return span{from, i + 1}
		}
	}
	return span{from, i}
}

// replace puts value in the place of a span of text, after start.
func replace(text []byte, start int, s span, value []byte) []byte {
	from, to := start+s.from, start+s.to
	if grow := len(value) - (to - from); grow > 0 {
		text = append(text, value[:grow]...) // any bytes: they are moved over
		copy(text[to+grow:], text[to:len(text)-grow])
	} else {
		copy(text[to+grow:], text[to:])
		text = text[:len(text)+grow]
	}
	copy(text[from:], value)
	return text
}

// insert adds a member at the end of an object.
func insert(text []byte, start int, object span, key string, value []byte) []byte {
	member := make([]byte, 0, len(key)+len(value)+8)
	if text[start+skipSpace(text[start:], object.from+1)] != '}' {
		member = append(member, ',')
	}
	member = spec.AppendQuoted(member, key)
	member = append(append(member, ':'), value...)
	return replace(text, start, span{object.to - 1, object.to - 1}, member)
}
