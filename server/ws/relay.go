package ws

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"asyncmock/server"
)

// RelayOptions say how real services are reached. The zero value is the good
// default.
type RelayOptions struct {
	// MaxMessage is the longest message that goes through, in bytes; 0: 1 MiB.
	// A longer one closes both sides with 1009.
	MaxMessage int64
	// Hold keeps the frames of a message until its last one has come and was
	// ruled on; else each goes on when it is complete.
	Hold bool
	// Compress lets clients and services agree on permessage-deflate (RFC 7692).
	Compress bool
	// TLS is for services at wss and https URLs; nil: Go's own defaults.
	TLS *tls.Config
	// DialTime is what a service gets to answer a handshake; 0: 10 s.
	DialTime time.Duration
	// StallTime is how long one side may take nothing while there is something
	// for it; 0: 1 min.
	StallTime time.Duration
	// Panicked is told when a connection ended by a panic of ours; nil: nobody.
	Panicked func(session string, value any, stack []byte)
}

// A Relay connects clients with real services and passes their frames on as
// they are: bytes, types, fragments, pings and close frames. Who does not read
// is not read for: memory is one message a direction, and TCP slows the other
// side down. Its methods are safe for concurrent use.
type Relay struct {
	opts RelayOptions
	wg   sync.WaitGroup

	mu     sync.Mutex
	open   map[*passage]struct{}
	ticker *time.Timer // looks for stalled sides; nil: nobody is there
}

// NewRelay returns a Relay.
func NewRelay(opts RelayOptions) *Relay {
	if opts.MaxMessage <= 0 {
		opts.MaxMessage = 1 << 20
	}
	if opts.DialTime <= 0 {
		opts.DialTime = 10 * time.Second
	}
	if opts.StallTime <= 0 {
		opts.StallTime = time.Minute
	}
	return &Relay{opts: opts, open: map[*passage]struct{}{}}
}

// Check is the function Check, for those who are handed the Relay alone.
func (r *Relay) Check(req *http.Request) (status int, header http.Header, detail string, ok bool) {
	return Check(req)
}

// maxAnswer bounds what a service answers to a handshake, its header and, where
// it lets nobody in, its body.
const maxAnswer = 2 << 20

// Dial asks the service at a ws, wss, http or https URL for what the client
// has asked for with these headers. The Passage is nil when the service's
// answer is not 101; the caller then closes the body of the answer.
func (r *Relay) Dial(ctx context.Context, to *url.URL, header http.Header) (server.Passage, *http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, r.opts.DialTime)
	conn, err := r.connect(ctx, to)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	in := bufio.NewReaderSize(io.LimitReader(conn, maxAnswer), chunkSize)
	answer, err := r.ask(conn, in, to, header)
	if err != nil {
		stop()
		if ctx.Err() != nil {
			err = fmt.Errorf("no answer to the handshake within %s", r.opts.DialTime)
		}
		cancel()
		conn.Close()
		return nil, nil, err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		answer.Body = &refusal{answer.Body, func() { stop(); cancel(); conn.Close() }}
		return nil, answer, nil
	}
	defer cancel()
	if !stop() {
		conn.Close()
		return nil, nil, ctx.Err()
	}
	early, _ := in.Peek(in.Buffered())
	return r.passage(conn, bytes.Clone(early), answer), answer, nil
}

// refusal is the body of an answer that lets nobody in.
type refusal struct {
	io.Reader
	end func()
}

func (b *refusal) Close() error {
	b.end()
	return nil
}

// connect opens the connection to the service.
func (r *Relay) connect(ctx context.Context, to *url.URL) (net.Conn, error) {
	secure := to.Scheme == "wss" || to.Scheme == "https"
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", authority(to, secure))
	if err != nil || !secure {
		return conn, err
	}
	config := &tls.Config{}
	if r.opts.TLS != nil {
		config = r.opts.TLS.Clone()
	}
	config.NextProtos = []string{"http/1.1"}
	if config.ServerName == "" {
		config.ServerName = to.Hostname()
	}
	t := tls.Client(conn, config)
	if err := t.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return t, nil
}

// authority is host and port of a URL.
func authority(to *url.URL, secure bool) string {
	port := to.Port()
	switch {
	case port != "":
	case secure:
		port = "443"
	default:
		port = "80"
	}
	return net.JoinHostPort(to.Hostname(), port)
}

// ask sends the handshake and reads the answer.
func (r *Relay) ask(conn net.Conn, in *bufio.Reader, to *url.URL, header http.Header) (*http.Response, error) {
	if _, err := conn.Write(r.handshake(to, header)); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(in, &http.Request{Method: http.MethodGet})
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = errors.New("the connection was closed during the handshake")
	}
	return answer, err
}

// ofConnection are headers that speak of one connection only (RFC 9110, 7.6.1).
var ofConnection = []string{"Connection", "Upgrade", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Host"}

// handshake is the request: the client's own headers, key included.
func (r *Relay) handshake(to *url.URL, header http.Header) []byte {
	header = header.Clone()
	for _, name := range ofConnection {
		header.Del(name)
	}
	if !r.opts.Compress {
		header.Del("Sec-Websocket-Extensions")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n", to.RequestURI(), to.Host)
	writeHeader(&b, header)
	return b.Bytes()
}

// writeHeader writes headers as RFC 6455 spells them; some programs that look
// for them do not know that case means nothing.
func writeHeader(b *bytes.Buffer, header http.Header) {
	var lines bytes.Buffer
	header.Write(&lines)
	b.WriteString(strings.ReplaceAll(lines.String(), "Sec-Websocket-", "Sec-WebSocket-"))
	b.WriteString("\r\n")
}

// Close cuts every connection that is still open and waits for their end.
func (r *Relay) Close() error {
	r.mu.Lock()
	for p := range r.open {
		p.cut()
	}
	r.mu.Unlock()
	r.wg.Wait()
	return nil
}

// enter registers a passage.
func (r *Relay) enter(p *passage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wg.Add(1)
	r.open[p] = struct{}{}
	if r.ticker == nil {
		r.ticker = time.AfterFunc(r.tick(), r.look)
	}
}

// leave forgets a passage.
func (r *Relay) leave(p *passage) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, p)
	if len(r.open) == 0 && r.ticker != nil {
		r.ticker.Stop()
		r.ticker = nil
	}
	r.wg.Done()
}

// stallTicks is how often in StallTime is looked whether a write goes on.
const stallTicks = 4

func (r *Relay) tick() time.Duration { return max(r.opts.StallTime/stallTicks, time.Millisecond) }

// look cuts passages of which one side has taken nothing for StallTime. One
// timer serves all of them, so that writes need no deadlines.
func (r *Relay) look() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ticker == nil {
		return
	}
	r.ticker.Reset(r.tick())
	for p := range r.open {
		p.look()
	}
}
