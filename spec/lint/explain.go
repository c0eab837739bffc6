package lint

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/spec"
)

// An explainer turns errors of the official schema into findings.
type explainer struct {
	s     *structure
	root  *spec.Node
	found spec.Diagnostics
}

// check holds the document to the official schema.
func (s *structure) check(root *spec.Node) spec.Diagnostics {
	e := newExpander(s.version[0])
	e.brief = true
	value := e.document(root, s.version)
	if e.tooLarge() {
		return spec.Diagnostics{finding(root, codeMultiplied, "let fewer references lead to what has references itself",
			"with its references followed, the document has more than %d values; it was not held to the official schema", maxExpanded)}
	}
	return s.explain(s.compiled.Validate(value), root)
}

// explain returns what the error of validating a node says about it.
func (s *structure) explain(err error, root *spec.Node) spec.Diagnostics {
	wrong, ok := err.(*v5.ValidationError)
	if !ok {
		return nil // none, or a loop of the official schemas; they have none
	}
	x := &explainer{s: s, root: root}
	for _, leaf := range s.leaves(wrong) {
		x.explain(leaf)
	}
	return x.found
}

// explain adds the findings about one error.
func (x *explainer) explain(e *v5.ValidationError) {
	n := x.root.At(tokensOf(e.InstanceLocation)...)
	if n == nil || n.Broken() {
		return // a reference that leads nowhere is told by the loader
	}
	if lastToken(e.KeywordLocation) != "type" {
		n = n.Deref()
	}
	object, name, value := x.s.keyword(e.AbsoluteKeywordLocation)
	switch keyword := lastToken(e.KeywordLocation); keyword {
	case "required":
		x.required(n, what(name, n), value)
	case "additionalProperties":
		x.unknown(n, what(name, n), object)
	case "type":
		x.add(n, codeType, "", "%s must be %s, this is %s", called(n), types(value), kind(n))
	case "enum", "const":
		x.constant(n, value)
	case "format":
		x.add(n, codeFormat, "", "%s must be %s, this is %s", called(n), formatName(value), quoted(n))
	case "pattern":
		x.add(n, codeValue, "", "%s must match %v, this is %s", called(n), value, quoted(n))
	case "oneOf":
		x.add(n, codeValue, "", "%s could be several things at once; the specification allows one", called(n))
	case "not":
		x.forbidden(n, what(name, n), value)
	case "uniqueItems":
		if n.Key() != "tags" { // the rule about tags says which
			x.add(n, codeValue, "", "%s may not hold an item twice", called(n))
		}
	default:
		x.add(n, codeValue, "", "%s is not what the specification allows: %s", called(n), describe(keyword, value))
	}
}

// required tells the keys that are missing.
func (x *explainer) required(n *spec.Node, what string, value any) {
	for _, key := range texts(value) {
		if n.Own(key) == nil {
			x.add(n, codeRequired, "add "+key, "%s has no %s", what, key)
		}
	}
}

// unknown tells the keys that the specification does not have here.
func (x *explainer) unknown(n *spec.Node, what string, object map[string]any) {
	properties, _ := object["properties"].(map[string]any)
	allowed := slices.Sorted(maps.Keys(properties))
	for _, m := range n.Members {
		if _, ok := properties[m.Key]; ok || matchesPattern(object, m.Key) {
			continue
		}
		hint := spec.DidYouMean(m.Key, allowed)
		if hint == "" {
			hint = "extensions begin with x-"
		}
		x.found = append(x.found, spec.Diagnostic{
			Code: codeUnknownKey, Severity: spec.SeverityError, Pos: m.KeyPos, Pointer: spec.JoinPointer(n.Pointer(), m.Key),
			Summary: fmt.Sprintf("%s has no %q", what, shorten(m.Key)), Hint: hint,
		})
	}
}

// forbidden tells the keys that cannot stand here beside what else is there.
func (x *explainer) forbidden(n *spec.Node, what string, value any) {
	schema, _ := value.(map[string]any)
	keys := texts(schema["required"])
	for _, key := range keys {
		if own := n.Own(key); own != nil {
			x.add(own, codeValue, "", "%s cannot have %s beside what else it says", what, key)
		}
	}
	if len(keys) == 0 {
		x.add(n, codeValue, "", "%s is what the specification forbids here", called(n))
	}
}

// matchesPattern reports a key that patternProperties allow.
func matchesPattern(object map[string]any, key string) bool {
	patterns, _ := object["patternProperties"].(map[string]any)
	for pattern := range patterns {
		if re, err := regexp.Compile(pattern); err == nil && re.MatchString(key) {
			return true
		}
	}
	return false
}

// constant tells what is allowed; several alternatives add up in one finding.
func (x *explainer) constant(n *spec.Node, value any) {
	allowed := values(value)
	if last := len(x.found) - 1; last >= 0 && x.found[last].Pointer == n.Pointer() && x.found[last].Code == codeValue {
		x.found[last].Hint += ", " + allowed
		return
	}
	x.add(n, codeValue, "there are: "+allowed, "%s cannot be %s", called(n), quoted(n))
}

func (x *explainer) add(n *spec.Node, code, hint, format string, args ...any) {
	x.found = append(x.found, finding(n, code, hint, format, args...))
}

// finding makes a finding about a node with the severity of its code.
func finding(n *spec.Node, code, hint, format string, args ...any) spec.Diagnostic {
	return spec.Diagnostic{
		Code: code, Severity: severityOf(code), Pos: n.Shown(), Pointer: n.Pointer(),
		Summary: fmt.Sprintf(format, args...), Hint: hint,
	}
}

// called names a value by its key.
func called(n *spec.Node) string {
	switch parent := n.Parent(); {
	case parent == nil:
		return "the document"
	case parent.Kind == spec.Array:
		return "an item of " + shorten(parent.Key())
	}
	return shorten(n.Key())
}

// kind is the JSON type of a value with its article.
func kind(n *spec.Node) string { return article(n.Deref().Kind.String()) }

func article(word string) string {
	if word == "null" {
		return word
	}
	if strings.ContainsRune("aeio", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

func types(value any) string {
	var list []string
	for _, t := range texts(value) {
		list = append(list, article(t))
	}
	return strings.Join(list, " or ")
}

// quoted is a value as it stands in the document, not too long.
func quoted(n *spec.Node) string {
	return shorten(string(n.Deref().AppendWritten(nil)))
}

// texts are the strings of a keyword that has one or several.
func texts(value any) []string {
	if one, ok := value.(string); ok {
		return []string{one}
	}
	var list []string
	items, _ := value.([]any)
	for _, item := range items {
		list = append(list, fmt.Sprint(item))
	}
	return list
}

// values are the values of enum or const, for people.
func values(value any) string {
	if items, ok := value.([]any); ok {
		var list []string
		for _, item := range items {
			list = append(list, fmt.Sprint(item))
		}
		return strings.Join(list, ", ")
	}
	return fmt.Sprint(value)
}
