package web

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"asyncmock/server"
	"asyncmock/spec"
)

func sampleProblem() *problem {
	return newProblem(&server.Refusal{
		Status: 422, Code: "message-invalid", Title: "Message <b>breaks</b> it", Detail: "a & b", Hint: "do this",
		Near: []string{"/near"},
		Findings: spec.Diagnostics{{
			Code: "type", Severity: spec.SeverityError, Pos: spec.Pos{File: "/home/me/secret.yaml", Line: 7},
			Instance: "/price", Pointer: "/channels/a", Summary: "want number",
		}},
	}, "/orders")
}

// What a hint says to try must work below the mount's prefix too.
func TestREL_HS_9_HintsNameTheMount(t *testing.T) {
	r := &server.Refusal{Hint: "try /a or /a/b", Near: []string{"/a", "/a/b"}}
	for prefix, want := range map[string]string{"": "try /a or /a/b", "/lib": "try /lib/a or /lib/a/b"} {
		if got := newProblem(r, prefix).Hint; got != want {
			t.Errorf("below %q: got %q, want %q", prefix, got, want)
		}
	}
}

// TestREL_HS_9_ProblemDocument: RFC 9457, every finding, no places on disk.
func TestREL_HS_9_ProblemDocument(t *testing.T) {
	w := httptest.NewRecorder()
	sampleProblem().write(w, httptest.NewRequest("GET", "/", nil))
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("content type %q", got)
	}
	var p map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"type", "title", "status", "detail", "code", "hint", "near", "findings"} {
		if p[key] == nil {
			t.Errorf("no member %q in %s", key, w.Body)
		}
	}
	f := p["findings"].([]any)[0].(map[string]any)
	if f["instance"] != "/price" || f["pointer"] != "/channels/a" || f["schema"] != nil || f["code"] != "type" || f["summary"] != "want number" {
		t.Errorf("finding %v", f)
	}
	if p["near"].([]any)[0] != "/orders/near" {
		t.Errorf("near %v lacks the mount's prefix", p["near"])
	}
	if strings.Contains(w.Body.String(), "secret") {
		t.Error("the answer names a file")
	}
}

// TestREL_HS_3_ReadableForms: a browser gets a page, others what they ask for.
func TestREL_HS_3_ReadableForms(t *testing.T) {
	for _, c := range []struct{ accept, kind, holds string }{
		{"", "application/problem+json", `"hint": "do this"`},
		{"*/*", "application/problem+json", "a & b"},
		{"application/json, text/plain, */*", "application/problem+json", "{"},
		{"text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8", "Message &lt;b&gt;breaks&lt;/b&gt; it"},
		{"text/plain", "text/plain; charset=utf-8", "hint: do this\n"},
		{"text/event-stream", "application/problem+json", "{"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept", c.accept)
		w := httptest.NewRecorder()
		sampleProblem().write(w, r)
		if got := w.Header().Get("Content-Type"); got != c.kind {
			t.Errorf("Accept %q: content type %q, want %q", c.accept, got, c.kind)
		}
		if !strings.Contains(w.Body.String(), c.holds) {
			t.Errorf("Accept %q: %q not in %s", c.accept, c.holds, w.Body)
		}
	}
}
