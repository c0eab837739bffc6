package jsonschema

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"
)

// length picks how many items an array has.
func (m *making) length(a *arrayPlan, depth int) int {
	n := a.low
	if limit := min(a.high, max(a.low, 3)); m.manner != least && limit > n && depth < softDepth && m.nodes < manyNodes {
		n = max(n, 1) + m.src.IntN(limit-max(n, 1)+1)
	}
	if m.manner == usual || m.manner == full {
		n = max(n, min(len(a.tuple), a.high))
	}
	if a.rest == nil {
		n = min(n, len(a.tuple))
	}
	part := a.rest
	if len(a.tuple) > 0 {
		part = a.tuple[0]
	}
	if part == nil || part.height > maxMade-depth-1 && len(a.contains) == 0 {
		n = a.low
	}
	return n
}

func (m *making) array(dst []byte, a *arrayPlan, depth int) ([]byte, error) {
	n := m.length(a, depth)
	items := a.seated(&n, m.src)
	dst = append(dst, '[')
	var seen *distinct
	if a.unique {
		seen = &distinct{}
	}
	last := 0 // where the item before begins
	now := m.now
	outer := m.ordinal
	defer func() { m.now, m.ordinal = now, outer }()
	for i := range n {
		m.ordinal = i + 1
		if a.timed {
			m.now = now.Add(-time.Duration(n-1-i) * time.Minute)
		}
		part := a.at(i)
		if items != nil {
			part = items[i]
		}
		if part == nil {
			break
		}
		start := len(dst)
		if i > 0 {
			dst = append(dst, ',')
		}
		if a.twins && i == n-1 && i > 0 {
			dst = append(dst, dst[last:start]...)
			break
		}
		last = len(dst)
		out, err := m.item(dst, part, depth, seen)
		if err != nil {
			if i >= a.low && errors.Is(err, errNoWay) {
				dst = dst[:start]
				break
			}
			return dst, err
		}
		dst = out
	}
	return append(dst, ']'), nil
}

// seated says what stands where when there are items that contains asks for.
// Where n are too many, they become fewer.
func (a *arrayPlan) seated(n *int, src *rand.Rand) []*shape {
	if len(a.contains) == 0 {
		return nil
	}
	for ; *n > a.low; *n-- {
		if items := a.arrange(*n, src); items != nil {
			return items
		}
	}
	return a.arrange(*n, src)
}

// distinct keeps the items of a list without doublets.
type distinct struct {
	few    [16][2]int // the first ones, by their place
	count  int
	seen   map[string]bool // the others
	misses int             // how often an item was there already
	next   int             // of the values that can be listed
}

// maxMisses is how often items of a list are drawn again before those that
// can be listed are taken in order.
const maxMisses = 200

// add reports whether the item at dst[start:] is another than those before,
// and keeps it then.
func (d *distinct) add(dst []byte, start int) bool {
	for _, place := range d.few[:min(d.count, len(d.few))] {
		if bytes.Equal(dst[place[0]:place[1]], dst[start:]) {
			return false
		}
	}
	switch {
	case d.count < len(d.few):
		d.few[d.count] = [2]int{start, len(dst)}
	case d.seen[string(dst[start:])]:
		return false
	default:
		if d.seen == nil {
			d.seen = map[string]bool{}
		}
		d.seen[string(dst[start:])] = true
	}
	d.count++
	return true
}

// item makes an item; where seen is not nil another than those in it.
func (m *making) item(dst []byte, part *shape, depth int, seen *distinct) ([]byte, error) {
	start, nodes := len(dst), m.nodes
	for range 24 {
		var err error
		m.nodes = nodes // what is dropped does not count
		if dst, err = m.shape(dst[:start], part, depth+1); err != nil {
			return dst[:start], err
		}
		if seen == nil {
			return dst, nil
		}
		if seen.add(dst, start) {
			return dst, nil
		}
		if seen.misses++; seen.misses > maxMisses && part.count() < unreachable {
			break
		}
	}
	for {
		dst = part.nth(dst[:start], seen.next)
		seen.next++
		if len(dst) == start {
			return dst, errNoWay
		}
		if seen.add(dst, start) {
			return dst, nil
		}
	}
}

// nth appends the i-th of the values that can be listed, nothing otherwise.
func (s *shape) nth(dst []byte, i int) []byte {
	for _, a := range s.alts {
		switch {
		case len(a.values) > i:
			return append(dst, a.values[i].raw...)
		case len(a.values) > 0:
			i -= len(a.values)
			continue
		}
		for _, kind := range a.kinds {
			switch {
			case kind == typeBoolean && i < 2:
				return strconv.AppendBool(dst, i == 0)
			case kind == typeNull && i < 1:
				return append(dst, "null"...)
			case kind&(typeInteger|typeNumber) != 0 && a.number.countable() && int64(i) <= a.number.limit-a.number.low:
				return a.number.appendK(dst, a.number.low+int64(i))
			case kind&(typeInteger|typeNumber) != 0 && a.number.large == nil && a.number.fits == nil && int64(i)-(a.number.limit-a.number.low) <= a.number.low-a.number.least:
				return a.number.appendK(dst, a.number.low-(int64(i)-(a.number.limit-a.number.low)))
			}
		}
	}
	return dst
}
