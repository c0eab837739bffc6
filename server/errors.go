package server

import (
	"fmt"
	"slices"

	"asyncmock/generator"
)

// errors finds the contract's own answers to wrong messages.
func (p *planner) errors(r *Route) {
	for _, in := range r.Receives {
		for _, reply := range in.Replies {
			if in.Error == nil && p.isError(r, reply.Outgoing) {
				in.Error = &Reply{Outgoing: reply.Outgoing, Elsewhere: reply.Elsewhere, AddressFrom: reply.AddressFrom, Fails: true, Why: reply.Why}
			}
		}
	}
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
		if in.Error == nil && r.ErrorReply == nil {
			p.failingReply(in)
			if in.Error != nil {
				p.narrow(in.Error)
			}
		}
		p.complains(in.Error)
	}
	p.complains(r.ErrorReply)
}

// complains lets an error that is generated say what was wrong: made-up words
// would send its reader looking elsewhere. Examples stay as they are written.
func (p *planner) complains(reply *Reply) {
	if reply == nil || slices.ContainsFunc(reply.Copies, func(c Copy) bool { return c.Why == itsFinding }) ||
		len(reply.Message.Examples) > 0 && p.opts.Prefer != generator.PreferGenerated {
		return
	}
	if prop := complaint(p.shape(reply.Message.Message).properties); prop != nil {
		reply.Copies = append(reply.Copies, Copy{To: prop.pointer, Add: true, Why: itsFinding})
	}
}

// complaint returns the property for people, at the top or in an object such
// as error, nil if there is none.
func complaint(properties []*property) *property {
	for _, name := range complaintNames {
		for _, prop := range properties {
			if plainName(prop.name) == name && prop.isFreeText() {
				return prop
			}
		}
	}
	for _, prop := range properties {
		if found := complaint(prop.children); found != nil {
			return found
		}
	}
	return nil
}

// complaintNames are the names of such properties, without punctuation and
// case; the first that is there.
var complaintNames = []string{"message", "msg", "errormessage", "errormsg", "reason", "detail", "details", "description", "errordescription", "error"}

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
			Copies: []Copy{{To: prop.pointer, Add: true, Why: itsFinding}},
			Why:    fmt.Sprintf("it can carry %s", prop.name)}
		return true
	}
	return false
}

// errorProperties say what went wrong.
var errorProperties = []string{"error", "errorMessage", "error_message"}
