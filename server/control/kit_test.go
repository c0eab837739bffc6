package control

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"asyncmock/server"
	"asyncmock/server/behavior"
	"asyncmock/server/journal"
	"asyncmock/spec"
)

// patience bounds every wait.
const patience = time.Minute

// talk is the document of most tests.
const talk = `
asyncapi: 3.0.0
info: {title: Talk, version: '1'}
channels:
  talk:
    address: /talk/{room}
    parameters: {room: {}}
    messages:
      ask:
        payload: {type: object, required: [kind], properties: {kind: {const: ask}, n: {type: integer}}}
        examples: [{name: five, payload: {kind: ask, n: 5}}]
      answer:
        payload: {type: object, required: [kind], properties: {kind: {const: answer}, n: {type: integer}}}
        examples: [{name: short, payload: {kind: answer}}, {name: long, payload: {kind: answer, n: 42}}]
  news:
    address: /news
    messages:
      headline: {payload: {type: object, required: [title], properties: {title: {type: string}}}}
operations:
  onAsk:
    action: receive
    channel: {$ref: '#/channels/talk'}
    messages: [{$ref: '#/channels/talk/messages/ask'}]
    reply: {channel: {$ref: '#/channels/talk'}, messages: [{$ref: '#/channels/talk/messages/answer'}]}
  sendNews:
    action: send
    channel: {$ref: '#/channels/news'}
    messages: [{$ref: '#/channels/news/messages/headline'}]
`

// conduct is what rules say to it.
const conduct = `
vars: {mood: calm}
global: {open: true}
rules:
  - name: whisper
    when: {text: psst}
    then: [{reply: "{{ vars.mood }}"}]
  - name: gather
    when: {text: gather}
    then: [{join: reds}]
`

// A desk is the API over a mock, with every answer held to openapi.yaml.
type desk struct {
	testing.TB
	*Handler
	mock    *server.Mock
	journal *journal.Journal
	doc     *openapi3.T
}

func newDesk(t testing.TB, options ...func(*Options)) *desk {
	t.Helper()
	d := &desk{TB: t, journal: journal.New(journal.Options{Records: 50}), doc: description(t)}
	var counted func(*server.Event)
	kept := d.journal.Observer("", "")
	d.mock = newMock(t, talk, func(e *server.Event) {
		kept(e)
		counted(e)
	})
	opts := Options{
		Mounts:  func() []Mount { return []Mount{{Document: "talk.yaml", Mock: d.mock}} },
		Journal: d.journal,
	}
	for _, change := range options {
		change(&opts)
	}
	d.Handler = New(opts)
	counted = d.Observe("talk.yaml", "")
	t.Cleanup(func() { d.Close() })
	return d
}

func newMock(t testing.TB, document string, observe func(*server.Event), faults ...server.Fault) *server.Mock {
	t.Helper()
	doc := loaded(t, document)
	rules, findings := behavior.Parse("behavior.yaml", []byte(conduct))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	m, err := server.New(doc, server.Options{Observe: observe, Stream: server.StreamOff, Behavior: rules, Faults: faults})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func loaded(t testing.TB, document string) *spec.Document {
	t.Helper()
	name := filepath.Join(t.TempDir(), "asyncapi.yaml")
	if err := os.WriteFile(name, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, findings, err := spec.Load(t.Context(), name, nil)
	if err != nil || findings.HasErrors() {
		t.Fatal(err, findings)
	}
	return doc
}

// description reads openapi.yaml as its readers do.
func description(t testing.TB) *openapi3.T {
	t.Helper()
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(loader.Context); err != nil {
		t.Fatal(err)
	}
	return doc
}

// A reply is an answer of the API.
type reply struct {
	testing.TB
	status int
	header http.Header
	body   []byte
}

// ask sends a request as a program does: "GET routes", "POST push" and a body.
func (d *desk) ask(what string, body any) reply {
	d.Helper()
	method, path, _ := strings.Cut(what, " ")
	var text []byte
	switch body := body.(type) {
	case nil:
	case string:
		text = []byte(body)
	default:
		text, _ = json.Marshal(body)
	}
	r := httptest.NewRequest(method, Prefix+path, bytes.NewReader(text))
	r.Host = "127.0.0.1:8080"
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return d.send(r)
}

// send hands over a request and holds the answer to openapi.yaml. An answer
// that goes on is cut: it is one that should have been refused.
func (d *desk) send(r *http.Request) reply {
	d.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), patience/4)
	defer cancel()
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r.WithContext(ctx))
	got := reply{d.TB, w.Code, w.Header(), w.Body.Bytes()}
	d.conforms(r.Method, r.URL.Path, got)
	return got
}

// conforms holds an answer to openapi.yaml.
func (d *desk) conforms(method, path string, got reply) {
	d.Helper()
	item := d.item(strings.TrimPrefix(path, strings.TrimSuffix(Prefix, "/")))
	content := d.doc.Components.Responses["Problem"].Value.Content
	if item != nil && item.GetOperation(method) != nil {
		responses := item.GetOperation(method).Responses
		found := responses.Status(got.status)
		if found == nil {
			found = responses.Default()
		}
		if found == nil {
			d.Fatalf("%s %s: openapi.yaml knows no status %d", method, path, got.status)
		}
		content = found.Value.Content
	}
	if got.status == http.StatusSeeOther || got.status == http.StatusNoContent {
		return
	}
	kind := got.header.Get("Content-Type")
	media := content[kind]
	if media == nil {
		d.Fatalf("%s %s: %d has the content type %q, which openapi.yaml does not know", method, path, got.status, kind)
	}
	if !strings.HasSuffix(kind, "json") {
		return
	}
	var value any
	if err := json.Unmarshal(got.body, &value); err != nil {
		d.Fatalf("%s %s: %v\n%s", method, path, err, got.body)
	}
	if err := media.Schema.Value.VisitJSON(value, openapi3.MultiErrors()); err != nil {
		d.Errorf("%s %s: %d is not as openapi.yaml says: %v\n%s", method, path, got.status, err, got.body)
	}
}

// item finds the path, a parameter standing for one segment.
func (d *desk) item(path string) *openapi3.PathItem {
	if item := d.doc.Paths.Value(path); item != nil {
		return item
	}
	for _, pattern := range d.doc.Paths.InMatchingOrder() {
		a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
		same := len(a) == len(b)
		for i := range a {
			same = same && (a[i] == b[i] || strings.HasPrefix(a[i], "{"))
		}
		if same {
			return d.doc.Paths.Value(pattern)
		}
	}
	return nil
}

// want fails unless the status is so, and returns the body decoded.
func (r reply) want(status int) map[string]any {
	r.Helper()
	if r.status != status {
		r.Fatalf("got %d, want %d: %s", r.status, status, r.body)
	}
	var v map[string]any
	if err := json.Unmarshal(r.body, &v); err != nil {
		r.Fatalf("%v: %s", err, r.body)
	}
	return v
}

// refused fails unless it is a problem of that status and code.
func (r reply) refused(status int, code string) {
	r.Helper()
	if v := r.want(status); v["code"] != code || v["status"] != float64(status) || r.header.Get("Content-Type") != "application/problem+json" {
		r.Errorf("got %s, want the code %q", r.body, code)
	}
}

// A client is a session with a wire that notes what it gets.
type client struct {
	*server.Session
	wire *wire
}

type wire struct {
	mu     sync.Mutex
	got    []string
	code   int
	reason string
}

func (w *wire) Send(f *server.Frame) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = append(w.got, string(f.Payload()))
	return nil
}

func (w *wire) Close(code int, reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.code == 0 {
		w.code, w.reason = code, reason
	}
}

// take returns what came since the last take.
func (c client) take() []string {
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	got := c.wire.got
	c.wire.got = nil
	return got
}

func (c client) closed() (int, string) {
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	return c.wire.code, c.wire.reason
}

func (c client) say(text string) []string {
	c.Receive(server.NewFrame([]byte(text), false))
	return c.take()
}

// connect lets a client in: "/talk/red?__session=alice".
func (d *desk) connect(target string) client {
	d.Helper()
	u, err := url.Parse(target)
	if err != nil {
		d.Fatal(err)
	}
	a, refusal := d.mock.Admit(&server.Handshake{
		Transport: server.TransportWS, Path: u.Path, Query: u.Query(), Header: http.Header{}, Remote: "127.0.0.1:50000",
	})
	if refusal != nil {
		d.Fatalf("refused: %+v", refusal)
	}
	c := client{wire: &wire{}}
	c.Session = d.mock.Connect(a, c.wire)
	c.Subscribe("")
	return c
}
