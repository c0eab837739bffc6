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
		if !requestID[name] && !echoedID[name] || !from.scalar() {
			continue
		}
		to := answer.get(from.name)
		if to == nil {
			to = answer.like(name)
		}
		if to != nil && to.scalar() && compatible(from.types, to.types) {
			copies = append(copies, Copy{From: from.pointer, To: to.pointer, Add: true, Why: "echoed id"})
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
	for _, c := range p.echoes(in.Message, reply.Message) {
		if !slices.ContainsFunc(copies, func(old Copy) bool { return old.To == c.To }) {
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
	c := Copy{Why: "correlationId", Add: true}
	switch {
	case from == nil:
		if to.Header || p.shape(request.Message).at(to.Pointer) == nil {
			return nil
		}
		c.From, c.To = to.Pointer, to.Pointer
	case to != nil && to.Header:
		return nil
	case to != nil:
		c.From, c.Header, c.To = from.Pointer, from.Header, to.Pointer
	case from.Header || p.shape(reply.Message).at(from.Pointer) == nil:
		return nil
	default:
		c.From, c.To = from.Pointer, from.Pointer
	}
	if c.Header {
		c.From = strings.TrimPrefix(c.From, "/")
	}
	return []Copy{c}
}

// fill notes what is written into messages: parameters, correlation ids and
// copies.
func (p *planner) fill(r *Route) {
	for _, out := range r.Sends {
		out.Parameters = p.pins(r, out.Channel)
		if c := out.Message.CorrelationID; c != nil && !c.Header && out.When.Kind != WhenReply {
			out.Correlation = c
		}
	}
	for _, in := range r.Receives {
		for _, reply := range in.Replies {
			reply.Copies = p.copies(in, reply)
			reply.Fails = reply.Fails || p.isError(r, reply.Outgoing)
		}
		if in.Error != nil {
			in.Error.Copies = p.copies(in, in.Error)
		}
	}
}

// pins returns the parameters of a channel whose location is in the payload,
// by the names that the route knows them by (CHN-8).
func (p *planner) pins(r *Route, ch *spec.Channel) []ParameterPin {
	var pins []ParameterPin
	for _, param := range ch.Parameters {
		if param.Location != nil && !param.Location.Header {
			pins = append(pins, ParameterPin{Name: p.routeName(r, ch, param.Name), Pointer: param.Location.Pointer})
		}
	}
	return pins
}

// routeName returns the name that a parameter of the channel has in the
// route's path: channels of one path may name it differently.
func (p *planner) routeName(r *Route, ch *spec.Channel, name string) string {
	for _, pl := range p.sources[r].places {
		if pl.channel != ch {
			continue
		}
		own, route := parseTemplate(pl.path).names(), parseTemplate(r.Path).names()
		if i := slices.Index(own, name); i >= 0 && i < len(route) {
			return route[i]
		}
	}
	return name
}

// errors finds the contract's own answers to wrong messages.
func (p *planner) errors(r *Route) {
	for _, out := range r.Sends {
		if out.When.Kind != whenUndecided && out.When.Kind != WhenReply || !p.isError(r, out) {
			continue
		}
		about := stems(p.wordsOf(out.Message), errorWords, answerMarks, genericWords, wordSet("request command"))
		for _, in := range r.Receives {
			if in.Error == nil && len(about) > 0 && p.failsAbout(in, about) {
				in.Error = &Reply{Outgoing: out, Fails: true, Why: fmt.Sprintf("%s is what a wrong %s gets", out.Message.Name, in.Message.Name)}
				replyTo(out, in, in.Error.Why)
			}
		}
		if r.ErrorReply == nil && len(about) == 0 && len(r.Receives) > 0 {
			r.ErrorReply = &Reply{Outgoing: out, Fails: true, Why: fmt.Sprintf("%s is what wrong messages get", out.Message.Name)}
			if out.When.Kind == whenUndecided {
				out.When, out.Why = When{Kind: WhenReply, Of: "wrong messages"}, r.ErrorReply.Why
			}
		}
	}
	for _, in := range r.Receives {
		for _, reply := range in.Replies {
			if in.Error == nil && p.isError(r, reply.Outgoing) {
				in.Error = &Reply{Outgoing: reply.Outgoing, Elsewhere: reply.Elsewhere, AddressFrom: reply.AddressFrom, Fails: true, Why: reply.Why}
			}
		}
	}
}

// failsAbout reports whether an error is about a client's message.
func (p *planner) failsAbout(in *Incoming, about []string) bool {
	ask := stems(p.wordsOf(in.Message), requestNoise, clientMarks)
	return len(ask) > 0 && (slices.Equal(ask, about) || len(about) == 1 && slices.Contains(ask, about[0]))
}
