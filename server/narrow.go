package server

// narrow makes a reply of which one branch tells of an error be that branch,
// or any other: a good request is not answered by an error's text, a wrong one
// is. The reply is still the contract's: its schema and one more demand.
func (p *planner) narrow(reply *Reply) {
	sh := p.shape(reply.Message.Message)
	for _, name := range errorProperties {
		if prop := sh.get(name); prop == nil || !prop.branched {
			continue
		}
		demand := objectNode(member("required", arrayNode(stringNode(name))))
		if !reply.Fails {
			demand = objectNode(member("not", demand))
		}
		narrowed := *reply.Message.Message
		payload := *narrowed.Payload
		payload.Node = objectNode(member("allOf", arrayNode(payload.Node, demand)))
		narrowed.Payload = &payload
		out := *reply.Outgoing
		out.Message = p.compiler.Message(&narrowed)
		reply.Outgoing = &out
		return
	}
}
