package web_test

import (
	"slices"
	"strings"
	"testing"

	"asyncmock/server/web"
)

// TestPost_Outcomes: the reply is the response, 202 where there is none, 422
// with every finding where the message is wrong.
func TestPost_Outcomes(t *testing.T) {
	s := openDesk(t, nil)
	for _, c := range []struct {
		name, path, body string
		status           int
		kind, answer     string
	}{
		{"echo", "/echo", "any text", 200, "text/plain; charset=utf-8", "any text"},
		{"echo JSON", "/echo", `[1, 2]`, 200, "application/json", `[1, 2]`},
		{"reply", "/ask", `{"type":"ping","n":3}`, 200, "application/json", `"type":"pong"`},
		{"no reply", "/note", `{"text":"hello"}`, 202, "", ""},
		{"wrong", "/ask", `{"type":"ping","n":"x"}`, 422, "application/problem+json", `"/n"`},
		{"not JSON", "/ask", `ping`, 422, "application/problem+json", "findings"},
		{"empty", "/ask", ``, 422, "application/problem+json", "findings"},
		{"other path", "/asq", `{}`, 404, "application/problem+json", "/ask"},
	} {
		got := s.post(c.path, c.body)
		if got.status != c.status || got.header.Get("Content-Type") != c.kind {
			t.Errorf("%s: got %d %q: %s", c.name, got.status, got.header.Get("Content-Type"), got.body)
			continue
		}
		if c.status == 200 && c.path == "/echo" && got.body != c.answer || !strings.Contains(got.body, c.answer) {
			t.Errorf("%s: got %q, want %q", c.name, got.body, c.answer)
		}
	}
	if n := s.mocks[0].Sessions(); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

// TestPost_EveryFinding: not only the first.
func TestPost_EveryFinding(t *testing.T) {
	s := openDesk(t, nil)
	got := s.post("/ask", `{"type":"ping","n":99,"more":1}`)
	if got.status != 422 {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	var at []string
	for _, f := range got.problem(t).Findings {
		at = append(at, f.Instance)
		if f.Code == "" || f.Summary == "" {
			t.Errorf("finding %+v says too little", f)
		}
	}
	if !slices.Contains(at, "/n") || !slices.Contains(at, "/more") {
		t.Errorf("findings at %q, want /n and /more among them", at)
	}
}

// TestPost_Types: which bodies are read, and as what.
func TestPost_Types(t *testing.T) {
	s := openDesk(t, func(o *web.Options) { o.MaxMessage = 1000 })
	for _, c := range []struct {
		name, header, body string
		status             int
	}{
		{"none", "X-A: b", "a", 200},
		{"curl's default", "Content-Type: application/x-www-form-urlencoded", "a", 200},
		{"json", "Content-Type: application/json; charset=UTF-8", "1", 200},
		{"json suffix", "Content-Type: application/vnd.x+json", "1", 200},
		{"text", "Content-Type: text/plain", "a", 200},
		{"binary", "Content-Type: application/octet-stream", "\xff\x00", 200},
		{"bad UTF-8", "Content-Type: text/plain", "\xff", 400},
		{"bad UTF-8, no type", "X-A: b", "\xff", 400},
		{"latin-1", "Content-Type: text/plain; charset=iso-8859-1", "a", 415},
		{"form with files", "Content-Type: multipart/form-data; boundary=x", "a", 415},
		{"image", "Content-Type: image/png", "a", 415},
		{"nonsense", "Content-Type: ;;", "a", 415},
		{"encoded", "Content-Encoding: gzip", "a", 415},
		{"identity", "Content-Encoding: identity", "a", 200},
		{"limit", "X-A: b", strings.Repeat("x", 1000), 200},
		{"above limit", "X-A: b", strings.Repeat("x", 1001), 413},
	} {
		got := s.post("/echo", c.body, c.header)
		if got.status != c.status {
			t.Errorf("%s: got %d %s, want %d", c.name, got.status, got.body, c.status)
			continue
		}
		if c.status == 200 && got.body != c.body {
			t.Errorf("%s: got %q back", c.name, got.body)
		}
		if c.status != 200 && got.problem(t).Hint == "" {
			t.Errorf("%s: no hint in %s", c.name, got.body)
		}
	}
	if got := s.post("/echo", "\xff\x00", "Content-Type: application/octet-stream"); got.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("bytes came back as %q", got.header.Get("Content-Type"))
	}
	chunked := s.raw("POST /echo HTTP/1.1\nHost: HOST\nConnection: close\nTransfer-Encoding: chunked\n\n800\n" + strings.Repeat("x", 0x800) + "\n0\n\n")
	if chunked.status != 413 {
		t.Errorf("an unannounced body above the limit: got %d", chunked.status)
	}
}

// TestGet_Sample: one payload where the document means HTTP, with the type
// that the document gives it.
func TestGet_Sample(t *testing.T) {
	s := openDesk(t, nil)
	got := s.get("/status")
	if got.status != 200 || got.header.Get("Content-Type") != "application/vnd.desk+json" || !strings.Contains(got.body, "true") {
		t.Errorf("got %d %s %s", got.status, got.header.Get("Content-Type"), got.body)
	}
	head := s.raw("HEAD /status HTTP/1.1\nHost: HOST\nConnection: close\n\n")
	if head.status != 200 || head.header.Get("Content-Type") != "application/vnd.desk+json" || head.header.Get("Content-Length") == "0" {
		t.Errorf("HEAD: got %d %v", head.status, head.header)
	}
}

// TestMethods: what is not GET or POST is refused in words.
func TestMethods(t *testing.T) {
	s := openDesk(t, nil)
	for _, method := range []string{"PUT", "DELETE", "PATCH", "TRACE"} {
		got := s.raw(method + " /ask HTTP/1.1\nHost: HOST\nConnection: close\n\n")
		if got.status != 405 || !strings.Contains(got.header.Get("Allow"), "POST") {
			t.Errorf("%s: got %d, Allow %q", method, got.status, got.header.Get("Allow"))
			continue
		}
		got.problem(t)
	}
	if got := s.raw("OPTIONS /ask HTTP/1.1\nHost: HOST\nConnection: close\n\n"); got.status != 204 || got.header.Get("Allow") == "" {
		t.Errorf("OPTIONS: got %d %v", got.status, got.header)
	}
}
