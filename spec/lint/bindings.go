package lint

import (
	"slices"
	"strings"

	"asyncmock/spec"
)

const codeBinding = "binding-invalid"

// describedBindings holds that bindings are what the specifications of the
// bindings say. The official schemas of 2.x take anything for a binding, so
// those that come with the newest AsyncAPI are asked.
func describedBindings(d *document) {
	seen := map[*spec.Node]bool{}
	for _, place := range []string{"server", "channel", "operation", "message"} {
		for _, bindings := range d.bindingsOf(place) {
			bindings = bindings.Deref()
			if seen[bindings] {
				continue
			}
			seen[bindings] = true
			for _, e := range entriesOf(bindings) {
				if n := e.Value.Deref(); n.Is(spec.Object) && !n.Broken() && !seen[n] {
					seen[n] = true
					d.binding(e.Key, place, n)
				}
			}
		}
	}
}

// bindingsOf returns the bindings objects of all servers, channels,
// operations or messages, of their traits, and those of components.
func (d *document) bindingsOf(place string) []*spec.Node {
	var holders []*spec.Node
	for _, e := range d.entries(place + "s") {
		holders = appendObject(holders, e.Value)
	}
	switch place {
	case "operation":
		holders = append(holders, d.operations()...)
	case "message":
		for _, m := range d.used() {
			holders = appendObject(holders, m)
		}
	}
	for _, e := range d.entries(place + "Traits") {
		holders = appendObject(holders, e.Value)
	}
	var list []*spec.Node
	for _, o := range holders {
		for _, holder := range append([]*spec.Node{o}, o.Get("traits").List()...) {
			list = append(list, holder.Get("bindings"))
		}
	}
	for _, e := range d.entries(place + "Bindings") {
		list = append(list, e.Value)
	}
	return list
}

// binding holds one binding to its specification.
func (d *document) binding(protocol, place string, n *spec.Node) {
	if protocol == "ws" {
		protocol = "websockets"
	}
	d.describedAsObject(protocol+"/"+place, n)
	if !d.v2() {
		return // the official schema knows it
	}
	found, err := d.bindings.check(protocol, place, n)
	if err != nil {
		d.err = err
		return
	}
	for _, f := range found {
		if f.Code == codeValue && slices.Contains(besides[protocol+"/"+place], strings.TrimPrefix(f.Pointer, n.Pointer())) {
			continue
		}
		f.Code, f.Severity = codeBinding, severityOf(codeBinding)
		d.addFinding(f)
	}
}

// besides are fields that may stand beside another in 2.x; in amqp 0.1.0 is
// says which of the two counts.
var besides = map[string][]string{"amqp/channel": {"/exchange", "/queue"}}

// objectSchemas are the schemas in bindings that must be of type object (ws
// 0.1.0, Channel; http 0.1.0 and later, Operation and Message).
var objectSchemas = map[string][]string{
	"websockets/channel": {"query", "headers"},
	"http/operation":     {"query"},
	"http/message":       {"headers"},
}

func (d *document) describedAsObject(binding string, n *spec.Node) {
	for _, key := range objectSchemas[binding] {
		if t := n.Get(key).Get("type"); t.Is(spec.String) && t.Str() != "object" {
			d.add(t, codeBinding, "write type: object, with a property for each", "%s must be described as an object, the type is %q", key, shorten(t.Str()))
		}
	}
}

// A formerField is a field that older versions of a binding have and the
// oldest schema known here has no more.
type formerField struct {
	binding, key string
	values       []string // nil: any text
}

var formerFields = []formerField{
	{"http/operation", "type", []string{"request", "response"}}, // until 0.1.0
	{"amqp/operation", "replyTo", nil},                          // until 0.2.0
}

// former takes the fields of older versions out of a value and tells whether
// they are wrong.
func former(binding string, n *spec.Node, value map[string]any) (found spec.Diagnostics) {
	for _, f := range formerFields {
		own := n.Own(f.key)
		if f.binding != binding || own == nil {
			continue
		}
		delete(value, f.key)
		switch {
		case own.Kind != spec.String:
			found = append(found, finding(own, codeBinding, "", "%s must be text, this is %s", f.key, kind(own)))
		case f.values != nil && !slices.Contains(f.values, own.Text):
			found = append(found, finding(own, codeBinding, "there are: "+strings.Join(f.values, ", "), "%s cannot be %s", f.key, quoted(own)))
		}
	}
	return found
}

// isFormer reports a finding about a field that an older version has.
func isFormer(binding string, n *spec.Node, f spec.Diagnostic) bool {
	return slices.ContainsFunc(formerFields, func(old formerField) bool {
		return old.binding == binding && f.Pointer == spec.JoinPointer(n.Pointer(), old.key)
	})
}
