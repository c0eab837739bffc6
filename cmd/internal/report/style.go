package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"asyncmock/spec"
)

// A Style colours text for terminals. The zero Style leaves it as it is.
type Style struct{ Color bool }

// Bold returns s in bold.
func (st Style) Bold(s string) string { return st.sgr("1", s) }

// Dim returns s in the background's favour.
func (st Style) Dim(s string) string { return st.sgr("2", s) }

// Good returns s as good news.
func (st Style) Good(s string) string { return st.sgr("32", s) }

// Bad returns s as bad news.
func (st Style) Bad(s string) string { return st.sgr("31", s) }

// Accent returns s as something to look at.
func (st Style) Accent(s string) string { return st.sgr("36", s) }

// Caret returns s as the mark under a place.
func (st Style) Caret(s string) string { return st.sgr("1;32", s) }

// Severity returns s in the colour of the severity.
func (st Style) Severity(sev spec.Severity, s string) string {
	return st.sgr([...]string{"1;36", "1;33", "1;31"}[min(sev, spec.SeverityError)], s)
}

func (st Style) sgr(code, s string) string {
	if !st.Color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// Printable returns s with everything that could move a cursor, hide or
// reorder text written as an escape: control characters, invisible and
// direction-changing characters, and bytes that are no UTF-8.
func Printable(s string) string {
	clean := utf8.ValidString(s) && strings.IndexFunc(s, hidden) < 0
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case hidden(r) && r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case hidden(r) && r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

func hidden(r rune) bool { return !unicode.IsPrint(r) }
