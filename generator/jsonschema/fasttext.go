package jsonschema

import (
	"strings"
	"unicode/utf8"
	"unsafe"

	"asyncmock/generator/schema"
)

// acceptsText reports whether the check is sure that text is one JSON value
// that Decode reads and that is valid. It decodes nothing: each schema reads
// the text where its value stands.
func (c *check) acceptsText(text []byte) bool {
	if c == nil || len(text) == 0 || !utf8.Valid(text) {
		return false
	}
	// The string shares the bytes: it is gone when this returns, and nobody
	// writes meanwhile.
	q := quick{src: unsafe.String(&text[0], len(text))}
	end := q.value(c, q.space(0), 0)
	return end >= 0 && !q.gaveUp && q.space(end) == len(q.src)
}

// maxTextDepth bounds the levels of a text that is checked so.
const maxTextDepth = 64

// refused stands for the end of a value that is not valid, or not understood.
const refused = -1

// giveUp leaves the text to others.
func (q *quick) giveUp() int {
	q.gaveUp = true
	return refused
}

func (q *quick) space(i int) int {
	for i < len(q.src) && (q.src[i] == ' ' || q.src[i] == '\n' || q.src[i] == '\t' || q.src[i] == '\r') {
		i++
	}
	return i
}

// value checks the value that begins at i by c (nil: anything), and returns
// where it ends.
func (q *quick) value(c *check, i, depth int) int {
	if c != nil && c.always != nil {
		if !*c.always {
			return refused
		}
		c = nil
	}
	if !q.step() || i >= len(q.src) || depth > maxTextDepth {
		return q.giveUp()
	}
	end := refused
	switch q.src[i] {
	case '{':
		end = q.objectText(c, i, depth)
	case '[':
		end = q.arrayText(c, i, depth)
	case '"':
		end = q.stringText(c, i)
	case 't':
		end = q.word(c, i, "true", typeBoolean, true)
	case 'f':
		end = q.word(c, i, "false", typeBoolean, false)
	case 'n':
		end = q.word(c, i, "null", typeNull, nil)
	default:
		end = q.numberText(c, i)
	}
	if c != nil && c.inPlace && end >= 0 && !q.textInPlace(c, i, depth) {
		return refused
	}
	return end
}

func (q *quick) word(c *check, i int, word string, kind typeSet, v any) int {
	if !strings.HasPrefix(q.src[i:], word) {
		return q.giveUp()
	}
	if c != nil && (c.types != 0 && c.types&kind == 0 || c.values != nil && !c.values.other(v)) {
		return refused
	}
	return i + len(word)
}

// maxPlainNumber bounds the number literals that are read here.
const maxPlainNumber = 40

// numberText checks a number without exponent.
func (q *quick) numberText(c *check, i int) int {
	end := i
	if q.src[end] == '-' {
		end++
	}
	whole := end
	end = q.digits(end)
	if end == whole || end > whole+1 && q.src[whole] == '0' {
		return q.giveUp()
	}
	if end < len(q.src) && q.src[end] == '.' {
		point := end + 1
		if end = q.digits(point); end == point {
			return q.giveUp()
		}
	}
	if end-i > maxPlainNumber || end < len(q.src) && q.src[end]|0x20 == 'e' {
		return q.giveUp()
	}
	if c != nil && !q.numeral(c, q.src[i:end]) {
		return refused
	}
	return end
}

func (q *quick) digits(i int) int {
	for i < len(q.src) && q.src[i]-'0' <= 9 {
		i++
	}
	return i
}

// plain returns the end of the string that begins at i and whether it has no
// escapes; the end is refused when it does not end.
func (q *quick) plain(i int) (end int, ok bool) {
	ok = true
	for i++; i < len(q.src); i++ {
		switch c := q.src[i]; {
		case c == '"':
			return i + 1, ok
		case c == '\\':
			ok = false
			i++
		case c < ' ':
			return refused, false
		}
	}
	return refused, false
}

func (q *quick) stringText(c *check, i int) int {
	end, plain := q.plain(i)
	if end < 0 {
		return q.giveUp()
	}
	if plain {
		if c != nil && !c.str(q.src[i+1:end-1]) {
			return refused
		}
		return end
	}
	v, err := schema.Decode([]byte(q.src[i:end]))
	text, ok := v.Tree.(string)
	if err != nil || !ok {
		return q.giveUp()
	}
	if c != nil && !c.str(text) {
		return refused
	}
	return end
}

// maxOthers bounds the undeclared properties of an object, which are told
// apart by comparing each with each.
const maxOthers = 12

// textMembers is what was seen of an object.
type textMembers struct {
	seen   [memberWords]uint64
	count  int
	others [maxOthers]string
	n      int
	next   int // the member that is expected next
}

func (m *textMembers) has(i int) bool { return m.seen[i/64]&(1<<(i%64)) != 0 }

func (q *quick) objectText(c *check, i, depth int) int {
	var o *objectCheck
	if c != nil {
		if o = c.object; c.types != 0 && c.types&typeObject == 0 {
			return refused
		}
		if c.values != nil {
			return q.giveUp()
		}
		if o != nil && len(o.members) > 64*memberWords {
			return q.giveUp()
		}
	}
	var m textMembers
	start := i
	for i = q.space(i + 1); ; i = q.space(i + 1) {
		if i < len(q.src) && q.src[i] == '}' && m.count == 0 {
			i++
			break
		}
		if i >= len(q.src) || q.src[i] != '"' {
			return q.giveUp()
		}
		end, plain := q.plain(i)
		if !plain {
			return q.giveUp()
		}
		name := q.src[i+1 : end-1]
		if i = q.space(end); i >= len(q.src) || q.src[i] != ':' {
			return q.giveUp()
		}
		if i = q.memberText(o, &m, name, q.space(i+1), depth); i < 0 {
			return refused
		}
		m.count++
		if i = q.space(i); i < len(q.src) && q.src[i] == '}' {
			i++
			break
		}
		if i >= len(q.src) || q.src[i] != ',' {
			return q.giveUp()
		}
	}
	if o != nil && (!o.complete(&m) || !q.textNeeds(o, &m, start, depth)) {
		return refused
	}
	return i
}

// textNeeds applies the schemas that depend on properties.
func (q *quick) textNeeds(o *objectCheck, m *textMembers, i, depth int) bool {
	for _, n := range o.needs {
		if n.check != nil && m.has(n.member) && q.value(n.check, i, depth) < 0 {
			return false
		}
	}
	return true
}

// memberText checks one member, whose value begins at i.
func (q *quick) memberText(o *objectCheck, m *textMembers, name string, i, depth int) int {
	if o == nil {
		return q.value(nil, i, depth+1)
	}
	if o.names != nil && !q.name(o.names, name) {
		return refused
	}
	at, known := m.next, true
	if at >= len(o.members) || o.members[at].name != name {
		at, known = o.index[name]
	}
	m.next = at + 1
	switch {
	case !known && !m.other(name), known && m.has(at):
		return q.giveUp() // a name that comes twice, or too many
	case known:
		m.seen[at/64] |= 1 << (at % 64)
	}
	end, covered := refused, known && o.members[at].declared
	if covered {
		if end = q.value(o.members[at].check, i, depth+1); end < 0 {
			return refused
		}
	}
	for _, p := range o.patterns {
		if p.pattern.MatchString(name) {
			covered = true
			if end = q.value(p.check, i, depth+1); end < 0 {
				return refused
			}
		}
	}
	if covered {
		return end
	}
	return q.value(o.additional, i, depth+1)
}

// other notes a name that is not declared; ok is false when it was there
// already or there are too many.
func (m *textMembers) other(name string) (ok bool) {
	if m.n == maxOthers {
		return false
	}
	for _, other := range m.others[:m.n] {
		if other == name {
			return false
		}
	}
	m.others[m.n] = name
	m.n++
	return true
}

// complete checks what is known when all members were seen.
func (o *objectCheck) complete(m *textMembers) bool {
	if o.min >= 0 && m.count < o.min || o.max >= 0 && m.count > o.max {
		return false
	}
	for i, want := range o.required {
		if m.seen[i]&want != want {
			return false
		}
	}
	for _, n := range o.needs {
		if !m.has(n.member) {
			continue
		}
		for _, i := range n.needs {
			if !m.has(i) {
				return false
			}
		}
	}
	return true
}

// textItems are the items of a list without doublets.
type textItems struct {
	list [maxDistinct]string
	n    int
}

func (q *quick) arrayText(c *check, i, depth int) int {
	var a *arrayCheck
	if c != nil {
		if a = c.array; c.types != 0 && c.types&typeArray == 0 {
			return refused
		}
		if c.values != nil {
			return q.giveUp()
		}
	}
	if a != nil && a.unique {
		return q.uniqueText(a, i, depth)
	}
	return q.itemsText(a, nil, i, depth)
}

func (q *quick) uniqueText(a *arrayCheck, i, depth int) int {
	var seen textItems
	return q.itemsText(a, &seen, i, depth)
}

func (q *quick) itemsText(a *arrayCheck, seen *textItems, i, depth int) int {
	count, found := 0, 0
	for i = q.space(i + 1); ; i = q.space(i + 1) {
		if i < len(q.src) && q.src[i] == ']' && count == 0 {
			i++
			break
		}
		var item *check
		if a != nil {
			item = a.at(count)
		}
		end := q.value(item, i, depth+1)
		if end < 0 {
			return refused
		}
		if a != nil && a.contains != nil && q.value(a.contains, i, depth+1) >= 0 {
			found++
		}
		if seen != nil && !q.another(seen, q.src[i:end]) {
			return refused
		}
		count++
		if i = q.space(end); i < len(q.src) && q.src[i] == ']' {
			i++
			break
		}
		if i >= len(q.src) || q.src[i] != ',' {
			return q.giveUp()
		}
	}
	if a != nil && (a.min >= 0 && count < a.min || a.max >= 0 && count > a.max || a.contains != nil && !a.enough(found)) {
		return refused
	}
	return i
}

// another compares an item with those before it. Texts with escapes, arrays
// and objects can be spelled in more than one way, and are left to others.
func (q *quick) another(seen *textItems, item string) bool {
	if seen.n == maxDistinct || item[0] == '[' || item[0] == '{' || strings.IndexByte(item, '\\') >= 0 {
		q.gaveUp = true
		return false
	}
	number := item[0] == '-' || '0' <= item[0] && item[0] <= '9'
	for _, other := range seen.list[:seen.n] {
		if item == other || number && (other[0] == '-' || '0' <= other[0] && other[0] <= '9') && q.sameNumber(item, other) {
			return false
		}
	}
	seen.list[seen.n] = item
	seen.n++
	return true
}

// textInPlace checks what is applied to the same value.
func (q *quick) textInPlace(c *check, i, depth int) bool {
	fits := func(sub *check) bool { return q.value(sub, i, depth) >= 0 }
	for _, sub := range c.all {
		if !fits(sub) {
			return false
		}
	}
	if len(c.any) > 0 {
		found := false
		for _, sub := range c.any {
			if found = fits(sub); found {
				break
			}
		}
		if !found {
			return false
		}
	}
	if len(c.one) > 0 {
		n := 0
		for _, sub := range c.one {
			if fits(sub) {
				n++
			}
		}
		if n != 1 {
			return false
		}
	}
	if c.not != nil && fits(c.not) {
		return false
	}
	if c.cond != nil {
		branch := c.els
		if fits(c.cond) {
			branch = c.then
		}
		return branch == nil || fits(branch)
	}
	return true
}
