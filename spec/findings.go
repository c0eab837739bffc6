package spec

import (
	"fmt"
	"slices"
)

// maxFindings bounds what a hostile document can make us say.
const maxFindings = 10_000

// findings collects Diagnostics while loading.
type findings struct {
	list  Diagnostics
	hints int // work spent on comparing words
}

// at reports about a node. The returned finding may be changed until the next report.
func (f *findings) at(n *Node, code, format string, args ...any) *Diagnostic {
	d := f.pos(n.Shown(), code, format, args...)
	if d.Code != "" {
		d.Pointer = n.Pointer()
	}
	return d
}

// Shown returns where a finding about n is shown: at its key, when n is an
// object or a list that begins in a line below it. An absent n has no place.
func (n *Node) Shown() Pos {
	if n == nil || n.Kind < Array || n.parent == nil || n.parent.Kind != Object {
		return n.Place()
	}
	for i := range n.parent.Members {
		if m := &n.parent.Members[i]; m.Key == n.key && m.KeyPos.File == n.Pos.File && m.KeyPos.Line < n.Pos.Line {
			return m.KeyPos
		}
	}
	return n.Pos
}

// key reports about a member's key.
func (f *findings) key(n *Node, m Member, code, format string, args ...any) *Diagnostic {
	d := f.pos(m.KeyPos, code, format, args...)
	if d.Code != "" {
		d.Pointer = JoinPointer(n.Pointer(), m.Key)
	}
	return d
}

// pos reports about a place.
func (f *findings) pos(p Pos, code, format string, args ...any) *Diagnostic {
	if len(f.list) >= maxFindings {
		return &Diagnostic{}
	}
	if len(f.list) == maxFindings-1 {
		code, format, args = codeCapped, "more than %d findings, the rest is not shown", []any{maxFindings}
	}
	f.list = append(f.list, Diagnostic{Code: code, Severity: severityOf(code), Pos: p, Summary: fmt.Sprintf(format, args...)})
	return &f.list[len(f.list)-1]
}

// sorted returns the findings by place, each once.
func (f *findings) sorted() Diagnostics {
	f.list.Sort()
	return slices.CompactFunc(f.list, func(a, b Diagnostic) bool {
		return a.Code == b.Code && a.Pos == b.Pos && a.Pointer == b.Pointer && a.Summary == b.Summary
	})
}
