package jsonschema

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
	"unicode/utf8"
	"unsafe"

	"asyncmock/fakedata"
)

// A textPlan makes strings: by meaning where what is meant fits, else by
// pattern or format, else words.
type textPlan struct {
	low, high int // characters
	branch    *branch
	kind      *fakedata.Kind      // nil: no meaning found
	figure    *numberPlan         // of texts that are numbers
	style     func([]byte) []byte // how what is meant has to be written; nil: as it is
	prose     bool                // what people write: examples are some of many
	likes     []string            // examples that stand for others of the sort
	makers    []*maker            // of the patterns, in order
	patterns  []*pattern
	formats   []string
	encoded   bool       // base64
	json      bool       // the content is JSON
	trusted   bool       // what kind draws fits always
	clear     bool       // and stands in quotes as it is
	quick     *textCheck // says the same as the branch; may be nil
	weave     *weave     // when what is usual never fits
	fallback  string
}

// hint is what is known of the meaning of a place.
func (b *branch) hint(s *shape) fakedata.Hint {
	h := fakedata.Hint{Name: s.name, Parent: s.parent, Beside: s.beside, Above: s.above}
	for _, a := range b.atoms {
		if h.Format == "" {
			h.Format = a.format
		}
		if h.Description == "" {
			h.Description = a.description
		}
		if h.Title == "" {
			h.Title = a.title
		}
	}
	return h
}

// texts plans the strings of a branch. A sample is made at once: what cannot
// be made is known when the schema is compiled.
func (p *planner) texts(s *shape, b *branch) (*textPlan, string) {
	t := &textPlan{high: maxText, branch: b}
	for _, list := range [][]*subschema{b.atoms, b.limits} {
		for _, a := range list {
			t.low = max(t.low, a.minLength)
			if a.maxLength >= 0 {
				t.high = min(t.high, a.maxLength)
			}
			if a.pattern != nil && !slices.Contains(t.patterns, a.pattern) {
				t.patterns = append(t.patterns, a.pattern)
			}
			if a.format != "" && !slices.Contains(t.formats, a.format) {
				t.formats = append(t.formats, a.format)
			}
			t.encoded = t.encoded || a.contentEncoding == "base64"
			t.json = t.json || a.contentMediaType == "application/json"
		}
	}
	switch {
	case t.low > maxText:
		return nil, fmt.Sprintf("%d characters are asked for, at most %d are made", t.low, maxText)
	case t.low > t.high:
		return nil, fmt.Sprintf("at least %d and at most %d characters are asked for", t.low, t.high)
	}
	for _, pattern := range t.patterns {
		if m := newMaker(pattern); m != nil {
			t.makers = append(t.makers, m)
		}
	}
	if t.kind = p.fake.Text(b.hint(s)); t.kind != nil && t.kind.Number != nil {
		t.figure = figureOf(t.kind.Number)
	}
	if t.figure != nil && !t.figureFits(p.src) {
		t.kind, t.figure = nil, nil
	}
	if t.kind != nil && (slices.Contains(t.formats, "uri-template") || t.figure == nil && !t.plausible(p.src) && !t.spelled(p.src)) {
		t.kind, t.figure = nil, nil
	}
	t.trusted = t.kind != nil && t.low == 0 && t.high == maxText && !t.encoded && !t.json && len(t.patterns)+len(t.formats) == 0 &&
		len(b.notValues)+len(b.notText)+len(b.hopes)+len(b.limits) == 0
	t.quick = t.check()
	t.clear = t.certain()
	t.trusted = t.trusted || t.clear
	if t.find(p) {
		return t, ""
	}
	if len(t.patterns) > 0 {
		return nil, fmt.Sprintf("no text was found that matches %q and the rest", shorten(t.patterns[0].text))
	}
	return nil, "no text was found that fits all that is asked for"
}

// certain reports whether whatever kind draws fits what the schema asks for
// and needs no escapes: the texts of a list are tried one by one.
func (t *textPlan) certain() bool {
	if t.kind == nil || t.figure != nil || t.quick == nil {
		return false
	}
	if t.kind.Name == "uuid" && t.style == nil {
		return len(t.patterns) == 0 && slices.Equal(t.formats, []string{"uuid"}) && t.low <= 36 && 36 <= t.high
	}
	values := t.kind.Values()
	return len(values) > 0 && !slices.ContainsFunc(values, func(value string) bool {
		text := []byte(value)
		if t.style != nil {
			text = t.style(text)
		}
		return !t.takes(text) || !unescaped(text)
	})
}

// find looks for a text that fits. Where no proposal does, the texts that are
// made are those that fit everything at once, as far as expressions can say it.
func (t *textPlan) find(p *planner) bool {
	m := &making{src: p.src, now: sampleTime}
	for i, made := 0, 0; i < 400 && made <= maxText; i++ {
		if i == 40 {
			t.weave = p.woven(t)
		}
		m.text = t.attempt(m.text[:0], m, i)
		if made += len(m.text); t.takes(m.text) {
			t.fallback = string(m.text)
			return true
		}
	}
	return false
}

// woven spells all that is asked for as expressions; equal ones are one weave.
func (p *planner) woven(t *textPlan) *weave {
	var must, mustNot []string
	for _, pattern := range t.patterns {
		asked, refused := pattern.strands()
		must, mustNot = append(must, asked...), append(mustNot, refused...)
	}
	for _, pattern := range t.branch.notText {
		if pattern.linear != nil {
			mustNot = append(mustNot, pattern.plain)
		}
	}
	for _, format := range t.formats {
		if grammar := grammars[format]; grammar != "" {
			must = append(must, grammar)
		}
	}
	if len(must)+len(mustNot) == 0 || t.encoded || t.json {
		return nil
	}
	key := fmt.Sprintf("%q %q %d %d", must, mustNot, t.low, t.high)
	w, known := p.weaves[key]
	if !known && p.weaving < maxWeaving {
		w = newWeave(must, mustNot, t.low, t.high, &p.weaving)
		p.weaves[key] = w
	}
	return w
}

// sampleTime is what now is in samples.
var sampleTime = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// plausible tries whether what is meant fits often enough to be used.
func (t *textPlan) plausible(src *rand.Rand) bool {
	fits := 0
	for range 12 {
		if t.accepts(string(t.propose(nil, fakedata.Context{Rand: src, Now: sampleTime}))) {
			fits++
		}
	}
	return fits >= 4
}

func (t *textPlan) sample(src *rand.Rand) string {
	m := &making{src: src, now: sampleTime}
	for i := range 60 {
		if text := string(t.attempt(nil, m, i)); t.accepts(text) {
			return text
		}
	}
	return t.fallback
}

// accepts judges a text by the whole branch.
func (t *textPlan) accepts(text string) bool {
	if n := utf8.RuneCountInString(text); n < t.low || n > t.high {
		return false
	}
	if t.encoded {
		content, err := base64.StdEncoding.DecodeString(text)
		if err != nil || t.json && string(content) != "{}" {
			return false
		}
	} else if t.json && text != "{}" && text != "[]" && text != "0" {
		return false
	}
	return t.branch.accepts(text)
}

// takes is accepts without a copy of the text where that is possible.
func (t *textPlan) takes(text []byte) bool {
	if t.quick == nil || len(text) == 0 {
		return t.accepts(string(text))
	}
	return t.quick.accepts(unsafe.String(&text[0], len(text)))
}

// check returns what the branch asks of a text when that is no more than a
// length, patterns and formats.
func (t *textPlan) check() *textCheck {
	b := t.branch
	if t.encoded || t.json || len(t.patterns) > 1 || len(t.formats) > 1 || b.types&typeString == 0 ||
		len(b.notValues)+len(b.notText)+len(b.limits)+len(b.hopes) > 0 {
		return nil
	}
	for _, a := range b.atoms {
		chosen := func(s *subschema) bool { return s == nil || slices.Contains(b.atoms, s) }
		if a.always != nil || a.constant != nil || a.hasEnum || a.not != nil || a.cond != nil || a.contentEncoding != "" ||
			a.types != 0 && a.types&typeString == 0 || !chosen(a.ref) || !b.one(a) ||
			len(a.anyOf) > 0 && !slices.ContainsFunc(a.anyOf, chosen) || slices.ContainsFunc(a.allOf, func(s *subschema) bool { return !chosen(s) }) {
			return nil
		}
	}
	c := &textCheck{min: t.low, max: t.high}
	for _, p := range t.patterns {
		if p.linear == nil {
			return nil
		}
		c.pattern, c.simple = p.linear, newSimplePattern(p.plain)
	}
	for _, format := range t.formats {
		c.format = newFormatCheck(format)
	}
	return c
}

// append makes a text.
func (t *textPlan) append(dst []byte, m *making, s *shape) []byte {
	if t.clear {
		return append(t.propose(append(dst, '"'), m.context(0)), '"')
	}
	if t.figure != nil {
		m.text = t.figure.appendFixed(m.text[:0], m.move(t.figure, s))
		if t.trusted || t.takes(m.text) {
			return appendText(dst, m.text)
		}
	}
	for i, made := 0, 0; i < 40 && made <= maxText; i++ {
		m.text = t.attempt(m.text[:0], m, i)
		if made += len(m.text); t.trusted || t.takes(m.text) {
			return appendText(dst, m.text)
		}
	}
	return appendText(dst, []byte(t.fallback))
}

// attempt makes the i-th proposal.
func (t *textPlan) attempt(dst []byte, m *making, i int) []byte {
	switch {
	case t.json && t.encoded:
		return append(dst, "e30="...)
	case t.json:
		return append(dst, []string{"{}", "[]", "0"}[i%3]...)
	case t.encoded:
		return t.base64(dst, m, i)
	case len(t.likes) > 0 && i < 4:
		return alike(dst, t.likes[m.src.IntN(len(t.likes))], m.src)
	case t.kind != nil && i < 10:
		return t.propose(dst, m.context(i))
	case t.weave != nil && i%8 != 7:
		return t.weave.text(dst, m.src)
	case len(t.patterns) > 0 && i%40 >= 36:
		return commonText(dst, m.src, m.now)
	case len(t.makers) > 0 && (len(t.formats) == 0 || i%2 == 0):
		return t.makers[i/2%len(t.makers)].text(dst, m.src, t.low, min(t.high, t.low+m.src.IntN(16)+i/4))
	case len(t.formats) > 0:
		return formatText(dst, t.formats[i%len(t.formats)], m.src, m.now, i, t.low, t.high)
	}
	return words(dst, m.src, t.low, t.high)
}

// base64 makes an encoded text of a fitting length.
func (t *textPlan) base64(dst []byte, m *making, i int) []byte {
	n := max((t.low+3)/4*3, min(12, t.high/4*3))
	content := words(nil, m.src, n, n)
	if i%3 != 0 {
		content = content[:max(0, len(content)-i%3)]
	}
	return base64.StdEncoding.AppendEncode(dst, content)
}

var plainWords = []string{
	"amber", "basin", "cedar", "delta", "ember", "field", "grove", "harbor", "island", "juniper", "kite", "lumen", "maple", "north",
	"ocean", "pine", "quartz", "river", "stone", "tidal", "upland", "valley", "willow", "yarrow", "zephyr", "bright", "calm", "early",
}

// words makes a text of words, of low to high characters.
func words(dst []byte, src *rand.Rand, low, high int) []byte {
	start := len(dst)
	n := 1 + src.IntN(2)
	for i := 0; i < n || len(dst)-start < low; i++ {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, plainWords[src.IntN(len(plainWords))]...)
	}
	if len(dst)-start > high {
		dst = dst[:start+high]
	}
	if n := len(dst); n > start && n-start >= low && dst[n-1] == ' ' {
		dst[n-1] = 'a'
	}
	return dst
}
