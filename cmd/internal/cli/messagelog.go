package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

const (
	// maxLines is how many lines a second a route gets for messages that keep
	// the contract, and again for all else; the rest is counted.
	maxLines = 20
	// queueLength is how far the terminal may lag behind before lines are
	// dropped. The mock never waits for it.
	queueLength = 4096
)

// A messageLog prints what happens, one line per Event. Observers hand over
// copies by a bounded channel; a goroutine of its own writes.
type messageLog struct {
	c *console
	logging
	many bool // several documents: lines tell which

	seq     atomic.Uint64
	second  atomic.Int64 // counted by the writer's ticker
	dropped atomic.Int64
	queue   chan *entry
	quit    chan struct{}
	done    chan struct{}

	mu      sync.Mutex // what follows changes when documents do
	meters  map[string]*meter
	columns columns
}

// An entry is an Event that is on its way to the terminal.
type entry struct {
	server.Event
	seq   uint64
	input *input
}

func newMessageLog(c *console, l logging) *messageLog {
	return &messageLog{
		c: c, logging: l,
		meters: map[string]*meter{},
		queue:  make(chan *entry, queueLength), quit: make(chan struct{}), done: make(chan struct{}),
	}
}

// observer returns the Observe of in's Mock. It never blocks.
func (l *messageLog) observer(in *input) func(*server.Event) {
	return func(ev *server.Event) {
		if l.format == logText && !l.verbose && trivial(ev) {
			return
		}
		seq := l.seq.Add(1)
		if l.format == logText && !in.meter(ev.Route).allow(l.second.Load(), ev) {
			return
		}
		e := &entry{Event: *ev, seq: seq, input: in}
		e.Payload = nil
		if l.format == logJSON || l.verbose {
			e.Payload = bytes.Clone(ev.Payload)
		}
		select {
		case l.queue <- e:
		default:
			l.dropped.Add(1)
		}
	}
}

// trivial events are the coming and going of single requests, whose messages
// have lines of their own, and notes that only inform.
func trivial(ev *server.Event) bool {
	switch ev.Kind {
	case server.EventConnect, server.EventClose:
		return ev.Transport == server.TransportHTTP && len(ev.Findings) == 0
	case server.EventNote:
		warns := func(d spec.Diagnostic) bool { return d.Severity > spec.SeverityInfo }
		return len(ev.Findings) > 0 && !slices.ContainsFunc(ev.Findings, warns)
	}
	return false
}

// start begins to write. It is called once, before anything is observed.
func (l *messageLog) start(inputs []*input) {
	l.many = len(inputs) > 1
	l.measure(inputs)
	go l.write()
}

// measure makes the meters of routes that have none. It is called before
// anything of the inputs is observed.
func (l *messageLog) measure(inputs []*input) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, in := range inputs {
		if in.meters == nil {
			l.measureRoutes(in, in.mock.Routes())
		}
	}
}

func (l *messageLog) measureRoutes(in *input, routes []*server.Route) {
	in.meters = map[string]*meter{}
	for _, r := range routes {
		l.columns.fit(r)
		in.meters[r.Path] = l.meter(in.prefix + r.Path)
	}
	in.elsewhere = l.meter("elsewhere")
}

// meter returns the meter of a route, also of one that was served before.
func (l *messageLog) meter(route string) *meter {
	m := l.meters[route]
	if m == nil {
		m = &meter{route: route}
		l.meters[route] = m
	}
	return m
}

// stop writes what is waiting and ends. Nothing is observed any more.
func (l *messageLog) stop() {
	close(l.quit)
	<-l.done
}

func (l *messageLog) write() {
	defer close(l.done)
	w := bufio.NewWriter(l.c.out)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case e := <-l.queue:
			l.entry(w, e)
		case <-tick.C:
			l.second.Add(1)
			l.summary(w)
		case <-l.quit:
			for len(l.queue) > 0 {
				l.entry(w, <-l.queue)
			}
			l.summary(w)
			w.Flush()
			return
		}
		if len(l.queue) == 0 {
			w.Flush()
		}
	}
}

func (l *messageLog) entry(w *bufio.Writer, e *entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.format == logJSON {
		l.object(w, e)
		return
	}
	l.line(w, e)
}

// summary tells what was counted instead of printed.
func (l *messageLog) summary(w *bufio.Writer) {
	now := time.Now()
	if n := l.dropped.Swap(0); n > 0 {
		l.said(w, now, fmt.Sprintf("%d lines were dropped: the log is read too slowly", n))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, route := range slices.Sorted(maps.Keys(l.meters)) {
		if s := l.meters[route].summary(); s != "" {
			l.said(w, now, s)
		}
	}
}

// A meter bounds the lines of one route.
type meter struct {
	route  string
	second atomic.Int64
	lines  atomic.Int64 // for messages that keep the contract
	odd    atomic.Int64 // for all else, so that a stream does not hide it

	in, out, wrong, other atomic.Int64 // counted instead of printed
}

// meter is that of the route; refused handshakes have no route.
func (in *input) meter(route string) *meter {
	if m := in.meters[route]; m != nil {
		return m
	}
	return in.elsewhere
}

// allow reports whether ev may be printed in this second, and counts it if not.
func (m *meter) allow(second int64, ev *server.Event) bool {
	if m.second.Load() != second && m.second.Swap(second) != second {
		m.lines.Store(0)
		m.odd.Store(0)
	}
	lines := &m.odd
	if orderly(ev) {
		lines = &m.lines
	}
	if lines.Add(1) <= maxLines {
		return true
	}
	switch ev.Kind {
	case server.EventReceive:
		m.in.Add(1)
		if !ev.Valid {
			m.wrong.Add(1)
		}
	case server.EventSend, server.EventRelay:
		m.out.Add(1)
	default:
		m.other.Add(1)
	}
	return false
}

// orderly events are the messages of a busy route on a good day.
func orderly(ev *server.Event) bool {
	switch ev.Kind {
	case server.EventReceive, server.EventSend, server.EventRelay:
		return ev.Valid
	}
	return false
}

func (m *meter) summary() string {
	in, out, wrong, other := m.in.Swap(0), m.out.Swap(0), m.wrong.Swap(0), m.other.Swap(0)
	if in+out+other == 0 {
		return ""
	}
	s := fmt.Sprintf("%s: %d more: → %d, ← %d", m.route, in+out+other, in, out)
	if wrong > 0 {
		s += fmt.Sprintf(", %d wrong", wrong)
	}
	if other > 0 {
		s += fmt.Sprintf(", %d other", other)
	}
	return s
}
