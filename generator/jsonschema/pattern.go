package jsonschema

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"asyncmock/spec"
)

// A pattern is a regular expression of ECMA-262. Most are in the common
// ground with Go's linear engine; what is not (lookaround, backreferences)
// is matched by a backtracking engine with a time limit.
type pattern struct {
	text   string          // as written
	linear *regexp.Regexp  // nil when Go cannot read it
	plain  string          // what linear was compiled from
	slow   *regexp2.Regexp // when linear is nil
}

// matchTimeout bounds the backtracking engine.
const matchTimeout = 50 * time.Millisecond

// maxPattern bounds the length of a regular expression that is compiled.
const maxPattern = 4 << 10

// pattern compiles a regular expression; nil when no engine can read it.
func (r *reader) pattern(n *spec.Node, text string) *pattern {
	p, err := compilePattern(text)
	if err != nil {
		r.warn(n, "schema-pattern", "pattern %q cannot be read (%v); it is not checked", shorten(text), err)
		return nil
	}
	return p
}

func compilePattern(text string) (*pattern, error) {
	if len(text) > maxPattern {
		return nil, fmt.Errorf("longer than %d bytes", maxPattern)
	}
	p := &pattern{text: text, plain: translate(text)}
	re, err := regexp.Compile(p.plain)
	if err == nil {
		p.linear = re
		return p, nil
	}
	if p.slow, err = regexp2.Compile(text, regexp2.ECMAScript); err != nil {
		if p.slow, err = regexp2.Compile(p.plain, regexp2.ECMAScript); err != nil {
			return nil, fmt.Errorf("not a regular expression")
		}
	}
	p.slow.MatchTimeout = matchTimeout
	return p, nil
}

// matches reports whether s matches somewhere; a match that takes too long is none.
func (p *pattern) matches(s string) bool {
	if p.linear != nil {
		return p.linear.MatchString(s)
	}
	ok, err := p.slow.MatchString(s)
	return ok && err == nil
}

// translate rewrites the spellings of ECMA-262 that Go does not know and
// that mean the same in another spelling.
func translate(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case strings.HasPrefix(rest, "[^]"):
			b.WriteString(`[\s\S]`)
			i += 2
		case strings.HasPrefix(rest, "[]"):
			b.WriteString(`[^\s\S]`)
			i++
		case strings.HasPrefix(rest, "(?<") && len(rest) > 3 && rest[3] != '=' && rest[3] != '!':
			b.WriteString("(?P<")
			i += 2
		case text[i] == '\\' && len(rest) > 1:
			i += translateEscape(&b, rest)
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// translateEscape writes the escape that rest begins with and returns how
// many bytes after the backslash it took.
func translateEscape(b *strings.Builder, rest string) int {
	switch c := rest[1]; {
	case c == 'u' && len(rest) >= 6 && isHex(rest[2:6]):
		b.WriteString(`\x{` + rest[2:6] + `}`)
		return 5
	case c == 'u' && len(rest) > 3 && rest[2] == '{':
		b.WriteString(`\x`)
		return 1
	case c == 'c' && len(rest) > 2:
		fmt.Fprintf(b, `\x%02x`, rest[2]&31)
		return 2
	case c == '0' && (len(rest) == 2 || rest[2] < '0' || rest[2] > '9'):
		b.WriteString(`\x00`)
		return 1
	case strings.IndexByte("-/#,:;<>=@!%&'\"~` _", c) >= 0:
		if c == '-' {
			b.WriteString(`\-`)
		} else {
			b.WriteByte(c)
		}
		return 1
	default:
		b.WriteString(rest[:2])
		return 1
	}
}

func isHex(s string) bool {
	for _, c := range []byte(s) {
		if !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f') {
			return false
		}
	}
	return true
}

// shorten keeps texts of documents in findings at a readable length.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
