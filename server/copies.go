package server

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/spec"
)

// The properties that a reply repeats from its request, without punctuation
// and case. The first kind identifies the request itself.
var (
	requestID = wordSet(`id reqid requestid correlationid cid seq nonce ref envelopeid transactionid traceid clientref msgid
		commandid callid clientid invocationid`)
	echoedID = wordSet(`symbol pair channel topic room subscriptionid instrument product market stream`)
)

// echoes returns the id-like scalars that both messages have under the same
// name.
func (p *planner) echoes(request, reply *generator.Message) []Copy {
	var copies []Copy
	ask, answer := p.shape(request.Message), p.shape(reply.Message)
	for _, from := range ask.properties {
		name := plainName(from.name)
		pointer := from.pointer
		switch {
		case !requestID[name] && !echoedID[name]:
			continue
		case slices.Contains(from.types, "array") && echoedID[name]:
			pointer += "/0"
		case !from.scalar():
			continue
		}
		to := answer.get(from.name)
		if to == nil {
			to = answer.like(name)
		}
		if to != nil && to.scalar() && (pointer != from.pointer || compatible(from.types, to.types)) {
			copies = append(copies, Copy{From: pointer, To: to.pointer, Add: true, Why: "echoed id"})
		}
	}
	return copies
}

// like returns the property whose name differs only in case and punctuation.
func (s *shape) like(name string) *property {
	for _, p := range s.properties {
		if plainName(p.name) == name {
			return p
		}
	}
	return nil
}

// compatible reports whether a value of one of the types may be of the others.
func compatible(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	return slices.ContainsFunc(a, func(t string) bool {
		return slices.Contains(b, t) || t == "integer" && slices.Contains(b, "number") || t == "number" && slices.Contains(b, "integer")
	})
}

// copies returns what of a request goes into its reply: the correlation id
// (COR-1), then the echoed ids.
func (p *planner) copies(in *Incoming, reply *Reply) []Copy {
	copies := p.correlation(in.Message, reply.Message)
	copies = append(copies, p.outcomes(in, reply)...)
	for _, c := range p.echoes(in.Message, reply.Message) {
		if !slices.ContainsFunc(copies, func(old Copy) bool { return old.To == c.To && !old.ToHeader }) {
			copies = append(copies, c)
		}
	}
	return copies
}

// correlation copies the correlation id from where the request has it to
// where the reply has it, or to the same place if there is one.
func (p *planner) correlation(request, reply *generator.Message) []Copy {
	from, to := request.CorrelationID, reply.CorrelationID
	if from == nil && to == nil {
		return nil
	}
	switch {
	case from == nil && p.hasPlace(request, to):
		from = to
	case to == nil && p.hasPlace(reply, from):
		to = from
	case from == nil || to == nil:
		return nil
	}
	return []Copy{{
		From: spelled(request, from), Header: from.Header, To: spelled(reply, to), ToHeader: to.Header, Add: true, Why: correlationID,
	}}
}

// hasPlace reports whether the schemas of a message know the place.
func (p *planner) hasPlace(m *generator.Message, at *spec.Expression) bool {
	if at.Header {
		return headerNamed(m, at.Pointer) != nil
	}
	return p.shape(m.Message).at(at.Pointer) != nil
}

// headerNamed returns the header of a message at a pointer, whatever the case
// of its name; nil if there is none.
func headerNamed(m *generator.Message, pointer string) *property {
	if m.Headers() == nil {
		return nil
	}
	for _, p := range shapeOf(m.Headers().Payload).properties {
		if strings.EqualFold(p.pointer, pointer) {
			return p
		}
	}
	return nil
}

// spelled is the pointer of an expression; headers as their schema spells them.
func spelled(m *generator.Message, e *spec.Expression) string {
	if e.Header {
		if p := headerNamed(m, e.Pointer); p != nil {
			return p.pointer
		}
	}
	return e.Pointer
}

// fill notes what is written into messages: parameters, correlation ids and
// copies.
func (p *planner) fill(r *Route) {
	for _, out := range r.Sends {
		out.Parameters = p.pins(r, out.Channel)
		if c := out.Message.CorrelationID; c != nil && out.When.Kind != WhenReply {
			at := *c
			at.Pointer = spelled(out.Message, c)
			out.Correlation = &at
		}
	}
	for _, in := range r.Receives {
		p.noteHeader(r, in)
		for _, reply := range in.Replies {
			reply.Fails = reply.Fails || p.isError(r, reply.Outgoing)
			reply.Copies = p.copies(in, reply)
			p.narrow(reply)
		}
		if in.Error != nil {
			in.Error.Copies = append(in.Error.Copies, p.copies(in, in.Error)...)
		}
		if r.ErrorReply != nil && len(r.ErrorReply.Copies) == 0 {
			r.ErrorReply.Copies = p.copies(in, r.ErrorReply)
		}
	}
}

// noteHeader tells, once per message, that a correlation id in a message
// header is looked for in the handshake: frames have no headers (RTE-2).
func (p *planner) noteHeader(r *Route, in *Incoming) {
	c := in.Message.CorrelationID
	if c == nil || !c.Header || p.noted[in.Message.Message] {
		return
	}
	p.noted[in.Message.Message] = true
	name := strings.TrimPrefix(c.Pointer, "/")
	if slices.ContainsFunc(r.Headers, func(f Field) bool { return strings.EqualFold(f.Name, name) }) {
		return
	}
	d := spec.Diagnostic{Code: "header-location", Severity: spec.SeverityInfo,
		Summary: fmt.Sprintf("message %s has its correlation id in header %s: frames have no headers, there the handshake's is read", in.Message.Name, name)}
	if c.Node != nil {
		d.Pos, d.Pointer = c.Node.Place(), c.Node.Pointer()
	}
	p.diagnostics = append(p.diagnostics, d)
}

// pins returns the parameters of a channel that have a location in messages,
// by the names that the route knows them by (CHN-8).
func (p *planner) pins(r *Route, ch *spec.Channel) []ParameterPin {
	var pins []ParameterPin
	named := parseTemplate(r.Path).names()
	for _, param := range ch.Parameters {
		name := p.routeName(r, ch, param.Name)
		if param.Location != nil && slices.Contains(named, name) {
			pins = append(pins, ParameterPin{Name: name, Pointer: param.Location.Pointer, Header: param.Location.Header})
		}
	}
	return pins
}

// routeName returns the name that a parameter of the channel has in the
// route's path: channels of one path may name it differently.
func (p *planner) routeName(r *Route, ch *spec.Channel, name string) string {
	for _, pl := range p.sources[r].places {
		if pl.channel != ch || pl.path == r.Path {
			continue // another channel, or the same names
		}
		own, route := parseTemplate(pl.path).names(), parseTemplate(r.Path).names()
		if i := slices.Index(own, name); i >= 0 && i < len(route) {
			return route[i]
		}
	}
	return name
}
