package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"asyncmock/spec"
)

// The codes of refusals that no client can help.
const (
	codeFault    = "fault"
	codeStopping = "stopping"
)

// Admit decides about a handshake: exactly one of the results is not nil.
// A Refusal has been observed already. In this order, the first that fails
// decides, with all of its findings:
//
//	stopping     503
//	path         404 with near paths; 400 for a parameter that breaks its constraint
//	query        400; keys that begin with "__" are ours
//	headers      400; a required one that a browser cannot set is a note
//	credentials  401 with --auth require
//	entry        what the behavior asks
//	faults       what a refuse fault says
func (m *Mock) Admit(h *Handshake) (*Admission, *Refusal) {
	a, r := m.admit(h)
	if r != nil {
		m.Refuse(h, r)
		return nil, r
	}
	return a, nil
}

func (m *Mock) admit(h *Handshake) (*Admission, *Refusal) {
	if m.isStopping() {
		return nil, &Refusal{
			Status: http.StatusServiceUnavailable, Code: codeStopping, Title: "The mock is shutting down",
			Header: http.Header{"Retry-After": {"1"}},
		}
	}
	route, params, r := m.plan.table.find(h.Path)
	if r != nil {
		return nil, r
	}
	a := &Admission{
		Handshake: h, Route: route, Params: params,
		Session: clip(h.Query.Get("__session"), 100), Example: clip(h.Query.Get("__example"), 100),
	}
	for _, step := range []func(*Admission) *Refusal{m.admitQuery, m.admitHeaders, m.admitCredentials, m.admitEntry} {
		if r := step(a); r != nil {
			return nil, r
		}
	}
	a.chooseSubprotocol(m.byRoute[route].entry() != nil)
	if r := m.admitFaults(a); r != nil {
		return nil, r
	}
	return a, nil
}

// Has reports whether a route or an endpoint of the mock answers to the path
// (as sent, without mount prefix and query). Nothing is observed.
func (m *Mock) Has(path string) bool { return m.RouteAt(path) != nil || m.Endpoint(path) != nil }

// RouteAt returns the route that a client comes to by the path, nil if there
// is none.
func (m *Mock) RouteAt(path string) *Route {
	route, _, _ := m.plan.table.find(path)
	return route
}

// Refuse observes a handshake that a protocol package did not let in itself
// (Host, Origin, limits).
func (m *Mock) Refuse(h *Handshake, r *Refusal) {
	if m.opts.Observe == nil {
		return
	}
	text := r.Title
	if r.Detail != "" {
		text = r.Detail
	}
	m.observe(&Event{
		Kind: EventRefuse, Valid: r.Code == codeFault || r.Code == codeStopping, Transport: h.Transport, Remote: h.Remote, Path: h.Path,
		Code: r.Status, Text: text, Findings: r.Findings,
	})
}

// admitQuery binds query fields with their defaults (BND-WS-2, BND-WS-5).
func (m *Mock) admitQuery(a *Admission) *Refusal {
	route, query := a.Route, a.Handshake.Query
	var findings spec.Diagnostics
	for i := range route.Query {
		f := &route.Query[i]
		bound, ok, found := m.plan.table.params.bindField(f, "query", query[f.Name])
		if ok {
			a.Query = append(a.Query, bound)
		}
		findings = append(findings, found...)
	}
	if route.QueryClosed {
		findings = append(findings, unknownKeys(route, query)...)
	}
	if len(findings) == 0 {
		return nil
	}
	return &Refusal{
		Status: http.StatusBadRequest, Code: "query-invalid", Title: "The query breaks the contract",
		Detail: findings[0].Summary, Hint: "a request that fits: " + route.Sample, Near: []string{route.Sample}, Findings: findings,
	}
}

// unknownKeys finds query keys that a closed binding does not name.
func unknownKeys(route *Route, query url.Values) (findings spec.Diagnostics) {
	var keys []string
	for key := range query {
		if !strings.HasPrefix(key, "__") && !slices.ContainsFunc(route.Query, func(f Field) bool { return f.Name == key }) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		if !route.isCredential("query", key) {
			findings = append(findings, paramFinding("query", clip(key, 60), "the contract has no such key"))
		}
	}
	return findings
}

// admitHeaders checks the headers of the ws binding (BND-WS-3). Browsers
// cannot set any, and show themselves by Origin.
func (m *Mock) admitHeaders(a *Admission) *Refusal {
	lenient := a.Handshake.Header.Get("Origin") != "" && !m.opts.StrictHandshake
	var findings spec.Diagnostics
	for i := range a.Route.Headers {
		f := &a.Route.Headers[i]
		if strings.EqualFold(f.Name, subprotocolHeader) && a.subprotocol() != "" {
			continue // a list; one that the contract names is enough (BND-WS-4)
		}
		values := a.Handshake.Header.Values(f.Name)
		_, _, found := m.plan.table.params.bindField(f, "header", values)
		if len(values) == 0 && lenient {
			for j := range found {
				found[j].Severity = spec.SeverityInfo
				found[j].Detail = "browsers cannot set this header, so it is not insisted on"
				found[j].Hint = "--strict-handshake refuses such handshakes"
			}
			a.Notes = append(a.Notes, found...)
			continue
		}
		findings = append(findings, found...)
	}
	if len(findings) == 0 {
		return nil
	}
	return &Refusal{
		Status: http.StatusBadRequest, Code: "header-invalid", Title: "The headers break the contract",
		Detail: findings[0].Summary, Findings: findings,
	}
}

// chooseSubprotocol takes the first that the client lists and the route
// allows (BND-WS-4); "bearer" when a browser brought its token that way.
func (a *Admission) chooseSubprotocol(asked bool) {
	a.Subprotocol = a.subprotocol()
	if a.Subprotocol != "" {
		return
	}
	if _, ok := protocolToken(a.Handshake.Header); ok && (asked || len(a.Route.Security) > 0) {
		a.Subprotocol = headerList(a.Handshake.Header, subprotocolHeader)[0]
	}
}

// subprotocol returns the first that the client lists and the route allows.
func (a *Admission) subprotocol() string {
	for _, p := range headerList(a.Handshake.Header, subprotocolHeader) {
		if slices.Contains(a.Route.Subprotocols, p) {
			return p
		}
	}
	return ""
}

const subprotocolHeader = "Sec-WebSocket-Protocol"

// headerList splits a header that is a comma-separated list.
func headerList(h http.Header, name string) (list []string) {
	for _, line := range h.Values(name) {
		list = append(list, splitList(line)...)
	}
	return list
}

// splitList splits the value of such a header; empty parts do not count
// (RFC 9110, 5.6.1).
func splitList(text string) (list []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// summary says in one line what the client brought, without secrets.
func (a *Admission) summary() string {
	var parts []string
	if q := a.Route.RedactQuery(a.Handshake.Query); q != "" {
		parts = append(parts, "query "+q)
	}
	if a.Subprotocol != "" {
		parts = append(parts, fmt.Sprintf("subprotocol %q", a.Subprotocol))
	}
	if len(a.Presented) > 0 {
		parts = append(parts, "presented "+strings.Join(a.Presented, ", "))
	}
	return strings.Join(parts, "; ")
}
