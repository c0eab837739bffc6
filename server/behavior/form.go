package behavior

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"asyncmock/spec"
)

// A form is what a value of a behavior file may be. The forms of all keys
// make the grammar (grammar.go); it is checked here and printed as a JSON
// Schema (schema.go), so that the two cannot differ.
type form interface {
	takes(k spec.Kind) bool
	check(c *checker, n *spec.Node)
	about() string // "a duration such as 500ms"
}

// A scalar is text, a number or a boolean, read by its text.
type scalar struct {
	kinds []spec.Kind
	words string // what it is, for people
	// valid says what is wrong with a text, "" if nothing; nil: nothing can be.
	valid func(text string) string
	// schema is the rest of its JSON Schema.
	schema map[string]any
}

func (s *scalar) takes(k spec.Kind) bool { return slices.Contains(s.kinds, k) }
func (s *scalar) about() string          { return s.words }

func (s *scalar) check(c *checker, n *spec.Node) {
	if s.valid == nil {
		return
	}
	if wrong := s.valid(n.Scalar()); wrong != "" {
		c.wrong(n, "behavior-value", fmt.Sprintf("%q %s", clip(n.Scalar()), wrong), "write "+s.words)
	}
}

// words is one of some words.
type words struct {
	list []string
}

func (w *words) takes(k spec.Kind) bool { return k == spec.String || k == spec.Bool }
func (w *words) about() string          { return "one of " + strings.Join(w.list, ", ") }

func (w *words) check(c *checker, n *spec.Node) {
	if text := wordOf(n); !slices.Contains(w.list, text) {
		c.wrong(n, "behavior-value", fmt.Sprintf("%q is none of %s", clip(text), strings.Join(w.list, ", ")), near(text, w.list))
	}
}

// wordOf reads a word; YAML 1.1 writes some of them as booleans.
func wordOf(n *spec.Node) string {
	switch n.Scalar() {
	case "false":
		return "off"
	case "true":
		return "on"
	}
	return n.Scalar()
}

// A list is an array of one form.
type list struct {
	of   form
	what string
	most int // 0: any number
}

func (l *list) takes(k spec.Kind) bool { return k == spec.Array }
func (l *list) about() string          { return "a list of " + l.what }

func (l *list) check(c *checker, n *spec.Node) {
	if l.most > 0 && len(n.Items) > l.most {
		c.wrong(n.Items[l.most], "behavior-value", fmt.Sprintf("there are %d %s; %d are the most", len(n.Items), l.what, l.most), "")
		return
	}
	for _, item := range n.Items {
		c.value(item, l.of)
	}
}

// A mapping has keys that the user chooses.
type mapping struct {
	of   form
	what string
	// key says what is wrong with a key, "" if nothing; nil: any will do.
	key     func(string) string
	pattern string // of a key, in the JSON Schema
	most    int    // 0: any number
}

func (m *mapping) takes(k spec.Kind) bool { return k == spec.Object }
func (m *mapping) about() string          { return "a mapping of " + m.what }

func (m *mapping) check(c *checker, n *spec.Node) {
	if m.most > 0 && len(n.Members) > m.most {
		c.at(n.Members[m.most].KeyPos, n, "behavior-value", fmt.Sprintf("there are %d %s; %d are the most", len(n.Members), m.what, m.most), "")
		return
	}
	for _, member := range n.Members {
		if m.key != nil {
			if wrong := m.key(member.Key); wrong != "" {
				c.at(member.KeyPos, n, "behavior-key", fmt.Sprintf("%q %s", clip(member.Key), wrong), "")
				continue
			}
		}
		c.value(member.Value, m.of)
	}
}

// An object has the keys of a table.
type object struct {
	name string // in the JSON Schema, and for people: "rule"
	keys []key
	// least is how many of the keys marked one there must be: none or one.
	least int
}

// A key is a line of such a table.
type key struct {
	name string
	of   form
	help string
	one  bool // excludes the other keys marked so
	must bool // has to be there
}

func (o *object) takes(k spec.Kind) bool { return k == spec.Object }
func (o *object) about() string          { return "a mapping with the keys of " + o.article() }

// article names one of them in a sentence.
func (o *object) article() string {
	if strings.ContainsRune("aeiou", rune(o.name[0])) {
		return "an " + o.name
	}
	return "a " + o.name
}

func (o *object) names() []string {
	var names []string
	for _, k := range o.keys {
		names = append(names, k.name)
	}
	return names
}

func (o *object) check(c *checker, n *spec.Node) {
	var one []string
	strange := false
	for _, m := range n.Members {
		i := slices.IndexFunc(o.keys, func(k key) bool { return k.name == m.Key })
		if i < 0 {
			c.at(m.KeyPos, n, "behavior-key", fmt.Sprintf("%s has no key %q", o.article(), clip(m.Key)), near(m.Key, o.names()))
			strange = true
			continue
		}
		if o.keys[i].one {
			if one = append(one, m.Key); len(one) == 2 {
				c.at(m.KeyPos, n, "behavior-key", fmt.Sprintf("%s and %s exclude each other", one[0], one[1]), "write "+o.article()+" for each")
			}
		}
		c.value(m.Value, o.keys[i].of)
	}
	for _, k := range o.keys {
		if k.must && !n.Has(k.name) {
			c.wrong(n, "behavior-missing", fmt.Sprintf("this %s has no %s", o.name, k.name), k.name+": "+k.help)
		}
	}
	if len(one) < o.least && !strange {
		c.wrong(n, "behavior-missing", "this "+o.name+" does nothing", "it needs one of "+strings.Join(o.exclusive(), ", "))
	}
}

// exclusive are the names of the keys that exclude each other.
func (o *object) exclusive() []string {
	var names []string
	for _, k := range o.keys {
		if k.one {
			names = append(names, k.name)
		}
	}
	return names
}

// An either is the first of some forms that takes the kind of value.
type either []form

func (e either) takes(k spec.Kind) bool {
	return slices.ContainsFunc(e, func(f form) bool { return f.takes(k) })
}

func (e either) about() string {
	var all []string
	for _, f := range e {
		all = append(all, f.about())
	}
	return strings.Join(all, ", or ")
}

func (e either) check(c *checker, n *spec.Node) {
	for _, f := range e {
		if f.takes(n.Kind) {
			f.check(c, n)
			return
		}
	}
}

// anything is any value.
type anything struct{}

func (anything) takes(spec.Kind) bool { return true }
func (anything) about() string        { return "any value" }
func (anything) check(c *checker, n *spec.Node) {
	switch n.Kind {
	case spec.Object:
		for _, m := range n.Members {
			c.value(m.Value, anything{})
		}
	case spec.Array:
		for _, item := range n.Items {
			c.value(item, anything{})
		}
	}
}

// Scalars that many keys have.

func text() *scalar {
	return &scalar{kinds: []spec.Kind{spec.String}, words: "text"}
}

// short is text that is shown.
func short() *scalar {
	return &scalar{
		kinds: []spec.Kind{spec.String}, words: "a text of at most 200 characters", schema: map[string]any{"maxLength": 200},
		valid: func(text string) string {
			if utf8.RuneCountInString(text) > 200 {
				return "is too long"
			}
			return ""
		},
	}
}

func flag() *scalar {
	return &scalar{kinds: []spec.Kind{spec.Bool}, words: "true or false"}
}

func whole(low, high int) *scalar {
	return &scalar{
		kinds: []spec.Kind{spec.Number}, words: fmt.Sprintf("a whole number from %d to %d", low, high),
		schema: map[string]any{"type": "integer", "minimum": low, "maximum": high},
		valid: func(text string) string {
			if n, err := strconv.Atoi(text); err != nil || n < low || n > high {
				return fmt.Sprintf("is not from %d to %d", low, high)
			}
			return ""
		},
	}
}

// durationPattern is a duration as time.ParseDuration reads it.
const durationPattern = `([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+`

// duration is a time of at least least.
func duration(least time.Duration) *scalar {
	return &scalar{
		kinds: []spec.Kind{spec.String}, words: "a duration such as 500ms or 2s",
		schema: map[string]any{"pattern": "^" + durationPattern + "$"},
		valid: func(text string) string {
			if _, err := readSpan(text, least); err != nil || strings.Contains(text, "..") {
				return fmt.Sprintf("is no duration of at least %s", least)
			}
			return ""
		},
	}
}

// span is a time, or a range of two.
func spanForm() *scalar {
	return &scalar{
		kinds: []spec.Kind{spec.String}, words: "a duration such as 500ms, or a range such as 50ms..2s",
		schema: map[string]any{"pattern": "^" + durationPattern + `(\.\.` + durationPattern + ")?$"},
		valid: func(text string) string {
			if _, err := readSpan(text, 0); err != nil {
				return err.Error()
			}
			return ""
		},
	}
}
