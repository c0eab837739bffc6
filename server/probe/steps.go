package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/generator/catalog"
	"asyncmock/generator/schema"
	"asyncmock/server"
	"asyncmock/spec"
)

// maxSteps is how many messages of each kind, valid and invalid, are sent of
// one message of the contract.
const maxSteps = 100

// A Step is one message that is sent.
type Step struct {
	Incoming *server.Incoming
	Kind     schema.CaseKind
	Name     string // of the example, or of what it shows
	Example  bool   // it is one of the document's examples
	Payload  []byte
	Binary   bool
	Headers  json.RawMessage // of the message, a JSON object; nil: none
	Violates *schema.Violation

	ofHeaders bool // it is the headers that break the contract
	check     Check
	done      bool
}

// Invalid reports whether the service must refuse it.
func (s *Step) Invalid() bool { return s.Violates != nil }

// Label names the step, the same in every run.
func (s *Step) Label() string {
	switch {
	case s.Invalid():
		return s.Incoming.Message.Name + ", invalid: " + s.Name
	case s.Example && s.Name != schema.Typical.String():
		return s.Incoming.Message.Name + ", example " + s.Name
	case s.Example:
		return s.Incoming.Message.Name + ", example"
	}
	if strings.HasPrefix(s.Name, s.Kind.String()) { // "typical 2"
		return s.Incoming.Message.Name + ", " + s.Name
	}
	return s.Incoming.Message.Name + ", " + s.Kind.String() + ": " + s.Name
}

// A subject is a message where it is used.
type subject struct {
	channel *spec.Channel
	message *spec.Message
}

// prepare makes the steps of all talks, and finds out where they connect.
func (p *Probe) prepare(ctx context.Context) error {
	entries, err := p.entries(ctx)
	if err != nil {
		return err
	}
	for _, t := range p.talks {
		if err := t.locate(); err != nil {
			return err
		}
		for _, in := range t.Route.Receives {
			if p.opts.Send != SendNone && p.wantsMessage(in.Channel, in.Operation) {
				t.addSteps(in, entries[subject{in.Channel, in.Message.Message}])
			}
		}
		t.order()
	}
	return nil
}

// entries makes what may be sent, by subject.
func (p *Probe) entries(ctx context.Context) (map[subject][]*catalog.Entry, error) {
	all := map[subject][]*catalog.Entry{}
	var names []string
	for _, t := range p.talks {
		for _, in := range t.Route.Receives {
			names = append(names, in.Message.Name)
		}
	}
	if len(names) == 0 || p.opts.Send == SendNone {
		return all, nil
	}
	base := catalog.Options{Seed: p.opts.Seed, Messages: names}
	catalogs := []catalog.Options{base}
	if p.opts.Send == SendGenerated {
		made := base
		made.Prefer, made.Count = generator.PreferGenerated, 3
		made.Kinds = []schema.CaseKind{schema.Typical, schema.Minimal, schema.Full, schema.Branch, schema.Boundary}
		catalogs = append(catalogs, made)
	}
	if p.opts.Negative {
		wrong := base
		wrong.Kinds = []schema.CaseKind{schema.Invalid}
		catalogs = append(catalogs, wrong)
	}
	for i, opts := range catalogs {
		err := catalog.New(p.mock.Document(), opts).Entries(ctx, func(e *catalog.Entry) error {
			key := subject{e.Channel, e.Message}
			if i > 0 || isExample(e) {
				all[key] = append(all[key], e)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// isExample reports whether an entry is an example of its message, as written.
func isExample(e *catalog.Entry) bool {
	return slices.ContainsFunc(e.Message.Examples, func(x *spec.Example) bool {
		if x.Payload == nil {
			return false
		}
		written := x.Payload.AppendJSON(nil)
		return bytes.Equal(written, e.Payload) || bytes.Equal(written, e.Plain) || x.Payload.Kind == spec.String && x.Payload.Text == string(e.Payload)
	})
}

// addSteps adds what is sent of one message.
func (t *Talk) addSteps(in *server.Incoming, entries []*catalog.Entry) {
	counts := map[bool]int{}
	for _, e := range entries {
		s := &Step{
			Incoming: in, Kind: e.Kind, Name: e.Name, Example: isExample(e), Payload: e.Payload, Binary: e.Binary,
			Headers: e.Headers, Violates: e.Violates, ofHeaders: e.OfHeaders,
		}
		if s.ofHeaders && t.place.over != server.TransportHTTP || s.Invalid() && !t.refusable(s) || t.has(s) {
			continue
		}
		if counts[s.Invalid()]++; counts[s.Invalid()] <= maxSteps {
			t.Steps = append(t.Steps, s)
		}
	}
	for _, invalid := range []bool{false, true} {
		if more := counts[invalid] - maxSteps; more > 0 {
			t.skip(t.groupOf(in.Channel), in.Message.Name+", more", fmt.Sprintf("%d more payloads are not sent: %d of a message are the most", more, maxSteps))
		}
	}
	if counts[false] == 0 {
		t.skip(t.groupOf(in.Channel), in.Message.Name, "not sent: "+t.unsent(in))
	}
}

// unsent says why nothing of a message is sent.
func (t *Talk) unsent(in *server.Incoming) string {
	if t.probe.opts.Send == SendExamples {
		return "the document has no valid example of it; --send generated makes some"
	}
	return "no payload of it can be made"
}

// refusable reports whether the contract says that an invalid message is to be
// refused: it is no other message of the route, and the document does not say
// that nobody looks.
func (t *Talk) refusable(s *Step) bool {
	if !t.Route.Validate || s.Incoming.Unchecked || t.Route.Echo || t.Route.Relays {
		return false
	}
	if s.ofHeaders { // a number is text there, too
		return len(s.Incoming.JudgeHeaders(s.carried())) > 0
	}
	_, m, findings := t.matcher.Read(s.Payload, s.Binary)
	return len(findings)+len(m.Findings) > 0
}

// has reports whether the same is sent already.
func (t *Talk) has(s *Step) bool {
	return slices.ContainsFunc(t.Steps, func(o *Step) bool {
		return o.Incoming == s.Incoming && bytes.Equal(o.Payload, s.Payload) && bytes.Equal(o.Headers, s.Headers)
	})
}

// order sorts the steps: what only asks and tells, then what ends streams,
// then what is invalid, then what ends the session.
func (t *Talk) order() {
	slices.SortStableFunc(t.Steps, func(a, b *Step) int { return int(a.phase()) - int(b.phase()) })
}

// A phase of a talk. The probe listens between phaseTalk and phaseClose.
type phase uint8

const (
	phaseTalk phase = iota
	phaseClose
	phaseNegative
	phaseEnd
)

func (s *Step) phase() phase {
	switch {
	case s.Invalid():
		return phaseNegative
	case s.Incoming.Ends:
		return phaseEnd
	case s.Incoming.Gate == server.GateClose:
		return phaseClose
	case s.Incoming.Gate == server.GateValue && !s.opens():
		return phaseClose
	}
	return phaseTalk
}

// opens reports whether the value at the gate is the one that subscribes.
func (s *Step) opens() bool {
	v, err := s.Incoming.Message.Decode(s.Payload, s.Binary)
	if err != nil {
		return true
	}
	at, _ := server.Lookup(v.Tree, s.Incoming.GateAt)
	return fmt.Sprint(at) == s.Incoming.GateOpens
}

// carried are the headers of the step as HTTP has them.
func (s *Step) carried() http.Header {
	h := http.Header{}
	var object map[string]any
	if json.Unmarshal(s.Headers, &object) != nil {
		return h
	}
	for name, value := range object {
		if text, ok := value.(string); ok {
			h.Set(name, text)
		} else if raw, err := json.Marshal(value); err == nil {
			h.Set(name, string(raw))
		}
	}
	return h
}
