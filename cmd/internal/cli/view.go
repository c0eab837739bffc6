package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/server"
	"asyncmock/spec"
)

// A documentView is a document as routes and serve show it. Its JSON is a
// promise to the programs that read it.
type documentView struct {
	Document   string      `json:"document"`
	Title      string      `json:"title"`
	Version    string      `json:"version"`
	AsyncAPI   string      `json:"asyncapi"`
	Role       string      `json:"role"`
	RoleReason string      `json:"roleReason"`
	Evidence   []string    `json:"roleEvidence"`
	Routes     []routeView `json:"routes"`
	Skipped    []skipView  `json:"skipped"`
}

type routeView struct {
	Path         string        `json:"path"`
	URL          string        `json:"url"`
	Mode         string        `json:"mode"`
	Role         string        `json:"role"`
	Bridged      string        `json:"bridged,omitempty"`
	Channels     []string      `json:"channels"`
	ClientToMock []messageView `json:"clientToMock"`
	MockToClient []messageView `json:"mockToClient"`
	Why          []string      `json:"why"`

	route *server.Route
}

type messageView struct {
	Message   string `json:"message"`
	Operation string `json:"operation"`
	When      string `json:"when,omitempty"` // of what the mock sends
}

type skipView struct {
	Channel string `json:"channel"`
	Pointer string `json:"pointer,omitempty"`
	Why     string `json:"why"`
}

// view describes what is served of in at the place.
func (in *input) view(at place) documentView {
	role := in.mock.Role()
	v := documentView{
		Document: in.location, Title: in.doc.Info.Title, Version: in.doc.Info.Version, AsyncAPI: in.doc.AsyncAPI,
		Role: role.Role.String(), RoleReason: role.Reason, Evidence: orEmpty(role.Evidence),
		Routes: []routeView{}, Skipped: []skipView{},
	}
	for _, r := range in.mock.Routes() {
		v.Routes = append(v.Routes, viewRoute(r, at, in.prefix))
	}
	for _, s := range in.mock.Skipped() {
		v.Skipped = append(v.Skipped, skipView{Channel: s.Channel, Pointer: s.Pointer, Why: s.Why})
	}
	return v
}

func viewRoute(r *server.Route, at place, prefix string) routeView {
	v := routeView{
		Path: prefix + r.Path, URL: at.url(r, prefix), Mode: r.Mode.String(), Role: r.Role.String(), Bridged: r.Bridged,
		Channels: []string{}, ClientToMock: []messageView{}, MockToClient: []messageView{}, Why: orEmpty(reasons(r)),
		route: r,
	}
	for _, ch := range r.Channels {
		v.Channels = append(v.Channels, ch.Name)
	}
	seen := map[messageView]bool{}
	send := func(o *server.Outgoing) {
		m := messageView{Message: o.Message.Name, Operation: operationName(o.Operation), When: o.When.String()}
		if !seen[m] {
			seen[m] = true
			v.MockToClient = append(v.MockToClient, m)
		}
	}
	for _, o := range r.Sends {
		send(o)
	}
	for _, in := range r.Receives {
		v.ClientToMock = append(v.ClientToMock, messageView{Message: in.Message.Name, Operation: operationName(in.Operation)})
		for _, reply := range in.Replies {
			send(reply.Outgoing)
		}
	}
	return v
}

// operationName returns "" for a message of a channel that no operation uses.
func operationName(op *spec.Operation) string {
	if op == nil {
		return ""
	}
	return op.Name
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// inWords joins messages that are sent at the same moment: "trade, quote every
// 1s", "pong reply to ping". At most limit moments and names are named.
func inWords(messages []messageView, limit int) []string {
	var moments []string
	names := map[string][]string{}
	for _, m := range messages {
		if names[m.When] == nil {
			moments = append(moments, m.When)
		}
		names[m.When] = append(names[m.When], m.Message)
	}
	var parts []string
	for _, when := range firstOf(moments, limit) {
		part := strings.Join(firstOf(names[when], limit), ", ")
		if n := len(names[when]) - limit; n > 0 {
			part += fmt.Sprintf(" and %d more", n)
		}
		if when != "" {
			part += " " + when
		}
		parts = append(parts, part)
	}
	if n := len(moments) - limit; n > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", n))
	}
	return parts
}

func firstOf[T any](s []T, n int) []T { return s[:min(n, len(s))] }

// opener is a message a client can paste to set the route going, "" where
// the mock speaks by itself or no short one can be made.
func opener(r *server.Route, seed uint64, now func() time.Time) string {
	in := waitsFor(r)
	if in == nil || in.Message.Binary() {
		return ""
	}
	if now == nil {
		now = time.Now
	}
	draw := &schema.Draw{Source: rand.New(rand.NewPCG(seed, 0)), Now: now(), Memory: &schema.Memory{}}
	if in.Gate == server.GateValue {
		value, _ := json.Marshal(in.GateOpens)
		draw.Pins = []schema.Pin{{Pointer: in.GateAt, Value: value, Add: true}}
	}
	out, _, err := in.Message.Append(nil, draw)
	if err != nil || len(out) == 0 || len(out) > maxOpener {
		return ""
	}
	return compact(out)
}

// maxOpener is the longest message worth pasting.
const maxOpener = 2000

// waitsFor is the message that a route waits for: the one that opens its
// streams, else the first that is answered, else the first of a sink or relay.
func waitsFor(r *server.Route) *server.Incoming {
	var answered *server.Incoming
	for _, in := range r.Receives {
		if in.Gate == server.GateOpen || in.Gate == server.GateValue {
			return in
		}
		if answered == nil && (len(in.Replies) > 0 || in.Relay) {
			answered = in
		}
	}
	for _, o := range r.Sends {
		if o.When.Kind == server.WhenEvery {
			return nil
		}
	}
	if answered == nil && len(r.Receives) > 0 {
		return r.Receives[0]
	}
	return answered
}

// compact puts JSON on one line and leaves other text as it is.
func compact(payload []byte) string {
	var b strings.Builder
	var raw json.RawMessage
	if json.Unmarshal(payload, &raw) != nil {
		return string(payload)
	}
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(raw) != nil {
		return string(payload)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
