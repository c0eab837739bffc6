package behavior_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"asyncmock/server"
)

// What the rule of TestFaultKinds says.
const (
	first  = `{"type":"notice","text":"first"}`
	second = `{"type":"notice","text":"second"}`
)

// A faultRow is what the client of a raw socket sees of a kind of fault.
type faultRow struct {
	fault string
	see   func(p *peer)
}

// faultRows are of every kind. One about a connection comes after first was
// said, one about messages hits it.
var faultRows = []faultRow{
	{"close:4007:gone", func(p *peer) { p.wants(0x81, first); p.wants(0x88, "\x0f\xa7gone") }},
	{"drop", func(p *peer) { p.wants(0x81, first); p.ends() }},
	{"stall:60ms", func(p *peer) {
		p.wants(0x81, first)
		p.quiet(30 * time.Millisecond)
		p.say("on")
		p.wants(0x81, second)
	}},
	{"half-open", func(p *peer) { p.wants(0x81, first); p.say("on"); p.quiet(30 * time.Millisecond) }},
	{"throttle:1000", func(p *peer) { p.wants(0x81, first); p.slow(500) }},
	{"no-pong", func(p *peer) { p.wants(0x81, first); p.send(0x89, "?"); p.say("on"); p.wants(0x81, second) }},
	{"no-close", func(p *peer) { p.wants(0x81, first); p.send(0x88, "\x03\xe8"); p.quiet(30 * time.Millisecond) }},
	{"delay:30ms", func(p *peer) { p.wants(0x81, first); p.since(30 * time.Millisecond); p.wants(0x81, second) }},
	{"duplicate", func(p *peer) { p.wants(0x81, first); p.wants(0x81, first); p.wants(0x81, second) }},
	{"reorder:1h", func(p *peer) { p.wants(0x81, second); p.wants(0x81, first) }},
	{"corrupt", func(p *peer) {
		if got := p.text(); len(got) != len(first) || got == first || !utf8.ValidString(got) {
			p.Errorf("got %s, want one byte that is not of %s", got, first)
		}
		p.wants(0x81, second)
	}},
	{"truncate:5", func(p *peer) { p.wants(0x81, first[:5]); p.wants(0x81, second) }},
	{"break", func(p *peer) {
		got, err := io.ReadAll(p.in)
		if want := "\x81" + string(rune(len(first))) + first[:len(first)/2-1]; err != nil || string(got) != want {
			p.Errorf("got %q and %v, want half of a frame, %q", got, err, want)
		}
	}},
	{"bad-utf8", func(p *peer) {
		if got := p.text(); utf8.ValidString(got) {
			p.Errorf("got %q, want what is no UTF-8", got)
		}
		p.wants(0x81, second)
	}},
	{"reserved-bit:1", func(p *peer) { p.wants(0xc1, first); p.wants(0x81, second) }},
	{"wrong-opcode:11", func(p *peer) { p.wants(0x8b, first); p.wants(0x81, second) }},
	{"invalid", func(p *peer) {
		if got := p.text(); got == first {
			p.Errorf("got %s, want what breaks the contract", got)
		}
		p.wants(0x81, second)
	}},
}

// TestFaultKinds: every kind of fault, as faults of the file and as the action
// of a rule, over a raw socket. The second connection meets none.
func TestFaultKinds(t *testing.T) {
	for _, kind := range server.FaultKinds() {
		row := slices.IndexFunc(faultRows, func(r faultRow) bool { return strings.HasPrefix(r.fault+":", string(kind.Kind)+":") })
		if row < 0 {
			if kind.Scope != server.ScopeHandshake { // they have a test of their own
				t.Errorf("there is no row of %s", kind.Kind)
			}
			continue
		}
		for _, how := range []string{"file", "rule"} {
			t.Run(string(kind.Kind)+"/"+how, func(t *testing.T) {
				b := serve(t, document, faultFile(faultRows[row].fault, kind.Scope, how == "file"))
				p := b.peer("/desk")
				p.say("go")
				faultRows[row].see(p)
				e := b.event("fault", func(e server.Event) bool {
					return e.Kind == server.EventFault && strings.HasPrefix(e.Text, string(kind.Kind))
				})
				if kind.Scope == server.ScopeMessage && e.Message != "notice" {
					t.Errorf("got %+v, want a fault of notice", e)
				}
				b.dial("/desk").say("on").hears(second)
			})
		}
	}
}

// faultFile is a file whose rule says first and, for faults about messages,
// second, and something goes wrong with first or after it: because the file
// says so, or the rule.
func faultFile(fault string, scope server.FaultScope, inFile bool) string {
	says, action := []string{"{reply: {json: " + first + "}}"}, `{fault: "`+fault+`"}`
	at := "@connection:1@sent:1"
	if scope == server.ScopeMessage {
		says, at = append(says, "{reply: {json: "+second+"}}"), "@connection:1,times=1"
	}
	file := ""
	switch {
	case inFile:
		file = `faults: ["` + fault + at + `"]`
	case scope == server.ScopeMessage:
		says = slices.Insert(says, 0, action)
	default:
		says = append(says, action)
	}
	return file + `
rules:
  - {when: {text: go}, then: [` + strings.Join(says, ", ") + `]}
  - {when: {text: on}, then: [{reply: {json: ` + second + `}}]}
`
}

// TestFaultsOfHandshakes: what comes before there is a connection stands in
// the file.
func TestFaultsOfHandshakes(t *testing.T) {
	b := serve(t, document, `faults: ["refuse:418@connection:1", "slow-handshake:30ms@connection:2"]`)
	if _, status := b.try("/desk"); status != 418 {
		t.Errorf("got %d, want 418", status)
	}
	began := time.Now()
	if b.dial("/desk"); time.Since(began) < 30*time.Millisecond {
		t.Error("the second handshake is answered at once")
	}
}

// A peer is a raw socket on which a WebSocket was opened.
type peer struct {
	*testing.T
	conn  net.Conn
	in    *bufio.Reader
	began time.Time // when it last spoke
}

func (b *bench) peer(path string) *peer {
	b.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	p := &peer{T: b.T, conn: conn, in: bufio.NewReader(conn)}
	conn.SetDeadline(time.Now().Add(watchdog))
	io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	resp, err := http.ReadResponse(p.in, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		b.Fatalf("got %v %v, want 101", resp, err)
	}
	return p
}

// send sends a short frame, masked with nothing.
func (p *peer) send(first byte, payload string) {
	p.began = time.Now()
	p.conn.Write(append([]byte{first, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...))
}

func (p *peer) say(text string) { p.send(0x81, text) }

// frame reads a short frame.
func (p *peer) frame() (first byte, payload string) {
	p.Helper()
	head := make([]byte, 2)
	if _, err := io.ReadFull(p.in, head); err != nil {
		p.Fatalf("nothing came: %v", err)
	}
	data := make([]byte, head[1])
	if _, err := io.ReadFull(p.in, data); err != nil {
		p.Fatalf("half a frame came: %v", err)
	}
	return head[0], string(data)
}

func (p *peer) wants(first byte, payload string) {
	p.Helper()
	if b, got := p.frame(); b != first || got != payload {
		p.Fatalf("got %#x %q, want %#x %q", b, got, first, payload)
	}
}

// text is the payload of the next text frame.
func (p *peer) text() string {
	p.Helper()
	first, got := p.frame()
	if first != 0x81 {
		p.Fatalf("got %#x %q, want a text", first, got)
	}
	return got
}

// ends wants the end of TCP.
func (p *peer) ends() {
	p.Helper()
	if _, err := p.in.ReadByte(); !errors.Is(err, io.EOF) {
		p.Errorf("got %v, want the end", err)
	}
}

// quiet wants nothing to come for a while.
func (p *peer) quiet(d time.Duration) {
	p.Helper()
	p.conn.SetReadDeadline(time.Now().Add(d))
	if b, err := p.in.ReadByte(); !errors.Is(err, os.ErrDeadlineExceeded) {
		p.Errorf("got %#x and %v, want nothing", b, err)
	}
	p.conn.SetReadDeadline(time.Now().Add(watchdog))
}

// since wants some time to have gone by since it spoke.
func (p *peer) since(d time.Duration) {
	p.Helper()
	if gone := time.Since(p.began); gone < d {
		p.Errorf("it came after %s, want at least %s", gone, d)
	}
}

// slow wants answers of so many bytes not to come at once.
func (p *peer) slow(bytes int) {
	p.Helper()
	began := time.Now()
	for n := 0; n < bytes; n += len(second) {
		p.say("on")
		p.wants(0x81, second)
	}
	if gone := time.Since(began); gone < 100*time.Millisecond {
		p.Errorf("%d bytes came in %s", bytes, gone)
	}
}
