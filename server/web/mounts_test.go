package web_test

import (
	"context"
	"testing"

	"github.com/coder/websocket"

	"asyncmock/server"
	"asyncmock/server/web"
)

// dialled opens a WebSocket that ends with the test.
func (s *site) dialled(path string) *websocket.Conn {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, "ws://"+s.addr+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.CloseNow() })
	return conn
}

// asks sends a text and returns what comes back, or the code of the close.
func (s *site) asks(conn *websocket.Conn, text string) (answer string, code websocket.StatusCode) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if text != "" {
		conn.Write(ctx, websocket.MessageText, []byte(text))
	}
	_, got, err := conn.Read(ctx)
	return string(got), websocket.CloseStatus(err)
}

// TestREL_LOAD_3_SwapKeepsConnections: who is connected goes on, who comes
// gets the new document, and all are told goodbye at the end.
func TestREL_LOAD_3_SwapKeepsConnections(t *testing.T) {
	s := open(t, nil, [2]string{"", small("/a")})
	before := s.dialled("/a")
	next := mustMock(t, small("/b"), server.Options{})
	if err := s.srv.Swap([]web.Mount{{Mock: next}}); err != nil {
		t.Fatal(err)
	}
	after := s.dialled("/b")
	if got := s.handshake("/a").status; got != 404 {
		t.Errorf("/a: got %d after the swap, want 404", got)
	}
	for range 3 { // who has left is forgotten, who has not is not
		if err := s.srv.Swap([]web.Mount{{Mock: next}}); err != nil {
			t.Fatal(err)
		}
	}
	for name, conn := range map[string]*websocket.Conn{"before": before, "after": after} {
		if got, _ := s.asks(conn, name); got != name {
			t.Errorf("%s: got %q, want its own words back", name, got)
		}
	}
	s.stop()
	for name, conn := range map[string]*websocket.Conn{"before": before, "after": after} {
		if _, code := s.asks(conn, ""); code != websocket.StatusGoingAway {
			t.Errorf("%s: closed with %d, want 1001", name, code)
		}
	}
	s.end()
	if err := s.srv.Swap([]web.Mount{{Mock: next}}); err == nil {
		t.Error("swapped after the end")
	}
}

// TestSwap_RefusesWhatCannotBeServed: nothing changes then.
func TestSwap_RefusesWhatCannotBeServed(t *testing.T) {
	s := open(t, nil, [2]string{"", small("/a")})
	if err := s.srv.Swap([]web.Mount{{Prefix: "/_asyncmock", Mock: s.mocks[0]}}); err == nil {
		t.Error("a reserved prefix was taken")
	}
	s.dialled("/a")
}
