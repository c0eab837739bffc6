package proxy

import (
	"fmt"
	"io"
	"net/http"

	"asyncmock/server"
)

// serveWS opens a WebSocket to the service and, when it is let in there, lets
// the client in.
func (h *Handler) serveWS(w http.ResponseWriter, r *http.Request, v *server.Visit) {
	v.Handshake.Transport = server.TransportWS
	if status, header, detail, ok := h.opts.WS.Check(r); !ok {
		v.Refuse(&server.Refusal{Status: status, Code: "bad-handshake", Header: header, Detail: detail})
		v.Done()
		return
	}
	header := r.Header.Clone()
	h.asFrom(header, r)
	passage, answer, err := h.opts.WS.Dial(r.Context(), h.target(r), header)
	switch {
	case err != nil:
		v.Refuse(h.unreachable(err))
	case passage == nil:
		v.Mock.Refuse(v.Handshake, &server.Refusal{Status: answer.StatusCode, Detail: fmt.Sprintf("the service answered %s", answer.Status)})
		passOn(w, answer)
	default:
		h.join(w, v, passage, answer.Header.Get("Sec-Websocket-Protocol"))
		return
	}
	v.Done()
}

// join lets the client in.
func (h *Handler) join(w http.ResponseWriter, v *server.Visit, passage server.Passage, subprotocol string) {
	session := v.Mock.Overhear(v.Handshake, subprotocol, passage)
	err := passage.Join(w, h.rule(session), func(code int, reason string) {
		session.Closed(code, reason)
		v.Done()
	})
	if err != nil {
		session.Closed(1006, err.Error())
		v.Done()
	}
}

// rule judges the messages of a session.
func (h *Handler) rule(s *server.Session) func(*server.Frame, bool) server.Ruling {
	policy, fate := h.opts.OnViolation, h.opts.OnViolation.fate()
	return func(f *server.Frame, fromClient bool) server.Ruling {
		verdict := s.Hear(f, fromClient, fate)
		switch {
		case !verdict.Wrong() || policy == Log:
			return server.Ruling{}
		case policy == Block:
			return server.Ruling{Drop: true}
		}
		return server.Ruling{Code: verdict.Code, Reason: verdict.Reason}
	}
}

// maxRefusal bounds the body of an answer that lets nobody in.
const maxRefusal = 1 << 20

// passOn gives the client the service's answer.
func passOn(w http.ResponseWriter, answer *http.Response) {
	defer answer.Body.Close()
	for name, values := range answer.Header {
		switch name {
		case "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Content-Length":
		default:
			w.Header()[name] = values
		}
	}
	w.WriteHeader(answer.StatusCode)
	io.Copy(w, io.LimitReader(answer.Body, maxRefusal))
}
