package server

import (
	"fmt"
	"net"
	"slices"

	"asyncmock/spec"
)

// Where a reply goes that names another address (RPL-2, RPL-3): to the open
// connections of the same client on that route, else to all that are open
// there. A reply address that is no path of ours means the same connection.

// answerElsewhere sends such a reply and returns how many frames came here.
func (s *Session) answerElsewhere(r *Reply, in *inbound, example string) int {
	target, params, unknown := s.target(r, in)
	if target == nil || target == s.live && !s.contradicts(params) {
		return s.answerAt(s, r, in, example, unknown)
	}
	peers := target.peers(s, params)
	for _, peer := range peers {
		s.answerAt(peer, r, in, example, "")
	}
	if len(peers) == 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.note("reply undeliverable", spec.Diagnostics{{
			Code: "reply-undeliverable", Severity: spec.SeverityWarning,
			Summary: fmt.Sprintf("nobody is connected to %s, where the reply %q goes", target.route.Path, r.Message.Name),
		}})
	}
	return 0
}

// answerAt makes a reply to a request of s and sends it to another session,
// or to s itself. It holds one session's lock at a time.
func (s *Session) answerAt(to *Session, r *Reply, in *inbound, example, unknown string) int {
	k := newMaking()
	defer k.done()
	if !s.prepare(k, r, in, example, unknown) {
		return 0
	}
	if !to.way.carriesHeaders() {
		k.frame.Headers = nil
	}
	to.mu.Lock()
	defer to.mu.Unlock()
	if to.sendLocked(&k.frame, r.Outgoing) {
		return 1
	}
	return 0
}

// prepare makes a reply with the voice of the session that asked.
func (s *Session) prepare(k *making, r *Reply, in *inbound, example, unknown string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if unknown != "" {
		s.note(unknown, nil)
	}
	return s.makeReply(k, r, in, example)
}

// target returns the route that a reply goes to, nil for the session's own,
// and the parameters that its connections must not contradict. unknown says
// that the request named an address that leads nowhere.
func (s *Session) target(r *Reply, in *inbound) (l *live, params []Param, unknown string) {
	if r.AddressFrom != nil {
		address := s.replyAddress(r.AddressFrom, in)
		if address == "" {
			return nil, nil, "the request does not say where its reply goes (" + r.AddressFrom.Text + "): it goes back"
		}
		route, params, refusal := s.live.mock.plan.table.find(address)
		if refusal != nil {
			return nil, nil, fmt.Sprintf("the reply address %q is no path of the document: the reply goes back", clip(address, 100))
		}
		return s.live.mock.byRoute[route], params, ""
	}
	if slices.Contains(s.live.route.Channels, r.Elsewhere) {
		return nil, nil, ""
	}
	for _, l := range s.live.mock.lives {
		if slices.Contains(l.route.Channels, r.Elsewhere) {
			return l, s.params, ""
		}
	}
	return nil, nil, ""
}

// replyAddress evaluates the request's own word on where the reply goes.
func (s *Session) replyAddress(e *spec.Expression, in *inbound) string {
	if e.Header {
		h, _ := s.headerValue(in, e.Pointer)
		return h.Value
	}
	v, _ := lookup(in.value.Tree, e.Pointer)
	address, _ := v.(string)
	return address
}

// peers returns the sessions of a route that hear replies to s: those of the
// same client, else all; none whose parameters are others.
func (l *live) peers(s *Session, params []Param) []*Session {
	all := slices.DeleteFunc(l.everyone(), func(p *Session) bool {
		return p.way == TransportHTTP || p.status.Load() != statusOpen || p.contradicts(params)
	})
	same := slices.DeleteFunc(slices.Clone(all), func(p *Session) bool { return !p.sameClient(s) })
	if len(same) > 0 {
		return same
	}
	return all
}

// contradicts reports whether a parameter of that name has another value here.
func (s *Session) contradicts(params []Param) bool {
	return slices.ContainsFunc(params, func(p Param) bool {
		return slices.ContainsFunc(s.params, func(own Param) bool { return own.Name == p.Name && own.Value != p.Value })
	})
}

// sameClient compares names where one was given, else hosts.
func (s *Session) sameClient(o *Session) bool {
	if s.name != "" || o.name != "" {
		return s.name == o.name
	}
	return hostOf(s.remote) == hostOf(o.remote)
}

func hostOf(remote string) string {
	if host, _, err := net.SplitHostPort(remote); err == nil {
		return host
	}
	return remote
}
