package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"asyncmock/generator"
	"asyncmock/spec"
)

// paramChecks holds the compiled constraints of parameters and query fields.
// It is read-only once made ready and safe for concurrent use.
type paramChecks struct {
	compiler *generator.Compiler
	messages map[*spec.Schema]*generator.Message
}

// newParamChecks returns checks that compile with c; nil checks nothing but
// types and enums.
func newParamChecks(c *generator.Compiler) *paramChecks {
	return &paramChecks{compiler: c, messages: map[*spec.Schema]*generator.Message{}}
}

// add makes the schema ready. Not to be called once the checks are in use.
func (p *paramChecks) add(name string, s *spec.Schema) {
	if s == nil || p.compiler == nil || p.messages[s] != nil {
		return
	}
	p.messages[s] = p.compiler.Message(&spec.Message{Name: name, ContentType: "application/json", Payload: s})
}

// bind coerces and checks the values of path parameters.
func (p *paramChecks) bind(r *Route, names, values []string) ([]Param, spec.Diagnostics) {
	var params []Param
	var findings spec.Diagnostics
	for i, name := range names {
		param := r.parameter(name)
		bound, found := p.check(name, values[i:i+1], param)
		params, findings = append(params, bound), append(findings, found...)
	}
	return params, findings
}

// parameter returns the path parameter of that name, nil if it has no object.
func (r *Route) parameter(name string) *spec.Parameter {
	for _, p := range r.Parameters {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// check coerces and checks one path parameter. An empty optional one is fine.
func (p *paramChecks) check(name string, values []string, param *spec.Parameter) (Param, spec.Diagnostics) {
	if param == nil || values[0] == "" && param.HasDefault && param.Default == "" {
		return stringParam(name, values[0]), nil
	}
	if len(param.Enum) > 0 && !slices.Contains(param.Enum, values[0]) {
		return Param{}, spec.Diagnostics{paramFinding("parameter", name,
			fmt.Sprintf("%q is none of %s", clip(values[0], 60), strings.Join(quoted(param.Enum, 12), ", ")))}
	}
	return p.coerce("parameter", name, values, param.Schema)
}

// bindField coerces and checks the values of a query key or header; no values
// means that it is absent. ok is false when there is nothing to bind.
func (p *paramChecks) bindField(f *Field, kind string, values []string) (bound Param, ok bool, findings spec.Diagnostics) {
	if len(values) == 0 && f.HasDefault {
		// One that breaks its own schema is the document's fault, not the client's.
		bound, findings = p.coerce(kind, f.Name, []string{f.Default}, f.Schema)
		return bound, len(findings) == 0, nil
	}
	if len(values) == 0 {
		if f.Required {
			findings = spec.Diagnostics{paramFinding(kind, f.Name, isRequired)}
		}
		return Param{}, false, findings
	}
	bound, findings = p.coerce(kind, f.Name, values, f.Schema)
	return bound, len(findings) == 0, findings
}

// coerce turns strings into the JSON value of the schema's type and validates
// it (BND-WS-2, CHN-6).
func (p *paramChecks) coerce(kind, name string, values []string, s *spec.Schema) (Param, spec.Diagnostics) {
	bound := stringParam(name, values[0])
	if s == nil {
		return bound, nil
	}
	value, err := coerceValues(values, s.Node)
	if err != nil {
		return Param{}, spec.Diagnostics{paramFinding(kind, name, err.Error())}
	}
	bound.JSON = value
	m := p.messages[s]
	if m == nil {
		return bound, nil
	}
	decoded, findings := generator.Decode(value)
	if len(findings) == 0 {
		findings = m.Validate(decoded)
	}
	for i := range findings {
		findings[i] = paramFinding(kind, name, fmt.Sprintf("%q: %s", clip(values[0], 60), findings[i].Summary))
	}
	return bound, findings
}

// stringParam is a parameter whose value is a string.
func stringParam(name, value string) Param {
	text, _ := json.Marshal(value)
	return Param{Name: name, Value: value, JSON: text}
}

// isRequired is what is said of a parameter that is not there.
const isRequired = "it is required"

// paramFinding says what is wrong with a parameter, query key or header.
func paramFinding(kind, name, what string) spec.Diagnostic {
	return spec.Diagnostic{
		Code: kind + "-invalid", Severity: spec.SeverityError,
		Instance: "/" + name, Summary: fmt.Sprintf("%s %s: %s", kind, name, what),
	}
}

// parameterRefusal is the answer to a wrong path parameter (CHN-7).
func parameterRefusal(r *Route, findings spec.Diagnostics) *Refusal {
	return &Refusal{
		Status: 400, Code: "parameter-invalid", Title: "A path parameter breaks the contract",
		Detail: findings[0].Summary, Hint: "a path that fits: " + r.Sample,
		Near: []string{r.Sample}, Findings: findings,
	}
}

// coerceValues reads the strings as the schema's type says. Repeated values,
// commas or a JSON array make an array.
func coerceValues(values []string, n *spec.Node) ([]byte, error) {
	types := schemaTypes(n)
	if slices.Contains(types, "array") {
		if len(values) == 1 && strings.HasPrefix(values[0], "[") && json.Valid([]byte(values[0])) {
			return []byte(values[0]), nil
		}
		if len(values) == 1 {
			values = splitValues(values[0])
		}
		items := make([]json.RawMessage, len(values))
		for i, v := range values {
			item, err := coerceValue(v, schemaTypes(n.Get("items")))
			if err != nil {
				return nil, err
			}
			items[i] = item
		}
		return json.Marshal(items)
	}
	return coerceValue(values[0], types)
}

// splitValues splits at commas; nothing is an empty list.
func splitValues(text string) []string {
	if text == "" {
		return []string{}
	}
	return strings.Split(text, ",")
}

// coerceValue reads one string as the first of the types that fits it.
func coerceValue(value string, types []string) ([]byte, error) {
	for _, t := range types {
		switch t {
		case "integer", "number":
			if isNumber(value, t == "integer") {
				return []byte(value), nil
			}
		case "boolean":
			if b, err := strconv.ParseBool(value); err == nil && len(value) > 1 {
				return strconv.AppendBool(nil, b), nil
			}
		case "null":
			if value == "null" {
				return []byte("null"), nil
			}
		case "object":
			if json.Valid([]byte(value)) && strings.HasPrefix(value, "{") {
				return []byte(value), nil
			}
		default:
			return json.Marshal(value)
		}
	}
	if len(types) > 0 {
		return nil, fmt.Errorf("%q is no %s", clip(value, 60), strings.Join(types, " or "))
	}
	return json.Marshal(value)
}

// isNumber reports whether text is a JSON number of a size that can be kept.
func isNumber(text string, integer bool) bool {
	if len(text) > 40 || !json.Valid([]byte(text)) || !strings.ContainsAny(text[:1], "-0123456789") {
		return false
	}
	f, err := strconv.ParseFloat(text, 64)
	return err == nil && (!integer || f == float64(int64(f)))
}

// quoted quotes up to n texts.
func quoted(texts []string, n int) []string {
	var out []string
	for i, t := range texts {
		if i == n {
			return append(out, "…")
		}
		out = append(out, strconv.Quote(t))
	}
	return out
}
