package jsonschema

import "strings"

// grammars are expressions for texts of a format, a part of what the format
// allows. They serve where a pattern or a length asks for more than the format.
var grammars = map[string]string{
	"date":                  `^` + dateGrammar + `$`,
	"time":                  `^` + timeGrammar + `$`,
	"date-time":             `^` + dateGrammar + `T` + timeGrammar + `$`,
	"duration":              `^P([1-9][0-9]?W|([1-9][0-9]?Y)?([1-9]M)?[1-9][0-9]?D(T[1-9]H)?|T([1-9]H)?[1-9][0-9]?M([1-9]S)?)$`,
	"email":                 `^[a-z][a-z0-9]*([._+-][a-z0-9]+)*@` + hostGrammar + `$`,
	"idn-email":             `^[a-z][a-z0-9]*([._+-][a-z0-9]+)*@` + hostGrammar + `$`,
	"hostname":              `^` + hostGrammar + `$`,
	"idn-hostname":          `^` + hostGrammar + `$`,
	"ipv4":                  `^` + ipGrammar + `$`,
	"ip-address":            `^` + ipGrammar + `$`,
	"ipv6":                  `^(([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|([0-9a-f]{1,4}:){1,4}(:[0-9a-f]{1,4}){1,2}|::1)$`,
	"uuid":                  `^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
	"uri":                   `^` + uriGrammar + `$`,
	"iri":                   `^` + uriGrammar + `$`,
	"url":                   `^https?://` + hostGrammar + pathGrammar + `$`,
	"uri-reference":         `^(` + uriGrammar + `|` + pathGrammar + `)$`,
	"uriref":                `^(` + uriGrammar + `|` + pathGrammar + `)$`,
	"iri-reference":         `^(` + uriGrammar + `|` + pathGrammar + `)$`,
	"uri-template":          `^(https://` + hostGrammar + `)?(/([a-z0-9]+|\{[a-z]+\}))+$`,
	"json-pointer":          `^(/([a-zA-Z0-9_.$-]|~0|~1)*)*$`,
	"relative-json-pointer": `^(0|[1-9][0-9]?)(#|(/[a-z0-9]+)*)$`,
	"regex":                 `^\^[a-zA-Z0-9]+\$$`,
	"byte":                  `^([A-Za-z0-9+/]{4})+([A-Za-z0-9+/][AQgw]==)?$`,
}

const (
	dateGrammar = `(19[7-9]|20[0-9])[0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`
	timeGrammar = `([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-2]):[0-5][0-9])`
	hostGrammar = `[a-z][a-z0-9]{0,15}(-[a-z0-9]{1,15})?(\.[a-z0-9]{1,15}){0,4}`
	ipGrammar   = `((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])`
	pathGrammar = `(/[a-zA-Z0-9._~-]*)*(\?[a-z0-9]+=[a-zA-Z0-9_-]+(&[a-z0-9]+=[a-zA-Z0-9_-]+)*)?(#[a-zA-Z0-9_-]+)?`
	uriGrammar  = `([a-z]{2,8}://` + hostGrammar + `(:[1-9][0-9]{1,3})?` + pathGrammar + `|(urn|tag|mailto):[a-zA-Z0-9:.@,-]+)`
)

// strands spells the pattern as expressions without lookaround: those that a
// text must match and those that it must not. What cannot be spelled so is
// left out; the text is judged by the pattern itself anyway.
func (p *pattern) strands() (must, mustNot []string) {
	if p.linear != nil {
		return []string{p.plain}, nil
	}
	text := p.plain
	if rest, anchored := strings.CutPrefix(text, "^"); anchored && !alternates(text) {
		for strings.HasPrefix(rest, "(?=") || strings.HasPrefix(rest, "(?!") {
			end := closing(rest, 0)
			look := "^(?:" + rest[3:end] + ")"
			if rest[2] == '=' {
				must = append(must, look)
			} else {
				mustNot = append(mustNot, look)
			}
			rest = rest[end+1:]
		}
		text = "^" + rest
		if i := strings.LastIndex(text, "(?<!"); i >= 0 && strings.HasSuffix(text, ")$") && closing(text, i) == len(text)-2 {
			mustNot = append(mustNot, "(?:"+text[i+4:len(text)-2]+")$")
			text = text[:i] + "$"
		}
	}
	text, _ = stripLookaround(text)
	return append(must, text), mustNot
}

// alternates reports whether an expression has alternatives outside of groups.
func alternates(text string) bool {
	depth := 0
	for _, c := range operators(text, 0) {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '|' && depth == 0:
			return true
		}
	}
	return false
}
