package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"asyncmock/server"
)

// The bounds of an expectation.
const (
	withinDefault = 5 * time.Second
	withinMost    = 10 * time.Minute
	settleDefault = 100 * time.Millisecond
)

// A wanted is the body of an expectation: what is to happen, how often, and
// how soon.
type wanted struct {
	Kind      server.EventKind           `json:"kind,omitempty"` // receive
	Route     string                     `json:"route,omitempty"`
	Channel   string                     `json:"channel,omitempty"`
	Operation string                     `json:"operation,omitempty"`
	Message   string                     `json:"message,omitempty"`
	Valid     *bool                      `json:"valid,omitempty"`
	Where     map[string]json.RawMessage `json:"where,omitempty"` // by JSON pointer
	Exactly   *int                       `json:"exactly,omitempty"`
	AtLeast   *int                       `json:"atLeast,omitempty"`
	AtMost    *int                       `json:"atMost,omitempty"`
	Within    string                     `json:"within,omitempty"`
	Settle    string                     `json:"settle,omitempty"`
	After     uint64                     `json:"after,omitempty"`
}

// A goal is a wanted, read.
type goal struct {
	filter         filter
	valid          *bool
	where          []place
	least, most    int // most < 0: any
	within, settle time.Duration
}

// A place is a value that a payload must have.
type place struct {
	pointer string
	value   any
	text    string
}

func (w *wanted) goal(session string) (*goal, error) {
	g := &goal{valid: w.Valid, least: 1, most: -1, within: withinDefault, settle: settleDefault}
	if w.Kind == "" {
		w.Kind = server.EventReceive
	}
	g.filter = filter{
		session: session, route: w.Route, channel: w.Channel, operation: w.Operation, message: w.Message, kinds: []string{string(w.Kind)},
	}
	for _, pointer := range sortedKeys(w.Where) {
		if !isPointer(pointer) {
			return nil, notPointer(pointer)
		}
		value, _ := decode(w.Where[pointer])
		g.where = append(g.where, place{pointer, value, string(compact(w.Where[pointer]))})
	}
	if err := g.count(w); err != nil {
		return nil, err
	}
	for _, d := range []struct {
		name, text string
		to         *time.Duration
	}{{"within", w.Within, &g.within}, {"settle", w.Settle, &g.settle}} {
		if d.text == "" {
			continue
		}
		v, err := time.ParseDuration(d.text)
		if err != nil || v < 0 || v > withinMost {
			return nil, unprocessable("duration-invalid", "%s: %q must be a duration up to 10m.", d.name, d.text).hinting(`such as "250ms" or "5s"`)
		}
		*d.to = v
	}
	return g, nil
}

// count reads how often it is to happen; without a word at least once.
func (g *goal) count(w *wanted) error {
	if w.Exactly != nil && (w.AtLeast != nil || w.AtMost != nil) {
		return unprocessable("count-invalid", "exactly goes with neither atLeast nor atMost.")
	}
	for _, n := range []struct {
		name  string
		count *int
	}{{"exactly", w.Exactly}, {"atLeast", w.AtLeast}, {"atMost", w.AtMost}} {
		if n.count != nil && *n.count < 0 {
			return unprocessable("count-invalid", "%s is %d, it must be a number from 0.", n.name, *n.count)
		}
	}
	switch {
	case w.Exactly != nil:
		g.least, g.most = *w.Exactly, *w.Exactly
	case w.AtMost != nil:
		g.least, g.most = 0, *w.AtMost
	}
	if w.AtLeast != nil {
		g.least = *w.AtLeast
	}
	if g.most >= 0 && g.most < g.least {
		return unprocessable("count-invalid", "atLeast is %d, which is more than atMost, %d.", g.least, g.most)
	}
	return nil
}

// String says how often it is to happen.
func (g *goal) String() string {
	switch {
	case g.most < 0:
		return fmt.Sprintf("at least %d", g.least)
	case g.least == g.most:
		return fmt.Sprintf("exactly %d", g.least)
	case g.least == 0:
		return fmt.Sprintf("at most %d", g.most)
	}
	return fmt.Sprintf("%d to %d", g.least, g.most)
}

// meets reports whether e is what is wanted. why is said of one that is but
// for its validity or a value.
func (g *goal) meets(e *server.Event) (yes bool, why string) {
	if !g.filter.takes(e) {
		return false, ""
	}
	if g.valid != nil && *g.valid != e.Valid {
		if len(e.Findings) > 0 {
			return false, "it is wrong: " + strings.TrimPrefix(e.Findings[0].Instance+": "+e.Findings[0].Summary, ": ")
		}
		return false, fmt.Sprintf("its validity is %v", e.Valid)
	}
	if len(g.where) == 0 {
		return true, ""
	}
	tree, err := decode(e.Payload)
	if err != nil {
		return false, "its payload is no JSON"
	}
	for _, p := range g.where {
		v, ok := at(tree, p.pointer)
		if !ok {
			return false, "it has no " + p.pointer
		}
		if !equal(v, p.value) {
			text, _ := json.Marshal(v)
			return false, fmt.Sprintf("%s is %s, not %s", p.pointer, clip(string(text)), clip(p.text))
		}
	}
	return true, ""
}

func clip(text string) string {
	const most = 100
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

func decode(text []byte) (v any, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	err = dec.Decode(&v)
	return v, err
}

func isPointer(p string) bool { return p == "" || p[0] == '/' }

func notPointer(pointer string) error {
	return badRequest("pointer-invalid", "%q is no JSON pointer.", pointer).hinting(`"/symbol" is one (RFC 6901)`)
}

// at returns what a JSON pointer leads to (RFC 6901).
func at(tree any, pointer string) (any, bool) {
	if pointer == "" {
		return tree, true
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch v := tree.(type) {
		case map[string]any:
			next, ok := v[token]
			if !ok {
				return nil, false
			}
			tree = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(v) || strconv.Itoa(i) != token {
				return nil, false
			}
			tree = v[i]
		default:
			return nil, false
		}
	}
	return tree, true
}

// equal compares decoded JSON; 1, 1.0 and 1e0 are the same number.
func equal(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		return ok && sameNumber(a, b)
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key := range a {
			if other, ok := b[key]; !ok || !equal(a[key], other) {
				return false
			}
		}
		return true
	}
	return a == b
}

// sameNumber compares as text, and as floats where those are exact enough.
func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	const exact = 1 << 53
	x, err1 := a.Float64()
	y, err2 := b.Float64()
	return err1 == nil && err2 == nil && x == y && -exact < x && x < exact
}
