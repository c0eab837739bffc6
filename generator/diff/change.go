package diff

import (
	"encoding/json"
	"slices"

	"asyncmock/spec"
)

// Verdict says what a Change does to those who were built on the old version.
type Verdict uint8

// The verdicts, worst first.
const (
	Breaking Verdict = iota
	Unclear
	NonBreaking
)

// String returns "breaking", "unclear" or "non-breaking".
func (v Verdict) String() string { return [...]string{"breaking", "unclear", "non-breaking"}[v] }

// A Place is where a Change is in one of the documents; the zero Place is
// nowhere: what was added has no place in the old document.
type Place struct {
	Pos     spec.Pos
	Pointer string // RFC 6901
}

// A Change is one difference between two versions.
type Change struct {
	Kind    string // kebab-case, stable: "required-added"
	Verdict Verdict
	Summary string // what is different
	Reason  string // why the verdict is what it is
	// Channel, Operation and Message are the names in the new version, or in
	// the old one where there is no other; "" where it is about none.
	Channel, Operation, Message string
	// Direction is what the application does with the message or operation:
	// "receive", "send", or "" where it is about none or nobody says so.
	Direction string
	Old, New  Place
	Witness   *Witness // of differences between schemas that are breaking
}

// A Witness is a message that one version accepts and the other refuses.
type Witness struct {
	Payload    json.RawMessage // of the payload, or of the headers
	Headers    bool            // Payload is the headers
	AcceptedBy string          // "old" or "new"; the other one refuses it
	Instance   string          // JSON pointer in Payload: what is refused
	Refusal    string          // what the validator says of it
}

// Changes are the differences between two documents.
type Changes []Change

// Worst returns the worst verdict, NonBreaking if there are no changes.
func (cs Changes) Worst() Verdict {
	worst := NonBreaking
	for _, c := range cs {
		worst = min(worst, c.Verdict)
	}
	return worst
}

// Count returns how many changes have the verdict.
func (cs Changes) Count(v Verdict) int {
	n := 0
	for _, c := range cs {
		if c.Verdict == v {
			n++
		}
	}
	return n
}

// sorted has the worst first, and each kind of verdict in document order.
func (cs Changes) sorted() Changes {
	slices.SortStableFunc(cs, func(a, b Change) int { return int(a.Verdict) - int(b.Verdict) })
	return cs
}

func placeOf(n *spec.Node) Place {
	if n == nil {
		return Place{}
	}
	return Place{Pos: n.Pos, Pointer: n.Pointer()}
}
