package sse

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"asyncmock/server"
	"asyncmock/server/protocoltest"
)

// bench is a Handler on an in-memory listener, with sessions that the test
// holds the other end of. It is for use in a synctest bubble.
type bench struct {
	t *testing.T
	*Handler
	ln  *protocoltest.Listener
	mu  sync.Mutex
	all []*fake
}

// fake is a session: what it is told is kept, what it sends the test says.
type fake struct {
	server.Wire
	mu       sync.Mutex
	received []string
	notes    []string
	ends     []string // code and reason of each Closed
}

func (f *fake) Note(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notes = append(f.notes, text)
}

func (f *fake) Subscribe(string) {}

func (f *fake) Receive(m *server.Frame) server.Outcome {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.received = append(f.received, string(m.Payload()))
	return server.Outcome{Message: "heard"}
}

func (f *fake) Closed(code int, reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ends = append(f.ends, fmt.Sprint(code, " ", reason))
}

// ended returns how often and how the session was closed.
func (f *fake) ended() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.ends, "|")
}

// say sends numbered messages.
func (f *fake) say(from, to int) {
	for i := from; i <= to; i++ {
		f.Send(message("tick", fmt.Sprint(i)))
	}
}

func message(name, payload string) *server.Frame {
	f := server.NewFrame([]byte(payload), false)
	f.Name = name
	return f
}

func newBench(t *testing.T, opts Options) *bench {
	b := &bench{t: t, Handler: New(opts), ln: protocoltest.Listen()}
	b.Handler.connect = func(_ *server.Mock, _ *server.Admission, w server.Wire) session {
		b.mu.Lock()
		defer b.mu.Unlock()
		f := &fake{Wire: w}
		b.all = append(b.all, f)
		return f
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.Serve(w, r, nil, admission(r.URL.Path, r.URL.Query().Get("__session")))
	})}
	done := make(chan struct{})
	go func() { srv.Serve(b.ln); close(done) }()
	t.Cleanup(func() {
		srv.Close()
		<-done
		b.Handler.Close()
	})
	return b
}

func admission(path, session string) *server.Admission {
	return &server.Admission{Handshake: &server.Handshake{Path: path}, Route: &server.Route{Path: path}, Session: session}
}

// sessions returns how many there have been.
func (b *bench) sessions() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.all)
}

func (b *bench) session(i int) *fake {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if i >= len(b.all) {
		b.t.Fatalf("there were %d sessions, want more than %d", len(b.all), i)
	}
	return b.all[i]
}

// client is one connection of an event source.
type client struct {
	t      *testing.T
	conn   net.Conn
	body   *bufio.Reader
	status int
	kind   string
}

// dial asks for path, with Last-Event-ID when last is not empty.
func (b *bench) dial(path, last string) *client {
	b.t.Helper()
	near, err := b.ln.Dial(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	head := "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
	if last != "" {
		head += "Last-Event-ID: " + last + "\r\n"
	}
	fmt.Fprint(near, head+"\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(near), &http.Request{Method: "GET"})
	if err != nil {
		b.t.Fatal(err)
	}
	return &client{b.t, near, bufio.NewReader(resp.Body), resp.StatusCode, resp.Header.Get("Content-Type")}
}

// block reads up to the next empty line; "" at the end of the stream.
func (c *client) block() string {
	var b strings.Builder
	for {
		line, err := c.body.ReadString('\n')
		if err != nil {
			return ""
		}
		if line == "\n" {
			return b.String()
		}
		b.WriteString(line)
	}
}

// next reads the next event, past comments and retry fields.
func (c *client) next() (id, event, data string) {
	for {
		block := c.block()
		if block == "" {
			return "", "", ""
		}
		var lines []string
		for line := range strings.Lines(block) {
			field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			switch field {
			case "id":
				id = value
			case "event":
				event = value
			case "data":
				lines = append(lines, value)
			}
		}
		if lines != nil {
			return id, event, strings.Join(lines, "\n")
		}
	}
}

// hear reads numbered messages and fails at the first that is another. It
// returns the last id.
func (c *client) hear(from, to int) (id string) {
	c.t.Helper()
	for i := from; i <= to; i++ {
		got, _, data := c.next()
		if data != fmt.Sprint(i) {
			c.t.Fatalf("got message %q, want %d", data, i)
		}
		id = got
	}
	return id
}

// panics is a session with a bug.
type panics struct{ *fake }

func (panics) Subscribe(string) { panic("bug") }

func recorder(t *testing.T) (http.ResponseWriter, *http.Request) {
	t.Helper()
	return httptest.NewRecorder(), httptest.NewRequest("GET", "/a", nil)
}
