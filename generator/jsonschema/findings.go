package jsonschema

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/spec"
)

// maxFindings bounds the findings about one payload.
const maxFindings = 100

// findings says what is wrong with a payload: the leaves of the validator's
// tree, each once, sorted by place in the payload.
func (c *compiled) findings(invalid *v5.ValidationError, tree any) spec.Diagnostics {
	var ds spec.Diagnostics
	c.leaves(invalid, tree, func(d spec.Diagnostic) {
		if !slices.Contains(ds, d) {
			ds = append(ds, d)
		}
	})
	slices.SortStableFunc(ds, func(a, b spec.Diagnostic) int {
		if n := strings.Compare(a.Instance, b.Instance); n != 0 {
			return n
		}
		if n := strings.Compare(a.Code, b.Code); n != 0 {
			return n
		}
		return strings.Compare(a.Summary, b.Summary)
	})
	return ds[:min(len(ds), maxFindings)]
}

// leaves walks down to the causes. Of the alternatives of a oneOf or anyOf
// only those are followed that come nearest: the ones that fail deepest in
// the payload with the fewest findings.
func (c *compiled) leaves(e *v5.ValidationError, tree any, add func(spec.Diagnostic)) {
	keyword := lastToken(e.KeywordLocation)
	if len(e.Causes) == 0 {
		for _, d := range c.finding(e, tree) {
			add(d)
		}
		return
	}
	if keyword == "anyOf" || keyword == "oneOf" || keyword == "minContains" {
		d := c.place(e)
		d.Code, d.Summary = "payload-"+kebab(keyword), "fits none of the alternatives"
		if keyword == "minContains" {
			d.Code, d.Summary = c.tooFew(e)
		} else if near := nearest(e.Causes, e.InstanceLocation); near != nil {
			c.leaves(near, tree, add)
			return
		}
		add(d)
		return
	}
	for _, cause := range e.Causes {
		c.leaves(cause, tree, add)
	}
}

// nearest returns the alternative that clearly is the one meant: the only
// one that does not already fail by type or by a constant.
func nearest(causes []*v5.ValidationError, at string) *v5.ValidationError {
	if len(causes) == 1 {
		return causes[0]
	}
	var found *v5.ValidationError
	for _, cause := range causes {
		if disqualified(cause, at) {
			continue
		}
		if found != nil {
			return nil
		}
		found = cause
	}
	return found
}

// disqualified reports whether an alternative is of another kind: a wrong
// type of the whole, or a constant of its own that is another.
func disqualified(e *v5.ValidationError, at string) bool {
	if len(e.Causes) == 0 {
		switch lastToken(e.KeywordLocation) {
		case "type":
			return e.InstanceLocation == at
		case "const":
			return true
		case "enum":
			return strings.Count(e.InstanceLocation, "/") <= strings.Count(at, "/")+1
		}
		return false
	}
	if key := lastToken(e.KeywordLocation); key == "anyOf" || key == "oneOf" {
		return false
	}
	return slices.ContainsFunc(e.Causes, func(cause *v5.ValidationError) bool { return disqualified(cause, at) })
}

// place returns a finding that knows where it is, in the payload and in the document.
func (c *compiled) place(e *v5.ValidationError) spec.Diagnostic {
	d := spec.Diagnostic{Severity: spec.SeverityError, Instance: unescapeURL(e.InstanceLocation)}
	_, path, ok := strings.Cut(e.AbsoluteKeywordLocation, "#/definitions/")
	if !ok {
		return d
	}
	def, rest, _ := strings.Cut(path, "/")
	index, err := strconv.Atoi(strings.TrimPrefix(def, "s"))
	if err != nil || index >= len(c.sources) {
		return d
	}
	n := c.sources[index]
	for rest != "" {
		var token string
		token, rest, _ = strings.Cut(rest, "/")
		sub := pointTo(n, "/"+token)
		if sub == nil {
			break
		}
		n = sub
	}
	if n != nil {
		d.Pos, d.Pointer = n.Pos, n.Pointer()
	}
	return d
}

// tooFew words that an array has too few items of a kind: for the validator
// contains is a minContains of 1.
func (c *compiled) tooFew(e *v5.ValidationError) (code, summary string) {
	least, found, _ := strings.Cut(strings.TrimPrefix(e.Message, "valid must be >= "), ", but got ")
	if least == "1" {
		return "payload-contains", "has no item of the kind that it must contain"
	}
	return "payload-min-contains", fmt.Sprintf("has %s items of the kind of which it must contain at least %s", found, least)
}

// finding words one failed keyword. A list of missing or needless properties
// becomes a finding each.
func (c *compiled) finding(e *v5.ValidationError, tree any) []spec.Diagnostic {
	d := c.place(e)
	at := placeOf(e.KeywordLocation)
	keyword := at.keyword
	d.Code = "payload-" + kebab(keyword)
	if at.ofName {
		return []spec.Diagnostic{aboutName(d, e)}
	}
	if e.Message == "not allowed" {
		return []spec.Diagnostic{notAllowed(d, at)}
	}
	switch keyword {
	case "required":
		return perProperty(d, e.Message, func(name string) string { return fmt.Sprintf("property %q is missing", name) }, false)
	case "additionalProperties":
		return perProperty(d, e.Message, func(name string) string { return fmt.Sprintf("property %q is not allowed", name) }, true)
	case "type":
		want, got, _ := strings.Cut(strings.TrimPrefix(e.Message, "expected "), ", but got ")
		d.Summary = fmt.Sprintf("is %s, must be %s", article(got), article(want))
	case "enum", "const":
		d.Code = "payload-" + keyword
		d.Summary = fmt.Sprintf("is %s, %s", show(tree, d.Instance), strings.Replace(e.Message, "value ", "", 1))
		if e.Message == "enum failed" || e.Message == "const failed" {
			d.Summary = "is none of the values allowed"
		}
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		want, _, _ := strings.Cut(e.Message, " but found")
		d.Summary = fmt.Sprintf("is %s, %s", show(tree, d.Instance), want)
	case "format":
		d.Summary = fmt.Sprintf("is %s, which is not a valid %s", show(tree, d.Instance), lastWord(e.Message))
	case "pattern":
		d.Summary = fmt.Sprintf("is %s, which %s", show(tree, d.Instance), e.Message)
	case "not":
		d.Summary = `has the form that "not" forbids`
	case "oneOf":
		d.Summary = "fits more than one of the alternatives: " + e.Message
	case "dependencies", "dependentRequired":
		d.Code = "payload-dependent-required"
		if names := quoted(e.Message); len(names) == 2 {
			d.Summary = fmt.Sprintf("property %q is missing, which %q asks for", names[0], names[1])
		}
	case "minContains":
		d.Code, d.Summary = c.tooFew(e)
	case "maxContains":
		most, found, _ := strings.Cut(strings.TrimPrefix(e.Message, "valid must be <= "), ", but got ")
		d.Summary = fmt.Sprintf("has %s items of the kind of which it may contain at most %s", found, most)
	default:
		d.Summary = sized(e.Message)
	}
	return []spec.Diagnostic{d}
}

// sized words how many items or properties there are, and how many there may
// be; other messages stay as they are.
func sized(message string) string {
	for _, m := range []struct{ theirs, bound, one, more string }{
		{"minimum %d items required, but found %d items", "at least", "item", "items"},
		{"maximum %d items required, but found %d items", "at most", "item", "items"},
		{"minimum %d properties allowed, but found %d properties", "at least", "property", "properties"},
		{"maximum %d properties allowed, but found %d properties", "at most", "property", "properties"},
	} {
		var limit, found int
		if n, _ := fmt.Sscanf(message, m.theirs, &limit, &found); n < 2 {
			continue
		}
		noun := m.more
		if found == 1 {
			noun = m.one
		}
		return fmt.Sprintf("has %d %s, must have %s %d", found, noun, m.bound, limit)
	}
	return message
}

// aboutName words what is wrong with the name of a property, which the
// validator gives as a place in the payload.
func aboutName(d spec.Diagnostic, e *v5.ValidationError) spec.Diagnostic {
	d.Code = "payload-property-names"
	name := lastName(d.Instance)
	d.Summary = fmt.Sprintf("the name %q %s", name, e.Message)
	if e.Message == "not allowed" {
		d.Summary = fmt.Sprintf("the name %q is not allowed", name)
	}
	return d
}

// notAllowed words what the schema false refuses.
func notAllowed(d spec.Diagnostic, at keywordPlace) spec.Diagnostic {
	switch at.keyword {
	case "unevaluatedProperties":
		d.Code, d.Summary = "payload-unevaluated-properties", fmt.Sprintf("property %q is not allowed", lastName(d.Instance))
	case "unevaluatedItems", "items", "additionalItems":
		d.Code, d.Summary = "payload-"+kebab(at.keyword), "is one item too many"
	default:
		d.Code, d.Summary = "payload-not-allowed", "is not allowed here"
	}
	return d
}

// perProperty makes a finding of each quoted name in a message.
func perProperty(d spec.Diagnostic, message string, word func(string) string, at bool) (ds []spec.Diagnostic) {
	for _, name := range quoted(message) {
		one := d
		one.Summary = word(name)
		if at {
			one.Instance += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		}
		ds = append(ds, one)
	}
	return ds
}

// quoted returns the names in single quotes of the validator's message.
func quoted(message string) (names []string) {
	for {
		start := strings.IndexByte(message, '\'')
		if start < 0 {
			return names
		}
		message = message[start+1:]
		end := 0
		for end < len(message) && message[end] != '\'' {
			if message[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end, len(message))
		name := strings.ReplaceAll(message[:end], `\'`, `'`)
		if plain, err := strconv.Unquote(`"` + strings.ReplaceAll(name, `"`, `\"`) + `"`); err == nil {
			name = plain
		}
		names = append(names, name)
		message = message[min(end+1, len(message)):]
	}
}

func lastWord(message string) string {
	return strings.Trim(message[strings.LastIndexByte(message, ' ')+1:], "'")
}

func article(types string) string {
	switch {
	case types == "null" || strings.Contains(types, " or "):
		return types
	case strings.IndexByte("aeio", types[0]) >= 0:
		return "an " + types
	}
	return "a " + types
}

// show returns the value at a place of the payload, shortened.
func show(tree any, pointer string) string {
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch v := tree.(type) {
		case map[string]any:
			tree = v[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(v) {
				return "a value"
			}
			tree = v[i]
		}
	}
	switch v := tree.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	case string:
		return string(spec.AppendQuoted(nil, shorten(v)))
	case nil:
		return "null"
	default:
		return shorten(fmt.Sprint(v))
	}
}

// kebab turns a keyword into a part of a code.
func kebab(keyword string) string {
	if _, err := strconv.Atoi(keyword); err == nil || keyword == "" {
		return "invalid"
	}
	var b strings.Builder
	for _, c := range keyword {
		if 'A' <= c && c <= 'Z' {
			b.WriteByte('-')
			c += 'a' - 'A'
		}
		if c == '$' {
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

func unescapeURL(pointer string) string {
	if plain, err := url.PathUnescape(pointer); err == nil {
		return plain
	}
	return pointer
}
