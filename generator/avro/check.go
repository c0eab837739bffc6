package avro

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"unicode/utf8"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// maxFindings bounds the findings about one payload.
const maxFindings = 100

// budget bounds how many values are looked at: alternatives are tried one
// after the other, so that there may be many more than a payload has.
func budget(payload []byte) int { return 20_000 + 10*len(payload) }

// A check compares a JSON tree with a type. It takes the JSON encoding of
// Avro and the plain form: alternatives of a union with or without their
// name, decimals as numbers or as bytes, fields left out that have a default.
type check struct {
	limit    int // of findings
	steps    int // that are left
	quiet    bool
	failed   bool // what a quiet check finds out
	path     []string
	findings spec.Diagnostics
}

// fits reports whether v is a value of t.
func (c *check) fits(t *typ, v any) bool {
	sub := check{limit: 1, steps: c.steps, quiet: true}
	sub.value(t, v)
	c.steps = sub.steps
	return !sub.failed
}

func (c *check) wrong(code, format string, args ...any) {
	if c.failed = true; c.quiet {
		return
	}
	if len(c.findings) < c.limit {
		c.findings = append(c.findings, spec.Diagnostic{
			Code: "payload-" + code, Severity: spec.SeverityError,
			Instance: spec.JoinPointer("", c.path...), Summary: fmt.Sprintf(format, args...),
		})
	}
}

// at goes on below a key or an index.
func (c *check) at(token string, t *typ, v any) {
	if c.quiet {
		c.value(t, v)
		return
	}
	c.path = append(c.path, token)
	c.value(t, v)
	c.path = c.path[:len(c.path)-1]
}

func (c *check) value(t *typ, v any) {
	if len(c.findings) >= c.limit || c.quiet && c.failed {
		return
	}
	if c.steps--; c.steps < 0 {
		c.wrong("too-complex", "has too many alternatives to be checked")
		return
	}
	switch t.kind {
	case null:
		if v != nil {
			c.mismatch(t, v)
		}
	case boolean:
		if _, ok := v.(bool); !ok {
			c.mismatch(t, v)
		}
	case integer, long:
		c.whole(t, v)
	case float, double:
		c.fraction(t, v)
	case bytesKind, fixed:
		c.bytes(t, v)
	case text:
		if s, ok := v.(string); !ok {
			c.mismatch(t, v)
		} else if t.logical == "uuid" && !isUUID(s) {
			c.wrong("format", "is no uuid: %q", shorten(s))
		}
	case enum:
		if s, ok := v.(string); !ok {
			c.mismatch(t, v)
		} else if !slices.Contains(t.symbols, s) {
			c.wrong("enum", "is %q, none of the symbols of %s", shorten(s), t.name)
		}
	case record:
		c.record(t, v)
	case array, mapping:
		c.all(t, v)
	case union:
		c.union(t, v)
	}
}

func (c *check) mismatch(t *typ, v any) {
	c.wrong("type", "is %s where Avro's %s is expected", schema.Named(v), t.describe())
}

// describe names a type for people.
func (t *typ) describe() string {
	switch {
	case t.logical != "":
		return t.logical + " (" + t.kind.String() + ")"
	case t.name != "":
		return t.kind.String() + " " + t.name
	}
	return t.kind.String()
}

func (c *check) whole(t *typ, v any) {
	n, ok := v.(json.Number)
	if !ok {
		c.mismatch(t, v)
		return
	}
	i, ok := wholeOf(n)
	switch {
	case !ok:
		c.wrong("type", "is %s, not a whole number that %s can hold", n, t.describe())
	case t.kind == integer && (i < math.MinInt32 || i > math.MaxInt32):
		c.wrong("range", "is %s, beyond the 32 bits of int", n)
	}
}

// wholeOf reads a whole number of 64 bits, also when it is written 5.0 or 5e2.
func wholeOf(n json.Number) (int64, bool) {
	if i, err := strconv.ParseInt(string(n), 10, 64); err == nil {
		return i, true
	}
	r, ok := new(big.Rat).SetString(string(n))
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

func (c *check) fraction(t *typ, v any) {
	if f, ok := floatOf(t, v); !ok {
		c.mismatch(t, v)
	} else if _, number := v.(json.Number); number && math.IsInf(f, 0) {
		c.wrong("range", "is %v, more than %s can hold", v, t.kind)
	}
}

// floatOf reads a float or a double; NaN and the infinities are texts, as in
// Avro's own implementation.
func floatOf(t *typ, v any) (float64, bool) {
	size := 64
	if t.kind == float {
		size = 32
	}
	switch v := v.(type) {
	case json.Number:
		f, err := strconv.ParseFloat(string(v), size)
		return f, err == nil || math.IsInf(f, 0)
	case string:
		switch v {
		case "NaN":
			return math.NaN(), true
		case "Infinity":
			return math.Inf(1), true
		case "-Infinity":
			return math.Inf(-1), true
		}
	}
	return 0, false
}

func (c *check) bytes(t *typ, v any) {
	if n, ok := v.(json.Number); ok && t.logical == "decimal" {
		if _, why := unscaled(t, n); why != "" {
			c.wrong("decimal", "is %s, %s", n, why)
		}
		return
	}
	s, ok := v.(string)
	if !ok {
		c.mismatch(t, v)
		return
	}
	b, ok := latin1(s)
	switch {
	case !ok:
		c.wrong("bytes", "has characters beyond U+00FF: each stands for one byte")
	case t.kind == fixed && len(b) != t.size:
		c.wrong("size", "has %d bytes, %s has %d", len(b), t.name, t.size)
	case t.logical == "decimal" && (len(b) == 0 || len(b) > maxDigits):
		c.wrong("decimal", "has %d bytes, which is no decimal", len(b))
	case t.logical == "decimal" && bigOf(b).CmpAbs(power(t.digits)) >= 0:
		c.wrong("decimal", "has more than %d digits", t.digits)
	}
}

func (c *check) record(t *typ, v any) {
	m, ok := v.(map[string]any)
	if !ok {
		c.mismatch(t, v)
		return
	}
	known := 0
	for i := range t.fields {
		f := &t.fields[i]
		if sub, ok := m[f.name]; ok {
			known++
			c.at(f.name, f.typ, sub)
		} else if !f.has {
			c.wrong("required", "lacks the field %q of %s, which has no default", f.name, t.name)
		}
	}
	if known == len(m) {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if !slices.ContainsFunc(t.fields, func(f field) bool { return f.name == key }) {
			c.wrong("additional-properties", "has %q, which is no field of %s", shorten(key), t.name)
		}
	}
}

func (c *check) all(t *typ, v any) {
	if list, ok := v.([]any); ok && t.kind == array {
		for i, item := range list {
			c.at(strconv.Itoa(i), t.of, item)
		}
		return
	}
	m, ok := v.(map[string]any)
	if !ok || t.kind != mapping {
		c.mismatch(t, v)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		c.at(key, t.of, m[key])
	}
}

// union accepts what fits a branch; else it tells about the branch that is
// named, or that has the same JSON type.
func (c *check) union(t *typ, v any) {
	b, inner, tagged := t.plainly(v)
	if b == nil {
		if fitting, _ := c.choose(t, v); fitting != nil {
			return
		}
		b, inner = t.named(v)
		tagged = b != nil
	}
	if tagged {
		c.at(b.branch(), b, inner)
		return
	}
	for _, same := range t.branches {
		if b == nil && v != nil && same.token() == tokenOf(v) {
			b, inner = same, v
		}
	}
	if b == nil {
		c.wrong("any-of", "is %s, none of the alternatives", schema.Named(v))
		return
	}
	c.value(b, inner)
}

// choose finds the branch that v is of, and the value without the branch's
// name. A named branch goes first.
func (c *check) choose(t *typ, v any) (*typ, any) {
	if b, inner, _ := t.plainly(v); b != nil {
		return b, inner
	}
	if b, inner := t.named(v); b != nil && c.fits(b, inner) {
		return b, inner
	}
	for _, b := range t.branches {
		if b.kind == null && v == nil || v != nil && c.fits(b, v) {
			return b, v
		}
	}
	return nil, nil
}

// plainly finds the branch that v can only be of, without looking into v; nil
// when that would be a guess.
func (t *typ) plainly(v any) (b *typ, inner any, tagged bool) {
	named, inner := t.named(v)
	for _, other := range t.branches {
		if !other.mayBe(v) {
			continue
		}
		if b != nil || named != nil {
			return nil, nil, false
		}
		b = other
	}
	if named != nil {
		return named, inner, true
	}
	return b, v, false
}

// mayBe reports whether v could be a value of t, by what is seen at once.
func (t *typ) mayBe(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		if t.kind != record {
			return t.kind == mapping
		}
		for key := range v {
			if len(v) == 1 {
				return slices.ContainsFunc(t.fields, func(f field) bool { return f.name == key })
			}
		}
		return true
	case string:
		switch t.kind {
		case text, enum, bytesKind, fixed, float, double:
			return true
		}
		return false
	}
	return t.token() == tokenOf(v)
}

// named returns the branch that {"name": value} names, nil if it is none.
func (t *typ) named(v any) (*typ, any) {
	if m, ok := v.(map[string]any); ok && len(m) == 1 {
		for _, b := range t.branches {
			if inner, ok := m[b.branch()]; ok && b.kind != null {
				return b, inner
			}
		}
	}
	return nil, nil
}

func tokenOf(v any) spec.Kind {
	switch v.(type) {
	case nil:
		return spec.Null
	case bool:
		return spec.Bool
	case json.Number:
		return spec.Number
	case string:
		return spec.String
	case []any:
		return spec.Array
	}
	return spec.Object
}

// latin1 reads bytes as the JSON encoding writes them: U+0000 to U+00FF are 0 to 255.
func latin1(s string) ([]byte, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xFF {
			return nil, false
		}
		b = append(b, byte(r))
	}
	return b, true
}

// latin1Text is the reverse of latin1.
func latin1Text(b []byte) string {
	s := make([]byte, 0, len(b))
	for _, c := range b {
		s = utf8.AppendRune(s, rune(c))
	}
	return string(s)
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		switch hyphen := i == 8 || i == 13 || i == 18 || i == 23; {
		case hyphen && s[i] != '-':
			return false
		case !hyphen && (c < '0' || c > '9') && (c < 'a' || c > 'f'):
			return false
		}
	}
	return true
}

func shorten(s string) string {
	const limit = 60
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
