package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"asyncmock/server"
)

// serveGet answers a plain GET: one payload where the document means HTTP,
// else 426 and how to connect.
func (s *Server) serveGet(w http.ResponseWriter, r *http.Request, q *request) {
	if s.isIcon(r, q) {
		http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
		return
	}
	a := s.admit(w, r, q, server.TransportHTTP)
	if a == nil {
		return
	}
	defer a.Done()
	if !a.Route.Get {
		s.refuseGet(w, r, q, a)
		return
	}
	wire := newExchange(s.opts.MaxMessage)
	done, err := q.mount.Mock.Sample(a, wire)
	if err != nil {
		s.refuse(w, r, q, &server.Refusal{
			Status: http.StatusNotImplemented, Code: "nothing-to-send",
			Detail: "The document lets no payload of this route be made.", Hint: "asyncmock validate says why",
		})
		return
	}
	code := wire.await(r.Context(), 1)
	done()
	wire.abort()
	if frames := wire.take(); len(frames) > 0 {
		s.respond(w, r, a.Route, nil, frames)
	} else if code == 1001 {
		s.refuse(w, r, q, refuseClosing)
	}
}

// isIcon reports whether this is what browsers ask for by themselves, which
// is worth no line in a log.
func (s *Server) isIcon(r *http.Request, q *request) bool {
	switch r.URL.Path {
	case "/favicon.ico", "/.well-known/appspecific/com.chrome.devtools.json":
		return q.mount.Mock == nil || !q.mount.Mock.Has(q.handshake.Path)
	}
	return false
}

// refuseGet is for the person who opened a WebSocket route in a browser: it
// says what the route is and gives commands to paste.
func (s *Server) refuseGet(w http.ResponseWriter, r *http.Request, q *request, a *server.Admission) {
	q.mount.Mock.Refuse(&q.handshake, &server.Refusal{
		Status: http.StatusUpgradeRequired, Code: "upgrade-required", Detail: "A plain GET; the route speaks WebSocket.",
	})
	e := s.explain(r, q, &server.Refusal{
		Status: http.StatusUpgradeRequired, Code: "upgrade-required",
		Detail: "The route " + q.mount.Prefix + a.Route.Path + " speaks WebSocket at " + s.url(r, "ws") + also(a.Route),
		Hint:   "connect in one of these ways",
		Header: http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}},
	})
	e.Try = s.ways(r, a.Route)
	e.write(w, r)
}

// also names the other ways in.
func also(route *server.Route) string {
	if len(route.Receives) == 0 {
		return ", and server-sent events to clients that accept " + eventStream + "."
	}
	return ", server-sent events to clients that accept " + eventStream + ", and takes one message by POST."
}

// ways are commands that reach the route, one for each way in.
func (s *Server) ways(r *http.Request, route *server.Route) []string {
	var try []string
	if r.TLS != nil && s.opts.TLS != nil && len(s.opts.TLS.CA) > 0 {
		try = append(try, "curl -sko asyncmock-ca.crt https://"+hostOf(r)+reserved+"ca.crt")
		try = append(try, wscat(s.url(r, "ws"))+" --ca asyncmock-ca.crt")
	} else {
		try = append(try, wscat(s.url(r, "ws")))
	}
	curl, url := "curl ", quote(s.url(r, "http"))
	if len(try) > 1 {
		curl += "--cacert asyncmock-ca.crt "
	}
	try = append(try, curl+"-N -H 'Accept: "+eventStream+"' "+url)
	if message := s.opener(route); message != "" {
		try = append(try, curl+"-d '"+strings.ReplaceAll(message, "'", `'\''`)+"' "+url)
	}
	return try
}

// opener is a message for people to send; "" where clients send none.
func (s *Server) opener(route *server.Route) string {
	if len(route.Receives) == 0 {
		return ""
	}
	if s.opts.Opener != nil {
		if message := s.opts.Opener(route); message != "" && message[0] != '@' { // which curl reads as a file
			return message
		}
	}
	return "your message"
}

// writeFrame answers with one message.
func writeFrame(w http.ResponseWriter, route *server.Route, f *server.Frame) {
	setHeaders(w.Header(), f.Headers)
	writeBody(w, contentType(route, f), f.Payload())
}

// writeTime is how long a client may take to read an answer.
const writeTime = 30 * time.Second

func writeBody(w http.ResponseWriter, kind string, body []byte) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) // net/http lifts it for the next request
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.Write(body)
}

// contentType is the one the document gives the message, else what the
// payload looks like.
func contentType(route *server.Route, f *server.Frame) string {
	for _, out := range route.Sends {
		if kind := declared(out, f.Name); kind != "" {
			return kind
		}
	}
	for _, in := range route.Receives {
		for _, reply := range in.Replies {
			if kind := declared(reply.Outgoing, f.Name); kind != "" {
				return kind
			}
		}
	}
	switch {
	case f.Binary:
		return "application/octet-stream"
	case json.Valid(f.Payload()):
		return "application/json"
	default:
		return "text/plain; charset=utf-8"
	}
}

// declared is the content type of the message of that name, if it is one
// that may stand in a header.
func declared(out *server.Outgoing, name string) string {
	if name == "" || out == nil || out.Message == nil || out.Message.Name != name {
		return ""
	}
	kind := out.Message.ContentType
	if _, ok := subtype(kind); !ok {
		return ""
	}
	return kind
}
