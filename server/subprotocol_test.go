package server

import (
	"net/http"
	"testing"

	"asyncmock/spec"
)

// Clients list what they speak, and one that the contract names is enough;
// browsers join the list with ", ".
func TestBND_WS_4_OneOfTheListIsEnough(t *testing.T) {
	binding := node(t, `{"headers":{"type":"object","properties":{"Sec-WebSocket-Protocol":{"type":"string","enum":["v1.echo","v2.echo"]}}}}`)
	mock, err := New(&spec.Document{Node: node(t, `{}`), Channels: []*spec.Channel{{
		Name: "echo", Address: "/echo", Node: node(t, `{}`), Bindings: spec.Bindings{{Protocol: "ws", Node: binding}},
	}}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lines []string
		want  string // chosen; "400": refused
	}{
		{[]string{"v2.echo"}, "v2.echo"},
		{[]string{"v2.echo, v1.echo"}, "v2.echo"},
		{[]string{"other,v1.echo"}, "v1.echo"},
		{[]string{"other", "v1.echo"}, "v1.echo"},
		{[]string{"other"}, "400"},
		{nil, ""},
	} {
		a, refusal := mock.Admit(&Handshake{Transport: TransportWS, Path: "/echo", Header: http.Header{"Sec-Websocket-Protocol": c.lines}})
		got := "400"
		if refusal == nil {
			got = a.Subprotocol
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.lines, got, c.want)
		}
	}
}
