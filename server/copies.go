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

// pins returns the parameters of a channel whose location is in the payload,
// by the names that the route knows them by (CHN-8).
func (p *planner) pins(r *Route, ch *spec.Channel) []ParameterPin {
	var pins []ParameterPin
	named := parseTemplate(r.Path).names()
	for _, param := range ch.Parameters {
		name := p.routeName(r, ch, param.Name)
		if param.Location != nil && !param.Location.Header && slices.Contains(named, name) {
			pins = append(pins, ParameterPin{Name: name, Pointer: param.Location.Pointer})
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
	p.onlyError(r)
	for _, in := range r.Receives {
		for _, reply := range in.Replies {
			if in.Error == nil && p.isError(r, reply.Outgoing) {
				in.Error = &Reply{Outgoing: reply.Outgoing, Elsewhere: reply.Elsewhere, AddressFrom: reply.AddressFrom, Fails: true, Why: reply.Why}
			}
		}
		if in.Error == nil && r.ErrorReply == nil {
			p.failingReply(in)
			if in.Error != nil {
				p.narrow(in.Error)
			}
		}
	}
}

// onlyError makes the first error that is about no particular message the
// general one, when the contract has no other.
func (p *planner) onlyError(r *Route) {
	if r.ErrorReply != nil || len(r.Receives) == 0 {
		return
	}
	for _, out := range r.Sends {
		if out.When.Kind == whenUndecided && p.isError(r, out) {
			r.ErrorReply = &Reply{Outgoing: out, Fails: true, Why: fmt.Sprintf("%s is the contract's only word for what went wrong", out.Message.Name)}
			out.When, out.Why = When{Kind: WhenReply, Of: "wrong messages"}, r.ErrorReply.Why
			return
		}
	}
}

// failingReply answers wrong messages with the reply itself when one of its
// values says that it failed: status: error.
func (p *planner) failingReply(in *Incoming) {
	for _, reply := range in.Replies {
		branch := p.failingBranch(in, reply)
		for _, prop := range p.shape(reply.Message.Message).outcomes() {
			for _, v := range prop.values {
				if !hasAny(words(v), errorWords) {
					continue
				}
				if in.Error == nil {
					in.Error = &Reply{Outgoing: reply.Outgoing, Elsewhere: reply.Elsewhere, AddressFrom: reply.AddressFrom, Fails: true,
						Why: fmt.Sprintf("its %s can be %q", prop.name, v)}
				}
				in.Error.Copies = append(in.Error.Copies, Copy{To: prop.pointer, Value: jsonText(v), Add: true, Why: "it failed"})
				return
			}
		}
		if branch {
			return
		}
	}
}

// failingBranch answers wrong messages with the branch of the reply that must
// have an error's text.
func (p *planner) failingBranch(in *Incoming, reply *Reply) bool {
	for _, name := range errorProperties {
		prop := p.shape(reply.Message.Message).get(name)
		if prop == nil || !prop.branched || !slices.Contains(prop.types, "string") {
			continue
		}
		in.Error = &Reply{Outgoing: reply.Outgoing, Elsewhere: reply.Elsewhere, AddressFrom: reply.AddressFrom, Fails: true,
			Copies: []Copy{{To: prop.pointer, Value: jsonText("the message breaks the contract"), Add: true, Why: "it failed"}},
			Why:    fmt.Sprintf("it can carry %s", prop.name)}
		return true
	}
	return false
}

// errorProperties say what went wrong.
var errorProperties = []string{"error", "errorMessage", "error_message"}

// outcomes are the properties of an answer that say how it went, and have
// more than one value.
func (s *shape) outcomes() []*property {
	var found []*property
	for _, p := range s.properties {
		if len(p.values) > 1 && p.scalar() && (len(p.types) == 0 || slices.Contains(p.types, "string")) && outcomeNames[plainName(p.name)] {
			found = append(found, p)
		}
	}
	return found
}

// outcomeNames are the names of such properties.
var outcomeNames = wordSet("status result state outcome event type action op method")

// outcomes says in a reply to a good message that it went well: the value
// that the request's words lead to, else the first that is no error.
func (p *planner) outcomes(in *Incoming, reply *Reply) []Copy {
	if reply.Fails {
		return nil
	}
	var copies []Copy
	asked := p.askedWords(in)
	for _, prop := range p.shape(reply.Message.Message).outcomes() {
		best, tier := "", 0
		for _, v := range prop.values {
			for _, ask := range asked {
				if rel := relate(ask, words(v)); rel.tier > 0 && (tier == 0 || rel.tier < tier) {
					best, tier = v, rel.tier
				}
			}
		}
		if best == "" && slices.ContainsFunc(prop.values, func(v string) bool { return hasAny(words(v), errorWords) }) {
			best = firstGood(prop.values)
		}
		if best != "" {
			copies = append(copies, Copy{To: prop.pointer, Value: jsonText(best), Why: "what was asked was done"})
		}
	}
	return copies
}

// askedWords returns the words of a request: of its name and of its single
// constants.
func (p *planner) askedWords(in *Incoming) [][]string {
	asked := [][]string{p.wordsOf(in.Message)}
	for _, c := range p.shape(in.Message.Message).constants() {
		if len(c.values) == 1 {
			asked = append(asked, words(c.values[0]))
		}
	}
	return asked
}

// firstGood returns the first value that is no error, "" if all are.
func firstGood(values []string) string {
	for _, v := range values {
		if !hasAny(words(v), errorWords) {
			return v
		}
	}
	return ""
}

// failsAbout reports whether an error is about a client's message.
func (p *planner) failsAbout(in *Incoming, about []string) bool {
	ask := stems(p.wordsOf(in.Message), requestNoise, clientMarks)
	return len(ask) > 0 && (slices.Equal(ask, about) || len(about) == 1 && slices.Contains(ask, about[0]))
}
