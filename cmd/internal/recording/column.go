package recording

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Column returns where in the line the value stands that a JSON pointer in the
// payload names: from 1, in characters. It is the nearest that is there, and 0
// where that cannot be told.
func (e *Entry) Column(pointer string) int {
	if e.Text == nil {
		return 0
	}
	at, ok := locate(e.Text, e.At+pointer)
	if !ok {
		return 0
	}
	return utf8.RuneCount(e.Text[:at]) + 1
}

// locate returns where in a JSON text the value of a pointer begins, or the
// last that is on the way to it; false: it is no JSON.
func locate(text []byte, pointer string) (int, bool) {
	if !json.Valid(text) {
		return 0, false
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	at := begin(text, 0)
	for i, token := range strings.Split(pointer, "/") {
		if i == 0 {
			continue // what stands before the first slash
		}
		next, ok := enter(dec, text, unescape(token))
		if !ok {
			break
		}
		at = next
	}
	return at, true
}

func unescape(token string) string { return strings.NewReplacer("~1", "/", "~0", "~").Replace(token) }

// enter reads on to a member or item of the value that comes next, and returns
// where that begins.
func enter(dec *json.Decoder, text []byte, token string) (int, bool) {
	open, err := dec.Token()
	if err != nil {
		return 0, false
	}
	for i := 0; dec.More(); i++ {
		key := strconv.Itoa(i)
		switch open {
		case json.Delim('{'):
			k, err := dec.Token()
			if err != nil {
				return 0, false
			}
			key, _ = k.(string)
		case json.Delim('['):
		default:
			return 0, false
		}
		if key == token {
			return begin(text, int(dec.InputOffset())), true
		}
		var skip json.RawMessage
		if dec.Decode(&skip) != nil {
			return 0, false
		}
	}
	return 0, false
}

// begin skips what stands before a value.
func begin(text []byte, at int) int {
	for at < len(text) && strings.IndexByte(" \t,:", text[at]) >= 0 {
		at++
	}
	return at
}
