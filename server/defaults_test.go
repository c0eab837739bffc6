package server

import (
	"testing"

	"asyncmock/spec"
)

// A default that breaks its own schema is the document's fault: nobody is
// refused for it.
func TestBND_WS_2_WrongDefaultRefusesNobody(t *testing.T) {
	binding := node(t, `{"query":{"type":"object","properties":{"depth":{"type":"integer","minimum":1,"default":0},"side":{"enum":["buy","sell"],"default":"buy"}}}}`)
	mock, err := New(&spec.Document{Node: node(t, `{}`), Channels: []*spec.Channel{{
		Name: "book", Address: "/book", Node: node(t, `{}`), Bindings: spec.Bindings{{Protocol: "ws", Node: binding}},
	}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, refusal := mock.Admit(&Handshake{Transport: TransportWS, Path: "/book"})
	if refusal != nil {
		t.Fatalf("refused: %s", refusal.Detail)
	}
	if len(a.Query) != 1 || a.Query[0].Name != "side" || a.Query[0].Value != "buy" {
		t.Errorf("got %v, want only the default that fits", a.Query)
	}
	if _, refusal = mock.Admit(&Handshake{Transport: TransportWS, Path: "/book", Query: map[string][]string{"depth": {"0"}}}); refusal == nil {
		t.Error("a wrong value of the client was let in")
	}
}
