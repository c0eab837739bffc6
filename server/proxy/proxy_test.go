package proxy_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
	"asyncmock/server/proxy"
	"asyncmock/server/web"
	"asyncmock/server/ws"
	"asyncmock/spec"
)

// watchdog ends what hangs.
const watchdog = 30 * time.Second

const document = `
asyncapi: 3.0.0
info: {title: Desk, version: '1'}
servers: {here: {host: localhost, protocol: http}}
channels:
  desk:
    address: /desk
    messages:
      ask: {payload: {type: object, required: [ask], properties: {ask: {type: integer}}}}
      answer: {payload: {type: object, required: [answer], properties: {answer: {type: integer}}}}
operations:
  asked: {action: receive, channel: {$ref: '#/channels/desk'}, messages: [{$ref: '#/channels/desk/messages/ask'}]}
  answers: {action: send, channel: {$ref: '#/channels/desk'}, messages: [{$ref: '#/channels/desk/messages/answer'}]}
`

// A site is a proxy between the test and a service that the test writes.
type site struct {
	t     testing.TB
	URL   string
	relay *ws.Relay

	mu     sync.Mutex
	events []string // kind, message, "ok" or the codes of findings
	stop   context.CancelFunc
	ended  chan struct{}
}

// start puts a proxy before a service.
func start(t testing.TB, policy proxy.Policy, service http.Handler) *site {
	t.Helper()
	back := httptest.NewServer(service)
	t.Cleanup(back.Close)
	s := &site{t: t, ended: make(chan struct{})}
	mock := s.mock()
	upstream, err := url.Parse(back.URL + "/base")
	if err != nil {
		t.Fatal(err)
	}
	s.relay = ws.NewRelay(ws.RelayOptions{Hold: policy.Holds(), MaxMessage: 1000})
	front, err := web.New(web.Options{
		Mounts: []web.Mount{{Mock: mock}},
		Forward: proxy.New(proxy.Options{
			Upstream: upstream, OnViolation: policy, WS: s.relay, MaxMessage: 1000,
			HTTP: &http.Transport{DisableCompression: true},
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.URL = "http://" + l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	go func() {
		front.Serve(ctx, l)
		close(s.ended)
	}()
	t.Cleanup(s.end)
	return s
}

func (s *site) end() {
	s.stop()
	select {
	case <-s.ended:
	case <-time.After(watchdog):
		s.t.Error("the proxy does not end")
	}
}

func (s *site) mock() *server.Mock {
	s.t.Helper()
	doc, _, err := spec.Load(context.Background(), "-", &spec.LoadOptions{Stdin: strings.NewReader(document)})
	if err != nil {
		s.t.Fatal(err)
	}
	mock, err := server.New(doc, server.Options{Role: server.RoleApplication, Observe: s.observe})
	if err != nil {
		s.t.Fatal(err)
	}
	return mock
}

func (s *site) observe(e *server.Event) {
	text := string(e.Kind)
	if e.Kind.Direction() != "" {
		text += " " + e.Message
	}
	switch {
	case e.Code != 0:
		text += fmt.Sprintf(" %d %s", e.Code, e.Text)
	case e.Unvalidated:
		text += " unseen"
	case len(e.Findings) > 0:
		text += " " + e.Findings[0].Code
		if e.Text != "" {
			text += " " + e.Text
		}
	case e.Text != "":
		text += " " + e.Text
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.events) < 1000 {
		s.events = append(s.events, text)
	}
}

// wantEvents waits until that is what happened.
func (s *site) wantEvents(want ...string) {
	s.t.Helper()
	for end := time.Now().Add(watchdog); ; time.Sleep(time.Millisecond) {
		s.mu.Lock()
		got := slices.Clone(s.events)
		s.mu.Unlock()
		if slices.Equal(got, want) {
			return
		}
		if len(got) >= len(want) || time.Now().After(end) {
			s.t.Fatalf("got  %q\nwant %q", got, want)
		}
	}
}

// fetch does one request and returns status and body.
func (s *site) fetch(method, path, body string, header ...string) (int, string) {
	s.t.Helper()
	r, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

// TestHTTP: what a service gets and says over HTTP.
func TestHTTP(t *testing.T) {
	for _, c := range []struct {
		policy             proxy.Policy
		method, path, body string
		answer             string
		status             int
		want               string // what the client gets begins so
		events             []string
	}{
		{proxy.Log, "GET", "/desk", "", `{"answer":1}`, 200, `{"answer":1}`, []string{"connect", "send answer", "close 1000 "}},
		{proxy.Log, "GET", "/desk", "", `{"answer":"x"}`, 200, `{"answer":"x"}`, []string{"connect", "send answer payload-type", "close 1000 "}},
		{proxy.Block, "GET", "/desk", "", `{"answer":1}`, 200, `{"answer":1}`, []string{"connect", "send answer", "close 1000 "}},
		{proxy.Block, "GET", "/desk", "", `{"answer":"x"}`, 502, "{\n", []string{"connect", "send answer payload-type not forwarded", "refuse 502 /answer: is a string, must be an integer", "close 1008 /answer: is a string, must be an integer"}},
		{proxy.Log, "POST", "/desk", `{"ask":1}`, `{"answer":2}`, 200, `{"answer":2}`, []string{"connect", "receive ask", "send answer", "close 1000 "}},
		{proxy.Log, "POST", "/desk", `{"ask":"x"}`, ``, 200, ``, []string{"connect", "receive ask payload-type", "close 1000 "}},
		{proxy.Block, "POST", "/desk", `{"ask":"x"}`, ``, 422, "{\n", []string{"connect", "receive ask payload-type not forwarded", "refuse 422 /ask: is a string, must be an integer", "close 1008 /ask: is a string, must be an integer"}},
		{proxy.Log, "POST", "/desk", `{"ask":1,"x":"` + strings.Repeat("x", 1000) + `"}`, ``, 413, "{\n", []string{"connect", "refuse 413 The message is longer than the proxy lets through.", "close 1009 The message is longer than the proxy lets through."}},
		{proxy.Log, "GET", "/desk", "", strings.Repeat("x", 5000), 200, "xxx", []string{"connect", "note the answer is longer than --max-message: it is not validated", "close 1000 "}},
		{proxy.Block, "GET", "/desk", "", strings.Repeat("x", 5000), 502, "{\n", []string{"connect", "refuse 502 The service's answer is longer than the proxy lets through.", "close 1009 The service's answer is longer than the proxy lets through."}},
		{proxy.Block, "GET", "/elsewhere", "", strings.Repeat("x", 5000), 200, "xxx", []string{"note channel-undocumented GET passed on"}},
		{proxy.Block, "PUT", "/elsewhere", "anything", "{}", 200, "{}", []string{"note channel-undocumented PUT passed on"}},
	} {
		t.Run(fmt.Sprintf("%d %s %s %.20s", c.policy, c.method, c.path, c.body+c.answer), func(t *testing.T) {
			s := start(t, c.policy, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got, _ := io.ReadAll(r.Body)
				if r.URL.Path != "/base"+c.path || string(got) != c.body || r.Method != c.method {
					t.Errorf("the service got %s %s %s", r.Method, r.URL.Path, got)
				}
				io.WriteString(w, c.answer)
			}))
			status, body := s.fetch(c.method, c.path, c.body)
			if status != c.status || !strings.HasPrefix(body, c.want) {
				t.Errorf("got %d %.100q, want %d %q", status, body, c.status, c.want)
			}
			s.wantEvents(c.events...)
		})
	}
}

// TestHTTP_WhatGoesOn: headers and cookies both ways, the query without ours.
func TestHTTP_WhatGoesOn(t *testing.T) {
	s := start(t, proxy.Log, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "b=%20&a=1" || r.Header.Get("Cookie") != "c=d" || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("the service got %s %v", r.URL, r.Header)
		}
		if origin := r.Header.Get("Origin"); origin != "http://"+r.Host {
			t.Errorf("the service got Origin %q for Host %q", origin, r.Host)
		}
		w.Header().Add("Set-Cookie", "e=f")
		w.Header().Add("Set-Cookie", "g=h")
		w.WriteHeader(418)
	}))
	r, _ := http.NewRequest("GET", s.URL+"/desk?b=%20&__session=me&a=1", nil)
	r.Header = http.Header{"Cookie": {"c=d"}, "Origin": {s.URL}}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 418 || len(resp.Header["Set-Cookie"]) != 2 {
		t.Errorf("got %s %v", resp.Status, resp.Header)
	}
	s.wantEvents("connect query __session=me&a=1&b=+", "note the service answered 418 I'm a teapot", "close 1000 ")
}

const stream = ": hello\n\nid: 1\ndata: {\"answer\":\ndata: 1}\n\nevent: x\r\n: still there\r\ndata: {\"answer\":\"no\"}\r\n\r\nevent: asyncmock.fresh\ndata: {}\n\ndata: {\"answer\":3}\n\ndata: not ended"

// TestEvents: every event of a stream is judged; a wrong one is left out
// whole, or ends it.
func TestEvents(t *testing.T) {
	bad := strings.Index(stream, "event: x")
	rest := strings.Index(stream, "event: asyncmock")
	for _, c := range []struct {
		policy proxy.Policy
		want   string
		events []string
	}{
		{proxy.Log, stream, []string{"connect", "send answer", "send answer payload-type", "send answer", "close 1000 "}},
		{proxy.Block, stream[:bad] + stream[rest:], []string{"connect", "send answer", "send answer payload-type not forwarded", "send answer", "close 1000 "}},
		{proxy.Close, stream[:bad], []string{"connect", "send answer", "send answer payload-type not forwarded, closing both sides", "close 1008 /answer: is a string, must be an integer"}},
	} {
		for _, piece := range []int{1, 7, len(stream)} {
			s := start(t, c.policy, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				for text := stream; text != ""; text = text[min(piece, len(text)):] {
					io.WriteString(w, text[:min(piece, len(text))])
					w.(http.Flusher).Flush()
				}
			}))
			_, got := s.fetch("GET", "/desk", "", "Accept", "text/event-stream")
			if strings.TrimRight(got, "\n") != strings.TrimRight(c.want, "\n") {
				t.Errorf("policy %d, pieces of %d: got %q, want %q", c.policy, piece, got, c.want)
			}
			s.wantEvents(c.events...)
		}
	}
}

// echo answers what it is asked over WebSocket, and "quit" by closing.
func echo(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/locked") {
		w.Header().Set("Www-Authenticate", "Basic")
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"v1"}})
	if err != nil {
		return
	}
	defer c.CloseNow()
	for {
		kind, data, err := c.Read(r.Context())
		if err != nil {
			return
		}
		if strings.Contains(string(data), "quit") {
			c.Close(4001, "as asked")
			return
		}
		if c.Write(r.Context(), kind, data) != nil {
			return
		}
	}
}

func (s *site) dial(path string) (*websocket.Conn, *http.Response, error) {
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	s.t.Cleanup(cancel)
	return websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.URL, "http")+path, &websocket.DialOptions{Subprotocols: []string{"v2", "v1"}})
}

// TestWebSocket: both directions are judged by their own messages.
func TestWebSocket(t *testing.T) {
	s := start(t, proxy.Log, http.HandlerFunc(echo))
	c, _, err := s.dial("/desk")
	if err != nil {
		t.Fatal(err)
	}
	if c.Subprotocol() != "v1" {
		t.Errorf("got subprotocol %q", c.Subprotocol())
	}
	for _, text := range []string{`{"ask":1}`, "no json"} {
		c.Write(t.Context(), websocket.MessageText, []byte(text))
		if _, got, err := c.Read(t.Context()); err != nil || string(got) != text {
			t.Fatalf("got %q, %v, want %q", got, err, text)
		}
	}
	c.Write(t.Context(), websocket.MessageText, []byte(`{"ask":1,"say":"quit"}`))
	_, _, err = c.Read(t.Context())
	if websocket.CloseStatus(err) != 4001 || !strings.Contains(err.Error(), "as asked") {
		t.Errorf("got %v", err)
	}
	s.wantEvents(`connect subprotocol "v1"`, "receive ask", "send ask message-direction", "receive  payload-undecodable", "send  payload-undecodable",
		"receive ask", "close 4001 as asked")
}

// TestWebSocket_Undocumented: a path without a channel gets through, and the
// report says so.
func TestWebSocket_Undocumented(t *testing.T) {
	s := start(t, proxy.Block, http.HandlerFunc(echo))
	c, _, err := s.dial("/other")
	if err != nil {
		t.Fatal(err)
	}
	c.Write(t.Context(), websocket.MessageText, []byte("anything"))
	if _, got, err := c.Read(t.Context()); string(got) != "anything" {
		t.Errorf("got %q, %v", got, err)
	}
	c.Close(1000, "")
	s.wantEvents("connect channel-undocumented subprotocol \"v1\"", "receive  unseen", "send  unseen", "close 1000 ")
}

// TestWebSocket_Refused: the service's own answer is the client's.
func TestWebSocket_Refused(t *testing.T) {
	s := start(t, proxy.Log, http.HandlerFunc(echo))
	_, resp, err := s.dial("/locked")
	if err == nil || resp == nil || resp.StatusCode != 401 || resp.Header.Get("Www-Authenticate") != "Basic" {
		t.Fatalf("got %v, %v", resp, err)
	}
	s.wantEvents("refuse 401 the service answered 401 Unauthorized")
}

// TestREL_STOP_1: both sides are told goodbye when the proxy ends.
func TestREL_STOP_1_BothSidesAreToldGoodbye(t *testing.T) {
	heard := make(chan websocket.StatusCode, 1)
	s := start(t, proxy.Log, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") == "text/event-stream" {
			w.Header().Set("Content-Type", "text/event-stream")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return
		}
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		_, _, err = c.Read(context.Background())
		heard <- websocket.CloseStatus(err)
	}))
	c, _, err := s.dial("/desk")
	if err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequest("GET", s.URL+"/desk", nil)
	r.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	s.wantEvents("connect", "connect")
	go s.stop()
	if _, _, err := c.Read(t.Context()); websocket.CloseStatus(err) != 1001 {
		t.Errorf("the client heard %v", err)
	}
	if got := <-heard; got != 1001 {
		t.Errorf("the service heard %d", got)
	}
	s.end()
}
