package behavior_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// A service is a real service of a test: it says hello with what the
// handshake had, and echoes.
type service struct {
	*httptest.Server
	mu   sync.Mutex
	ends []string // how clients ended
}

func newService(t *testing.T) *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"desk.v1"}})
		if err != nil {
			return
		}
		defer c.CloseNow()
		ctx, cancel := context.WithTimeout(context.Background(), watchdog)
		defer cancel()
		hello := "hello " + r.URL.RequestURI() + " " + r.Header.Get("Authorization") + " " + c.Subprotocol()
		c.Write(ctx, websocket.MessageText, []byte(hello))
		for {
			kind, data, err := c.Read(ctx)
			if err != nil {
				s.mu.Lock()
				s.ends = append(s.ends, websocket.CloseStatus(err).String())
				s.mu.Unlock()
				return
			}
			if string(data) == "end" {
				c.Close(4321, "enough")
				return
			}
			c.Write(ctx, kind, append([]byte("real "), data...))
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) url() string { return "ws" + strings.TrimPrefix(s.URL, "http") }

// TestFallback: what no rule answers goes to the real service and back.
func TestFallback(t *testing.T) {
	real := newService(t)
	b := serve(t, document, `
fallback: `+real.url()+`
routes: {hall: {fallback: off}}
rules:
  - {when: {text: ping}, then: [{reply: pong}]}
  - {when: {text: both}, then: [{reply: mine}], continue: true}
`)
	c := b.dial("/desk?lang=de&__session=one", "Authorization: Bearer x")
	c.hears("hello /desk?lang=de Bearer x ")
	c.say("ping").hears("pong")
	c.say("other").hears("real other")
	c.say("both").hears("mine", "real both")
	c.say(order).hears("real " + order)
	e := b.event("from upstream", func(e server.Event) bool { return e.Rule == "upstream" && string(e.Payload) == "real other" })
	if e.Valid || len(e.Findings) == 0 || e.Kind != server.EventSend {
		t.Errorf("got %+v, want a message that breaks the contract", e)
	}
	c.say("end").closed(4321, "enough")

	// A client that goes is seen to go.
	d := b.dial("/desk")
	d.hears("hello /desk  ")
	d.socket.Close(websocket.StatusNormalClosure, "")
	for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		real.mu.Lock()
		n := len(real.ends)
		real.mu.Unlock()
		if n > 0 {
			break
		}
		if time.Since(began) > watchdog {
			t.Fatal("the service does not see the client go")
		}
	}
	if real.ends[0] != "StatusNormalClosure" {
		t.Errorf("the service sees %s, want a normal closure", real.ends[0])
	}
}

// TestFallbackIsOff: the route that says so has the contract alone.
func TestFallbackIsOff(t *testing.T) {
	real := newService(t)
	b := serve(t, document, `
fallback: `+real.url()+`
routes: {hall: {fallback: off}}
`)
	b.dial("/hall/red").say(`{"say":"a"}`).hears(`{"say":"a"}`)
}

// TestFallbackUnreachable: the client is told by the code, the log why.
func TestFallbackUnreachable(t *testing.T) {
	real := newService(t)
	real.Close()
	b := serve(t, document, "fallback: "+real.url())
	b.dial("/desk").closed(1014, "the upstream cannot be reached")
	b.note("upstream: " + real.url() + "/desk cannot be reached: nothing listens there")
}
