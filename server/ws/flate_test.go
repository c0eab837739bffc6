package ws

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// offer is what browsers send.
const offer = "permessage-deflate; client_max_window_bits"

// dialDeflate opens a WebSocket with an offer and returns what was agreed.
func dialDeflate(t testing.TB, s *httptest.Server, path, offer string) (*peer, string) {
	t.Helper()
	p, h := upgradeWith(t, dialRaw(t, s), path, "Sec-WebSocket-Extensions: "+offer+"\r\n")
	return p, h.Get("Sec-WebSocket-Extensions")
}

// squeezed is s as a client compresses it.
func squeezed(s []byte) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.DefaultCompression)
	w.Write(s)
	w.Flush()
	return bytes.TrimSuffix(b.Bytes(), []byte(deflateTail))
}

// inflated reads one message of one frame; packed tells whether it was compressed.
func (p *peer) inflated() (payload []byte, packed bool) {
	p.t.Helper()
	f, err := p.frame()
	if err != nil {
		p.t.Fatal(err)
	}
	if f.b0&rsv1 == 0 {
		return f.payload, false
	}
	r := flate.NewReader(io.MultiReader(bytes.NewReader(f.payload), strings.NewReader(deflateTail+"\x01\x00\x00\xff\xff")))
	b, err := io.ReadAll(r)
	if err != nil {
		p.t.Fatalf("%v of %v", err, f)
	}
	return b, true
}

// Group 12: payloads of all sizes, compressed or not, whole and in pieces.
func TestConformance12_Deflate(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv := serveMock(t, secure, Options{Compress: true}, echoDocument)
		p, agreed := dialDeflate(t, srv, "/echo", offer)
		if agreed != "permessage-deflate; client_no_context_takeover; server_no_context_takeover" {
			t.Fatalf("agreed to %q", agreed)
		}
		dice := rand.New(rand.NewPCG(1, 2))
		for _, size := range []int{0, 16, 64, 127, 128, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072} {
			text := []byte(strings.Repeat(`{"price":1204,"side":"buy"},`, size/28+1)[:size])
			noise := make([]byte, size)
			for i := range noise {
				noise[i] = byte(dice.Uint32())
			}
			for _, c := range []struct {
				what    string
				op      byte
				payload []byte
				packs   bool // the answer is compressed
			}{{"text", opText, text, size >= deflateFrom}, {"noise", opBinary, noise, false}} {
				packed := squeezed(c.payload)
				half := len(packed) / 2
				for _, send := range []func(){
					func() { p.send(finBit|rsv1|c.op, packed, 0) },
					func() { p.send(finBit|c.op, c.payload, 0) },
					func() {
						p.send(rsv1|c.op, packed[:half], 0)
						p.send(finBit|opPing, nil, 0)
						p.want(finBit|opPong, nil)
						p.send(opContinuation, nil, 0)
						p.send(finBit|opContinuation, packed[half:], 997)
					},
				} {
					send()
					got, packed := p.inflated()
					if !bytes.Equal(got, c.payload) || packed != c.packs {
						t.Fatalf("%d bytes of %s: got %d bytes, compressed %v, want compressed %v", size, c.what, len(got), packed, c.packs)
					}
				}
			}
		}
		p.goodbye(1000, "")
		p.wantClose(1000)
	})
}

// Group 13: what is offered, and what is agreed to.
func TestConformance13_Offers(t *testing.T) {
	const ours = "permessage-deflate; client_no_context_takeover; server_no_context_takeover"
	srv := serveMock(t, false, Options{Compress: true}, echoDocument)
	for _, c := range []struct{ offer, agreed string }{
		{"permessage-deflate", ours},
		{"permessage-deflate; client_max_window_bits", ours},
		{"permessage-deflate; client_max_window_bits=9", ours},
		{"permessage-deflate; client_no_context_takeover", ours},
		{"permessage-deflate; server_no_context_takeover", ours},
		{"permessage-deflate; server_max_window_bits=15", ours},
		{"permessage-deflate; server_max_window_bits=9", ""}, // ours is larger
		{"permessage-deflate; server_max_window_bits=9, permessage-deflate", ours},
		{"permessage-deflate; shape=round", ""},
		{"x-webkit-deflate-frame", ""},
		{"", ""},
	} {
		p, agreed := dialDeflate(t, srv, "/echo", c.offer)
		if agreed != c.agreed {
			t.Errorf("%q: agreed to %q, want %q", c.offer, agreed, c.agreed)
			continue
		}
		long := strings.Repeat("a", 500)
		p.text(long)
		if got, packed := p.inflated(); string(got) != long || packed != (agreed != "") {
			t.Errorf("%q: got %d bytes, compressed %v", c.offer, len(got), packed)
		}
	}
	off := serveMock(t, false, Options{}, echoDocument)
	if _, agreed := dialDeflate(t, off, "/echo", offer); agreed != "" {
		t.Errorf("without Compress: agreed to %q", agreed)
	}
}

// What RFC 7692, 6.1 and 7.2.2 forbid ends the connection, and no other.
func TestConformance13_Breaches(t *testing.T) {
	srv := serveMock(t, false, Options{Compress: true}, echoDocument)
	other, _ := dialDeflate(t, srv, "/echo", offer)
	for _, c := range []struct {
		what string
		send func(p *peer)
	}{
		{"RSV1 of a continuation", func(p *peer) { p.send(opText, []byte("a"), 0); p.send(finBit|rsv1|opContinuation, []byte("b"), 0) }},
		{"RSV1 of a ping", func(p *peer) { p.send(finBit|rsv1|opPing, nil, 0) }},
		{"RSV2", func(p *peer) { p.send(finBit|0x20|opText, []byte("a"), 0) }},
		{"no deflate", func(p *peer) { p.send(finBit|rsv1|opText, []byte("\xff\xff\xff\xff"), 0) }},
	} {
		p, _ := dialDeflate(t, srv, "/echo", offer)
		c.send(p)
		p.wantClose(codeProtocol)
	}
	p, _ := dialDeflate(t, srv, "/echo", offer)
	p.send(finBit|rsv1|opText, squeezed([]byte("h\xff")), 0)
	p.wantClose(codeInvalid)
	other.echoes("still here")
}

// REL-WS-15: the limit holds for what is inflated, and memory follows it.
func TestREL_WS_15_ZipBomb(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		srv := serveMock(t, secure, Options{Compress: true}, echoDocument)
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestCompression)
		w.Write(make([]byte, 1<<20))
		w.Flush()
		bomb := bytes.Repeat(b.Bytes(), min(1024, (1<<20-1)/b.Len())) // about 1 GiB
		fits := squeezed(bytes.Repeat([]byte("ab"), 1<<19))
		good, _ := dialDeflate(t, srv, "/echo", offer)
		good.send(finBit|rsv1|opText, fits, 0)
		if got, _ := good.inflated(); len(got) != 1<<20 {
			t.Fatalf("%d bytes of a message as long as the limit", len(got))
		}
		p, _ := dialDeflate(t, srv, "/echo", offer)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p.send(finBit|rsv1|opBinary, bomb, 0)
		if reason := p.wantClose(codeTooBig); !strings.Contains(reason, "limited") {
			t.Errorf("reason %q", reason)
		}
		runtime.ReadMemStats(&after)
		allocated := after.TotalAlloc - before.TotalAlloc
		t.Logf("%d bytes that inflate to %d MiB: %d KiB were allocated", len(bomb), len(bomb)/b.Len(), allocated>>10)
		if allocated > 8<<20 { // the bomb as this client sends it is among them
			t.Errorf("%d KiB were allocated", allocated>>10)
		}
		good.echoes("still here")
	})
}

// Who relays hears the same message whether it compresses or not, and a
// Shared frame is compressed once.
func TestDeflateBroadcast(t *testing.T) {
	srv := serveMock(t, false, Options{Compress: true}, echoDocument)
	a, _ := dialDeflate(t, srv, "/room", offer)
	b, _ := dialDeflate(t, srv, "/room", offer)
	plain := dialPeer(t, srv, "/room")
	for i := range 20 {
		long := fmt.Sprintf("%d %s", i, strings.Repeat("to everyone ", 50))
		plain.text(long)
		for _, p := range []*peer{a, b} {
			if got, packed := p.inflated(); string(got) != long || !packed {
				t.Fatalf("got %q, compressed %v", got, packed)
			}
		}
		plain.wantText(long)
	}
	f := server.NewFrame([]byte(strings.Repeat("x", 500)), false)
	f.Shared = true
	n := 0
	for range 3 {
		f.Encoded(1, func(*server.Frame) []byte { n++; return nil })
	}
	if n != 1 {
		t.Errorf("encoded %d times", n)
	}
}

// A client library that compresses understands all of it.
func TestDeflateLibrary(t *testing.T) {
	srv := serveMock(t, false, Options{Compress: true}, echoDocument)
	for _, mode := range []websocket.CompressionMode{websocket.CompressionContextTakeover, websocket.CompressionNoContextTakeover} {
		c, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(srv.URL, "http")+"/echo",
			&websocket.DialOptions{CompressionMode: mode, CompressionThreshold: 1})
		if err != nil {
			t.Fatal(err)
		}
		c.SetReadLimit(-1)
		for i := range 50 {
			text := strings.Repeat("lorem ipsum ", i*i)
			if err := c.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
				t.Fatal(err)
			}
			if _, got, err := c.Read(t.Context()); err != nil || string(got) != text {
				t.Fatalf("got %d bytes, %v, want %d", len(got), err, len(text))
			}
		}
		c.Close(websocket.StatusNormalClosure, "")
	}
}
