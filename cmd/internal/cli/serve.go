package cli

import (
	"context"
	"errors"
	"log"
	"net"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/server"
	"asyncmock/server/web"
)

func serveCommand(c *console) *cobra.Command {
	s := newSettings()
	cmd := &cobra.Command{
		Use:     "serve DOC... [flags]",
		Aliases: []string{"mock"},
		Short:   "Run a mock server for one or more documents",
		Long: `Serve the routes of one or more AsyncAPI documents over WebSocket,
server-sent events and HTTP. DOC is a path, "-" for standard input, or an
https URL whose host --allow-remote names.

Every flag has an environment variable: --on-invalid is ASYNCMOCK_ON_INVALID.`,
		Example: `  asyncmock serve asyncapi.yaml
  asyncmock serve orders.yaml --mount /chat=chat.yaml --port 0
  asyncmock serve asyncapi.yaml --role counterpart --seed 7 --interval 100ms`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.options.Set = given(cmd)
			return untilSignal(cmd.Context(), func(ctx context.Context) error { return s.serve(ctx, c, args) })
		},
	}
	addFlags(c, cmd,
		flagGroup{"What is said", s.contractFlags},
		flagGroup{"What goes wrong", s.faultFlags},
		flagGroup{"Documents", func(fs *pflag.FlagSet) { s.documentFlags(fs); s.watchFlags(fs) }},
		flagGroup{"Who may connect, and where", s.listening.flags},
		flagGroup{"Output", s.logging.flags},
	)
	return cmd
}

// serve is the whole life of a mock, from documents to goodbye.
func (s *settings) serve(ctx context.Context, c *console, args []string) error {
	var messages *messageLog
	var observers []observer
	if !s.quiet {
		messages = newMessageLog(c, s.logging)
		observers = append(observers, messages.observer)
	}
	s.again = &reloader{settings: s, c: c, args: args, log: messages}
	st, err := s.prepare(ctx, c, args, observers...)
	if err != nil {
		return err
	}
	defer st.end()
	if messages != nil {
		messages.start(st.inputs)
		defer messages.stop()
	}
	defer s.keepToken(c, st.at)()
	s.announce(c, st.inputs, st.at)
	s.again.station, s.again.inputs = st, st.inputs
	if s.watch {
		stop := s.again.follow(ctx)
		defer stop()
	}
	if err := st.srv.Serve(ctx, st.listeners...); err != nil {
		return &failure{status: exitFindings, err: err}
	}
	return nil
}

// untilSignal runs f until it returns or is interrupted. The first signal ends
// its context, the second ends the waiting with status 130.
func untilSignal(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	for interrupted := false; ; interrupted = true {
		select {
		case err := <-done:
			return err
		case <-signals:
			if interrupted {
				return &failure{status: exitInterrupted}
			}
			cancel()
		}
	}
}

func (s *settings) webOptions(c *console, inputs []*input) (web.Options, error) {
	opts := web.Options{
		Host: s.host, AllowHosts: s.allowHosts, AllowOrigins: s.allowOrigins,
		MaxConns: s.maxConns, MaxMessage: s.maxMessage, Mounts: mountsOf(inputs),
		ErrorLog: log.New(&noteWriter{c}, "", 0),
		Opener:   func(r *server.Route) string { return opener(r, s.options.Seed, s.options.Now) },
	}
	s.protocols(c, &opts)
	var err error
	opts.TLS, err = s.certificate()
	return opts, err
}

// certificate reads or makes what --tls says; nil without.
func (s *settings) certificate() (*web.TLS, error) {
	if s.tls == "" {
		return nil, nil
	}
	var t *web.TLS
	var err error
	if s.tls == selfSigned {
		t, err = web.SelfSigned(append(slices.Clone(s.allowHosts), s.host)...)
	} else {
		cert, key, _ := strings.Cut(s.tls, ",")
		t, err = web.LoadTLS(cert, key)
	}
	if err == nil && s.tlsClientCA != "" {
		err = t.AskClients(s.tlsClientCA)
	}
	if err != nil {
		return nil, unusable("", "--tls: %w", err)
	}
	return t, nil
}

// listen opens the listeners: one, or for "localhost" one for each of the
// addresses that name has, on one port.
func (s *settings) listen() ([]net.Listener, error) {
	hosts := []string{s.host}
	if s.host == "localhost" {
		hosts = []string{"127.0.0.1", "::1"}
	}
	var out []net.Listener
	port := s.port
	for i, host := range hosts {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil && i > 0 {
			continue // no IPv6 here
		}
		if err != nil {
			return nil, portFailure(s.host, s.port, err)
		}
		port = l.Addr().(*net.TCPAddr).Port
		out = append(out, l)
	}
	return out, nil
}

// wsaeaddrinuse is EADDRINUSE as Windows says it.
const wsaeaddrinuse = syscall.Errno(10048)

func portFailure(host string, port int, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaeaddrinuse) {
		return unusable("--port 0 picks a free one", "port %d of %s is taken by another program", port, host)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return unusable("", "cannot listen on %s: %w", net.JoinHostPort(host, strconv.Itoa(port)), err)
}

// A noteWriter turns the lines of net/http's log into notes.
type noteWriter struct{ c *console }

func (w *noteWriter) Write(p []byte) (int, error) {
	w.c.note("%s", strings.TrimRight(string(p), "\n"))
	return len(p), nil
}
