package jsonschema

import (
	"encoding/json"
	"math/big"
	"strings"

	"asyncmock/fakedata"
)

// learn takes from the examples where numbers that move lie: the values are
// drawn around them instead of being repeated. Texts whose examples are no
// numbers are none.
func (a *alt) learn() {
	if len(a.seeds) == 0 {
		return
	}
	if n := a.number; n != nil && a.text == nil && n.large == nil && n.fits == nil && n.kind != nil && n.kind.Motion == fakedata.Walk {
		n.around(a.seeds, func(v any) string { number, _ := v.(json.Number); return string(number) })
	}
	switch t := a.text; {
	case t == nil:
	case t.figure == nil:
		t.copy(a.seeds)
	case !t.figure.learnTexts(a.seeds):
		t.kind, t.figure, t.trusted = nil, nil, false
	}
}

// learnTexts is learn for numbers in texts, which have as many decimals as
// the examples; it reports whether all of these are numbers.
func (n *numberPlan) learnTexts(seeds []literal) bool {
	places := 0
	for _, l := range seeds {
		text, _ := l.tree.(string)
		if _, ok := new(big.Rat).SetString(text); !ok || strings.ContainsAny(text, "eE/ ") || len(text) > 18 {
			return false
		}
		if dot := strings.IndexByte(text, '.'); dot >= 0 {
			places = max(places, len(text)-dot-1)
		}
	}
	if _, isTime := n.kind.Clock(sampleTime); isTime {
		return true
	}
	n.rescale(places)
	n.around(seeds, func(v any) string { text, _ := v.(string); return text })
	return true
}

// rescale changes the number of decimals.
func (n *numberPlan) rescale(places int) {
	for ; n.scale < places; n.scale++ {
		n.low, n.high, n.least, n.limit = n.low*10, n.high*10, max(n.least, -1<<50)*10, min(n.limit, 1<<50)*10
	}
	for ; n.scale > places; n.scale-- {
		n.low, n.high, n.least, n.limit = n.low/10, n.high/10, n.least/10, n.limit/10
	}
}

// around narrows the range to a fifth below the least and a fifth above the
// greatest example, as far as the schema lets it.
func (n *numberPlan) around(seeds []literal, number func(any) string) {
	step := new(big.Rat).SetFrac(big.NewInt(n.unit), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.scale)), nil))
	first := true
	low, high := int64(0), int64(0)
	for _, l := range seeds {
		v, ok := new(big.Rat).SetString(number(l.tree))
		if !ok {
			continue
		}
		k := floor(v.Quo(v, step))
		if !k.IsInt64() {
			return
		}
		away := max(k.Int64()/5, -(k.Int64() / 5))
		if first {
			low, high, first = k.Int64()-away, k.Int64()+away, false
		}
		low, high = min(low, k.Int64()-away), max(high, k.Int64()+away)
	}
	low, high = max(low, n.least), min(high, n.limit)
	if first || low >= high {
		return
	}
	n.low, n.high = low, high
	n.stride = max(1, (high-low)/100)
}
