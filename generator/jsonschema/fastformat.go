package jsonschema

import (
	"strings"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"
)

// A formatCheck is a format: plain spellings are known at a glance, the
// others are judged as the validator does.
type formatCheck struct {
	plain func(text string) bool // true only for what judge accepts; may be nil
	judge func(v any) bool
}

// newFormatCheck returns nil for a format that is not asserted.
func newFormatCheck(name string) *formatCheck {
	judge := v5.Formats[name]
	if judge == nil {
		return nil
	}
	f := &formatCheck{judge: judge}
	switch name {
	case "date-time":
		f.plain = plainDateTime
	case "date":
		f.plain = plainDate
	case "time":
		f.plain = plainTime
	case "email":
		f.plain = plainEmail
	case "hostname":
		f.plain = plainHostname
	case "ipv4", "ip-address":
		f.plain = plainIPv4
	case "uuid":
		f.plain = plainUUID
	case "uri", "iri", "uri-reference", "iri-reference", "uriref":
		f.plain = plainURI
	}
	return f
}

func (f *formatCheck) accepts(text string) bool {
	return f.plain != nil && f.plain(text) || f.judge(text)
}

// two reads two digits; -1 when they are none.
func two(text string) int {
	a, b := text[0]-'0', text[1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

// plainDate knows the days up to the 28th.
func plainDate(text string) bool {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' || two(text) < 0 || two(text[2:]) < 0 {
		return false
	}
	month, day := two(text[5:]), two(text[8:])
	return 1 <= month && month <= 12 && 1 <= day && day <= 28
}

func plainDateTime(text string) bool {
	return len(text) >= 20 && text[10] == 'T' && plainDate(text[:10]) && plainTime(text[11:])
}

// plainTime knows what is in UTC and has no leap second.
func plainTime(text string) bool {
	n := len(text)
	if n < 9 || text[2] != ':' || text[5] != ':' || text[n-1] != 'Z' {
		return false
	}
	h, m, s := two(text), two(text[3:]), two(text[6:])
	if h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 {
		return false
	}
	if n == 9 {
		return true
	}
	if text[8] != '.' || n < 11 {
		return false
	}
	for _, c := range []byte(text[9 : n-1]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func plainUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	if text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return false
	}
	hyphens := 0
	for _, c := range []byte(text) {
		switch {
		case '0' <= c && c <= '9', 'a' <= c|0x20 && c|0x20 <= 'f':
		case c == '-':
			hyphens++
		default:
			return false
		}
	}
	return hyphens == 4
}

func letterOrDigit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// plainHostname knows labels of letters, digits and inner hyphens.
func plainHostname(text string) bool {
	if len(text) == 0 || len(text) > 253 {
		return false
	}
	label := 0
	for i := range len(text) {
		switch c := text[i]; {
		case letterOrDigit(c):
			label++
		case label == 0:
			return false
		case c == '-':
			label++
		case c != '.' || text[i-1] == '-':
			return false
		default:
			label = 0
		}
		if label > 63 {
			return false
		}
	}
	return letterOrDigit(text[len(text)-1])
}

// plainEmail knows local parts of letters, digits and inner dots, hyphens and underscores.
func plainEmail(text string) bool {
	at := strings.IndexByte(text, '@')
	if at < 1 || at > 64 || len(text) > 254 || !letterOrDigit(text[0]) || !letterOrDigit(text[at-1]) {
		return false
	}
	for i := range at {
		if c := text[i]; !letterOrDigit(c) && c != '_' && c != '-' && c != '+' && (c != '.' || text[i+1] == '.') {
			return false
		}
	}
	return plainHostname(text[at+1:])
}

func plainIPv4(text string) bool {
	groups, digits, n := 1, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			if digits > 0 && n == 0 {
				return false
			}
			digits++
			if n = n*10 + int(c-'0'); n > 255 {
				return false
			}
		case c != '.' || digits == 0:
			return false
		default:
			groups, digits, n = groups+1, 0, 0
		}
	}
	return groups == 4 && digits > 0
}

// plainURI knows http addresses of a host name, a path and a query without
// anything that is special.
func plainURI(text string) bool {
	rest, ok := strings.CutPrefix(text, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(text, "http://"); !ok {
			return false
		}
	}
	host := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, rest = rest[:i], rest[i:]
	} else {
		rest = ""
	}
	if !plainHostname(host) {
		return false
	}
	for _, c := range []byte(rest) {
		if !letterOrDigit(c) && strings.IndexByte("/?#-_.~=&+,;@!$'()*:", c) < 0 {
			return false
		}
	}
	return true
}
