package spec

import (
	"math/big"
	"strings"

	"gopkg.in/yaml.v3"
)

const quotedStyle = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// scalar sets the kind and text of n by the rules of YAML 1.2, JSON schema,
// widened by what its core schema reads without doubt:
//
//	null ~ (nothing)              null
//	true True FALSE …             boolean
//	12 -1.50 1e3                  number, literal kept
//	+12 .5 5. 0x1F 0o17           number, written as JSON
//	012 1_000 .inf .nan           text, with a finding
//	2020-01-01 12:30 yes no on    text
func (b *builder) scalar(n *Node, y *yaml.Node) {
	if y.Style&yaml.TaggedStyle != 0 {
		b.tagged(n, y)
		return
	}
	if y.Style&quotedStyle != 0 {
		n.Kind, n.Text = String, y.Value
		return
	}
	var ambiguous bool
	if n.Kind, n.Text, ambiguous = plainScalar(y.Value); ambiguous {
		b.f.at(n, codeAmbiguous, "%q is read as text", shorten(y.Value)).Hint = "quote it, or write it as a JSON number"
	}
}

// tagged obeys the tags that JSON has a type for.
func (b *builder) tagged(n *Node, y *yaml.Node) {
	kind, text, _ := plainScalar(y.Value)
	n.Kind, n.Text = String, y.Value
	switch tag := y.ShortTag(); tag {
	case "!!str":
	case "!!int", "!!float":
		if kind == Number {
			n.Kind, n.Text = kind, text
			return
		}
		b.f.at(n, codeTag, "%q is no number; it is read as text", shorten(y.Value))
	case "!!bool", "!!null":
		if kind == Bool || kind == Null {
			n.Kind, n.Text = kind, text
		}
	default:
		b.f.at(n, codeTag, "the tag %s is ignored; the value is read as text", shorten(tag))
	}
}

// plainScalar reads a scalar without quotes and tag; ambiguous says that
// other YAML versions read a number.
func plainScalar(s string) (kind Kind, text string, ambiguous bool) {
	if s == "" {
		return Null, "", false
	}
	switch c := s[0]; {
	case c == '~' || c == 'n' || c == 'N':
		if s == "~" || s == "null" || s == "Null" || s == "NULL" {
			return Null, "", false
		}
	case c == 't' || c == 'T':
		if s == "true" || s == "True" || s == "TRUE" {
			return Bool, "true", false
		}
	case c == 'f' || c == 'F':
		if s == "false" || s == "False" || s == "FALSE" {
			return Bool, "false", false
		}
	case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
		return plainNumber(s)
	}
	return String, s, false
}

func plainNumber(s string) (kind Kind, text string, ambiguous bool) {
	if isJSONNumber(s) {
		return Number, s, false
	}
	if n, ok := coreNumber(s); ok {
		return Number, n, false
	}
	return String, s, isDoubtful(s)
}

// isJSONNumber reports whether s is a number as RFC 8259, 6 writes it.
func isJSONNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if strings.HasPrefix(s, ".") {
		fraction := digits(s[1:])
		if fraction == 0 {
			return false
		}
		s = s[1+fraction:]
	}
	if s == "" {
		return true
	}
	if s[0]|0x20 != 'e' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// digits counts the decimal digits s begins with.
func digits(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return len(s)
}

// coreNumber writes the numbers of the YAML 1.2 core schema that JSON writes
// otherwise as JSON.
func coreNumber(s string) (string, bool) {
	if len(s) > 2 && len(s) < 100 && s[0] == '0' && (s[1] == 'x' || s[1] == 'o') {
		base := 16
		if s[1] == 'o' {
			base = 8
		}
		if i, ok := new(big.Int).SetString(s[2:], base); ok && s[2] != '-' && s[2] != '+' && !strings.Contains(s, "_") {
			return i.String(), true
		}
		return "", false
	}
	sign := ""
	if s[0] == '-' || s[0] == '+' {
		sign, s = strings.TrimPrefix(s[:1], "+"), s[1:]
	}
	if len(s) > 1 && s[0] == '.' && digits(s[1:]) > 0 {
		s = "0" + s
	}
	if whole := digits(s); whole < len(s) && s[whole] == '.' && digits(s[whole+1:]) == 0 {
		s = s[:whole] + s[whole+1:] // "5." and "5.e3"
	}
	if isJSONNumber(s) && !strings.HasPrefix(s, "-") {
		return sign + s, true
	}
	return "", false
}

// isDoubtful reports whether some YAML version reads s as a number.
func isDoubtful(s string) bool {
	s = strings.TrimLeft(s, "+-")
	switch strings.ToLower(s) {
	case "":
		return false
	case ".inf", ".nan":
		return true
	}
	plain := strings.ReplaceAll(s, "_", "")
	if plain == "" || s[0] < '0' || s[0] > '9' {
		return false
	}
	return plain != s && isJSONNumber(plain) || len(plain) > 1 && plain[0] == '0' && digits(plain) == len(plain)
}

// shorten cuts a text of the document for a message.
func shorten(s string) string {
	const limit = 60
	if runes := []rune(s[:min(len(s), 4*limit)]); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}
