package ws

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
	"unicode/utf8"

	"asyncmock/server"
	"asyncmock/server/protocoltest"
)

// FuzzFrames sends any bytes in writes of any size. Whatever they are: what
// comes back is frames, texts that reach the session are UTF-8, the session is
// closed once with a code that may be, and nothing hangs.
func FuzzFrames(f *testing.F) {
	for _, seed := range fuzzSeeds() {
		f.Add(seed, uint16(0))
		f.Add(seed, uint16(1))
	}
	f.Fuzz(func(t *testing.T, data []byte, chop uint16) {
		closed := make(chan end, 2)
		h := New(Options{MaxMessage: 4096, PingInterval: -1})
		l := protocoltest.Listen()
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.serve(w, r, "", func(w server.Wire) session {
				return &fakeSession{script{closed: func(code int, reason string) { closed <- end{code, reason} },
					receive: func(w server.Wire, f *server.Frame) {
						if !f.Binary && !utf8.Valid(f.Payload()) || len(f.Payload()) > 4096 {
							t.Errorf("session got %q", f.Payload())
						}
						w.Send(f)
					}}, w}
			})
		})}
		served := make(chan error, 1)
		go func() { served <- srv.Serve(l) }()
		c, err := l.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(watchdog))
		p := upgrade(t, c, "/")
		wrote := make(chan struct{})
		go func() {
			defer close(wrote)
			write(c, data, int(chop))
			// the end of the stream: a close frame, or the start of something
			p.Write(p.encode(finBit|opClose, nil))
			c.Close()
		}()
		readFrames(t, p)
		c.Close()
		<-wrote
		got := <-closed
		if got.code != codeNoStatus && got.code != codeAbnormal && !canSend(got.code) {
			t.Errorf("session closed with %v", got)
		}
		srv.Close()
		<-served
		h.Close()
		if len(closed) > 0 {
			t.Error("session closed twice")
		}
	})
}

func write(w io.Writer, b []byte, chop int) {
	for chop > 0 && len(b) > chop {
		if _, err := w.Write(b[:chop]); err != nil {
			return
		}
		b = b[chop:]
	}
	w.Write(b)
}

// readFrames reads what the server says until it ends: whole, plain frames.
func readFrames(t *testing.T, p *peer) {
	for {
		f, err := p.frame()
		if err != nil {
			if isTimeout(err) {
				t.Error("the server hangs")
			} else if errors.Is(err, errMasked) {
				t.Error(err)
			}
			return
		}
		switch f.b0 {
		case finBit | opText, finBit | opBinary, finBit | opPong, finBit | opClose:
		default:
			t.Errorf("got %v", f)
		}
	}
}

func fuzzSeeds() [][]byte {
	p := peer{mask: [4]byte{1, 2, 3, 4}}
	join := func(steps ...step) (b []byte) {
		for _, s := range steps {
			b = append(b, p.encode(s.b0, s.payload)...)
		}
		return b
	}
	return [][]byte{
		nil,
		join(text("Hello"), ping("p"), head(finBit|opBinary, "\xff")),
		join(textPart("a"), ping("p"), more("b"), last("c"), pong("q")),
		join(text("\xed\xa0\x80")),
		join(bye(1000, "done"), text("late")),
		join(bye(999, ""), bye(1000, "")),
		join(bye(1000, "\xff")),
		join(head(0xff, "all bits")),
		join(text(string(make([]byte, 4096))), text(string(make([]byte, 4097)))),
		announce(1<<63 - 1),
		announce(1 << 63),
		{finBit | opText, 0x80 | 126, 0},
		{finBit | opText, 5, 'p', 'l', 'a', 'i', 'n'},
	}
}

// What feed says does not depend on how the bytes are cut.
func FuzzScan(f *testing.F) {
	for _, seed := range fuzzSeeds() {
		f.Add(seed, uint8(3))
	}
	f.Fuzz(func(t *testing.T, data []byte, chop uint8) {
		whole, parts := scan{limit: 4096}, scan{limit: 4096}
		_, wantErr := whole.feed(data)
		var gotErr error
		for rest := data; len(rest) > 0; {
			n := min(int(chop)+1, len(rest))
			ok, err := parts.feed(rest[:n])
			if ok < 0 || ok > n {
				t.Fatalf("%d of %d bytes are good", ok, n)
			}
			if gotErr == nil {
				gotErr = err
			}
			rest = rest[n:]
		}
		if describe(gotErr) != describe(wantErr) || whole.busy() != parts.busy() || whole.closed != parts.closed {
			t.Errorf("whole: %v, in parts: %v", wantErr, gotErr)
		}
	})
}

func describe(err error) string {
	var bye *farewell
	if errors.As(err, &bye) {
		return bye.reason + string(rune(bye.code))
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
