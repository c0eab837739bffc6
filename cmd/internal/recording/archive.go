package recording

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"asyncmock/server"
)

// MaxExchange bounds one entry of an archive, in bytes: the messages of a
// WebSocket stand before the URL that they are about.
const MaxExchange = 256 << 20

// archive are the WebSockets of an HTTP Archive (HAR 1.2), whose messages are
// in _webSocketMessages, and its requests, as one connection each.
func archive(in *reader) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		a := &archiveReader{yield: yield}
		a.text = &tracked{r: in, limit: MaxExchange}
		a.dec = json.NewDecoder(a.text)
		if err := a.read(); err != nil && !errors.Is(err, errStopped) {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			yield(unreadable(a.text.line(a.dec.InputOffset()), err))
		}
	}
}

// errStopped says that nobody wants to know more.
var errStopped = errors.New("stopped")

type archiveReader struct {
	text  *tracked
	dec   *json.Decoder
	yield func(Entry) bool
	count int // of exchanges
}

// An exchange is an entry of an archive, as far as it matters.
type exchange struct {
	line     int
	Started  time.Time
	Request  harRequest
	Response harResponse
	messages []harMessage
}

type harRequest struct {
	Method  string      `json:"method"`
	URL     string      `json:"url"`
	Headers []harHeader `json:"headers"`
	Body    *harBody    `json:"postData"`
}

type harResponse struct {
	Status  int     `json:"status"`
	Content harBody `json:"content"`
}

type harBody struct {
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"encoding"`
}

type harHeader struct{ Name, Value string }

// A harMessage is a message as Chrome writes it: opcode 1 is text, 2 is data
// in base64 (RFC 6455, 5.2).
type harMessage struct {
	Type   string  `json:"type"` // send, receive or error
	Time   float64 `json:"time"` // seconds since 1970
	Opcode int     `json:"opcode"`
	Data   string  `json:"data"`
	line   int
}

// read goes down to log.entries.
func (a *archiveReader) read() error {
	return a.members(map[string]func() error{
		"log": func() error {
			return a.members(map[string]func() error{"entries": func() error { return a.items(a.exchange) }})
		},
	})
}

// members reads an object: a member by its function, others are skipped.
func (a *archiveReader) members(known map[string]func() error) error {
	if err := a.delim('{'); err != nil {
		return err
	}
	return a.rest(known)
}

// rest reads an object behind its brace.
func (a *archiveReader) rest(known map[string]func() error) error {
	for a.dec.More() {
		key, err := a.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if read := known[name]; read != nil {
			err = read()
		} else {
			err = a.skip()
		}
		if err != nil {
			return err
		}
	}
	return a.delim('}')
}

// items reads an array.
func (a *archiveReader) items(read func() error) error {
	if err := a.delim('['); err != nil {
		return err
	}
	for a.dec.More() {
		if err := read(); err != nil {
			return err
		}
	}
	return a.delim(']')
}

func (a *archiveReader) delim(want json.Delim) error {
	got, err := a.dec.Token()
	if err == nil && got != want {
		err = fmt.Errorf("no HTTP Archive: %v stands where %v is expected", got, want)
	}
	return err
}

// skip reads past a value, piece by piece.
func (a *archiveReader) skip() error {
	for depth := 0; ; {
		token, err := a.dec.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// exchange reads one entry and tells what was said.
func (a *archiveReader) exchange() error {
	if err := a.delim('{'); err != nil {
		return err
	}
	begin := a.dec.InputOffset()
	a.text.begin(begin)
	x := exchange{line: a.text.line(begin)}
	err := a.rest(map[string]func() error{
		"startedDateTime":    func() error { return a.dec.Decode(&x.Started) },
		"request":            func() error { return a.dec.Decode(&x.Request) },
		"response":           func() error { return a.dec.Decode(&x.Response) },
		"_webSocketMessages": func() error { return a.items(func() error { return a.message(&x) }) },
	})
	if err != nil {
		return err
	}
	a.count++
	return a.tell(&x)
}

func (a *archiveReader) message(x *exchange) error {
	var text json.RawMessage
	if err := a.dec.Decode(&text); err != nil {
		return err
	}
	m := harMessage{line: a.text.line(a.dec.InputOffset() - int64(len(text)))}
	err := json.Unmarshal(text, &m)
	x.messages = append(x.messages, m)
	return err
}

// tell hands out what an exchange says.
func (a *archiveReader) tell(x *exchange) error {
	u, err := url.Parse(x.Request.URL)
	if err != nil {
		return a.give(Entry{Line: x.line, Err: fmt.Errorf("the URL of the request: %w", err)})
	}
	c := &conversation{a: a, x: x, name: fmt.Sprintf("entry-%d", a.count), path: u.EscapedPath()}
	h := &server.Handshake{Path: c.path, Query: u.Query(), Header: http.Header{}}
	for _, f := range x.Request.Headers {
		h.Header.Add(f.Name, f.Value)
	}
	if u.Scheme == "ws" || u.Scheme == "wss" || len(x.messages) > 0 {
		h.Transport = server.TransportWS
		return c.socket(h)
	}
	return c.request(h)
}

func (a *archiveReader) give(e Entry) error {
	if !a.yield(e) {
		return errStopped
	}
	return nil
}

// A conversation is an exchange that is being told.
type conversation struct {
	a          *archiveReader
	x          *exchange
	name, path string
}

func (c *conversation) give(kind server.EventKind, line int, at time.Time, fill func(*Entry)) error {
	e := Entry{Line: line, Event: server.Event{Kind: kind, Time: at, Session: c.name, Connection: c.name, Path: c.path}}
	if fill != nil {
		fill(&e)
	}
	return c.a.give(e)
}

func (c *conversation) socket(h *server.Handshake) error {
	err := c.give(server.EventConnect, c.x.line, c.x.Started, func(e *Entry) { e.Handshake = h })
	for _, m := range c.x.messages {
		kind := map[string]server.EventKind{"send": server.EventReceive, "receive": server.EventSend}[m.Type]
		if kind == "" || m.Opcode != 1 && m.Opcode != 2 || err != nil {
			continue
		}
		err = c.give(kind, m.line, time.UnixMicro(int64(m.Time*1e6)), func(e *Entry) {
			e.Event.Payload, e.Event.Binary = []byte(m.Data), m.Opcode == 2
			if m.Opcode == 2 {
				e.Event.Payload, e.Err = base64.StdEncoding.DecodeString(m.Data)
			}
		})
	}
	if err != nil {
		return err
	}
	return c.give(server.EventClose, c.x.line, c.x.Started, nil)
}

// request tells a request that carries messages: what was posted, and what
// came back if that was no error.
func (c *conversation) request(h *server.Handshake) error {
	var said []body
	if b := c.x.Request.Body; b != nil && c.x.Request.Method == http.MethodPost {
		said = append(said, b.messages(server.EventReceive)...)
	}
	h.Transport = server.TransportHTTP
	if status := c.x.Response.Status; status >= 200 && status < 300 {
		if strings.HasPrefix(c.x.Response.Content.MimeType, "text/event-stream") {
			h.Transport = server.TransportSSE
		}
		said = append(said, c.x.Response.Content.messages(server.EventSend)...)
	}
	if len(said) == 0 {
		return nil
	}
	err := c.give(server.EventConnect, c.x.line, c.x.Started, func(e *Entry) { e.Handshake = h })
	for _, b := range said {
		if err == nil {
			err = c.give(b.kind, c.x.line, c.x.Started, func(e *Entry) {
				e.Event.Payload, e.Event.Binary, e.Err = b.payload, b.binary, b.err
			})
		}
	}
	if err != nil {
		return err
	}
	return c.give(server.EventClose, c.x.line, c.x.Started, nil)
}
