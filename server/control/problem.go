package control

import (
	"encoding/json"
	"fmt"
	"net/http"

	"asyncmock/server"
	"asyncmock/spec"
)

// A problem is a problem document (RFC 9457) with our own members.
type problem struct {
	Type     string           `json:"type"`
	Title    string           `json:"title"`
	Status   int              `json:"status"`
	Detail   string           `json:"detail"`
	Code     string           `json:"code"`
	Hint     string           `json:"hint,omitempty"`
	Findings []server.Finding `json:"findings,omitempty"`

	header http.Header
}

func newProblem(status int, code, detail string) *problem {
	return &problem{Type: "urn:asyncmock:problem:" + code, Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// badRequest is about a request that cannot be understood.
func badRequest(code, format string, args ...any) *problem {
	return newProblem(http.StatusBadRequest, code, fmt.Sprintf(format, args...))
}

// unprocessable is about a request that is understood and cannot be done.
func unprocessable(code, format string, args ...any) *problem {
	return newProblem(http.StatusUnprocessableEntity, code, fmt.Sprintf(format, args...))
}

func (p *problem) Error() string { return p.Detail }

func (p *problem) hinting(hint string) *problem {
	p.Hint = hint
	return p
}

func (p *problem) finding(ds spec.Diagnostics) *problem {
	p.Findings = append(p.Findings, server.FindingsOf(ds)...)
	return p
}

func (p *problem) write(w http.ResponseWriter) {
	for name, values := range p.header {
		w.Header()[name] = values
	}
	writeAs(w, "application/problem+json", p.Status, p)
}

// answer writes JSON.
func answer(w http.ResponseWriter, status int, v any) error {
	writeAs(w, "application/json", status, v)
	return nil
}

func writeAs(w http.ResponseWriter, kind string, status int, v any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // people paste from it; it is no HTML
	_ = enc.Encode(v)        // who has left cannot be told
}
