package protocoltest

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// A Client is a client of the protocol under test.
type Client interface {
	// Receive returns the next message of the mock; an error: it has ended.
	Receive() ([]byte, error)
	// Send says something. errors.ErrUnsupported: clients of this protocol
	// only listen.
	Send(message []byte) error
	// Close leaves.
	Close() error
}

// A Protocol is what Test needs of a protocol package.
type Protocol struct {
	// Serve answers on l until ctx ends, ends every session, and returns when
	// nothing it started is left.
	Serve func(ctx context.Context, l net.Listener, m *server.Mock) error
	// Dial connects a client to the path by way of l.
	Dial func(ctx context.Context, l *Listener, path string) (Client, error)
}

// Test runs what holds for every protocol, each part in fake time on a server
// of its own. factory is called inside of it. A goroutine that is left behind
// fails the test.
func Test(t *testing.T, factory func(t *testing.T) Protocol) {
	document := writeDocument(t)
	for _, part := range []struct {
		name string
		run  func(*testing.T, *bench)
	}{
		{"StreamKeepsTime", streamKeepsTime},
		{"SameSeedSameBytes", sameSeedSameBytes},
		{"QuestionIsAnswered", questionIsAnswered},
		{"ClientLeaves", clientLeaves},
		{"ClientReadsNothing", clientReadsNothing},
		{"MockEnds", mockEnds},
	} {
		t.Run(part.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				part.run(t, newBench(t, factory(t), document))
			})
		})
	}
}

// interval is that of the stream at /ticks.
const interval = time.Minute

const document = `
asyncapi: 3.0.0
info: {title: Protocol test, version: 1.0.0}
servers:
  local: {host: "localhost:8080", protocol: ws}
channels:
  ticks:
    address: /ticks
    messages:
      tick:
        payload:
          type: object
          required: [price]
          properties: {price: {type: integer, minimum: 1, maximum: 1000000}}
  questions:
    address: /questions
    messages:
      question:
        payload: {type: object, required: [ask], properties: {ask: {type: string}}}
      answer:
        payload: {type: object, required: [answer], properties: {answer: {type: integer}}}
operations:
  sendTick:
    action: send
    channel: {$ref: '#/channels/ticks'}
  onQuestion:
    action: receive
    channel: {$ref: '#/channels/questions'}
    messages: [{$ref: '#/channels/questions/messages/question'}]
    reply:
      channel: {$ref: '#/channels/questions'}
      messages: [{$ref: '#/channels/questions/messages/answer'}]
`

func writeDocument(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "asyncapi.yaml")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A bench is a server with its listener, in one bubble of fake time.
type bench struct {
	t        *testing.T
	protocol Protocol
	listener *Listener
	mock     *server.Mock
	end      context.CancelFunc
	ended    chan error
	once     sync.Once
}

func newBench(t *testing.T, p Protocol, file string) *bench {
	t.Helper()
	doc, found, err := spec.Load(t.Context(), file, nil)
	if err != nil {
		t.Fatal(err, found)
	}
	mock, err := server.New(doc, server.Options{Interval: interval})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	b := &bench{t: t, protocol: p, listener: Listen(), mock: mock, end: cancel, ended: make(chan error, 1)}
	go func() { b.ended <- p.Serve(ctx, b.listener, mock) }()
	t.Cleanup(b.stop)
	return b
}

// stop ends the server, once.
func (b *bench) stop() {
	b.t.Helper()
	b.once.Do(func() {
		b.end()
		if err := <-b.ended; err != nil {
			b.t.Errorf("serve: %v", err)
		}
		if n := b.mock.Sessions(); n != 0 {
			b.t.Errorf("%d sessions are left", n)
		}
	})
}

func (b *bench) dial(path string) Client {
	b.t.Helper()
	c, err := b.protocol.Dial(b.t.Context(), b.listener, path)
	if err != nil {
		b.t.Fatalf("dial %s: %v", path, err)
	}
	return c
}

func (b *bench) receive(c Client) []byte {
	b.t.Helper()
	message, err := c.Receive()
	if err != nil {
		b.t.Fatalf("receive: %v", err)
	}
	return message
}
