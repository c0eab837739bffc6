package ws

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// Each benchmark has the library used plainly ("raw") beside this package:
// the ratio is what counts, and only within one run. "mock" is the whole
// server: document, session, listener. Client and server share the process,
// so ratios are nearer to 1 than with a load generator beside it.

var benchBody = bytes.Repeat([]byte("0123456789"), 20)

// rawServer echoes, or relays to all, with the library's Read and Write.
func rawServer(b testing.TB, relay bool) *httptest.Server {
	var mu sync.Mutex
	all := map[*websocket.Conn]bool{}
	ctx := context.Background()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		mu.Lock()
		all[c] = true
		mu.Unlock()
		for {
			typ, body, err := c.Read(ctx)
			if err != nil {
				break
			}
			if !relay {
				c.Write(ctx, typ, body)
				continue
			}
			mu.Lock()
			for o := range all {
				o.Write(ctx, typ, body)
			}
			mu.Unlock()
		}
		mu.Lock()
		delete(all, c)
		mu.Unlock()
	}))
	b.Cleanup(srv.Close)
	return srv
}

// relayServer is this package under the smallest hub.
func relayServer(b *testing.B) *httptest.Server {
	var mu sync.Mutex
	var all []server.Wire
	srv, _ := serve(b, false, Options{}, script{
		subscribe: func(w server.Wire) {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, w)
		},
		receive: func(_ server.Wire, f *server.Frame) {
			s := server.NewFrame(f.Payload(), f.Binary)
			s.Shared = true
			mu.Lock()
			defer mu.Unlock()
			for _, w := range all {
				w.Send(s)
			}
		},
	})
	return srv
}

func BenchmarkEcho(b *testing.B) {
	plain, _ := serve(b, false, Options{}, script{})
	secure, _ := serve(b, true, Options{}, script{})
	for _, s := range []struct {
		name, path string
		srv        *httptest.Server
	}{
		{"raw", "/", rawServer(b, false)},
		{"ws", "/", plain},
		{"wss", "/", secure},
		{"mock", "/echo", serveMock(b, false, Options{}, echoDocument)},
	} {
		b.Run(s.name, func(b *testing.B) {
			p := dialPeer(b, s.srv, s.path)
			out, in := p.encode(finBit|opText, benchBody), make([]byte, 4+len(benchBody))
			b.ReportAllocs()
			for b.Loop() {
				p.Write(out)
				if _, err := io.ReadFull(p.r, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFanOut(b *testing.B) {
	for _, n := range []int{10, 1000} {
		for _, s := range []struct {
			name, path string
			srv        *httptest.Server
		}{
			{"raw", "/", rawServer(b, true)},
			{"ws", "/", relayServer(b)},
			{"mock", "/room", serveMock(b, false, Options{}, echoDocument)},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, s.name), func(b *testing.B) { fanOut(b, s.srv, s.path, n) })
		}
	}
}

// fanOut measures one message to n clients until the last has it.
func fanOut(b *testing.B, srv *httptest.Server, path string, n int) {
	var peers []*peer
	for range n {
		peers = append(peers, dialPeer(b, srv, path))
	}
	sender := peers[0]
	for _, p := range peers { // who is read from has joined
		p.send(finBit|opPing, nil, 0)
		p.want(finBit|opPong, nil)
	}
	in := make([]byte, 4+len(benchBody))
	b.ReportAllocs()
	for b.Loop() {
		sender.send(finBit|opText, benchBody, 0)
		for _, p := range peers {
			if _, err := io.ReadFull(p.r, in); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/delivery")
	for _, p := range peers {
		p.Close()
	}
}

func BenchmarkConnect(b *testing.B) {
	plain, _ := serve(b, false, Options{}, script{})
	for _, s := range []struct {
		name, path string
		srv        *httptest.Server
	}{
		{"raw", "/", rawServer(b, false)},
		{"ws", "/", plain},
		{"mock", "/echo", serveMock(b, false, Options{}, echoDocument)},
	} {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, err := net.Dial("tcp", s.srv.Listener.Addr().String())
				if err != nil {
					b.Fatal(err)
				}
				p := upgrade(b, c, s.path)
				p.goodbye(1000, "")
				p.frame()
				c.(*net.TCPConn).SetLinger(0) // no port stays behind
				c.Close()
			}
		})
	}
}

// BenchmarkIdle measures what a connection that says nothing holds: heap and
// stacks of the server, and of a client that is nothing but a socket.
func BenchmarkIdle(b *testing.B) {
	plain, _ := serve(b, false, Options{}, script{})
	for _, s := range []struct {
		name, path string
		srv        *httptest.Server
	}{
		{"raw", "/", rawServer(b, false)},
		{"ws", "/", plain},
		{"mock", "/echo", serveMock(b, false, Options{}, echoDocument)},
	} {
		b.Run(s.name, func(b *testing.B) {
			var held int64
			for b.Loop() {
				held = idleCost(b, s.srv, s.path)
			}
			b.ReportMetric(float64(held), "B/conn")
		})
	}
}

func footprint() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
