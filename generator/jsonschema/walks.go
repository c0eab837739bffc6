package jsonschema

import (
	"math"
	"math/rand/v2"
)

// walkOf lets a measured value of a thing walk by itself.
func (m *making) walkOf(n *numberPlan, s *shape) int64 {
	lasts, _ := m.memory.Values[s.walks].(map[uint64]int64)
	if lasts == nil {
		lasts = map[uint64]int64{}
		m.remember(s.walks, lasts)
	}
	k, known := lasts[m.scene.thing]
	if known {
		k = n.near(k, m.src)
	} else {
		k = n.begin(m.scene.anchor, m.src)
	}
	if known || len(lasts) < 1000 {
		lasts[m.scene.thing] = k
	}
	return k
}

// near is a small step from last.
func (n *numberPlan) near(last int64, src *rand.Rand) int64 {
	low, high, stride := n.low, n.high, n.stride
	if n.kind.Name == "price" {
		stride = max(1, last/500)
		if last < low || last > high { // what it costs is known
			low, high = max(last/2, n.least), min(last*2, n.limit)
		}
	}
	return min(max(last-stride+src.Int64N(2*stride+1), low), high)
}

// begin is where a walk begins: prices of what is traded at what it costs.
func (n *numberPlan) begin(anchor float64, src *rand.Rand) int64 {
	k := n.pick(src)
	if anchor == 0 || n.kind.Name != "price" || n.large != nil {
		return k
	}
	at := int64(anchor * (0.97 + 0.06*src.Float64()) * math.Pow10(n.scale) / float64(n.unit))
	if n.least <= at && at <= n.limit {
		return at
	}
	return k
}

// wander is how far from the middle of its town a thing comes, in millionths
// of a degree.
const wander = 40_000

// nearHome is a number of degrees near the middle of a town: each thing walks
// by itself.
func (m *making) nearHome(n *numberPlan, s *shape, home int64) (k int64, ok bool) {
	if n.large != nil || n.scale > 12 {
		return 0, false
	}
	off := m.src.Int64N(wander+1) - wander/2
	if m.memory != nil {
		offs, _ := m.memory.Values[s.homes].(map[uint64]int64)
		if offs == nil {
			offs = map[uint64]int64{}
			m.remember(s.homes, offs)
		}
		stride := n.kind.Range.Stride
		last, known := offs[m.scene.thing]
		if known {
			off = min(max(last-stride+m.src.Int64N(2*stride+1), -wander), wander)
		}
		if known || len(offs) < 1000 {
			offs[m.scene.thing] = off
		}
	}
	k = int64(math.Round(float64(home+off) * math.Pow10(n.scale-n.kind.Range.Decimals) / float64(n.unit)))
	return k, n.least <= k && k <= n.limit
}
