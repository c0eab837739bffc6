package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The limits of what Decode reads. They keep a hostile payload from costing
// more than its size: arithmetic on a number is as long as its exponent says,
// and validation goes as deep as the value.
const (
	MaxDepth    = 512  // levels of arrays and objects
	MaxDigits   = 1000 // characters of a number literal
	MaxExponent = 400  // absolute value of the exponent of a number literal
)

// What Decode refuses, to be told apart with errors.Is. The error text has
// the details and the offset.
var (
	ErrSyntax = errors.New("not JSON")
	ErrDepth  = errors.New("nested too deep")
	ErrNumber = errors.New("number out of range")
	ErrUTF8   = errors.New("not UTF-8")
)

// Decode reads one JSON value. Numbers stay literals (json.Number); of equal
// keys the last counts. The Value keeps payload as Raw without copying it;
// the tree does not refer to it.
func Decode(payload []byte) (Value, error) {
	if !utf8.Valid(payload) {
		return Value{Raw: payload}, ErrUTF8
	}
	d := decoder{text: string(payload)}
	d.space()
	tree, err := d.value(0)
	if err == nil {
		if d.space(); d.at < len(d.text) {
			err = d.syntax("something follows the value")
		}
	}
	if err != nil {
		return Value{Raw: payload}, err
	}
	return Value{Raw: payload, Tree: tree}, nil
}

// A decoder is a cursor in a text. Strings of the tree are cut out of the
// text, so that a payload is copied once.
type decoder struct {
	text string
	at   int
}

func (d *decoder) syntax(what string) error {
	return fmt.Errorf("%w: %s at offset %d", ErrSyntax, what, d.at)
}

func (d *decoder) space() {
	for d.at < len(d.text) {
		switch d.text[d.at] {
		case ' ', '\t', '\n', '\r':
			d.at++
		default:
			return
		}
	}
}

func (d *decoder) value(depth int) (any, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("%w: more than %d levels", ErrDepth, MaxDepth)
	}
	if d.at >= len(d.text) {
		return nil, d.syntax("the text ends too early")
	}
	switch c := d.text[d.at]; {
	case c == '{':
		return d.object(depth)
	case c == '[':
		return d.array(depth)
	case c == '"':
		return d.str()
	case c == '-' || '0' <= c && c <= '9':
		return d.number()
	case c == 't':
		return true, d.word("true")
	case c == 'f':
		return false, d.word("false")
	case c == 'n':
		return nil, d.word("null")
	}
	return nil, d.syntax("unexpected character")
}

func (d *decoder) word(w string) error {
	if !strings.HasPrefix(d.text[d.at:], w) {
		return d.syntax("unexpected character")
	}
	d.at += len(w)
	return nil
}

func (d *decoder) object(depth int) (any, error) {
	m := make(map[string]any)
	d.at++
	for d.space(); ; d.space() {
		if d.at >= len(d.text) {
			return nil, d.syntax("an object does not end")
		}
		if d.text[d.at] == '}' && len(m) == 0 {
			d.at++
			return m, nil
		}
		if d.text[d.at] != '"' {
			return nil, d.syntax("a key is expected")
		}
		key, err := d.str()
		if err != nil {
			return nil, err
		}
		if d.space(); d.at >= len(d.text) || d.text[d.at] != ':' {
			return nil, d.syntax(`":" is expected`)
		}
		d.at++
		d.space()
		if m[key], err = d.value(depth + 1); err != nil {
			return nil, err
		}
		if more, err := d.more('}'); !more {
			return m, err
		}
	}
}

func (d *decoder) array(depth int) (any, error) {
	list := []any{}
	d.at++
	for d.space(); ; d.space() {
		if len(list) == 0 && d.at < len(d.text) && d.text[d.at] == ']' {
			d.at++
			return list, nil
		}
		v, err := d.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if more, err := d.more(']'); !more {
			return list, err
		}
	}
}

// more reads what follows an element: a comma or the end.
func (d *decoder) more(end byte) (bool, error) {
	if d.space(); d.at < len(d.text) {
		switch d.text[d.at] {
		case ',':
			d.at++
			return true, nil
		case end:
			d.at++
			return false, nil
		}
	}
	return false, d.syntax(`"," or the end is expected`)
}

func (d *decoder) number() (any, error) {
	start := d.at
	if d.text[d.at] == '-' {
		d.at++
	}
	zero := d.at < len(d.text) && d.text[d.at] == '0'
	if n := d.digits(); n == 0 || zero && n > 1 {
		return nil, d.syntax("malformed number")
	}
	if d.at < len(d.text) && d.text[d.at] == '.' {
		d.at++
		if d.digits() == 0 {
			return nil, d.syntax("malformed number")
		}
	}
	exponent := 0
	if d.at < len(d.text) && d.text[d.at]|0x20 == 'e' {
		d.at++
		if d.at < len(d.text) && (d.text[d.at] == '+' || d.text[d.at] == '-') {
			d.at++
		}
		from := d.at
		if d.digits() == 0 {
			return nil, d.syntax("malformed number")
		}
		for _, c := range d.text[from:d.at] {
			exponent = min(exponent*10+int(c-'0'), MaxExponent+1)
		}
	}
	if d.at-start > MaxDigits || exponent > MaxExponent {
		return nil, fmt.Errorf("%w: %.20s at offset %d", ErrNumber, d.text[start:d.at], start)
	}
	return json.Number(d.text[start:d.at]), nil
}

func (d *decoder) digits() (n int) {
	for d.at < len(d.text) && '0' <= d.text[d.at] && d.text[d.at] <= '9' {
		d.at++
		n++
	}
	return n
}

func (d *decoder) str() (string, error) {
	d.at++
	start := d.at
	for d.at < len(d.text) {
		switch c := d.text[d.at]; {
		case c == '"':
			d.at++
			return d.text[start : d.at-1], nil
		case c == '\\':
			return d.escaped(start)
		case c < ' ':
			return "", d.syntax("control character in a string")
		}
		d.at++
	}
	return "", d.syntax("a string does not end")
}

// escaped goes on with a string in which an escape was met.
func (d *decoder) escaped(start int) (string, error) {
	b := append(make([]byte, 0, d.at-start+16), d.text[start:d.at]...)
	for d.at < len(d.text) {
		c := d.text[d.at]
		d.at++
		switch {
		case c == '"':
			return string(b), nil
		case c < ' ':
			return "", d.syntax("control character in a string")
		case c != '\\':
			b = append(b, c)
			continue
		}
		if d.at >= len(d.text) {
			break
		}
		e := d.text[d.at]
		d.at++
		if e == 'u' {
			r, ok := d.hex4()
			if !ok {
				return "", d.syntax(`malformed \u escape`)
			}
			b = utf8.AppendRune(b, d.surrogate(r))
			continue
		}
		i := strings.IndexByte(`"\/bfnrt`, e)
		if i < 0 {
			return "", d.syntax("unknown escape")
		}
		b = append(b, "\"\\/\b\f\n\r\t"[i])
	}
	return "", d.syntax("a string does not end")
}

// surrogate completes a surrogate pair; a lone half becomes U+FFFD.
func (d *decoder) surrogate(r rune) rune {
	if !utf16.IsSurrogate(r) {
		return r
	}
	if strings.HasPrefix(d.text[d.at:], `\u`) {
		back := d.at
		d.at += 2
		if low, ok := d.hex4(); ok {
			if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
				return whole
			}
		}
		d.at = back
	}
	return utf8.RuneError
}

func (d *decoder) hex4() (r rune, ok bool) {
	if d.at+4 > len(d.text) {
		return 0, false
	}
	for _, c := range []byte(d.text[d.at : d.at+4]) {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	d.at += 4
	return r, true
}
