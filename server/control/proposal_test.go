package control

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestProposal: what is proposed is one of the contract's, another with each
// n, the same each time; what is not there is said.
func TestProposal(t *testing.T) {
	d := newDesk(t)
	d.connect("/news")
	texts := map[string]bool{}
	for _, n := range []string{"0", "1", "2", "1"} {
		v := d.ask("GET proposal?route=/news&message=headline&n="+n, nil).want(200)
		text, _ := json.Marshal(v["payload"])
		texts[string(text)] = true
		body := map[string]any{"to": map[string]any{"all": true}, "payload": v["payload"]}
		if got := d.ask("POST push", body).want(200)["receivers"]; got != 1.0 {
			t.Errorf("%s went to %v clients", text, got)
		}
	}
	if len(texts) != 3 {
		t.Errorf("got %v, want three different ones", texts)
	}
	if v := d.ask("GET proposal?route=/talk/%7Broom%7D&message=answer", nil).want(200); v["message"] != "answer" {
		t.Errorf("got %v", v)
	}
	d.ask("GET proposal?route=/news&message=ask", nil).refused(422, "message-unknown")
	d.ask("GET proposal?message=ask", nil).refused(400, "query-invalid")
	d.ask("GET proposal?route=/old&message=headline", nil).refused(422, "route-unknown")
	d.ask("GET proposal?route=/news&message=headline&n=-1", nil).refused(400, "query-invalid")
}

// TestPage: the live page and its parts, and nothing else of the program.
func TestPage(t *testing.T) {
	h := New(Options{Mounts: func() []Mount { return nil }})
	defer h.Close()
	for path, kind := range map[string]string{
		"": "text/html", "index.html": "text/html", "page.js": "text/javascript", "page.css": "text/css",
		"picture.js": "text/javascript", "picture.css": "text/css",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, Prefix+path, nil))
		if got := w.Header().Get("Content-Type"); w.Code != 200 || !strings.HasPrefix(got, kind) || w.Body.Len() == 0 {
			t.Errorf("%q: %d %s, %d bytes", path, w.Code, got, w.Body.Len())
		}
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") {
			t.Errorf("%q: policy %q", path, policy)
		}
	}
	for _, path := range []string{"page.go", "../endpoints.go", "..", "page.js/", "nothing.js"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, Prefix, nil)
		r.URL.Path = Prefix + path
		if h.ServeHTTP(w, r); w.Code == 200 {
			t.Errorf("%q was served", path)
		}
	}
}
