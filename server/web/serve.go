package web

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	headerTime = 5 * time.Second // for request line and headers, and for the TLS handshake
	idleTime   = 2 * time.Minute // between two requests of one connection
	drainTime  = 5 * time.Second // from the end of ctx to the end of Serve
	// settleTime is what answers that are written get to leave, and to their
	// connections to be seen idle, before all that is left is cut: clients
	// that opened a connection and said nothing must not hold up the end.
	settleTime = 100 * time.Millisecond
	going      = "server is shutting down"
)

// Serve answers on the listeners until ctx ends; then it stops accepting,
// says goodbye to every session (1001) and returns nil when all have gone,
// after 5 s at the latest. It closes the listeners. It is called once.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	srv := s.httpServer()
	ended := make(chan error, len(listeners))
	var wg sync.WaitGroup
	for _, ln := range listeners {
		if t := s.opts.TLS; t != nil {
			ln = tls.NewListener(ln, t.listenConfig())
		}
		wg.Go(func() { ended <- srv.Serve(ln) })
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
	}
	s.shutdown(srv)
	wg.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// httpServer speaks HTTP/1.1 only: a WebSocket handshake over HTTP/2 is
// another one (RFC 8441), which browsers try where it is offered.
func (s *Server) httpServer() *http.Server {
	var one http.Protocols
	one.SetHTTP1(true)
	srv := &http.Server{
		Handler:           s,
		Protocols:         &one,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    2 * maxHeader,
		ErrorLog:          s.opts.ErrorLog,
	}
	if srv.ErrorLog == nil {
		srv.ErrorLog = log.New(io.Discard, "", 0)
	}
	return srv
}

// shutdown ends everything, in this order: no new connections, goodbye to
// every session of every document at once, running requests, the rest.
func (s *Server) shutdown(srv *http.Server) {
	s.closing.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	var quiet, gone sync.WaitGroup
	quiet.Go(func() { srv.Shutdown(ctx) })
	for _, m := range s.mounts.close() {
		gone.Go(func() { m.Shutdown(ctx, 1001, going) })
	}
	gone.Wait()
	if s.opts.Control != nil {
		s.opts.Control.Close()
	}
	s.settle(ctx)
	srv.Close()
	cancel()
	quiet.Wait()
	if s.opts.WS != nil {
		s.opts.WS.Close()
	}
	if s.opts.SSE != nil {
		s.opts.SSE.Close()
	}
	if s.opts.Forward != nil {
		s.opts.Forward.Close()
	}
}

// settle waits until no request runs any more.
func (s *Server) settle(ctx context.Context) {
	tick := time.NewTicker(settleTime)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.running.Load() == 0 {
			return
		}
	}
}
