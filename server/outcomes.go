package server

import "slices"

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
