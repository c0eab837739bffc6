package ws

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// watchdog ends what hangs; it is many times what anything here needs.
const watchdog = 30 * time.Second

// The key and its answer of RFC 6455, 1.3.
const (
	sampleKey    = "dGhlIHNhbXBsZSBub25jZQ=="
	sampleAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
)

const upgradeLines = "Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + sampleKey + "\r\n"

// A peer is a client that writes bytes, not messages.
type peer struct {
	t testing.TB
	net.Conn
	r    *bufio.Reader
	mask [4]byte
}

var errMasked = errors.New("the server masks its frames")

// A frame as it is on the wire, unmasked.
type frame struct {
	b0      byte // FIN, RSV, opcode
	payload []byte
}

func (f frame) op() byte { return f.b0 & 0x0f }

func (f frame) String() string {
	if len(f.payload) > 200 {
		return fmt.Sprintf("%#x %d bytes", f.b0, len(f.payload))
	}
	return fmt.Sprintf("%#x %q", f.b0, f.payload)
}

// dialRaw connects, with TLS if the server speaks it, and sends nothing.
func dialRaw(t testing.TB, s *httptest.Server) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if s.TLS != nil {
		config := s.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		config.ServerName = "127.0.0.1"
		c = tls.Client(c, config)
	}
	c.SetDeadline(time.Now().Add(watchdog))
	t.Cleanup(func() { c.Close() })
	return c
}

// dialPeer opens a WebSocket; early is sent in one write with the handshake.
func dialPeer(t testing.TB, s *httptest.Server, path string, early ...byte) *peer {
	t.Helper()
	return upgrade(t, dialRaw(t, s), path, early...)
}

func upgrade(t testing.TB, c net.Conn, path string, early ...byte) *peer {
	t.Helper()
	p, _ := upgradeWith(t, c, path, "", early...)
	return p
}

// upgradeWith sends further header lines and returns the header of the answer.
func upgradeWith(t testing.TB, c net.Conn, path, lines string, early ...byte) (*peer, http.Header) {
	t.Helper()
	p := &peer{t: t, Conn: c, r: bufio.NewReader(c), mask: [4]byte{0x37, 0xfa, 0x21, 0x3d}}
	p.raw(append([]byte("GET "+path+" HTTP/1.1\r\n"+upgradeLines+lines+"\r\n"), early...))
	res, err := http.ReadResponse(p.r, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get("Sec-WebSocket-Accept"); res.StatusCode != 101 || got != sampleAccept {
		t.Fatalf("handshake: %s, accept %q, want 101 and %q", res.Status, got, sampleAccept)
	}
	return p, res.Header
}

func (p *peer) raw(b []byte) {
	p.t.Helper()
	if _, err := p.Write(b); err != nil {
		p.t.Fatal(err)
	}
}

// encode returns a masked frame.
func (p *peer) encode(b0 byte, payload []byte) []byte {
	b := []byte{b0}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	b = append(b, p.mask[:]...)
	at := len(b)
	b = append(b, payload...)
	for i := range payload {
		b[at+i] ^= p.mask[i%4]
	}
	return b
}

// send sends one masked frame, cut into chops of that many bytes (0: whole).
func (p *peer) send(b0 byte, payload []byte, chop int) {
	p.t.Helper()
	b := p.encode(b0, payload)
	for chop > 0 && len(b) > chop {
		if _, err := p.Write(b[:chop]); err != nil {
			return // the server may have ended it already: what it said is checked by reading
		}
		b = b[chop:]
	}
	p.Write(b)
}

func (p *peer) text(s string) { p.t.Helper(); p.send(finBit|opText, []byte(s), 0) }

func (p *peer) goodbye(code int, reason string) {
	p.t.Helper()
	p.send(finBit|opClose, append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...), 0)
}

// frame reads one frame.
func (p *peer) frame() (frame, error) {
	var h [10]byte
	if _, err := io.ReadFull(p.r, h[:2]); err != nil {
		return frame{}, err
	}
	n := uint64(h[1] & 0x7f)
	switch {
	case h[1]&0x80 != 0:
		return frame{}, errMasked
	case n == 126:
		io.ReadFull(p.r, h[2:4])
		n = uint64(binary.BigEndian.Uint16(h[2:]))
	case n == 127:
		io.ReadFull(p.r, h[2:10])
		n = binary.BigEndian.Uint64(h[2:])
	}
	f := frame{h[0], make([]byte, n)}
	_, err := io.ReadFull(p.r, f.payload)
	return f, err
}

// want reads one frame and compares it.
func (p *peer) want(b0 byte, payload []byte) {
	p.t.Helper()
	f, err := p.frame()
	if err != nil || f.b0 != b0 || !bytes.Equal(f.payload, payload) {
		p.t.Fatalf("got %v, %v, want %v", f, err, frame{b0, payload})
	}
}

func (p *peer) wantText(s string) { p.t.Helper(); p.want(finBit|opText, []byte(s)) }

// wantClose reads the close frame and the end of the connection after it. No
// codes: a drop without a close frame is fine too.
func (p *peer) wantClose(codes ...int) (reason string) {
	p.t.Helper()
	for {
		f, err := p.frame()
		switch {
		case err != nil && len(codes) == 0 && !isTimeout(err):
			return ""
		case err != nil:
			p.t.Fatalf("got %v, want a close frame %v", err, codes)
		case f.op() == opClose:
			p.checkClose(f, codes)
			p.Write(p.encode(finBit|opClose, f.payload)) // too late if the client began
			p.wantEnd()
			return string(f.payload[min(2, len(f.payload)):])
		case len(codes) > 0:
			p.t.Fatalf("got %v, want a close frame %v", f, codes)
		}
	}
}

func (p *peer) checkClose(f frame, codes []int) {
	p.t.Helper()
	got := codeNoStatus
	if len(f.payload) >= 2 {
		got = int(binary.BigEndian.Uint16(f.payload))
	}
	for _, c := range codes {
		if c == got {
			return
		}
	}
	if len(codes) > 0 {
		p.t.Fatalf("close code %d %q, want %v", got, f.payload[2:], codes)
	}
}

// wantEnd reads the end of the connection: nothing follows a close frame.
func (p *peer) wantEnd() {
	p.t.Helper()
	if f, err := p.frame(); err == nil || isTimeout(err) {
		p.t.Fatalf("got %v, %v, want the end", f, err)
	}
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}

// ask sends a raw HTTP request and returns the answer.
func ask(t testing.TB, s *httptest.Server, request string) *http.Response {
	t.Helper()
	c := dialRaw(t, s)
	io.WriteString(c, request)
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%s: %v", strings.SplitN(request, "\r\n", 2)[0], err)
	}
	return res
}
