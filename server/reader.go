package server

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"asyncmock/generator"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A Reader reads what the side that the mock plays says on a route, as its
// clients do. It is safe for concurrent use.
type Reader struct {
	route   *Route
	says    []*Outgoing
	matcher *generator.Matcher
	fields  [][]headerField // of the headers of each message
	clients wrongWay
}

// A Reading is what the contract says of one message.
type Reading struct {
	// Outgoing is which message it is, with Findings the nearest one; nil:
	// none that comes this way.
	Outgoing *Outgoing
	// Alike are all that it may as well be, Outgoing among them.
	Alike []*Outgoing
	// Own is the message of the clients that came the wrong way; nil: it did not.
	Own     *generator.Message
	Value   schema.Value // zero where it could not be decoded
	Carried http.Header  // of the Frame
	// Findings say why it breaks the contract, sorted; none: it keeps it.
	Findings spec.Diagnostics
	// Unvalidated: there is no validator for the message.
	Unvalidated bool
}

// Reader returns a Reader for the route.
func (r *Route) Reader() *Reader {
	rd := &Reader{route: r}
	var candidates []*generator.Message
	for _, o := range r.Says() {
		if slices.ContainsFunc(rd.says, o.same) {
			continue // narrowed to what a reply is
		}
		rd.says = append(rd.says, o)
		candidates = append(candidates, o.Message)
		rd.fields = append(rd.fields, headerFields(o.Message.Headers()))
	}
	rd.matcher = generator.NewMatcher(candidates)
	for _, in := range r.Receives {
		rd.clients.add(in.Message)
	}
	rd.clients.matcher = generator.NewMatcher(rd.clients.own)
	return rd
}

// Says are the messages that it knows, each once.
func (rd *Reader) Says() []*Outgoing { return rd.says }

// Read finds which message a frame is and what is wrong with it.
func (rd *Reader) Read(f *Frame) *Reading {
	out := &Reading{Carried: f.Carried}
	if len(rd.says)+len(rd.route.Receives) == 0 || rd.route.Echo || rd.route.Relays {
		out.Value, _ = generator.Decode(f.Payload()) // no message is forbidden here
		return out
	}
	if len(rd.says) == 0 {
		out.Findings = spec.Diagnostics{{
			Code: "message-unexpected", Severity: spec.SeverityError, Summary: "the contract has no message that comes from this side here",
		}}
		rd.turn(f, out)
		return out
	}
	value, match, findings := rd.matcher.Read(f.Payload(), f.Binary)
	if out.Value, out.Findings = value, findings; len(findings) > 0 {
		return out
	}
	if out.Findings = match.Findings; len(match.Findings) > 0 {
		rd.turn(f, out)
	}
	if out.Own != nil || match.Index < 0 {
		return out
	}
	rd.name(out, match)
	return out
}

// keeps returns the message that a frame without headers is, when it keeps the
// contract and is no other's; nil: Read says what it is.
func (rd *Reader) keeps(f *Frame) *Outgoing {
	if len(rd.says) == 0 || f.Carried != nil {
		return nil
	}
	if match, ok := rd.matcher.Skim(f.Payload()); ok {
		return rd.says[match.Index]
	}
	_, match, findings := rd.matcher.Read(f.Payload(), f.Binary)
	if len(findings)+len(match.Findings) > 0 || match.Index < 0 {
		return nil
	}
	return rd.says[match.Index]
}

// name notes which messages it is, and what is wrong with its headers.
func (rd *Reader) name(out *Reading, match generator.Match) {
	out.Outgoing = rd.says[match.Index]
	var first spec.Diagnostics
	fits := false
	for i, index := range rd.matcher.Alike(match) {
		out.Alike = append(out.Alike, rd.says[index])
		_, findings := readHeaders(rd.says[index].Message.Headers(), rd.fields[index], out.Carried)
		if len(findings) == 0 && !fits {
			out.Outgoing, fits = rd.says[index], true
		}
		if i == 0 {
			first = findings
		}
	}
	if !fits && out.Carried != nil {
		out.Findings = append(out.Findings, first...)
	}
	_, out.Unvalidated = out.Outgoing.Message.Unvalidated()
}

// turn looks whether it is a message that only clients send.
func (rd *Reader) turn(f *Frame, out *Reading) {
	if len(rd.clients.own) == 0 {
		return
	}
	value, m, findings := rd.clients.matcher.Read(f.Payload(), f.Binary)
	if len(findings)+len(m.Findings) > 0 || m.Message == nil {
		return
	}
	out.Value, out.Own = value, m.Message
	out.Findings = spec.Diagnostics{{
		Code: "message-direction", Severity: spec.SeverityError,
		Summary: fmt.Sprintf("%q goes from the client to the service, not from the service", m.Message.Name),
		Hint:    "if the document describes the other side, try --role application or --role counterpart",
	}}
}

// JudgeHeaders returns what the contract says about the headers that a request
// carries with the message; what they cannot say, as text, is no finding.
func (in *Incoming) JudgeHeaders(carried http.Header) spec.Diagnostics {
	headers := in.Message.Headers()
	_, findings := readHeaders(headers, headerFields(headers), carried)
	return findings
}

// May reports whether the message may be o.
func (r *Reading) May(o *Outgoing) bool { return slices.ContainsFunc(r.Alike, o.same) }

// same reports whether two are one message of the contract: a reply may be
// narrowed to one of its branches.
func (o *Outgoing) same(other *Outgoing) bool {
	return o.Message == other.Message || o.Message.Node != nil && o.Message.Node == other.Message.Node
}

// A Correlation says whether an answer carries the correlation id of a request.
type Correlation uint8

// The correlations. Unmarked: one of the two has no place for an id, or the
// request has none there.
const (
	Unmarked Correlation = iota
	Marked
	Mismarked
)

// Correlate compares the correlation ids of a request and an answer to it
// (AsyncAPI 3.1.0, Correlation ID Object). Headers are those that the
// transport carries; nil: it carries none. For Mismarked, at is the place in
// the answer, and want what should stand there, as JSON.
func (r *Reply) Correlate(request schema.Value, sent http.Header, answer *Reading) (c Correlation, at, want string) {
	for _, copied := range r.Copies {
		if copied.Why != correlationID || copied.Value != nil {
			continue
		}
		from, ok := valueAt(request.Tree, sent, copied.From, copied.Header)
		if !ok || copied.ToHeader && answer.Carried == nil {
			return Unmarked, "", ""
		}
		if to, ok := valueAt(answer.Value.Tree, answer.Carried, copied.To, copied.ToHeader); ok && copied.same(from, to) {
			return Marked, "", ""
		}
		return Mismarked, copied.To, string(jsonText(from))
	}
	return Unmarked, "", ""
}

// Carries reports whether a place of the answer's payload, or one that it is
// in, is where the correlation id goes.
func (r *Reply) Carries(pointer string) bool {
	return slices.ContainsFunc(r.Copies, func(c Copy) bool {
		return c.Why == correlationID && !c.ToHeader && strings.HasPrefix(c.To+"/", pointer+"/")
	})
}

// same compares two values; in headers a number is text.
func (c *Copy) same(from, to any) bool {
	if c.Header != c.ToHeader {
		return string(bytes.Trim(jsonText(from), `"`)) == string(bytes.Trim(jsonText(to), `"`))
	}
	return schema.Equal(from, to)
}

// valueAt is the value at a place of a message.
func valueAt(tree any, carried http.Header, pointer string, header bool) (any, bool) {
	if !header {
		return lookup(tree, pointer)
	}
	values := carried.Values(headerName(pointer))
	if len(values) == 0 {
		return nil, false
	}
	return values[0], true
}

// Lookup returns the value at a JSON pointer (RFC 6901) of a decoded payload.
func Lookup(tree any, pointer string) (any, bool) { return lookup(tree, pointer) }
