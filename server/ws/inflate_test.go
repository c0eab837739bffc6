package ws

import (
	"bytes"
	"compress/flate"
	"strings"
	"testing"
)

// TestRelay_Compressed: what client and service agreed on goes through as it
// is, and is looked into, with and without context takeover.
func TestRelay_Compressed(t *testing.T) {
	for _, parameters := range []string{"", "; server_no_context_takeover; client_no_context_takeover"} {
		g := newRig(t, RelayOptions{Compress: true, MaxMessage: 100_000}, "Sec-WebSocket-Extensions: permessage-deflate\r\n",
			"Sec-WebSocket-Extensions: permessage-deflate"+parameters+"\r\n")
		if got := g.asked.Header.Get("Sec-Websocket-Extensions"); got != "permessage-deflate" {
			t.Errorf("the service was offered %q", got)
		}
		var out bytes.Buffer
		w, _ := flate.NewWriter(&out, flate.BestCompression)
		text := strings.Repeat("all of it again, ", 3000)
		for range 3 {
			out.Reset()
			if parameters != "" {
				w.Reset(&out)
			}
			w.Write([]byte(text))
			w.Flush()
			packed := bytes.TrimSuffix(out.Bytes(), []byte(deflateTail))
			half := len(packed) / 2
			g.client.send(opText|rsv1, packed[:half], 0)
			g.client.send(finBit|opContinuation, packed[half:], 0)
			g.gets(append(g.client.encode(opText|rsv1, packed[:half]), g.client.encode(finBit|opContinuation, packed[half:])...))
			g.tells(finBit|opText|rsv1, packed)
		}
		g.client.text("plain")
		g.gets(g.client.encode(finBit|opText, []byte("plain")))
		g.wantHeard(">"+text, "<"+text, ">"+text, "<"+text, ">"+text, "<"+text, ">plain")
	}
}

// TestRelay_NotCompressed: what cannot be inflated ends both sides, also when
// its first fragments have gone on long since.
func TestRelay_NotCompressed(t *testing.T) {
	panicked := false
	o := RelayOptions{Compress: true, Panicked: func(string, any, []byte) { panicked = true }}
	g := newRig(t, o, "Sec-WebSocket-Extensions: permessage-deflate\r\n", "Sec-WebSocket-Extensions: permessage-deflate\r\n")
	begun := append(g.client.encode(finBit|opText, make([]byte, 1000)), g.client.encode(opText|rsv1, []byte{0xff})...)
	g.client.raw(begun)
	g.gets(begun)
	g.client.send(finBit|opContinuation, []byte{0xff}, 0)
	g.client.wantClose(codeInvalid)
	g.wantEnded(codeInvalid, "cannot be read")
	if panicked {
		t.Error("it panicked")
	}
}

// TestInflater_Window: no more is kept than messages may refer to.
func TestInflater_Window(t *testing.T) {
	i := &inflater{}
	var all []byte
	for n := range 20 {
		said := bytes.Repeat([]byte{byte(n)}, n*n*200)
		all = append(all, said...)
		i.remember(said)
		if want := all[max(0, len(all)-maxWindow):]; !bytes.Equal(i.window, want) || cap(i.window) > 2*maxWindow {
			t.Fatalf("message %d: got %d bytes in %d, want %d", n, len(i.window), cap(i.window), len(want))
		}
	}
}

// TestREL_WS_15_RelayedZipBomb: the limit holds for what is inflated (REL-WS-15).
func TestREL_WS_15_RelayedZipBomb(t *testing.T) {
	g := newRig(t, RelayOptions{Compress: true}, "Sec-WebSocket-Extensions: permessage-deflate\r\n", "Sec-WebSocket-Extensions: permessage-deflate\r\n")
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestCompression)
	w.Write(make([]byte, 20<<20))
	w.Flush()
	g.client.send(finBit|opBinary|rsv1, bytes.TrimSuffix(out.Bytes(), []byte(deflateTail)), 0)
	g.client.wantClose(codeTooBig)
	g.wantEnded(codeTooBig, "longer than 1048576 bytes")
}
