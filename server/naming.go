package server

import (
	"slices"
	"strings"

	"asyncmock/generator"
)

// wordsOf returns the words a message is known by: its name, or its title
// when the name was derived.
func (p *planner) wordsOf(m *generator.Message) []string {
	if p.anything[m.Message] {
		return nil
	}
	ws := nameWords(m.Message)
	if strings.Contains(m.Name, "#") && m.Title != "" {
		ws = words(m.Title)
	}
	if n := p.prefix[m.Message]; n < len(ws) {
		return ws[n:]
	}
	return ws
}

// dropPrefix leaves out the words that all names of a route begin with: they
// name the API, not the message.
func (p *planner) dropPrefix(r *Route) {
	var all []*generator.Message
	for _, in := range r.Receives {
		all = append(all, in.Message)
	}
	for _, out := range r.Sends {
		all = append(all, out.Message)
	}
	n := 0
	if len(all) > 2 {
		n = len(nameWords(all[0].Message)) - 1
	}
	for _, m := range all {
		first, ws := nameWords(all[0].Message), nameWords(m.Message)
		n = min(n, len(ws)-1)
		for n > 0 && !slices.Equal(first[:n], ws[:n]) {
			n--
		}
	}
	for _, m := range all {
		p.prefix[m.Message] = max(n, 0)
	}
}

// isEvent reports whether the words are those of an event.
func isEvent(ws []string) bool {
	if len(ws) == 0 {
		return false
	}
	last := ws[len(ws)-1]
	return eventWords[last] || participle(last)
}

// isError reports whether a message says that something went wrong: by name,
// by constants, or by a property it must have. Where clients say nothing,
// something that failed is an event.
func (p *planner) isError(r *Route, out *Outgoing) bool {
	ws := p.wordsOf(out.Message)
	if len(r.Receives) == 0 {
		return len(ws) > 0 && slices.Contains([]string{"error", "errors", "nack"}, ws[len(ws)-1])
	}
	if hasAny(ws, errorWords) && !hasAny(ws, answerAndError) {
		return true
	}
	sh := p.shape(out.Message.Message)
	for _, c := range sh.constants() {
		if !slices.ContainsFunc(c.values, func(v string) bool { return !hasAny(words(v), errorWords) }) {
			return true
		}
	}
	for _, name := range errorProperties {
		if e := sh.get(name); e != nil && e.required && !slices.Contains(e.types, "boolean") && !slices.Contains(e.types, "null") && sh.get("result") == nil {
			return true
		}
	}
	return false
}

// answerAndError are words that may stand for a good end beside an error's.
var answerAndError = wordSet("or success")

// eventWords end the names of events.
var eventWords = wordSet(`event events data update updates ticker snapshot status notification notifications progress delta trade quote
	feed tick candle kline book state metadata report transcript`)
