package server

import (
	"fmt"
	"slices"
	"strings"
)

// A lifecycle is what a message says about the session itself.
type lifecycle uint8

const (
	notLifecycle lifecycle = iota
	lifecycleHello
	lifecycleHeartbeat
	lifecycleGoodbye
)

// The words of the lifecycle. They match the whole name, after lifecycleAbout
// was dropped.
var (
	helloWords     = wordSet("hello welcome connected ready begin begins opened established systemstatus")
	beginWords     = wordSet("created started start") // of a session or connection
	heartbeatWords = wordSet("heartbeat heartbeats keepalive ping")
	goodbyeWords   = wordSet("goodbye bye disconnect disconnected shutdown reconnect termination terminated close closed end ends ended")
	endWords       = wordSet("goodbye bye disconnect shutdown terminate close end quit logout")

	lifecycleAbout = wordSet("session connection stream server client message event ws websocket socket")
)

// lifecycleOf says what an outgoing message is to the session: by its name,
// or by a single constant.
func (p *planner) lifecycleOf(out *Outgoing) lifecycle {
	if l := lifecycleWord(p.wordsOf(out.Message)); l != notLifecycle {
		return l
	}
	for _, c := range p.shape(out.Message.Message).constants() {
		if len(c.values) == 1 && c.name != "channel" {
			if l := lifecycleWord(words(c.values[0])); l != notLifecycle {
				return l
			}
		}
	}
	return notLifecycle
}

// lifecycleWord looks a name up.
func lifecycleWord(ws []string) lifecycle {
	rest, dropped := dropAbout(ws)
	word := strings.Join(rest, "")
	switch {
	case helloWords[word] || dropped && beginWords[word] || authPrompt(rest):
		return lifecycleHello
	case heartbeatWords[word]:
		return lifecycleHeartbeat
	case goodbyeWords[word]:
		return lifecycleGoodbye
	}
	return notLifecycle
}

// authPrompt reports whether the words ask the client who it is: "auth required".
func authPrompt(ws []string) bool {
	if len(ws) == 0 || !slices.Contains([]string{"required", "challenge"}, ws[len(ws)-1]) {
		return false
	}
	rest := stems(ws[:len(ws)-1])
	return len(rest) == 0 && ws[0] == "challenge" || slices.Equal(rest, []string{"auth"})
}

// dropAbout drops the words that only say that it is about the session.
func dropAbout(ws []string) (rest []string, dropped bool) {
	if strings.Join(ws, "") == "systemstatus" {
		return ws, false
	}
	rest = slices.DeleteFunc(slices.Clone(ws), func(w string) bool { return lifecycleAbout[w] })
	return rest, slices.ContainsFunc(ws, func(w string) bool { return w == "session" || w == "connection" })
}

// ends reports whether a client's message asks for the end of the session.
func (p *planner) ends(in *Incoming) bool {
	rest, _ := dropAbout(without(p.wordsOf(in.Message), []string{"request", "req", "command"}))
	if endWords[strings.Join(rest, "")] {
		return true
	}
	for _, c := range p.shape(in.Message.Message).constants() {
		if len(c.values) == 1 && c.name != "channel" {
			rest, _ := dropAbout(words(c.values[0]))
			return endWords[strings.Join(rest, "")]
		}
	}
	return false
}

// lifecycles decides when the messages about the session itself are sent.
func (p *planner) lifecycles(r *Route) {
	for _, in := range r.Receives {
		if in.Ends && len(in.Replies) == 0 {
			p.answerEnd(r, in)
		}
	}
	for _, out := range r.Sends {
		if out.When.Kind != whenUndecided {
			continue
		}
		switch p.lifecycleOf(out) {
		case lifecycleHello:
			out.When, out.Why = When{Kind: WhenConnect}, "its name says that it opens the session"
		case lifecycleHeartbeat:
			out.When, out.Why = When{Kind: WhenSilence, Interval: silenceInterval}, "its name is a heartbeat's: sent when nothing else was"
		case lifecycleGoodbye:
			out.When, out.Why = When{Kind: WhenEnd}, "its name says that the session ends: sent before the mock closes, never streamed"
		}
	}
}

// answerEnd makes the goodbye of the contract the answer to a request for the
// end.
func (p *planner) answerEnd(r *Route, in *Incoming) {
	for _, out := range free(r) {
		if p.lifecycleOf(out) == lifecycleGoodbye {
			p.answer(in, &Reply{Outgoing: out, Why: fmt.Sprintf("%s asks for the session's end: it is answered, then the connection closes", in.Message.Name)})
			return
		}
	}
}
