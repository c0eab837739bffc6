package server

import (
	"fmt"
	"net/textproto"
	"slices"
	"strings"

	"asyncmock/spec"
)

// bindParameters sets the path parameters of a route, and makes optional
// query fields of parameters that the address does not name (CHN-7).
func (p *planner) bindParameters(r *Route) {
	for _, name := range parseTemplate(r.Path).names() {
		r.Parameters = append(r.Parameters, p.parameterNamed(r, name))
	}
	for _, ch := range r.Channels {
		named := parseTemplate(ch.Address).names()
		for _, param := range ch.Parameters {
			if slices.Contains(named, param.Name) || hasField(r.Query, param.Name) {
				continue
			}
			f := Field{Name: param.Name, Default: param.Default, HasDefault: param.HasDefault && param.Default != "", Schema: param.Schema, Parameter: true}
			f.Type = fieldType(f.Schema)
			r.Query = append(r.Query, f)
			r.Why = append(r.Why, fmt.Sprintf("the address does not name parameter %s: it is an optional query key", param.Name))
		}
	}
}

// parameterNamed finds the object of a path parameter among the channels.
func (p *planner) parameterNamed(r *Route, name string) *spec.Parameter {
	for _, ch := range r.Channels {
		for _, param := range ch.Parameters {
			if p.routeName(r, ch, param.Name) == name {
				return param
			}
		}
	}
	return &spec.Parameter{Name: name}
}

// hasField reports whether a field of that name is there already.
func hasField(fields []Field, name string) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name })
}

// fieldType is the first type of a schema, "string" if it says none.
func fieldType(s *spec.Schema) string {
	if s != nil {
		for _, t := range schemaTypes(s.Node) {
			if t != "null" {
				return t
			}
		}
	}
	return "string"
}

// bindHandshake reads the ws and http bindings (BND-WS-1 to BND-WS-5).
func (p *planner) bindHandshake(r *Route, g *pathGroup) {
	for _, pl := range g.places {
		if pl.channel.Query != "" {
			p.hintQuery(r, pl.channel.Query)
		}
		ws := pl.channel.Bindings.Get("ws").Deref()
		if method := ws.Get("method").Deref(); method != nil && !strings.EqualFold(method.Text, "GET") {
			p.note(method, "ws-method", fmt.Sprintf("a WebSocket handshake is a GET: method %s of channel %s is served as GET", clip(method.Text, 20), pl.channel.Name),
				"write method: GET")
		}
		p.bindQuery(r, ws.Get("query").Deref())
		p.bindHeaders(r, ws.Get("headers").Deref())
		r.Get = r.Get || pl.server != nil && (pl.server.Protocol == "http" || pl.server.Protocol == "https") || isGet(pl.channel.Bindings)
		for _, op := range p.uses.by[pl.channel] {
			r.Get = r.Get || isGet(op.Bindings)
		}
	}
}

// isGet reports whether an http binding says GET.
func isGet(b spec.Bindings) bool {
	return strings.EqualFold(b.Get("http").Get("method").Scalar(), "GET")
}

// note adds a warning about the document.
func (p *planner) note(n *spec.Node, code, summary, hint string) {
	d := spec.Diagnostic{Code: code, Severity: spec.SeverityWarning, Summary: summary, Hint: hint}
	if n != nil {
		d.Pos, d.Pointer = n.Place(), n.Pointer()
	}
	p.diagnostics = append(p.diagnostics, d)
}

// hintQuery adds the keys that stood behind "?" in an address (CHN-2).
func (p *planner) hintQuery(r *Route, query string) {
	for _, pair := range strings.Split(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if key == "" || strings.ContainsAny(key, "{}") || hasField(r.Query, key) {
			continue
		}
		f := Field{Name: key, Type: "string"}
		if value != "" && !strings.ContainsAny(value, "{}<>") {
			f.Default, f.HasDefault = value, true
		}
		r.Query = append(r.Query, f)
	}
}

// bindQuery adds the query keys of a ws binding.
func (p *planner) bindQuery(r *Route, n *spec.Node) {
	for _, f := range fieldsOf(n) {
		switch i := slices.IndexFunc(r.Query, func(old Field) bool { return old.Name == f.Name }); {
		case strings.HasPrefix(f.Name, "__"):
			p.note(n, "query-reserved", fmt.Sprintf("query key %s begins with __: such keys are the mock's own", f.Name), "name it otherwise")
		case i < 0:
			r.Query = append(r.Query, f)
		case r.Query[i].Parameter:
			r.Query[i] = f
		}
	}
	if extra := n.Get("additionalProperties").Deref(); extra != nil && extra.Kind == spec.Bool && extra.Text == "false" {
		r.QueryClosed = true
	}
}

// bindHeaders adds the handshake headers of a ws binding, and the
// subprotocols they name (BND-WS-3, BND-WS-4). What would break the lines of
// a handshake is left out (REL-HS-11).
func (p *planner) bindHeaders(r *Route, n *spec.Node) {
	for _, f := range fieldsOf(n) {
		values := (&property{}).with(f.Schema.Node)
		if bad := unsafeHeader(f, values); bad != "" {
			p.diagnostics = append(p.diagnostics, spec.Diagnostic{Code: "header-unsafe", Severity: spec.SeverityError, Pos: f.Schema.Node.Place(), Pointer: f.Schema.Node.Pointer(),
				Summary: fmt.Sprintf("header %q: %s", clip(f.Name, 60), bad), Detail: "The header is not used.",
				Hint: "header names are tokens; values are one line without control characters"})
			continue
		}
		if hasField(r.Headers, f.Name) {
			continue
		}
		if textproto.CanonicalMIMEHeaderKey(f.Name) == "Sec-Websocket-Protocol" {
			if f.HasDefault && len(values) == 0 {
				values = splitList(f.Default)
			}
			r.Subprotocols = append(r.Subprotocols, values...)
		}
		r.Headers = append(r.Headers, f)
	}
}

// with returns the constants of a schema.
func (p *property) with(n *spec.Node) []string {
	p.readValues(n, maxDepth)
	return p.values
}

// unsafeHeader says what of a header cannot be written to a handshake.
func unsafeHeader(f Field, values []string) string {
	if f.Name == "" || strings.ContainsFunc(f.Name, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune("()<>@,;:\\\"/[]?={}", c) }) {
		return "the name is no token"
	}
	if strings.EqualFold(f.Name, "Sec-WebSocket-Protocol") {
		for _, v := range values {
			if v == "" || strings.ContainsAny(v, " ,;\"") {
				return fmt.Sprintf("the subprotocol %q is no token", clip(v, 60))
			}
		}
	}
	for _, v := range append(slices.Clone(values), f.Default) {
		if strings.ContainsFunc(v, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
			return "a value has a line break or another control character"
		}
	}
	return ""
}

// fieldsOf returns the properties of an object schema as fields.
func fieldsOf(n *spec.Node) []Field {
	required, props := n.Get("required").Strings(), n.Get("properties").Deref()
	if !props.Is(spec.Object) {
		return nil
	}
	var fields []Field
	for _, m := range props.Members {
		f := Field{Name: m.Key, Required: slices.Contains(required, m.Key), Schema: &spec.Schema{Name: m.Key, Node: m.Value.Deref()}}
		if f.Schema.Node == nil {
			continue
		}
		f.Type = fieldType(f.Schema)
		if d := m.Value.Get("default").Deref(); d != nil {
			f.Default, f.HasDefault = listText(d), true
		}
		fields = append(fields, f)
	}
	return fields
}

// secure sets the needs of a route: its server's and those of each operation
// (SEC-2).
func (p *planner) secure(r *Route) {
	if r.Server != nil && len(r.Server.Security) > 0 {
		r.Security = append(r.Security, SecurityNeed{Alternatives: r.Server.Security})
	}
	for _, ch := range r.Channels {
		for _, op := range p.uses.by[ch] {
			if len(op.Security) > 0 && !slices.ContainsFunc(r.Security, func(n SecurityNeed) bool { return slices.EqualFunc(n.Alternatives, op.Security, sameRequirement) }) {
				r.Security = append(r.Security, SecurityNeed{Alternatives: op.Security})
			}
		}
	}
}
