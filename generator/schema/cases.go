package schema

import (
	"iter"

	"asyncmock/spec"
)

// CaseKind says what an entry of a catalog of payloads shows.
type CaseKind uint8

// The kinds, in the order of a catalog.
const (
	Typical  CaseKind = iota // what is sent every day
	Minimal                  // only what is required
	Full                     // all that is optional, too
	Branch                   // one alternative, one type or one value of an enum
	Boundary                 // at a limit: a number, a length, a size
	Invalid                  // breaks exactly one constraint
)

var caseKinds = [...]string{"typical", "minimal", "full", "branch", "boundary", "invalid"}

// String returns the word for the kind: "typical".
func (k CaseKind) String() string { return caseKinds[min(int(k), len(caseKinds)-1)] }

// CaseKinds returns all kinds, in the order of a catalog.
func CaseKinds() []CaseKind {
	return []CaseKind{Typical, Minimal, Full, Branch, Boundary, Invalid}
}

// A Case is one value of a catalog. The validator has accepted it, or refused
// it for the one reason that Violates says.
type Case struct {
	Kind  CaseKind
	Name  string // unique among those of a kind: "side = buy", "maximum of price"
	Value []byte // JSON; of a Message what travels
	// Plain is the JSON that people write for it, where what travels is the
	// encoding of a Codec.
	Plain []byte
	// Violates says why it is refused; nil: it is valid.
	Violates *Violation
}

// A Violation is the one reason why a value is refused.
type Violation struct {
	Keyword  string // of the schema: "maximum"
	Instance string // JSON pointer in the value: where it is broken
	// Finding is what the validator reports. Its Pointer is the place in the document.
	Finding spec.Diagnostic
}

// Cases is what a Schema has that can list values of a catalog besides the
// typical ones. The same Draw yields the same cases. Where the schema leads to
// more than a catalog can hold, the sequence ends early and calls Draw.Cut.
type Cases interface {
	Cases(kind CaseKind, d *Draw) iter.Seq[Case]
}
