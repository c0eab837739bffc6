package ws

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"asyncmock/server"
)

// The sample of RFC 6455, 1.3; dialPeer compares the accept value.
func TestREL_HS_1_GoodHandshake(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{})
		p := dialPeer(t, srv, "/")
		p.text("hi")
		p.wantText("hi")
	})
}

func TestREL_HS_2_BadHandshakes(t *testing.T) {
	srv, _ := serve(t, false, Options{}, script{})
	before := runtime.NumGoroutine()
	without := func(line string) string {
		lines := strings.SplitAfter(upgradeLines, "\r\n")
		var kept strings.Builder
		for _, l := range lines {
			if !strings.HasPrefix(l, line) {
				kept.WriteString(l)
			}
		}
		return kept.String()
	}
	get := "GET / HTTP/1.1\r\n"
	for _, tt := range []struct {
		name, request, header string
		status                int
	}{
		{"post", "POST / HTTP/1.1\r\n" + upgradeLines, "Allow: GET", 405},
		{"http 1.0", "GET / HTTP/1.0\r\n" + upgradeLines, "Upgrade: websocket", 426},
		{"no upgrade", get + without("Upgrade"), "Upgrade: websocket", 426},
		{"other upgrade", get + without("Upgrade") + "Upgrade: h2c\r\n", "Upgrade: websocket", 426},
		{"no connection", get + without("Connection"), "Upgrade: websocket", 426},
		{"version 8", get + without("Sec-WebSocket-Version") + "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 13", 400},
		{"no version", get + without("Sec-WebSocket-Version"), "Sec-WebSocket-Version: 13", 400},
		{"two versions", get + upgradeLines + "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 13", 400},
		{"no key", get + without("Sec-WebSocket-Key"), "", 400},
		{"short key", get + without("Sec-WebSocket-Key") + "Sec-WebSocket-Key: c2hvcnQ=\r\n", "", 400},
		{"no base64", get + without("Sec-WebSocket-Key") + "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!!!\r\n", "", 400},
		{"two keys", get + upgradeLines + "Sec-WebSocket-Key: " + sampleKey + "\r\n", "", 400},
	} {
		res := ask(t, srv, tt.request+"Connection: close\r\n\r\n")
		if res.StatusCode != tt.status {
			t.Errorf("%s: got %s, want %d", tt.name, res.Status, tt.status)
		}
		if name, value, _ := strings.Cut(tt.header, ": "); res.Header.Get(name) != value {
			t.Errorf("%s: header %s: got %q, want %q", tt.name, name, res.Header.Get(name), value)
		}
		if b, _ := io.ReadAll(res.Body); len(bytes.TrimSpace(b)) == 0 || bytes.Contains(b, []byte("violation")) {
			t.Errorf("%s: got %q, want our word about what is wrong", tt.name, b)
		}
	}
	settle(t, before+2)
}

func TestSubprotocol(t *testing.T) {
	srv, _ := serve(t, false, Options{}, script{})
	for _, tt := range []struct{ admitted, want string }{{"v2.chat", "v2.chat"}, {"", ""}, {"v9", ""}} {
		res := ask(t, srv, "GET /?subprotocol="+tt.admitted+" HTTP/1.1\r\n"+upgradeLines+"Sec-WebSocket-Protocol: v1.chat, v2.chat\r\n\r\n")
		if got := res.Header.Get("Sec-WebSocket-Protocol"); res.StatusCode != 101 || got != tt.want {
			t.Errorf("admitted %q: got %s, %q, want %q", tt.admitted, res.Status, got, tt.want)
		}
	}
}

// REL-WS-15: nothing is offered, so there is nothing to inflate.
func TestREL_WS_15_NoCompression(t *testing.T) {
	srv, _ := serve(t, false, Options{}, script{})
	res := ask(t, srv, "GET / HTTP/1.1\r\n"+upgradeLines+"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
	if got := res.Header.Get("Sec-WebSocket-Extensions"); res.StatusCode != 101 || got != "" {
		t.Errorf("got %s, extensions %q, want none", res.Status, got)
	}
}

// Frames that come in one packet with the handshake are not lost.
func TestBytesWithHandshake(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{})
		var p peer
		p.mask = [4]byte{1, 2, 3, 4}
		early := append(p.encode(finBit|opText, []byte("one")), p.encode(finBit|opText, bytes.Repeat([]byte("2"), 3000))...)
		part := p.encode(finBit|opText, []byte("three"))
		q := dialPeer(t, srv, "/", append(early, part[:7]...)...)
		q.raw(part[7:])
		q.wantText("one")
		q.wantText(strings.Repeat("2", 3000))
		q.wantText("three")
	})
}

// A bad frame with the handshake is a bad frame.
func TestBadBytesWithHandshake(t *testing.T) {
	srv, _ := serve(t, false, Options{MaxMessage: 100}, script{})
	var p peer
	q := dialPeer(t, srv, "/", append(p.encode(finBit|opText, []byte("one")), p.encode(finBit|opText, make([]byte, 101))...)...)
	q.wantText("one")
	q.wantClose(1009)
}

// What the session sends while it subscribes comes first.
func TestGreeting(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv, _ := serve(t, secure, Options{}, script{subscribe: func(w server.Wire) {
			w.Send(server.NewFrame([]byte("welcome"), false))
			w.Send(server.NewFrame([]byte("data"), true))
		}})
		p := dialPeer(t, srv, "/")
		p.wantText("welcome")
		p.want(finBit|opBinary, []byte("data"))
	})
}
