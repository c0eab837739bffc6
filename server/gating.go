package server

import (
	"fmt"
	"slices"
	"strings"
)

// The words of gates (MOD-4): first in a name; those of lastGates also last,
// unless another verb is first.
var (
	lastGates  = wordSet("subscribe sub join unsubscribe unsub leave subscription unsubscription")
	openWords  = wordSet("subscribe sub listen watch join subscription")
	closeWords = wordSet("unsubscribe unsub unlisten unwatch leave unsubscription")
	stopWords  = wordSet("complete stop cancel") // close streams where others open them
	gateNoise  = wordSet("channel channels topic topics stream streams feed feeds room event events to from for market data public private")
)

// gateWord says what a name does to streams.
func gateWord(ws []string) Gate {
	ws = slices.DeleteFunc(slices.Clone(ws), func(w string) bool { return requestNoise[w] })
	if len(ws) == 0 {
		return GateNone
	}
	if d, _ := responseLexicon(ws); d == toClient {
		return GateNone
	}
	first, last := ws[0], ws[len(ws)-1]
	if closeWords[first] || openWords[first] || imperatives[first] || !lastGates[last] {
		last = ""
	}
	switch {
	case closeWords[first], closeWords[last], slices.Contains(ws, "unsubscribe"):
		return GateClose
	case openWords[first], openWords[last], slices.Contains(ws, "subscribe"):
		return GateOpen
	}
	return GateNone
}

// gate says whether a client's message opens or closes streams: by constants,
// else by name.
func (p *planner) gate(in *Incoming) {
	for _, c := range p.shape(in.Message.Message).constants() {
		opens, closes, others := 0, 0, 0
		first := ""
		for _, v := range c.values {
			switch gateWord(words(v)) {
			case GateOpen:
				if opens == 0 {
					first = v
				}
				opens++
			case GateClose:
				closes++
			default:
				others++
			}
		}
		switch {
		case opens > 0 && (closes > 0 || others > 0):
			in.Gate, in.GateAt, in.GateOpens = GateValue, c.pointer, first
		case opens > 0:
			in.Gate = GateOpen
		case closes > 0 && others == 0:
			in.Gate = GateClose
		}
		if in.Gate != GateNone {
			return
		}
	}
	in.Gate = gateWord(p.wordsOf(in.Message))
}

// gateStreams makes the events of a route wait for what opens them.
func (p *planner) gateStreams(r *Route) {
	var opens, closes []*Incoming
	for _, in := range r.Receives {
		if in.Relay {
			in.Gate = GateNone
		}
		if in.Gate == GateOpen || in.Gate == GateValue {
			opens = append(opens, in)
		}
		if in.Gate == GateClose || in.Gate == GateValue {
			closes = append(closes, in)
		}
	}
	for _, in := range r.Receives {
		if in.Gate == GateNone && !in.Relay && len(opens) > 0 && stopWords[strings.Join(p.wordsOf(in.Message), "")] {
			in.Gate = GateClose
			closes = append(closes, in)
		}
	}
	if len(opens) == 0 {
		for _, in := range closes {
			in.Gate = GateNone
		}
		return
	}
	events := slices.DeleteFunc(slices.Clone(r.Sends), func(out *Outgoing) bool { return out.When.Kind != WhenEvery || len(out.Awaits) > 0 })
	for _, out := range events {
		if by := p.openers(out, opens, events); len(by) > 0 {
			out.OpenedBy, out.ClosedBy = by, p.openers(out, closes, events)
			out.When = When{Kind: WhenSubscribe, Interval: r.Interval, Of: incomingNames(by)}
			out.Why = fmt.Sprintf("%s asks for it: streamed to a connection after that, to SSE clients from connect", out.When.Of)
			out.Topics = p.topics(out, by, events)
		}
	}
}

// incomingNames joins the names of messages.
func incomingNames(all []*Incoming) string {
	var names []string
	for _, in := range all {
		if !slices.Contains(names, in.Message.Name) {
			names = append(names, in.Message.Name)
		}
	}
	return strings.Join(names, ", ")
}

// openers returns the gates that are about an event: those that name it, else
// those that name no event of the route.
func (p *planner) openers(out *Outgoing, gates []*Incoming, events []*Outgoing) []*Incoming {
	var named, general []*Incoming
	for _, in := range gates {
		switch {
		case p.names(in, out):
			named = append(named, in)
		case !slices.ContainsFunc(events, func(o *Outgoing) bool { return p.names(in, o) }):
			general = append(general, in)
		}
	}
	if len(named) > 0 {
		return named
	}
	return general
}

// names reports whether the name of a gate says what the event's name says.
func (p *planner) names(in *Incoming, out *Outgoing) bool {
	object := stems(p.wordsOf(in.Message), openWords, closeWords, gateNoise, requestNoise, clientMarks, genericWords)
	return common(object, stems(p.wordsOf(out.Message), eventMarks)) != ""
}

// eventMarks say only that it is an event.
var eventMarks = wordSet("event events data update updates notification notifications snapshot stream feed channel")
