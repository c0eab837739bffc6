package diff

import (
	"strings"

	"asyncmock/spec"
)

// A use is a schema of a message where it is used: what all of its changes share.
type use struct {
	channel, operation, message string
	action                      spec.Action
	known                       bool // somebody says the action
	headers                     bool
}

func (u use) change(c Change) Change {
	c.Channel, c.Operation, c.Message = u.channel, u.operation, u.message
	if u.known {
		c.Direction = u.action.String()
	}
	if u.headers {
		c.Summary = "headers: " + c.Summary
	}
	return c
}

// schemas compares two versions of a schema where it is used.
func (c *comparing) schemas(u use, old, new *spec.Schema) {
	pairs := schemaPairs(old, new)
	if len(pairs) == 0 {
		return
	}
	k := c.contrast(old, new)
	broken := false
	for _, p := range pairs {
		for i := range p.deltas {
			change := u.judged(k, p, &p.deltas[i])
			broken = broken || change.Verdict == Breaking
			c.add(u.change(change))
		}
	}
	if !broken && u.known {
		c.overlooked(u, k, old, new)
	}
}

// overlooked looks for a payload that shows a break which no difference
// accounts for, such as two branches of a oneOf that fit now.
func (c *comparing) overlooked(u use, k *contrast, old, new *spec.Schema) {
	lost := u.action == spec.Receive
	w := k.any(&pair{old: nodeOf(old), new: nodeOf(new)}, lost)
	if w == nil {
		return
	}
	w.Headers = u.headers
	change := Change{Kind: "schema-widened", Verdict: Breaking, Summary: "more is accepted than before, by several keywords together",
		Reason: breaks(u.action), Old: placeOf(nodeOf(old)), New: placeOf(nodeOf(new)), Witness: w}
	if lost {
		change.Kind, change.Summary = "schema-narrowed", "less is accepted than before, by several keywords together"
	}
	c.add(u.change(change))
}

// judged decides on one difference. The rule is the table of effects; a
// witness has the last word.
func (u use) judged(k *contrast, p *pair, d *delta) Change {
	c := Change{Kind: d.kind, Old: orSchema(d.old, p.old), New: orSchema(d.new, p.new), Summary: where(p.path) + d.what}
	if !u.known {
		c.Verdict, c.Reason = Unclear, "no operation says who sends the message"
		return c
	}
	harm, lost := widens, false
	if u.action == spec.Receive {
		harm, lost = narrows, true
	}
	if w := k.found(p, d, lost); w != nil {
		w.Headers = u.headers
		c.Verdict, c.Reason, c.Witness = Breaking, breaks(u.action), w
		return c
	}
	switch {
	case d.effect&harm != 0, d.guarded && d.effect != neither && k.found(p, d, !lost) == nil:
		c.Verdict, c.Reason = Unclear, unseen(u.action)
	default:
		c.Verdict, c.Reason = NonBreaking, keeps(u.action)
	}
	return c
}

func breaks(a spec.Action) string {
	if a == spec.Receive {
		return "those who send to the application as before are refused"
	}
	return "those who read what the application sends meet what they do not expect"
}

func unseen(a spec.Action) string {
	if a == spec.Receive {
		return "less may be accepted, but no message was found that is refused now"
	}
	return "more may be sent, but no message was found that the old version refuses"
}

func keeps(a spec.Action) string {
	if a == spec.Receive {
		return "what was sent to the application before is still accepted"
	}
	return "those who read what the application sends meet nothing unexpected"
}

// where says where in a payload: "price: ".
func where(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return strings.ReplaceAll("/"+strings.Join(path, "/"), each, "*") + ": "
}

func orSchema(keyword, schema *spec.Node) Place {
	if keyword == nil {
		return placeOf(schema)
	}
	return placeOf(keyword)
}

// schemaPairs returns what differs. Schemas in another language than JSON
// Schema's are compared as texts, and by what they accept.
func schemaPairs(old, new *spec.Schema) []*pair {
	if isJSON(old) && isJSON(new) {
		pairs := differences(nodeOf(old), nodeOf(new))
		if len(pairs) > 0 || dialect(old) == dialect(new) {
			return pairs
		}
	} else if old != nil && new != nil && dialect(old) == dialect(new) && string(old.Node.AppendJSON(nil)) == string(new.Node.AppendJSON(nil)) {
		return nil
	}
	d := delta{kind: "schema-changed", effect: either, what: "the schema is different", anywhere: true, open: true}
	if dialect(old) != dialect(new) {
		d.kind, d.what = "schema-format-changed", "the schema is written in another language"
	}
	return []*pair{{old: nodeOf(old), new: nodeOf(new), deltas: []delta{d}}}
}

func nodeOf(s *spec.Schema) *spec.Node {
	if s == nil {
		return nil
	}
	return s.Node.Deref()
}

// isJSON reports whether a schema is one of the JSON Schema family.
func isJSON(s *spec.Schema) bool {
	if s == nil {
		return true
	}
	d := dialect(s)
	return d == "" || strings.Contains(d, "openapi") || strings.Contains(d, "schema+")
}

// dialect is the language of a schema: AsyncAPI's own in all versions is "".
func dialect(s *spec.Schema) string {
	if s == nil || strings.Contains(s.Format, "vnd.aai.asyncapi") {
		return ""
	}
	return strings.ToLower(s.Format)
}

func (c *comparing) contrast(old, new *spec.Schema) *contrast {
	key := [2]*spec.Schema{old, new}
	if c.contrasts[key] == nil {
		c.contrasts[key] = newContrast(c.before, c.after, old, new)
	}
	return c.contrasts[key]
}
