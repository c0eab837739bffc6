package server

import "asyncmock/spec"

// narrow makes a reply of which one branch tells of an error be that branch,
// or any other: a good request is not answered by an error's text, a wrong one
// is. The reply is still the contract's: its schema and one more demand.
func (p *planner) narrow(reply *Reply) {
	sh := p.shape(reply.Message.Message)
	for _, name := range errorProperties {
		if prop := sh.get(name); prop == nil || !prop.branched {
			continue
		}
		demand := objectNode("required", arrayNode(stringNode(name)))
		if !reply.Fails {
			demand = objectNode("not", demand)
		}
		narrowed := *reply.Message.Message
		payload := *narrowed.Payload
		payload.Node = objectNode("allOf", arrayNode(payload.Node, demand))
		narrowed.Payload = &payload
		out := *reply.Outgoing
		out.Message = p.compiler.Message(&narrowed)
		reply.Outgoing = &out
		return
	}
}

// objectNode makes an object of one member.
func objectNode(key string, value *spec.Node) *spec.Node {
	return &spec.Node{Kind: spec.Object, Members: []spec.Member{{Key: key, Value: value}}}
}

// arrayNode makes an array.
func arrayNode(items ...*spec.Node) *spec.Node { return &spec.Node{Kind: spec.Array, Items: items} }

// stringNode makes a string.
func stringNode(s string) *spec.Node { return &spec.Node{Kind: spec.String, Text: s} }
