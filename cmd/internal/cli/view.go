package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"asyncmock/generator/schema"
	"asyncmock/server"
	"asyncmock/server/control"
)

// view describes what is served of in at the place, as the control API does.
func (in *input) view(at place) control.Document {
	return control.Describe(in.mount(), func(r *server.Route) string { return at.url(r, in.prefix) })
}

// mount is the input as the control API sees it.
func (in *input) mount() control.Mount {
	return control.Mount{Document: in.location, Prefix: in.prefix, Mock: in.mock}
}

// inWords joins messages that are sent at the same moment: "trade, quote every
// 1s", "pong reply to ping". At most limit moments and names are named.
func inWords(messages []control.Message, limit int) []string {
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
