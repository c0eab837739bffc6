package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"asyncmock/generator"
	"asyncmock/spec"
)

// A fakeWire is a client that notes what it gets. The zero value takes everything.
type fakeWire struct {
	mu     sync.Mutex
	got    []string
	names  []string
	at     []time.Time
	left   int // frames it still takes when full is set
	full   bool
	gone   bool
	code   int
	reason string
	closes int
}

func (w *fakeWire) Send(f *Frame) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.gone || w.closes > 0:
		return ErrGone
	case w.full && w.left == 0:
		return ErrSlow
	}
	w.left--
	w.got = append(w.got, string(f.Payload()))
	w.names = append(w.names, f.Name)
	w.at = append(w.at, time.Now())
	return nil
}

func (w *fakeWire) Close(code int, reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closes++; w.closes == 1 {
		w.code, w.reason = code, reason
	}
}

// take returns what came since the last take.
func (w *fakeWire) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	got := w.got
	w.got, w.names, w.at = nil, nil, nil
	return got
}

func (w *fakeWire) closed() (int, string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.code, w.reason
}

// A watcher keeps Events.
type watcher struct {
	mu     sync.Mutex
	events []Event
}

func (w *watcher) observe(e *Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := *e
	c.Payload = slices.Clone(e.Payload)
	w.events = append(w.events, c)
}

func (w *watcher) of(kind EventKind) (found []Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

// texts returns the texts of the notes.
func (w *watcher) notes() (texts []string) {
	for _, e := range w.of(EventNote) {
		texts = append(texts, e.Text)
	}
	return texts
}

// A kit makes messages, routes and mocks by hand.
type kit struct {
	testing.TB
	compiler *generator.Compiler
}

func newKit(t *testing.T) *kit {
	return &kit{TB: t, compiler: generator.NewCompiler(&spec.Document{}, generator.Options{})}
}

// node reads JSON; keys come in sorted order.
func node(tb testing.TB, text string) *spec.Node {
	tb.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return nodeOf(v)
}

func nodeOf(v any) *spec.Node {
	switch v := v.(type) {
	case nil:
		return &spec.Node{Kind: spec.Null}
	case string:
		return &spec.Node{Kind: spec.String, Text: v}
	case []any:
		n := &spec.Node{Kind: spec.Array}
		for _, item := range v {
			n.Items = append(n.Items, nodeOf(item))
		}
		return n
	case map[string]any:
		n := &spec.Node{Kind: spec.Object}
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			n.Members = append(n.Members, spec.Member{Key: key, Value: nodeOf(v[key])})
		}
		return n
	}
	text, _ := json.Marshal(v)
	if b, ok := v.(bool); ok {
		return &spec.Node{Kind: spec.Bool, Text: map[bool]string{true: "true", false: "false"}[b]}
	}
	return &spec.Node{Kind: spec.Number, Text: string(text)}
}

// message compiles a message. Examples are JSON, "name: {…}" gives one a name.
func (k *kit) message(name, payload string, examples ...string) *generator.Message {
	m := &spec.Message{Name: name, ContentType: "application/json"}
	if payload != "" {
		m.Payload = &spec.Schema{Node: node(k, payload), Name: name}
	}
	for _, e := range examples {
		example := &spec.Example{}
		if i := slices.Index([]byte(e), '='); e[0] != '{' && i > 0 {
			example.Name, e = e[:i], e[i+1:]
		}
		example.Payload = node(k, e)
		m.Examples = append(m.Examples, example)
	}
	return k.compiler.Message(m)
}

// typed is a message told by its type, with an id and an optional symbol.
func (k *kit) typed(name string, examples ...string) *generator.Message {
	return k.message(name, `{"type":"object","required":["type"],"properties":{
		"type":{"const":"`+name+`"},"id":{"type":"integer","minimum":0},"symbol":{"type":"string"}}}`, examples...)
}

// hears is an Incoming of a typed message.
func (k *kit) hears(name string, replies ...*Reply) *Incoming {
	return &Incoming{Message: k.typed(name), Replies: replies, Operation: &spec.Operation{Name: "on" + name}}
}

// says is an Outgoing of a typed message with one example.
func (k *kit) says(name string, kind WhenKind) *Outgoing {
	return &Outgoing{Message: k.typed(name, `{"type":"`+name+`"}`), When: When{Kind: kind}}
}

// reply is a Reply of a typed message.
func (k *kit) reply(name string, copies ...Copy) *Reply {
	return &Reply{Outgoing: k.says(name, WhenReply), Copies: copies}
}

// mock makes a Mock of routes.
func (k *kit) mock(opts Options, routes ...*Route) *Mock {
	k.Helper()
	for _, r := range routes {
		r.Stream, r.Delay, r.RelayTo = opts.Stream, opts.Delay, opts.Relay
		var candidates []*generator.Message
		for _, in := range r.Receives {
			candidates = append(candidates, in.Message)
		}
		r.matcher = generator.NewMatcher(candidates)
		if r.Sample == "" {
			r.Sample = r.Path
		}
	}
	table, _ := newAddressTable(routes, newParamChecks(k.compiler))
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Seed == 0 {
		opts.Seed = 1
	}
	return newMock(&planned{routes: routes, table: table}, opts)
}

// handshake is a plain one by WebSocket.
func handshake(target string) *Handshake {
	u, err := url.Parse(target)
	if err != nil {
		panic(err)
	}
	return &Handshake{Transport: TransportWS, Path: u.EscapedPath(), Query: u.Query(), Header: http.Header{}, Remote: "127.0.0.1:50000"}
}

// A client is a session with its fake wire.
type client struct {
	*Session
	*fakeWire
}

// connect lets a client in and subscribes it.
func (k *kit) connect(m *Mock, target string) client {
	k.Helper()
	return k.connectOn(m, handshake(target), &fakeWire{})
}

func (k *kit) connectOn(m *Mock, h *Handshake, w *fakeWire) client {
	k.Helper()
	a, refusal := m.Admit(h)
	if refusal != nil {
		k.Fatalf("refused: %+v", refusal)
	}
	s := m.Connect(a, w)
	s.Subscribe("")
	return client{s, w}
}

// say sends a text message and returns what came back.
func (c client) say(text string) []string {
	c.Receive(NewFrame([]byte(text), false))
	return c.take()
}

func (k *kit) want(got []string, want ...string) {
	k.Helper()
	if !slices.Equal(got, want) {
		k.Errorf("got %q, want %q", got, want)
	}
}

// headed is a message with headers.
func (k *kit) headed(name, payload, headers string) *spec.Message {
	return &spec.Message{
		Name: name, ContentType: "application/json",
		Payload: &spec.Schema{Node: node(k, payload), Name: name}, Headers: &spec.Schema{Node: node(k, headers), Name: name},
	}
}
