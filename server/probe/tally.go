package probe

import (
	"fmt"
	"slices"

	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/spec"
)

// maxDistinct is how many different findings are kept about one thing.
const maxDistinct = 20

// A bag holds findings, alike ones once.
type bag struct {
	list   []spec.Diagnostic
	counts []int
	more   int // other ones, that were not kept
}

func (b *bag) add(d spec.Diagnostic) {
	i := slices.IndexFunc(b.list, func(o spec.Diagnostic) bool {
		return o.Code == d.Code && o.Pointer == d.Pointer && o.Instance == d.Instance
	})
	switch {
	case i >= 0:
		b.counts[i]++
	case len(b.list) == maxDistinct:
		b.more++
	default:
		b.list, b.counts = append(b.list, d), append(b.counts, 1)
	}
}

// findings are those kept; what came often says how often.
func (b *bag) findings() (out spec.Diagnostics) {
	for i, d := range b.list {
		if b.counts[i] > 1 {
			d.Summary = fmt.Sprintf("%s (%d times)", d.Summary, b.counts[i])
		}
		out = append(out, d)
	}
	if b.more > 0 {
		last := &out[len(out)-1]
		last.Summary = fmt.Sprintf("%s; %d more findings are not told", last.Summary, b.more)
	}
	return out
}

// A count is what came of one message.
type count struct {
	message *generator.Message
	count   int // all of them
	wrong   int
	bag     bag
}

// A tally counts what came and what was said on one route.
type tally struct {
	heard  int
	counts []*count
	others bag // about no message in particular
}

// of returns the count of a message.
func (t *tally) of(o *server.Outgoing) *count {
	for _, c := range t.counts {
		if c.message == o.Message {
			return c
		}
	}
	c := &count{message: o.Message}
	t.counts = append(t.counts, c)
	return c
}

func (t *tally) other(d spec.Diagnostic) { t.others.add(d) }

// add counts a message of the service.
func (t *tally) add(rd *server.Reading, notes spec.Diagnostics) {
	t.heard++
	b := &t.others
	if rd.Outgoing != nil {
		c := t.of(rd.Outgoing)
		c.count++
		if len(rd.Findings) > 0 {
			c.wrong++
		}
		b = &c.bag
	}
	for _, d := range slices.Concat(rd.Findings, notes) {
		b.add(d)
	}
}

// named is the summary of a finding with its place in the payload.
func named(d spec.Diagnostic) string {
	if d.Instance == "" {
		return d.Summary
	}
	return d.Instance + " " + d.Summary
}
