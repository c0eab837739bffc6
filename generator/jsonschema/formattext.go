package jsonschema

import (
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"asyncmock/fakedata"
)

// shortTexts are the shortest of their format, for tight lengths.
var shortTexts = map[string][]string{
	"email":                 {"a@b.co", "x@y.io", "me@ex.org"},
	"idn-email":             {"a@b.co"},
	"hostname":              {"a", "ab.io", "api.local"},
	"idn-hostname":          {"a", "ab.io"},
	"ipv4":                  {"8.8.4.4", "10.0.0.1", "192.168.10.20", "192.168.100.200"},
	"ip-address":            {"8.8.4.4", "10.0.0.1"},
	"ipv6":                  {"::1", "fe80::1", "2001:db8::8a2e:370:7334", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"},
	"uri":                   {"a:b", "urn:a", "http://a.io", "https://example.com"},
	"iri":                   {"a:b", "http://a.io"},
	"url":                   {"http://a.io", "https://example.com"}, // of no standard, but much used
	"uri-reference":         {"", "a", "/a", "/items/1"},
	"uriref":                {"a", "/a"},
	"iri-reference":         {"a", "/a"},
	"uri-template":          {"", "a", "/{id}", "/items/{id}"},
	"json-pointer":          {"", "/a", "/items/0"},
	"relative-json-pointer": {"0", "1/a", "0/items"},
	"regex":                 {"", "a", "^a$", "^[a-z]+$"},
	"duration":              {"P1D", "PT5M", "PT1H30M", "P1Y2M3DT4H5M6S"},
	"period":                {"2026-01-02T03:04:05Z/P1D", "2026-01-02T03:04:05Z/2026-02-02T03:04:05Z"},
	"date":                  {"2026-01-02"},
	"time":                  {"03:04:05Z"},
	"date-time":             {"2026-01-02T03:04:05Z"},
	"uuid":                  {"3c9c3a5e-6a3c-4a59-8c15-6a1bb7a1e0a1"},
	"byte":                  {"", "YQ==", "aGVsbG8="},
}

// formatText makes a text of a format for lengths or patterns that the usual
// ones do not fit.
func formatText(dst []byte, format string, src *rand.Rand, now time.Time, i, low, high int) []byte {
	start := len(dst)
	switch format {
	case "date-time":
		if i%3 == 0 {
			return now.UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
		}
		return now.UTC().AppendFormat(dst, time.RFC3339)
	case "date":
		return now.UTC().AppendFormat(dst, time.DateOnly)
	case "time":
		return now.UTC().AppendFormat(dst, "15:04:05Z")
	case "uuid":
		return fakedata.AppendUUID(dst, src)
	}
	list := shortTexts[format]
	if len(list) == 0 {
		return words(dst, src, low, high)
	}
	dst = append(dst, list[(i/2+src.IntN(len(list)))%len(list)]...)
	return lengthen(dst, start, format, low, src)
}

// commonText makes a text of a kind that patterns often ask for in ways that
// only a backtracking engine can follow: times, identifiers, addresses.
func commonText(dst []byte, src *rand.Rand, now time.Time) []byte {
	layouts := []string{
		time.RFC3339, "2006-01-02T15:04:05.000Z", "2006-01-02T15:04:05", "2006-01-02", "2006-01-02 15:04:05", "15:04:05", "15:04", "20060102", "20060102T150405Z",
	}
	switch i := src.IntN(len(layouts) + 5); {
	case i < len(layouts):
		return now.UTC().AppendFormat(dst, layouts[i])
	case i == len(layouts):
		return fakedata.AppendUUID(dst, src)
	case i == len(layouts)+1:
		return append(dst, "jordan.miller@example.com"...)
	case i == len(layouts)+2:
		return append(dst, "https://example.com/items/1"...)
	case i == len(layouts)+3:
		return append(dst, "Passw0rd!Xy9"...)
	}
	return append(dst, "+4915112345678"...)
}

// lengthen makes a text longer where its format lets that happen.
func lengthen(dst []byte, start int, format string, low int, src *rand.Rand) []byte {
	missing := low - utf8.RuneCount(dst[start:])
	if missing <= 0 {
		return dst
	}
	fill := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(letters[src.IntN(26)])
		}
		return b.String()
	}
	switch format {
	case "email", "idn-email":
		return append(append(dst[:start], fill(missing)...), string(dst[start:])...)
	case "uri", "iri", "url":
		return append(append(dst[:start], "https://example.com/"...), fill(max(0, low-20))...)
	case "hostname", "idn-hostname":
		for missing > 0 {
			n := min(missing, 40)
			if n < 3 {
				n = 3
			}
			dst = append(append(dst, '.'), fill(n-1)...)
			missing -= n
		}
		return dst
	case "json-pointer", "uri-reference", "iri-reference", "uriref":
		return append(append(dst, '/'), fill(max(0, missing-1))...)
	case "byte":
		for range (missing + 3) / 4 {
			dst = append(dst, "YWJj"...)
		}
		return dst
	case "date-time", "time", "date", "uuid", "ipv4", "ipv6", "duration", "period":
		return dst
	}
	return append(dst, fill(missing)...)
}
