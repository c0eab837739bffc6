package jsonschema

import (
	"iter"
	"math/rand/v2"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// A maker makes texts that match a regular expression, of a wanted length
// where that is possible. What it makes is checked against the expression
// before it is used: assertions such as \b are not made, only hoped for.
type maker struct {
	root  *syntax.Regexp
	sizes map[*syntax.Regexp]size
	runes map[*syntax.Regexp][]rune // for classes
	// wanted are texts that lookaheads ask for, to be put in somewhere.
	wanted []*maker
	// Not anchored at the begin, at the end.
	before, after bool
}

// size is the least and greatest number of characters.
type size struct{ min, max int }

// endless is the greatest length of what repeats without end.
const endless = 1 << 30

// newMaker compiles a maker; nil when the expression is not understood.
func newMaker(p *pattern) *maker {
	text, asked := p.plain, []string(nil)
	if p.linear == nil {
		text, asked = stripLookaround(p.plain)
	}
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil
	}
	m := &maker{root: re, sizes: map[*syntax.Regexp]size{}, runes: map[*syntax.Regexp][]rune{}}
	m.measure(re)
	m.before, m.after = !strings.HasPrefix(text, "^"), !strings.HasSuffix(text, "$")
	for _, look := range asked {
		if sub, err := compilePattern(look); err == nil && sub.linear != nil {
			if w := newMaker(sub); w != nil {
				m.wanted = append(m.wanted, w)
			}
		}
	}
	return m
}

// stripLookaround takes (?=…), (?!…), (?<=…) and (?<!…) out, and returns what
// positive lookaheads ask for.
func stripLookaround(text string) (rest string, asked []string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		kind := ""
		for _, k := range []string{"(?=", "(?!", "(?<=", "(?<!", "(?P<=", "(?P<!"} {
			if strings.HasPrefix(text[i:], k) {
				kind = k
			}
		}
		switch {
		case kind != "":
			end := closing(text, i)
			if kind == "(?=" {
				asked = append(asked, strings.TrimPrefix(strings.TrimPrefix(text[i+3:end], ".*?"), ".*"))
			}
			i = end
		case text[i] == '\\' && i+1 < len(text) && '1' <= text[i+1] && text[i+1] <= '9':
			b.WriteString(groupText(text, int(text[i+1]-'0'))) // with luck it repeats what the group was
			i++
		case text[i] == '\\' && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i++
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), asked
}

// groupText returns the n-th group that captures, as one that does not.
func groupText(text string, n int) string {
	for i, c := range operators(text, 0) {
		if c == '(' && !strings.HasPrefix(text[i:], "(?") {
			if n--; n == 0 {
				return "(?:" + text[i+1:closing(text, i)] + ")"
			}
		}
	}
	return ""
}

// closing returns the index of the bracket that closes the one at i.
func closing(text string, i int) int {
	depth := 0
	for at, c := range operators(text, i) {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return len(text) - 1
}

// operators yields the characters of an expression from i on that are neither
// escaped nor in a class such as [^)].
func operators(text string, i int) iter.Seq2[int, byte] {
	return func(yield func(int, byte) bool) {
		for class := false; i < len(text); i++ {
			switch c := text[i]; {
			case c == '\\':
				i++
			case class:
				class = c != ']'
			case c == '[':
				class = true
			case !yield(i, c):
				return
			}
		}
	}
}

func (m *maker) measure(re *syntax.Regexp) size {
	s := size{0, 0}
	switch re.Op {
	case syntax.OpLiteral:
		s = size{len(re.Rune), len(re.Rune)}
	case syntax.OpCharClass:
		s = size{1, 1}
		m.runes[re] = preferred(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		s = size{1, 1}
		m.runes[re] = letters
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			n := m.measure(sub)
			s.min, s.max = s.min+n.min, min(s.max+n.max, endless)
		}
	case syntax.OpAlternate:
		s.min = endless
		for _, sub := range re.Sub {
			n := m.measure(sub)
			s.min, s.max = min(s.min, n.min), max(s.max, n.max)
		}
	case syntax.OpCapture:
		s = m.measure(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		n := m.measure(re.Sub[0])
		low, high := repeats(re)
		s.min = min(low*n.min, endless)
		if s.max = endless; high >= 0 {
			s.max = min(high*n.max, endless)
		} else if n.max == 0 {
			s.max = 0
		}
	}
	m.sizes[re] = s
	return s
}

// repeats returns how often the operand of a repetition may come; high -1: without end.
func repeats(re *syntax.Regexp) (low, high int) {
	switch re.Op {
	case syntax.OpStar:
		return 0, -1
	case syntax.OpPlus:
		return 1, -1
	case syntax.OpQuest:
		return 0, 1
	}
	return re.Min, re.Max
}

var letters = []rune("abcdefghijklmnopqrstuvwxyz0123456789")

// preferred picks the characters of a class that people like to read.
func preferred(ranges []rune) (list []rune) {
	in := func(r rune) bool {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= r && r <= ranges[i+1] {
				return true
			}
		}
		return false
	}
	for r := '0'; r <= 'z'; r++ {
		if (r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r) && in(r) {
			list = append(list, r)
		}
	}
	for r := '!'; r <= '~' && len(list) == 0; r++ {
		if in(r) {
			list = append(list, r)
		}
	}
	for i := 0; i+1 < len(ranges) && len(list) == 0; i += 2 {
		for r := ranges[i]; r <= ranges[i+1] && len(list) < 64; r++ {
			if utf8.ValidRune(r) {
				list = append(list, r)
			}
		}
	}
	return list
}

// text makes a text whose length comes as near to low..high characters as the expression lets it.
func (m *maker) text(dst []byte, src *rand.Rand, low, high int) []byte {
	s := m.sizes[m.root]
	least := max(low, s.min)
	most := min(max(high, least), s.max)
	want := least
	if most > least {
		want += src.IntN(min(most-least, 8) + 1)
	}
	start := len(dst)
	dst = m.append(dst, m.root, src, min(want, s.max))
	for _, w := range m.wanted {
		dst = m.insert(dst, start, w, src)
	}
	for missing := low - utf8.RuneCount(dst[start:]); missing > 0 && (m.before || m.after); missing-- {
		letter := byte(letters[src.IntN(26)])
		if dst = append(dst, letter); !m.after {
			copy(dst[start+1:], dst[start:])
			dst[start] = letter
		}
	}
	return dst
}

// insert puts what a lookahead asks for in the place of as many characters.
func (m *maker) insert(dst []byte, start int, w *maker, src *rand.Rand) []byte {
	part := string(w.text(nil, src, 0, 4))
	have := dst[start:]
	if len(part) > len(have) || src.IntN(4) == 0 {
		return append(dst, part...)
	}
	copy(have[src.IntN(len(have)-len(part)+1):], part)
	return dst
}

// append makes what re matches, want characters long if it can.
func (m *maker) append(dst []byte, re *syntax.Regexp, src *rand.Rand, want int) []byte {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			dst = utf8.AppendRune(dst, r)
		}
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		if list := m.runes[re]; len(list) > 0 {
			dst = utf8.AppendRune(dst, list[src.IntN(len(list))])
		}
	case syntax.OpCapture:
		dst = m.append(dst, re.Sub[0], src, want)
	case syntax.OpConcat:
		dst = m.concat(dst, re.Sub, src, want)
	case syntax.OpAlternate:
		dst = m.append(dst, m.alternative(re.Sub, src, want), src, want)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		dst = m.repeat(dst, re, src, want)
	}
	return dst
}

// concat shares the length among the parts, in a random order of service.
func (m *maker) concat(dst []byte, parts []*syntax.Regexp, src *rand.Rand, want int) []byte {
	share := make([]int, len(parts))
	for i, part := range parts {
		share[i] = m.sizes[part].min
		want -= share[i]
	}
	if want > 0 {
		from := src.IntN(len(parts))
		for k := range parts {
			i := (from + k) % len(parts)
			room := min(m.sizes[parts[i]].max-share[i], want)
			if room > 0 && k < len(parts)-1 {
				room = (room + src.IntN(room+1)) / 2
			}
			share[i] += room
			want -= room
		}
		for i := 0; i < len(parts) && want > 0; i++ {
			room := min(m.sizes[parts[i]].max-share[i], want)
			share[i] += room
			want -= room
		}
	}
	for i, part := range parts {
		dst = m.append(dst, part, src, share[i])
	}
	return dst
}

// alternative picks one that can have the length, else any.
func (m *maker) alternative(subs []*syntax.Regexp, src *rand.Rand, want int) *syntax.Regexp {
	from := src.IntN(len(subs))
	for k := range subs {
		sub := subs[(from+k)%len(subs)]
		if s := m.sizes[sub]; s.min <= want && want <= s.max {
			return sub
		}
	}
	return subs[from]
}

func (m *maker) repeat(dst []byte, re *syntax.Regexp, src *rand.Rand, want int) []byte {
	sub := re.Sub[0]
	s := m.sizes[sub]
	low, high := repeats(re)
	n := low
	if s.max > 0 {
		least := (want + s.max - 1) / s.max // as few as can fill the length
		most := want
		if s.min > 0 {
			most = want / s.min
		}
		n = max(low, least)
		if most > n {
			n += src.IntN(min(most-n, 8) + 1)
		}
		if s.min == s.max {
			n = max(low, most)
		}
	}
	if high >= 0 {
		n = min(n, high)
	}
	n = min(n, maxText)
	for i := range n {
		part := 0
		if left := n - i; left > 0 {
			part = min(max(want/left, s.min), s.max)
		}
		dst = m.append(dst, sub, src, part)
		want -= part
	}
	return dst
}
