package ws

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"asyncmock/server"
)

// A passage is one client, one service, and a flow in each direction.
type passage struct {
	relay  *Relay
	answer *http.Response // of the service to the handshake
	rule   func(*server.Frame, bool) server.Ruling
	ended  func(int, string)

	client, service *side
	left            atomic.Int32 // flows that run
	over            atomic.Bool  // both sides were told goodbye, or cut: nothing goes on any more

	mu     sync.Mutex
	joined bool // client is set
	code   int  // how it ended; 0: not yet
	reason string
}

func (r *Relay) passage(conn net.Conn, early []byte, answer *http.Response) *passage {
	p := &passage{relay: r, answer: answer, service: newSide("service", conn, early)}
	p.service.masks = true
	return p
}

// Send implements server.Wire: nothing is said here but what the two say.
func (p *passage) Send(*server.Frame) error { return server.ErrGone }

// Join implements server.Passage.
func (p *passage) Join(w http.ResponseWriter, rule func(*server.Frame, bool) server.Ruling, ended func(int, string)) error {
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		p.service.conn.Close()
		return err
	}
	conn.SetDeadline(time.Time{})
	early, _ := rw.Reader.Peek(rw.Reader.Buffered())
	p.client = newSide("client", conn, bytes.Clone(early))
	p.rule, p.ended = rule, ended
	p.left.Store(2)
	p.relay.enter(p)
	if err := p.client.write(p.welcome(), false); err != nil {
		p.lost(p.client)
	}
	if code, reason := p.join(); code != 0 { // closed meanwhile
		p.Close(code, reason)
	}
	go p.run(newFlow(p, p.client, p.service))
	go p.run(newFlow(p, p.service, p.client))
	return nil
}

// join lets Close reach both sides from now on; code tells that it was called
// before.
func (p *passage) join() (code int, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.joined = true
	return p.code, p.reason
}

// welcome is the service's answer as the client gets it.
func (p *passage) welcome() []byte {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
	header := p.answer.Header.Clone()
	for _, name := range ofConnection {
		header.Del(name)
	}
	writeHeader(&b, header)
	return b.Bytes()
}

// run is one direction, from the first byte to the last.
func (p *passage) run(f *flow) {
	err := p.guard(f.run)
	var bad *violation
	var bye *farewell
	switch {
	case errors.As(err, &bye):
		p.end(bye.code, bye.reason)
		if p.over.Load() { // it has answered our close frame
			f.from.leave()
		} else {
			f.to.conn.SetReadDeadline(time.Now().Add(farewellTime))
		}
	case errors.As(err, &bad):
		p.Close(bad.code, bad.reason)
		p.guard(f.discard)
		f.from.leave()
	default:
		p.lost(f.blame())
	}
	if p.left.Add(-1) == 0 {
		p.finish()
	}
}

// guard turns a panic into an error.
func (p *passage) guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &violation{codeInternal, "internal error"}
			if p.relay.opts.Panicked != nil {
				p.relay.opts.Panicked("", v, debug.Stack())
			}
		}
	}()
	return f()
}

// farewellTime is what a side gets to answer the close frame of the other.
const farewellTime = 10 * time.Second

// end notes how it ended, unless that is known. It reports whether both sides
// are there.
func (p *passage) end(code int, reason string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.code == 0 {
		p.code, p.reason = code, reason
	}
	return p.joined
}

// Close implements server.Wire: both sides get a close frame and answerTime
// to answer it.
func (p *passage) Close(code int, reason string) {
	if !p.end(code, reason) || p.over.Swap(true) {
		return
	}
	if !canSend(code) {
		p.cut()
		return
	}
	for _, s := range []*side{p.client, p.service} {
		s.conn.SetDeadline(time.Now().Add(answerTime))
		p.relay.wg.Go(func() { s.say(code, reason) })
	}
}

// lost ends it because one side went without a word: so does the other then.
func (p *passage) lost(s *side) {
	p.end(codeAbnormal, "the connection of the "+s.name+" was lost")
	p.over.Store(true)
	for _, s := range []*side{p.client, p.service} {
		s.leave()
	}
}

// cut ends it now.
func (p *passage) cut() {
	p.end(codeAbnormal, "cut")
	p.over.Store(true)
	for _, s := range []*side{p.client, p.service} {
		underTLS(s.conn).Close()
	}
}

// finish closes both connections once nothing is on its way any more.
func (p *passage) finish() {
	var both sync.WaitGroup
	both.Go(p.client.finish)
	both.Go(p.service.finish)
	both.Wait()
	p.mu.Lock()
	code, reason := p.code, p.reason
	p.mu.Unlock()
	p.guard(func() error {
		p.ended(code, reason)
		return nil
	})
	p.relay.leave(p)
}

// look cuts the passage when one side has taken nothing for StallTime.
func (p *passage) look() {
	for _, s := range []*side{p.client, p.service} {
		if s.stalled() {
			p.end(codeAbnormal, fmt.Sprintf("the %s has read nothing for %s", s.name, p.relay.opts.StallTime))
			p.cut()
			return
		}
	}
}
