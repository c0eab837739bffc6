package lint

import (
	"regexp"
	"slices"
	"strings"

	"asyncmock/spec"
)

// A form is the form that a keyword's value has in a Schema Object.
type form func(*spec.Node) bool

// keywordForms are the common keywords with the forms that the official
// schemas accept for sure. What is not listed, or has another form, is for
// them to judge.
var keywordForms map[string]form = forms()

func forms() map[string]form {
	table := map[string]form{}
	for keywords, f := range map[string]form{
		"title description format $comment contentMediaType contentEncoding": isText,
		"deprecated readOnly writeOnly uniqueItems":                          isBool,
		"minimum maximum exclusiveMinimum exclusiveMaximum":                  isNumber,
		"minLength maxLength minItems maxItems minProperties maxProperties":  isCount,
		"default const": isAny,
		"type":          isType,
		"enum required": isTexts,
		"pattern":       isPattern,
		"$ref":          isPlainRef,
	} {
		for _, keyword := range strings.Fields(keywords) {
			table[keyword] = f
		}
	}
	return table
}

// obvious reports a Schema Object that the official schemas surely accept. Most
// are, and asking jsonschema takes fifty times as long.
func obvious(n *spec.Node) bool {
	if n.Kind == spec.Bool {
		return true
	}
	if n.Kind != spec.Object {
		return false
	}
	for _, m := range n.Members {
		if !obviousKeyword(m) {
			return false
		}
	}
	return true
}

func obviousKeyword(m spec.Member) bool {
	switch m.Key {
	case "properties", "definitions":
		return m.Value.Kind == spec.Object && m.Value.Own("$ref") == nil && !slices.ContainsFunc(m.Value.Members, func(p spec.Member) bool { return !obvious(p.Value) })
	case "allOf", "anyOf", "oneOf":
		return m.Value.Kind == spec.Array && len(m.Value.Items) > 0 && !slices.ContainsFunc(m.Value.Items, func(s *spec.Node) bool { return !obvious(s) })
	case "items", "additionalProperties", "additionalItems", "not", "if", "then", "else", "contains", "propertyNames":
		return obvious(m.Value)
	}
	f := keywordForms[m.Key]
	return f != nil && f(m.Value)
}

func isAny(*spec.Node) bool      { return true }
func isText(n *spec.Node) bool   { return n.Kind == spec.String }
func isBool(n *spec.Node) bool   { return n.Kind == spec.Bool }
func isNumber(n *spec.Node) bool { return n.Kind == spec.Number }

var wholeNumber = regexp.MustCompile(`^[0-9]{1,15}$`)

func isCount(n *spec.Node) bool { return n.Kind == spec.Number && wholeNumber.MatchString(n.Text) }

// isType reports one of the types; lists of them are rare.
func isType(n *spec.Node) bool {
	return n.Kind == spec.String && slices.Contains([]string{"object", "string", "integer", "number", "boolean", "array", "null"}, n.Text)
}

// isTexts reports a list of different texts.
func isTexts(n *spec.Node) bool {
	seen := make(map[string]bool, len(n.Items))
	for _, item := range n.Items {
		if item.Kind != spec.String || seen[item.Text] {
			return false
		}
		seen[item.Text] = true
	}
	return len(n.Items) > 0
}

func isPattern(n *spec.Node) bool {
	if n.Kind != spec.String {
		return false
	}
	_, err := regexp.Compile(n.Text)
	return err == nil
}

var plainRef = regexp.MustCompile(`^[A-Za-z0-9#/._~-]+$`)

func isPlainRef(n *spec.Node) bool { return n.Kind == spec.String && plainRef.MatchString(n.Text) }
