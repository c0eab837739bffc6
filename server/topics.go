package server

import (
	"slices"
	"strings"
)

// selecting are the properties of a subscribe message that say what is wanted.
var selecting = wordSet(`channel channels event events topic topics stream streams feed feeds type types kind kinds name names subject
	subjects subscription subscriptions params args entity entities resource`)

// topics relates the fields of subscribe messages to an event (MOD-4).
func (p *planner) topics(out *Outgoing, gates []*Incoming, events []*Outgoing) []Topic {
	var topics []Topic
	for _, in := range gates {
		for _, field := range p.shape(in.Message.Message).properties {
			if field.pointer == in.GateAt || in.GateAt == "" && p.isGateConstant(field) {
				continue
			}
			topics = p.topic(topics, field, out, events)
			for _, c := range field.children {
				topics = p.topic(topics, c, out, events)
			}
		}
	}
	p.rivals(topics, gates, out, events)
	return topics
}

// kindField reports whether a field of a subscribe is a list named like the
// event: trades for Trade.
func (p *planner) kindField(field *property, out *Outgoing) bool {
	name := stems(words(field.name), eventMarks)
	return slices.Contains(field.types, "array") && len(name) > 0 && slices.Equal(name, stems(p.wordsOf(out.Message), eventMarks))
}

// rivals notes the lists that are named like the other events.
func (p *planner) rivals(topics []Topic, gates []*Incoming, out *Outgoing, events []*Outgoing) {
	for i, t := range topics {
		for _, in := range gates {
			sh := p.shape(in.Message.Message)
			if own := sh.at(t.From); own == nil || !p.kindField(own, out) {
				continue
			}
			for _, field := range sh.properties {
				if field.pointer != t.From && slices.ContainsFunc(events, func(o *Outgoing) bool { return o != out && p.kindField(field, o) }) {
					topics[i].Rivals = append(topics[i].Rivals, field.pointer)
				}
			}
		}
	}
}

// instruments are the properties of market events that say what they are about.
var instruments = []string{"symbol", "s", "pair", "productid", "instrument", "instrumentid", "ticker", "market"}

// instrument returns where an event says what it is about, "" if nowhere.
func (p *planner) instrument(out *Outgoing) string {
	for _, name := range instruments {
		if prop := p.shape(out.Message.Message).like(name); prop != nil && prop.scalar() {
			return prop.pointer
		}
	}
	return ""
}

// isGateConstant reports whether the field's only values are gate words.
func (p *planner) isGateConstant(field *property) bool {
	return len(field.values) > 0 && !slices.ContainsFunc(field.values, func(v string) bool { return gateWord(words(v)) == GateNone })
}

// topic adds what one field of a subscribe says about the event.
func (p *planner) topic(topics []Topic, field *property, out *Outgoing, events []*Outgoing) []Topic {
	if slices.ContainsFunc(topics, func(t Topic) bool { return t.From == field.pointer }) || slices.Contains(field.types, "object") || field.name == "jsonrpc" {
		return topics
	}
	if p.kindField(field, out) {
		return append(topics, Topic{From: field.pointer, To: p.instrument(out)})
	}
	if slices.ContainsFunc(events, func(o *Outgoing) bool { return p.kindField(field, o) }) {
		return topics
	}
	if values, to := p.chosenBy(field, out, events); len(values) > 0 {
		t := Topic{From: field.pointer, To: to, Values: values}
		for _, other := range events {
			if others, _ := p.chosenBy(field, other, events); other != out && len(field.values) == 0 {
				t.Others = append(t.Others, others...)
			}
		}
		return append(topics, t)
	}
	if to := p.carries(field, out); to != "" {
		return append(topics, Topic{From: field.pointer, To: to})
	}
	return topics
}

// chosenBy returns the values of a field that choose the event among its
// siblings, and where the event has them itself.
func (p *planner) chosenBy(field *property, out *Outgoing, events []*Outgoing) (values []string, to string) {
	if len(field.values) == 0 {
		if !selecting[strings.ToLower(field.name)] || len(events) < 2 {
			return nil, ""
		}
		values, to, _ = p.identity(out)
		return values, to
	}
	known, to, same := p.identity(out)
	for _, v := range field.values {
		if slices.Contains(known, v) || slices.Equal(stems(words(v), eventMarks), stems(p.wordsOf(out.Message), eventMarks)) {
			values = append(values, v)
		}
	}
	if !same || !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(known, v) }) {
		to = ""
	}
	return values, to
}

// identity returns the texts an event is asked for by: its discriminating
// constants, or its name. to is where the constants are; same tells that they
// are the event's constants.
func (p *planner) identity(out *Outgoing) (values []string, to string, same bool) {
	for _, c := range p.shape(out.Message.Message).constants() {
		if len(c.values) > 0 && !isGeneric(c.values) {
			return c.values, c.pointer, true
		}
	}
	name := out.Message.Name
	values = append(values, name)
	for _, v := range []string{strings.Join(words(name), ""), strings.Join(slices.DeleteFunc(words(name), func(w string) bool { return eventMarks[w] }), "")} {
		if v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values, "", false
}

// isGeneric reports whether constants only say that it is an event.
func isGeneric(values []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return len(stems(words(v), eventMarks)) > 0 })
}

// chosenBy reports whether a value that a client asks for chooses the event:
// it is one of the topic's values, or names it among other things
// ("btcusd@trade" for "trade").
func (t Topic) chosenBy(asked string) bool {
	if slices.Contains(t.Values, asked) {
		return true
	}
	ask := stems(words(asked), eventMarks)
	return slices.ContainsFunc(t.Values, func(v string) bool {
		name := stems(words(v), eventMarks)
		return len(name) > 0 && len(without(name, ask)) == 0
	})
}

// carries returns where an event has the value that a field asks for: under
// the same name or its singular, on top or one level down.
func (p *planner) carries(field *property, out *Outgoing) string {
	name := plainName(field.name)
	names := []string{name, strings.TrimSuffix(name, "s"), strings.TrimSuffix(name, "es")}
	if requestID[name] && !p.envelope(out) {
		return ""
	}
	sh := p.shape(out.Message.Message)
	for _, prop := range sh.properties {
		if fits(prop, names, field) {
			return prop.pointer
		}
	}
	for _, prop := range sh.properties {
		for _, c := range prop.children {
			if fits(c, names, field) && !slices.Contains(prop.types, "array") {
				return c.pointer
			}
		}
	}
	return ""
}

// fits reports whether a property of an event takes the values of a field.
func fits(prop *property, names []string, field *property) bool {
	return slices.Contains(names, plainName(prop.name)) && prop.scalar() && len(prop.values) != 1 &&
		(slices.Contains(field.types, "array") || compatible(field.types, prop.types))
}

// envelope reports whether an event is wrapped: its id is that of the request.
func (p *planner) envelope(out *Outgoing) bool {
	sh := p.shape(out.Message.Message)
	return len(sh.properties) <= 6 && slices.ContainsFunc([]string{"payload", "data", "result", "params", "event"}, func(n string) bool { return sh.get(n) != nil })
}
