package server

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// A live is a Route while it runs: what it says when, sorted once, and who is
// connected. The lists of messages are read-only.
type live struct {
	mock  *Mock
	route *Route

	onConnect []*Outgoing
	ending    []*Outgoing
	streams   []*stream       // from connect
	gated     []*stream       // after a subscribe message
	silence   []*stream       // when nothing was said for a while
	headers   []string        // handshake headers that replies copy from
	carried   [][]headerField // by index in Receives: headers of the message
	pairs     []bool          // by index in Receives: named examples join request and reply

	// unseen: what comes in is neither read nor checked, only echoed or relayed.
	unseen bool
	// delayed: frames wait before they leave.
	delayed bool

	script   *liveScript // nil: no rules
	outbound outbound
	wrongWay wrongWay
	reader   func() *Reader // of what a real service says
	failed   failures

	mu       sync.Mutex
	sessions []*Session
	rooms    map[string]*room
	counts   map[*Outgoing]bool // correlation ids of these are numbers, or are not
}

// A stream is the unprompted messages of a route that share an interval.
type stream struct {
	live     *live
	interval time.Duration
	out      []*Outgoing
}

// minInterval is the shortest time between streamed messages.
const minInterval = time.Millisecond

func newLive(m *Mock, r *Route, rs *RouteScript) *live {
	l := &live{mock: m, route: r, rooms: map[string]*room{}, counts: map[*Outgoing]bool{}}
	l.script = newLiveScript(rs)
	l.reader = sync.OnceValue(r.Reader)
	l.unseen = !r.Validate && (r.Echo || r.Relays) && l.script == nil
	l.delayed = r.Delay.Max > 0
	for _, o := range r.Sends {
		switch o.When.Kind {
		case WhenConnect:
			l.onConnect = append(l.onConnect, o)
		case WhenEnd:
			l.ending = append(l.ending, o)
		case WhenSilence:
			l.silence = l.join(l.silence, o, silenceInterval)
		case WhenEvery:
			l.streams = l.join(l.streams, o, l.interval())
		case WhenSubscribe:
			l.gated = l.join(l.gated, o, l.interval())
		}
	}
	if r.Stream == StreamOff {
		l.streams, l.gated = nil, nil
	}
	l.headers = copiedHeaders(r)
	for _, in := range r.Receives {
		l.pairs = append(l.pairs, pairsExamples(in))
		l.carried = append(l.carried, headerFields(in.Message.Headers()))
	}
	return l
}

// pairsExamples reports whether a request and one of its replies both have
// examples with names (EXM-4).
func pairsExamples(in *Incoming) bool {
	for _, e := range in.Message.Examples {
		for _, r := range in.Replies {
			if e.Name != "" && hasExample(r.Outgoing, e.Name) {
				return true
			}
		}
	}
	return false
}

// interval is the time between streamed messages that have none of their own.
func (l *live) interval() time.Duration {
	for _, d := range []time.Duration{l.route.Interval, l.mock.opts.Interval} {
		if d > 0 {
			return d
		}
	}
	return defaultInterval
}

// join adds o to the stream of its interval.
func (l *live) join(streams []*stream, o *Outgoing, usual time.Duration) []*stream {
	interval := o.When.Interval
	if interval <= 0 {
		interval = usual
	}
	interval = max(interval, minInterval)
	for _, st := range streams {
		if st.interval == interval {
			st.out = append(st.out, o)
			return streams
		}
	}
	return append(streams, &stream{live: l, interval: interval, out: []*Outgoing{o}})
}

// copiedHeaders lists the handshake headers that replies take values from
// (RTE-2), so that sessions need not keep the others.
func copiedHeaders(r *Route) []string {
	var names []string
	for _, in := range r.Receives {
		for _, reply := range in.Replies {
			for _, c := range reply.Copies {
				if c.Header {
					names = append(names, headerName(c.From))
				}
			}
			if from := reply.AddressFrom; from != nil && from.Header {
				names = append(names, headerName(from.Pointer))
			}
		}
	}
	return names
}

// headerName reads the name of a header from a pointer: "/X-Reply-To".
func headerName(pointer string) string { return unescape(strings.TrimPrefix(pointer, "/")) }

// enter registers a session with its room and its ordinal there.
func (l *live) enter(s *Session) {
	key := roomKey(s.params)
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.rooms[key]
	if r == nil {
		l.forgetEmpty()
		r = &room{live: l, params: s.params}
		l.rooms[key] = r
	}
	s.room, s.ordinal = r, r.visits
	r.visits++
	r.present++
	s.place = len(l.sessions)
	l.sessions = append(l.sessions, s)
}

// leave forgets a session.
func (l *live) leave(s *Session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.room.present--
	last := len(l.sessions) - 1
	moved := l.sessions[last]
	l.sessions[s.place], moved.place = moved, s.place
	l.sessions[last] = nil
	l.sessions = l.sessions[:last]
}

// everyone returns the sessions that are connected now.
func (l *live) everyone() []*Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]*Session(nil), l.sessions...)
}

// maxRooms is how many rooms of a route are remembered. Beyond it, those
// without anybody in them are forgotten, and their ordinals begin again.
const maxRooms = 10_000

func (l *live) forgetEmpty() {
	if len(l.rooms) < maxRooms {
		return
	}
	for key, r := range l.rooms {
		if r.present == 0 {
			delete(l.rooms, key)
		}
	}
}

// roomKey tells rooms of a route apart: same path parameters, same room.
func roomKey(params []Param) string {
	switch len(params) {
	case 0:
		return ""
	case 1:
		return params[0].Value
	}
	var key []byte
	for _, p := range params {
		key = strconv.AppendInt(key, int64(len(p.Value)), 10) // a value may hold anything, percent-encoded
		key = append(append(key, ' '), p.Value...)
	}
	return string(key)
}
