package probe

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/server"
	"asyncmock/spec"
)

// An ask is a request that was sent. It is open until it is answered or given
// up; then it is overdue, and an answer is late. All fields that change are
// guarded by the mutex of its party's asks.
type ask struct {
	talk    *Talk
	step    *Step
	value   schema.Value
	headers http.Header // that the request carried; nil: the transport carries none
	replies []*server.Reply
	at      time.Time
	done    chan struct{} // closed when it is settled

	overdue  bool
	settled  bool
	answer   *server.Reply
	reading  *server.Reading
	took     time.Duration
	misled   *spec.Diagnostic // what came in place of the answer
	lost     string           // the connection ended before: how
	answered bool
}

// asks are the requests of a party that may still be answered.
type asks struct {
	mu   sync.Mutex
	list []*ask
}

// open notes a request that is about to be sent; nil: it has no reply.
func (t *Talk) ask(s *Step) *ask {
	if len(s.Incoming.Replies) == 0 || s.Invalid() {
		return nil
	}
	a := &ask{talk: t, step: s, replies: t.answersTo(s.Incoming), at: time.Now(), done: make(chan struct{})}
	a.value, _ = s.Incoming.Message.Decode(s.Payload, s.Binary)
	if t.place.over == server.TransportHTTP {
		a.headers = s.carried()
	}
	t.party.asks.mu.Lock()
	defer t.party.asks.mu.Unlock()
	t.party.asks.list = append(t.party.asks.list, a)
	return a
}

// answersTo are the replies to a message, the contract's errors among them.
func (t *Talk) answersTo(in *server.Incoming) []*server.Reply {
	replies := slices.Clone(in.Replies)
	for _, e := range []*server.Reply{in.Error, t.Route.ErrorReply} {
		if e != nil && !slices.ContainsFunc(replies, func(r *server.Reply) bool { return r.Message == e.Message }) {
			replies = append(replies, e)
		}
	}
	return replies
}

// A pairing is what a message has to do with what was asked.
type pairing struct {
	ask      *ask
	reply    *server.Reply
	how      server.Correlation
	at, want string // for Mismarked
}

// pair finds the request that a message answers: the one whose id it carries;
// without ids the oldest that is open; else, with a wrong id, the oldest that
// waits for such a message.
func (all *asks) pair(rd *server.Reading) *pairing {
	all.mu.Lock()
	defer all.mu.Unlock()
	var best *pairing
	for _, overdue := range []bool{false, true} {
		for _, a := range all.list {
			if a.overdue == overdue {
				best = a.better(rd, best)
			}
		}
	}
	if best != nil {
		best.settle(rd)
		all.list = slices.DeleteFunc(all.list, func(a *ask) bool { return a.answered })
	}
	return best
}

// better returns the pairing with a where it is better than another one.
func (a *ask) better(rd *server.Reading, best *pairing) *pairing {
	for _, reply := range a.replies {
		if !rd.May(reply.Outgoing) {
			continue
		}
		p := &pairing{ask: a, reply: reply}
		p.how, p.at, p.want = reply.Correlate(a.value, a.headers, rd)
		if best == nil || rank(p.how) > rank(best.how) {
			best = p
		}
	}
	return best
}

func rank(c server.Correlation) int {
	return [...]int{server.Unmarked: 1, server.Marked: 2, server.Mismarked: 0}[c]
}

// settle notes what the message means for the request. The mutex is held.
func (p *pairing) settle(rd *server.Reading) {
	a := p.ask
	if p.how == server.Mismarked {
		found, _ := server.Lookup(rd.Value.Tree, p.at)
		a.misled = &spec.Diagnostic{
			Code: "reply-correlation", Severity: spec.SeverityError, Instance: p.at,
			Summary: "the answer to " + a.step.Incoming.Message.Name + " carries the correlation id " + text(found) + ", not " + p.want,
		}
		locateAt(a.misled, p.reply.Message.CorrelationID)
		return
	}
	a.answer, a.reading, a.answered, a.took = p.reply, rd, true, time.Since(a.at)
	a.settle()
}

// settle wakes who waits. The mutex is held.
func (a *ask) settle() {
	if !a.settled {
		a.settled = true
		close(a.done)
	}
}

// locateAt sets the place of a finding: where the expression stands.
func locateAt(d *spec.Diagnostic, e *spec.Expression) {
	if e != nil && e.Node != nil {
		d.Pos, d.Pointer = e.Node.Place(), e.Node.Pointer()
	}
}

// mislead notes what came while t's requests wait: should nothing else come,
// it was meant as the answer.
func (all *asks) mislead(t *Talk, d spec.Diagnostic) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, a := range all.list {
		if a.talk == t && !a.overdue && a.misled == nil {
			found := d
			a.misled = &found
			return
		}
	}
}

// giveUp makes a request overdue; it is false when the answer has come.
func (all *asks) giveUp(a *ask) bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	a.overdue = !a.answered
	return a.overdue
}

// lose ends the open requests of a talk whose connection is lost.
func (all *asks) lose(t *Talk, how string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, a := range all.list {
		if a.talk == t && !a.overdue && !a.elsewhere() {
			a.lost, a.overdue = how, true
			a.settle()
		}
	}
}

// elsewhere reports whether its replies come by another connection.
func (a *ask) elsewhere() bool {
	return slices.ContainsFunc(a.replies, func(r *server.Reply) bool { return r.Elsewhere != nil })
}

// drop forgets a request that cannot be answered any more.
func (all *asks) drop(a *ask) {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.list = slices.DeleteFunc(all.list, func(o *ask) bool { return o == a })
}

// waiting reports whether requests of a talk are overdue and may be answered
// late.
func (all *asks) waiting(t *Talk) bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	return slices.ContainsFunc(all.list, func(a *ask) bool { return a.talk == t && a.overdue && a.lost == "" })
}
