package probe

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"asyncmock/server"
	"asyncmock/server/ws"
	"asyncmock/spec"
)

// watchdog bounds what must end by itself; it is many times what that takes.
const watchdog = time.Minute

// lamps is a contract with everything that a probe looks at.
const lamps = `
asyncapi: 3.0.0
info: {title: Lamps, version: 1.0.0}
defaultContentType: application/json
channels:
  lamps:
    address: /lamps
    messages:
      dim:
        correlationId: {location: $message.payload#/id}
        payload:
          type: object
          required: [type, id]
          additionalProperties: false
          properties: {type: {const: dim}, id: {type: integer}, level: {type: integer, maximum: 100}}
        examples:
          - {name: low, payload: {type: dim, id: 1, level: 5}}
          - {name: again, payload: {type: dim, id: 1, level: 6}}
      dimmed:
        correlationId: {location: $message.payload#/id}
        payload: {type: object, required: [type, id], properties: {type: {const: dimmed}, id: {type: integer}}}
      burnt:
        payload: {type: object, required: [type, lamp], properties: {type: {const: burnt}, lamp: {type: string}}}
operations:
  command:
    action: receive
    channel: {$ref: '#/channels/lamps'}
    messages: [{$ref: '#/channels/lamps/messages/dim'}]
    reply: {channel: {$ref: '#/channels/lamps'}, messages: [{$ref: '#/channels/lamps/messages/dimmed'}]}
  tell: {action: send, channel: {$ref: '#/channels/lamps'}, messages: [{$ref: '#/channels/lamps/messages/burnt'}]}
`

// mockOf plans the routes of a document.
func mockOf(t *testing.T, document string) *server.Mock {
	t.Helper()
	doc, findings, err := spec.Load(t.Context(), "-", &spec.LoadOptions{Stdin: strings.NewReader(document)})
	if err != nil || findings.HasErrors() {
		t.Fatalf("%v %v", err, findings)
	}
	mock, err := server.New(doc, server.Options{Role: server.RoleApplication, Set: map[string]bool{"role": true}})
	if err != nil {
		t.Fatal(err)
	}
	return mock
}

// verify runs a probe of a document.
func verify(t *testing.T, document string, o Options) (*Result, error) {
	t.Helper()
	if o.Dialer == nil {
		o.Dialer = ws.Dialer{MaxMessage: o.MaxMessage}
	}
	if o.Client == nil {
		o.Client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	}
	ctx, cancel := context.WithTimeout(t.Context(), watchdog)
	defer cancel()
	p, err := New(ctx, mockOf(t, document), o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Run(ctx)
	if ctx.Err() != nil {
		t.Fatal("the probe does not end by itself")
	}
	return r, err
}

func dialer() server.Dialer { return ws.Dialer{} }

// codes are the findings of a result, in order, each once.
func codes(r *Result) string {
	var list []string
	for _, c := range r.Checks {
		for _, d := range c.Findings {
			if n := len(list); n == 0 || list[n-1] != d.Code {
				list = append(list, d.Code)
			}
		}
	}
	return strings.Join(list, " ")
}

func parsed(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// raw takes connections and hands each to f.
func raw(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var open []net.Conn
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open = append(open, c)
			mu.Unlock()
			all.Go(func() { f(c) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for _, c := range open {
			c.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	return "ws://" + l.Addr().String()
}
