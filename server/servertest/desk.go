package servertest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// A Message is one that a client sent, or what was wrong with its handshake.
type Message struct {
	Name     string // in the document; "" when it is none of its messages
	Session  string
	Path     string // as requested
	Payload  []byte
	Findings spec.Diagnostics // why it breaks the contract; empty when it does not

	refused string // why a handshake was not let in
}

// Decode reads the JSON payload into v, as encoding/json does.
func (m Message) Decode(v any) error { return json.Unmarshal(m.Payload, v) }

// String says what it is and, line by line, what is wrong with it.
func (m Message) String() string {
	var b strings.Builder
	switch {
	case m.refused != "":
		fmt.Fprintf(&b, "%s: the handshake was refused: %s", m.Path, m.refused)
	case m.Name == "":
		fmt.Fprintf(&b, "%s %s: a message that the contract does not have: %s", m.Session, m.Path, m.Payload)
	default:
		fmt.Fprintf(&b, "%s %s: %s %s", m.Session, m.Path, m.Name, m.Payload)
	}
	b.WriteString(lines(m.Findings))
	return b.String()
}

// lines writes findings about a message under a line, with their places in it.
func lines(findings spec.Diagnostics) string {
	var b strings.Builder
	for _, d := range findings {
		fmt.Fprintf(&b, "\n    %s: %s [%s]", cmp.Or(d.Instance, "(root)"), d.Summary, d.Code)
	}
	return b.String()
}

// A desk keeps what clients did.
type desk struct {
	also func(*server.Event)

	mu     sync.Mutex
	news   sync.Cond // on mu
	came   []Message // valid or not, in order
	taken  []bool    // by index in came: Received has returned it
	wrong  []Message // not told by Violations yet
	closed bool
}

// observe keeps the events that tests ask for.
func (d *desk) observe(e *server.Event) {
	if d.also != nil {
		d.also(e)
	}
	if e.Kind != server.EventReceive && e.Kind != server.EventRefuse {
		return
	}
	m := Message{Name: e.Message, Session: e.Session, Path: e.Path, Payload: bytes.Clone(e.Payload)}
	if !e.Valid {
		m.Findings = slices.Clone(e.Findings)
	}
	if e.Kind == server.EventRefuse {
		m.refused = fmt.Sprintf("%d %s", e.Code, e.Text)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if e.Kind == server.EventReceive {
		d.came, d.taken = append(d.came, m), append(d.taken, false)
	}
	if !e.Valid {
		d.wrong = append(d.wrong, m)
	}
	d.news.Broadcast()
}

// close ends all waiting.
func (d *desk) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.news.Broadcast()
}

// Received returns the next message of the name that a client sent and that
// no call has returned before, and waits for it for ten seconds; "" is a
// message that the document does not have. Then, or at once if the document
// has no message of the name, it fails the test and stops it; so it must be
// called by the test's goroutine.
func (m *Mock) Received(message string) Message {
	m.t.Helper()
	if why := m.lacks(message); why != "" {
		m.t.Fatal(why)
	}
	got, ok := m.desk.wait(message, patience)
	if !ok {
		m.t.Fatalf("no client sent %q within %v; they sent %s", message, patience, m.desk.names())
	}
	return got
}

// lacks says that the document has no message of the name, "" if it has.
func (m *Mock) lacks(message string) string {
	var known []string
	for _, r := range m.Routes() {
		for _, in := range r.Receives {
			known = append(known, in.Message.Name)
			for _, reply := range in.Replies {
				known = append(known, reply.Outgoing.Message.Name)
			}
		}
		for _, out := range r.Sends {
			known = append(known, out.Message.Name)
		}
	}
	if message == "" || slices.Contains(known, message) {
		return ""
	}
	slices.Sort(known)
	known = slices.Compact(known)
	hint := cmp.Or(spec.DidYouMean(message, known), "it has "+strings.Join(known, ", "))
	return fmt.Sprintf("the document has no message %q; %s", message, hint)
}

// wait returns the first message of the name that was not taken.
func (d *desk) wait(name string, patience time.Duration) (Message, bool) {
	late := false
	timer := time.AfterFunc(patience, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		late = true
		d.news.Broadcast()
	})
	defer timer.Stop()
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		for i, m := range d.came {
			if m.Name == name && !d.taken[i] {
				d.taken[i] = true
				return m, true
			}
		}
		if late || d.closed {
			return Message{}, false
		}
		d.news.Wait()
	}
}

// names lists what came and was not taken.
func (d *desk) names() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var names []string
	for i, m := range d.came {
		if !d.taken[i] {
			names = append(names, fmt.Sprintf("%q", m.Name))
		}
	}
	if names == nil {
		return "nothing else"
	}
	return strings.Join(names, ", ")
}

// Violations returns what clients did against the contract since the last
// call: wrong messages and refused handshakes, in order. What it has returned
// does not fail the test any more.
func (m *Mock) Violations() []Message {
	m.desk.mu.Lock()
	defer m.desk.mu.Unlock()
	wrong := m.desk.wrong
	m.desk.wrong = nil
	return wrong
}
