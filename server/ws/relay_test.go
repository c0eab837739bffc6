package ws

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"asyncmock/server"
)

// A rig is a client and a service with a Relay between them; the test is both.
type rig struct {
	t       *testing.T
	relay   *Relay
	client  *peer
	service net.Conn
	asked   *http.Request // what the service got
	ended   chan farewell

	mu      sync.Mutex
	passage server.Passage
	heard   []string // direction and message, as the rule saw them
	wrong   func(text string) server.Ruling
}

// anAnswer lets a client in whose key is the sample's.
const anAnswer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + sampleAccept + "\r\n"

// newRig connects. lines are further headers of the handshake, answered
// those of the answer.
func newRig(t *testing.T, o RelayOptions, lines, answered string, early ...byte) *rig {
	t.Helper()
	g := &rig{t: t, relay: NewRelay(o), ended: make(chan farewell, 1)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	arrived := make(chan struct{})
	go func() {
		defer close(arrived)
		c, err := l.Accept()
		if err != nil {
			return
		}
		c.SetDeadline(time.Now().Add(watchdog))
		g.asked, _ = http.ReadRequest(bufio.NewReader(c))
		io.WriteString(c, anAnswer+answered+"\r\n")
		g.service = c
	}()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.serve(w, r, "ws://"+l.Addr().String()) }))
	t.Cleanup(func() {
		l.Close()
		g.relay.Close()
		s.Close()
	})
	g.client, _ = upgradeWith(t, dialRaw(t, s), "/a%2Fb?x=1&y=%20", lines, early...)
	<-arrived
	t.Cleanup(func() { g.service.Close() })
	return g
}

func (g *rig) serve(w http.ResponseWriter, r *http.Request, base string) {
	to, _ := url.Parse(base + r.URL.RequestURI())
	p, answer, err := g.relay.Dial(r.Context(), to, r.Header)
	if err != nil || p == nil {
		g.t.Errorf("dial: %v %v", answer, err)
		return
	}
	g.mu.Lock()
	g.passage = p
	g.mu.Unlock()
	if err := p.Join(w, g.rule, func(code int, reason string) { g.ended <- farewell{code, reason} }); err != nil {
		g.t.Error(err)
	}
}

func (g *rig) rule(f *server.Frame, fromClient bool) server.Ruling {
	g.mu.Lock()
	defer g.mu.Unlock()
	arrow := "<"
	if fromClient {
		arrow = ">"
	}
	if f.Binary {
		arrow += "#"
	}
	g.heard = append(g.heard, arrow+string(f.Payload()))
	if g.wrong == nil {
		return server.Ruling{}
	}
	return g.wrong(string(f.Payload()))
}

// gets reads exactly those bytes from the service's end.
func (g *rig) gets(want []byte) {
	g.t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(g.service, got); err != nil || !bytes.Equal(got, want) {
		g.t.Fatalf("the service got %.80q (%d of %d bytes, %v), want %.80q", got[:n], n, len(want), err, want)
	}
}

// tells writes a frame of the service; the client must get its very bytes.
func (g *rig) tells(b0 byte, payload []byte) {
	g.t.Helper()
	go g.service.Write(plainFrame(b0, payload))
	g.client.want(b0, payload)
}

func plainFrame(b0 byte, payload []byte) []byte {
	b := []byte{b0}
	switch n := len(payload); {
	case n < 126:
		b = append(b, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	return append(b, payload...)
}

// wantEnded hangs up on both sides and compares how it ended.
func (g *rig) wantEnded(code int, reason string) {
	g.t.Helper()
	g.client.Close()
	g.service.Close()
	select {
	case got := <-g.ended:
		if got.code != code || !strings.Contains(got.reason, reason) {
			g.t.Errorf("ended with %d %q, want %d %q", got.code, got.reason, code, reason)
		}
	case <-time.After(watchdog):
		g.t.Fatal("it did not end")
	}
}

func (g *rig) wantHeard(want ...string) {
	g.t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if got := strings.Join(g.heard, " "); got != strings.Join(want, " ") {
		g.t.Errorf("heard %.200s, want %.200s", got, strings.Join(want, " "))
	}
}

// TestRelay_Handshake: query, headers and cookies get through both ways, and
// no compression is agreed on that nobody could look into.
func TestRelay_Handshake(t *testing.T) {
	g := newRig(t, RelayOptions{}, "Cookie: a=1; b=2\r\nAuthorization: Bearer x\r\nSec-WebSocket-Protocol: v2, v1\r\n"+
		"Sec-WebSocket-Extensions: permessage-deflate\r\nX-Twice: 1\r\nX-Twice: 2\r\n", "Set-Cookie: s=1\r\nSet-Cookie: t=2\r\nSec-WebSocket-Protocol: v1\r\n")
	r := g.asked
	if r.RequestURI != "/a%2Fb?x=1&y=%20" || r.Header.Get("Cookie") != "a=1; b=2" || r.Header.Get("Authorization") != "Bearer x" ||
		r.Header.Get("Sec-Websocket-Protocol") != "v2, v1" || len(r.Header["X-Twice"]) != 2 || r.Header.Get("Sec-Websocket-Extensions") != "" {
		t.Errorf("the service got %s %v", r.RequestURI, r.Header)
	}
}

func TestRelay_AnswerOfTheHandshake(t *testing.T) {
	var header http.Header
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	defer l.Close()
	go func() {
		c, _ := l.Accept()
		http.ReadRequest(bufio.NewReader(c))
		io.WriteString(c, anAnswer+"Set-Cookie: s=1\r\nSet-Cookie: t=2\r\nSec-WebSocket-Protocol: v1\r\nX-Else: y\r\n\r\n"+string(plainFrame(finBit|opText, []byte("early"))))
		io.Copy(io.Discard, c)
		c.Close()
	}()
	relay := NewRelay(RelayOptions{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, _, err := relay.Dial(r.Context(), &url.URL{Scheme: "ws", Host: l.Addr().String()}, r.Header)
		if err != nil {
			t.Error(err)
			return
		}
		p.Join(w, func(*server.Frame, bool) server.Ruling { return server.Ruling{} }, func(int, string) {})
	}))
	defer s.Close()
	defer relay.Close()
	p, header := upgradeWith(t, dialRaw(t, s), "/", "")
	if len(header["Set-Cookie"]) != 2 || header.Get("Sec-Websocket-Protocol") != "v1" || header.Get("X-Else") != "y" {
		t.Errorf("the client got %v", header)
	}
	p.wantText("early") // what comes with the answer is not lost
}

// TestRelay_BytesAreTheSame: whatever the frames are, their bytes get through.
func TestRelay_BytesAreTheSame(t *testing.T) {
	for _, o := range []RelayOptions{{}, {Hold: true}} {
		g := newRig(t, o, "", "")
		big := bytes.Repeat([]byte("0123456789abcdef"), 5000)
		var sent []byte
		var heard []string
		say := func(b0 byte, payload []byte) { sent = append(sent, g.client.encode(b0, payload)...) }
		for _, n := range []int{0, 1, 7, 8, 125, 126, 127, 4096, 65535, 65536} {
			say(finBit|opText, big[:n])
			say(finBit|opBinary, big[:n])
			heard = append(heard, ">"+string(big[:n]), ">#"+string(big[:n]))
		}
		say(finBit|opPing, []byte("are you there"))
		say(finBit|opPong, nil)
		say(opText, []byte("one "))
		say(opContinuation, nil)
		say(finBit|opPing, []byte("between"))
		say(finBit|opContinuation, []byte("message"))
		heard = append(heard, ">one message")
		go func() {
			for b := sent; len(b) > 0; {
				n := min(len(b), 1000)
				g.client.Write(b[:n])
				b = b[n:]
			}
		}()
		g.gets(sent)
		for _, n := range []int{0, 125, 126, 65536} {
			g.tells(finBit|opText, big[:n])
			g.tells(finBit|opBinary, big[:n])
			heard = append(heard, "<"+string(big[:n]), "<#"+string(big[:n]))
		}
		g.tells(finBit|opPing, []byte("x"))
		if !o.Hold {
			g.tells(opBinary, []byte("a"))
			g.tells(finBit|opPing, nil)
			g.tells(finBit|opContinuation, []byte("b"))
			heard = append(heard, "<#ab")
		}
		g.wantHeard(heard...)
	}
}

// TestRelay_CloseFrames: codes and reasons get through both ways, to the byte,
// and are how it ended.
func TestRelay_CloseFrames(t *testing.T) {
	for _, c := range []struct {
		payload string
		code    int
		reason  string
	}{
		{"\x03\xe8", 1000, ""}, {"\x03\xe9bye", 1001, "bye"}, {"\x03\xf3why", 1011, "why"},
		{"\x0f\xa0application's own", 4000, "application's own"}, {"", 1005, ""}, {"\x03\xed", 1005, ""},
	} {
		for _, fromClient := range []bool{true, false} {
			g := newRig(t, RelayOptions{}, "", "")
			goodbye := []byte(c.payload)
			if fromClient {
				g.client.send(finBit|opClose, goodbye, 0)
				g.gets(g.client.encode(finBit|opClose, goodbye))
				g.service.Write(plainFrame(finBit|opText, []byte("last word"))) // RFC 6455, 5.5.1: until it answers
				g.client.wantText("last word")
				g.tells(finBit|opClose, goodbye)
			} else {
				g.tells(finBit|opClose, goodbye)
				g.client.send(finBit|opClose, goodbye, 0)
				g.gets(g.client.encode(finBit|opClose, goodbye))
			}
			g.wantEnded(c.code, c.reason)
		}
	}
}

// TestRelay_Lost: who loses its connection without a word makes the other
// lose it without a word.
func TestRelay_Lost(t *testing.T) {
	for _, reset := range []bool{false, true} {
		g := newRig(t, RelayOptions{}, "", "")
		if reset {
			g.client.Conn.(*net.TCPConn).SetLinger(0)
		}
		g.client.text("last")
		g.gets(g.client.encode(finBit|opText, []byte("last")))
		g.client.Close()
		g.service.SetReadDeadline(time.Now().Add(watchdog))
		if n, err := g.service.Read(make([]byte, 1)); n != 0 || isTimeout(err) {
			t.Errorf("the service got %d bytes, %v", n, err)
		}
		g.wantEnded(1006, "client")

		g = newRig(t, RelayOptions{}, "", "")
		if reset {
			g.service.(*net.TCPConn).SetLinger(0)
		}
		g.service.Close()
		g.client.wantEnd()
		g.wantEnded(1006, "service")
	}
}

// TestRelay_TooLong: a message beyond the limit does not go on, whatever it is
// made of, and both sides hear 1009.
func TestRelay_TooLong(t *testing.T) {
	limit := RelayOptions{MaxMessage: 1000}
	for name, begin := range map[string]func(g *rig){
		"of the client": func(g *rig) { g.client.send(finBit|opText, make([]byte, 1001), 0) },
		"in fragments": func(g *rig) {
			g.client.send(opText, make([]byte, 600), 0)
			g.client.send(opContinuation, make([]byte, 401), 0)
		},
		"of 100 MB, soon":  func(g *rig) { g.client.raw([]byte{0x82, 0xff, 0, 0, 0, 0, 0x06, 0x40, 0, 0, 1, 2, 3, 4, 5}) },
		"of the service":   func(g *rig) { g.service.Write(plainFrame(finBit|opText, make([]byte, 1001))) },
		"of 2^63-1 bytes":  func(g *rig) { g.client.raw([]byte{0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4}) },
		"as control frame": func(g *rig) { g.client.send(finBit|opPing, make([]byte, 1001), 0) },
	} {
		t.Run(name, func(t *testing.T) {
			g := newRig(t, limit, "", "")
			begin(g)
			reason := g.client.wantClose(codeTooBig)
			if !strings.Contains(reason, "longer than 1000 bytes") {
				t.Errorf("the client heard %q", reason)
			}
			b := make([]byte, 2000)
			n, _ := io.ReadAtLeast(g.service, b, 6+2+len(reason))
			b = b[:n]
			if i := bytes.Index(b, []byte{finBit | opClose}); i < 0 || len(b) > 700 || !bytes.Contains(b, []byte{0x80 | byte(2+len(reason)), 0, 0, 0, 0, 0x03, 0xf1}) {
				t.Errorf("the service heard %.100q", b)
			}
			g.wantEnded(codeTooBig, reason)
		})
	}
}

// TestRelay_Rulings: what is ruled out does not go on, and all else does.
func TestRelay_Rulings(t *testing.T) {
	g := newRig(t, RelayOptions{Hold: true}, "", "")
	g.wrong = func(text string) server.Ruling {
		switch text {
		case "drop":
			return server.Ruling{Drop: true}
		case "close":
			return server.Ruling{Code: 1008, Reason: "/x: is wrong"}
		}
		return server.Ruling{}
	}
	var sent, want []byte
	say := func(goes bool, b0 byte, text string) {
		b := g.client.encode(b0, []byte(text))
		sent = append(sent, b...)
		if goes {
			want = append(want, b...)
		}
	}
	say(true, finBit|opText, "one")
	say(false, finBit|opText, "drop")
	say(true, finBit|opText, "two")
	say(false, opText, "dr")
	say(true, finBit|opPing, "ping")
	say(false, finBit|opContinuation, "op")
	say(true, opText, "th")
	say(true, finBit|opContinuation, "ree")
	g.client.raw(sent)
	g.gets(want)
	g.service.Write(append(plainFrame(finBit|opText, []byte("drop")), plainFrame(finBit|opText, []byte("four"))...))
	g.client.wantText("four")
	g.client.text("close")
	if reason := g.client.wantClose(1008); reason != "/x: is wrong" {
		t.Errorf("closed with %q", reason)
	}
	g.gets([]byte{0x88, 0x80 | 14, 0, 0, 0, 0, 0x03, 0xf0})
	g.service.Close()
	g.wantEnded(1008, "/x: is wrong")
}

// TestRelay_Close tells both sides, also where one does not answer.
func TestRelay_Close(t *testing.T) {
	g := newRig(t, RelayOptions{}, "", "")
	g.passage.Close(1001, "going")
	g.passage.Close(1011, "twice")
	if reason := g.client.wantClose(1001); reason != "going" {
		t.Errorf("closed with %q", reason)
	}
	g.gets([]byte{0x88, 0x80 | 7, 0, 0, 0, 0, 0x03, 0xe9, 'g'})
	g.wantEnded(1001, "going")
	if g.passage.Send(server.NewFrame(nil, false)) != server.ErrGone {
		t.Error("a message of our own was sent")
	}
}

// TestRelay_SlowSide: who does not read is not read for, and is cut in the end.
func TestRelay_SlowSide(t *testing.T) {
	g := newRig(t, RelayOptions{StallTime: 300 * time.Millisecond}, "", "")
	frame := plainFrame(finBit|opBinary, make([]byte, 100<<10))
	const much = 1000 // frames: 100 MB
	n := 0
	for ; n < much; n++ {
		if _, err := g.service.Write(frame); err != nil {
			break
		}
	}
	if n == much {
		t.Error("all was taken for a client that reads nothing")
	}
	select {
	case got := <-g.ended:
		g.ended <- got
	case <-time.After(watchdog):
		t.Fatal("the stalled client was not cut")
	}
	g.wantEnded(1006, "the client has read nothing for")
}

// TestRelay_NoAnswer: a service that takes the connection and says nothing.
func TestRelay_NoAnswer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	relay := NewRelay(RelayOptions{DialTime: 50 * time.Millisecond})
	_, _, err = relay.Dial(context.Background(), &url.URL{Scheme: "ws", Host: l.Addr().String()}, http.Header{})
	if err == nil || !strings.Contains(err.Error(), "no answer to the handshake within 50ms") {
		t.Errorf("got %v", err)
	}
}

// TestRelay_EndlessAnswer: the header of an answer is read within bounds.
func TestRelay_EndlessAnswer(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\n")
		for {
			if _, err := io.WriteString(c, "X: "+strings.Repeat("y", 1000)+"\r\n"); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	to, _ := url.Parse("ws" + strings.TrimPrefix(s.URL, "http"))
	_, _, err := NewRelay(RelayOptions{}).Dial(context.Background(), to, http.Header{})
	if err == nil || !strings.Contains(err.Error(), "closed during the handshake") {
		t.Errorf("got %v", err)
	}
}
