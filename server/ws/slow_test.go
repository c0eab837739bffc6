package ws

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
)

// shared returns a frame that may go to many.
func shared(payload []byte) *server.Frame {
	f := server.NewFrame(payload, false)
	f.Shared = true
	return f
}

// REL-WS-10: one client that reads nothing costs the others nothing, holds a
// bounded queue, and is told so by its session, which closes it.
func TestREL_WS_10_SlowConsumer(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		opened := make(chan server.Wire, 2)
		closed, wait := ends(t)
		srv, _ := serve(t, secure, Options{WriteTimeout: 300 * time.Millisecond},
			script{subscribe: func(w server.Wire) { opened <- w }, closed: closed})
		stalled := dialPeer(t, srv, "/")
		wires := []server.Wire{<-opened}
		good := dialPeer(t, srv, "/")
		wires = append(wires, <-opened)
		body := bytes.Repeat([]byte{'x'}, 64<<10)
		slow := 0
		for range 2000 {
			f := shared(body)
			for i, w := range wires {
				if err := w.Send(f); errors.Is(err, server.ErrSlow) {
					slow++
					if i != 0 {
						t.Fatal("the client that reads is slow")
					}
					held := w.(wire).holds()
					if held > maxBytes || held < maxBytes/2 {
						t.Fatalf("slow with %d bytes held", held)
					}
					w.Close(1008, "too slow")
				}
			}
			good.want(finBit|opText, body)
			if slow > 0 {
				break
			}
		}
		if got, want := wait(), (end{1008, "too slow"}); got != want || slow != 1 {
			t.Errorf("closed with %v after %d slow sends, want %v after 1", got, slow, want)
		}
		if err := wires[0].Send(shared(body)); err != server.ErrGone {
			t.Errorf("send after close: %v, want ErrGone", err)
		}
		stalled.Close()
	})
}

// The number of frames is bounded too, once the client has had time to read.
func TestREL_WS_10_QueueOfSmallFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var wires recorder[server.Wire]
		m := serveMemory(t, Options{WriteTimeout: time.Hour, PingInterval: -1}, script{subscribe: wires.add})
		p := m.dial(t)
		w := wires.take()[0]
		var err error
		sent := 0
		for ; err == nil; sent++ {
			err = w.Send(shared([]byte("tick")))
			time.Sleep(10 * time.Millisecond)
		}
		if err != server.ErrSlow || sent != maxFrames+1 {
			t.Errorf("send %d: %v, want ErrSlow after %d frames", sent, err, maxFrames)
		}
		for range maxFrames {
			p.wantText("tick")
		}
		if err := w.Send(shared([]byte("tock"))); err != nil {
			t.Errorf("after reading: %v", err)
		}
		p.wantText("tock")
	})
}

// A burst is no fault of the client.
func TestBurst(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		const n = 5000
		srv, _ := serve(t, secure, Options{}, script{subscribe: func(w server.Wire) {
			for i := range n {
				if err := w.Send(server.NewFrame(fmt.Append(nil, i), false)); err != nil {
					t.Errorf("frame %d: %v", i, err)
					return
				}
			}
		}})
		p := dialPeer(t, srv, "/")
		for i := range n {
			p.wantText(fmt.Sprint(i))
		}
	})
}

// A client that reads nothing for WriteTimeout is cut.
func TestREL_WS_10_WriteTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed, wait := ends(t)
		m := serveMemory(t, Options{PingInterval: -1}, script{closed: closed, subscribe: func(w server.Wire) {
			w.Send(shared(bytes.Repeat([]byte("never read"), 10_000)))
		}})
		m.dial(t)
		start := time.Now()
		if got := wait(); got.code != 1006 || time.Since(start) != 5*time.Second {
			t.Errorf("closed with %v after %v, want 1006 after 5s", got, time.Since(start))
		}
	})
}

// REL-WS-13: who floods without reading is not read from: TCP slows it down,
// memory stays, and others are served.
func TestREL_WS_13_InboundFlood(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		var most recorder[int]
		srv, _ := serve(t, secure, Options{WriteTimeout: time.Hour}, script{receive: func(w server.Wire, f *server.Frame) {
			if err := w.Send(f); err != nil {
				t.Errorf("send: %v", err)
			}
			most.add(w.(wire).tap.holds())
		}})
		flooder := dialPeer(t, srv, "/")
		body := bytes.Repeat([]byte{'x'}, 32<<10)
		sent := 0
		for {
			flooder.SetWriteDeadline(time.Now().Add(500 * time.Millisecond))
			if _, err := flooder.Write(flooder.encode(finBit|opBinary, body)); errors.Is(err, os.ErrDeadlineExceeded) {
				break // the server reads no more
			} else if err != nil {
				t.Fatal(err)
			}
			if sent++; sent > 10_000 {
				t.Fatal("the server goes on reading")
			}
		}
		other := dialPeer(t, srv, "/")
		other.text("hello")
		other.wantText("hello")
		for _, n := range most.take() {
			if n > maxBytes/2 {
				t.Fatalf("%d bytes held", n)
			}
		}
		for range sent {
			flooder.want(finBit|opBinary, body)
		}
	})
}

func (t *tap) holds() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held
}

// Frames of many senders, answers to pings and the close frame never mix, and
// nothing follows the close frame.
func TestFramesDoNotMix(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		const senders, each = 8, 100
		done := make(chan struct{})
		srv, _ := serve(t, secure, Options{}, script{receive: func(w server.Wire, f *server.Frame) {
			go func() {
				defer close(done)
				var wg sync.WaitGroup
				for i := range senders {
					body := bytes.Repeat([]byte{'a' + byte(i)}, 20_000+i)
					wg.Go(func() {
						for range each {
							for w.Send(shared(body)) == server.ErrSlow {
								time.Sleep(time.Millisecond)
							}
						}
					})
				}
				wg.Wait()
				for range senders {
					go func() { w.Send(shared([]byte("perhaps"))) }()
				}
				w.Close(1001, "done")
				if err := w.Send(shared([]byte("late"))); err != server.ErrGone {
					t.Errorf("send after close: %v, want ErrGone", err)
				}
			}()
		}})
		p := dialPeer(t, srv, "/")
		p.text("go")
		texts, pongs := 0, 0
		for i := 0; ; i++ {
			if i < 500 {
				p.send(finBit|opPing, fmt.Append(nil, i), 0)
			}
			f, err := p.frame()
			if err != nil {
				t.Fatal(err)
			}
			if f.op() == opClose {
				p.checkClose(f, []int{1001})
				p.goodbye(1001, "")
				break
			}
			switch f.b0 {
			case finBit | opText:
				texts++
				if string(f.payload) == "perhaps" {
					texts--
				} else if n := len(f.payload) - 20_000; n < 0 || n >= senders || len(bytes.Trim(f.payload, string(rune('a'+n)))) > 0 {
					t.Fatalf("mixed frame %v", f)
				}
			case finBit | opPong:
				pongs++
			default:
				t.Fatalf("got %v", f)
			}
		}
		<-done
		p.wantEnd()
		if texts != senders*each {
			t.Errorf("got %d messages and %d pongs, want %d messages", texts, pongs, senders*each)
		}
	})
}

// Order holds while a queue is written.
func TestOrder(t *testing.T) {
	both(t, func(t *testing.T, secure bool) {
		const n = 400
		srv, _ := serve(t, secure, Options{}, script{receive: func(w server.Wire, _ *server.Frame) {
			for i := range n {
				f := server.NewFrame(append(fmt.Appendf(nil, "%d ", i), make([]byte, 30_000)...), i%2 == 0)
				f.Shared = i%3 == 0
				for w.Send(f) == server.ErrSlow {
					time.Sleep(time.Millisecond)
				}
			}
		}})
		p := dialPeer(t, srv, "/")
		p.text("go")
		for i := range n {
			f, err := p.frame()
			if want := fmt.Sprintf("%d ", i); err != nil || !bytes.HasPrefix(f.payload, []byte(want)) {
				t.Fatalf("got %.20q, %v, want %q", f.payload, err, want)
			}
		}
	})
}

// A client that reads slowly but steadily is served to the end.
func TestSteadyReaderGetsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body := bytes.Repeat([]byte{'x'}, 1<<20)
		m := serveMemory(t, Options{PingInterval: -1}, script{subscribe: func(w server.Wire) { w.Send(shared(body)) }})
		p := m.dial(t)
		got := p.r.Buffered() // came with the answer to the handshake
		b := make([]byte, 16<<10)
		for got < len(body) {
			time.Sleep(time.Second)
			n, err := p.Read(b)
			if err != nil {
				t.Fatalf("after %d bytes: %v", got, err)
			}
			got += n
		}
	})
}
