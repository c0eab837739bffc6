package jsonschema

import (
	"math/big"
	"unicode/utf8"

	"asyncmock/generator/schema"
)

// boundaries yields a value at each limit of a place: the least and the
// greatest number, length and size that the schema takes.
func (k *casing) boundaries(at *site) {
	clear(k.yielded)
	for _, a := range at.shape.alts {
		if a.values != nil {
			continue
		}
		for _, kind := range a.kinds {
			switch kind {
			case typeInteger, typeNumber:
				k.numberLimits(at, a, kind)
			case typeString:
				k.textLimits(at, a)
			case typeArray:
				k.itemLimits(at, a)
			case typeObject:
				k.memberLimits(at, a)
			}
		}
	}
}

// atLimit is the name of a boundary.
func atLimit(at *site, keyword string) string {
	if at.label == "" {
		return keyword
	}
	return keyword + ": " + at.label
}

// numberLimits asks for the numbers at, or next to, the bounds.
func (k *casing) numberLimits(at *site, a *alt, kind typeSet) {
	limits := a.branch.bounds()
	step := limits.step
	if kind == typeInteger {
		step = lcm(step, big.NewRat(1, 1))
	}
	for _, bound := range []struct {
		at        *big.Rat
		exclusive bool
		up        int64
		keyword   string
	}{
		{limits.low, limits.exLow, 1, "minimum"},
		{limits.high, limits.exHigh, -1, "maximum"},
	} {
		if bound.at == nil {
			continue
		}
		keyword := bound.keyword
		if bound.exclusive {
			keyword = map[string]string{"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}[keyword]
		}
		if text, ok := nextTo(bound.at, step, bound.exclusive, bound.up); ok {
			k.valid(at, at.shape.literally(numberOf(text)), atLimit(at, keyword))
		}
	}
}

// nextTo returns the multiple of step that is nearest to a bound on its good
// side; without a step one hundredth counts as near.
func nextTo(bound, step *big.Rat, exclusive bool, up int64) (text string, ok bool) {
	v := new(big.Rat).Set(bound)
	if step == nil {
		if exclusive {
			v.Add(v, new(big.Rat).Mul(big.NewRat(up, 100), big.NewRat(1, 1)))
		}
	} else {
		k := new(big.Rat).Quo(bound, step)
		n := ceil(k)
		if up < 0 {
			n = floor(k)
		}
		if v = product(n, step); exclusive && v.Cmp(bound) == 0 {
			v.Add(v, new(big.Rat).Mul(step, big.NewRat(up, 1)))
		}
	}
	if places, exact := v.FloatPrec(); !exact || places > maxScale || v.Num().BitLen() > 2000 {
		return "", false
	}
	return decimal(v), true
}

func numberOf(text string) literal { return literal{raw: []byte(text), tree: jsonNumber(text)} }

// textLimits asks for texts of the least and the greatest length.
func (k *casing) textLimits(at *site, a *alt) {
	for _, end := range []struct {
		n       int
		limited bool
		keyword string
	}{
		{a.text.low, a.text.low > 0, "minLength"},
		{a.text.high, a.text.high < maxText, "maxLength"},
	} {
		if !end.limited || end.n > maxCaseText {
			continue
		}
		if text, ok := k.textOf(a.text, end.n); ok {
			k.valid(at, at.shape.literally(textLiteral(text)), atLimit(at, end.keyword))
		}
	}
}

// textOf makes a text of n characters that the plan's branch accepts.
func (k *casing) textOf(t *textPlan, n int) (string, bool) {
	exact := *t
	exact.low, exact.high, exact.trusted = n, n, false
	m := k.making(usual, 0)
	for i := range 200 {
		if text := string(exact.attempt(nil, m, i)); exact.accepts(text) && utf8.RuneCountInString(text) == n {
			return text, true
		}
	}
	return "", false
}

func textLiteral(text string) literal { return literal{raw: appendText(nil, []byte(text)), tree: text} }

// itemLimits asks for arrays of the least and the greatest length.
func (k *casing) itemLimits(at *site, a *alt) {
	least, most := tightest(a, func(s *subschema) (int, int) { return s.minItems, s.maxItems })
	if least >= 0 {
		k.sized(at, a.ofLength(least), least, atLimit(at, "minItems"))
	}
	if most >= 0 {
		k.sized(at, a.ofLength(most), most, atLimit(at, "maxItems"))
	}
	for _, atom := range a.branch.atoms {
		k.containsLimits(at, a, atom)
	}
}

// containsLimits asks for arrays with as few and as many items of a kind as
// there may be.
func (k *casing) containsLimits(at *site, a *alt, s *subschema) {
	for _, end := range []struct {
		keyword string
		n       int
	}{{"minContains", s.minContains}, {"maxContains", s.maxContains}} {
		if s.contains == nil || end.n < 1 || end.n > maxCaseMember {
			continue
		}
		before := k.count
		for _, l := range k.changed(at, a, s, func(c *subschema) []goal { c.minContains, c.maxContains = end.n, end.n; return nil }) {
			if k.count == before {
				k.valid(at, at.shape.literally(l), atLimit(at, end.keyword))
			}
		}
	}
}

// tightest returns the narrowest limits that the parts of a branch set, -1 for
// those that none does.
func tightest(a *alt, of func(*subschema) (least, most int)) (least, most int) {
	least, most = -1, -1
	for _, atom := range a.branch.atoms {
		low, high := of(atom)
		least = max(least, low)
		if high >= 0 && (most < 0 || high < most) {
			most = high
		}
	}
	return least, most
}

// ofLength is a way to make arrays of n items.
func (a *alt) ofLength(n int) *alt {
	l := *a.array
	l.low, l.high = n, n
	return &alt{branch: a.branch, kinds: []typeSet{typeArray}, array: &l, height: a.height, weight: a.weight}
}

// memberLimits asks for objects with as few and as many properties as there
// may be.
func (k *casing) memberLimits(at *site, a *alt) {
	least, most := tightest(a, func(s *subschema) (int, int) { return s.minProps, s.maxProps })
	if least >= 0 {
		k.sized(at, a.ofSize(least), least, atLimit(at, "minProperties"))
	}
	if most >= 0 {
		k.sized(at, a.ofSize(most), most, atLimit(at, "maxProperties"))
	}
}

// ofSize is a way to make objects of n properties.
func (a *alt) ofSize(n int) *alt {
	o := *a.object
	o.low, o.high = n, n
	return &alt{branch: a.branch, kinds: []typeSet{typeObject}, object: &o, height: a.height, weight: a.weight}
}

// sized yields a value that has n parts at the place.
func (k *casing) sized(at *site, a *alt, n int, name string) {
	if n > maxCaseMember {
		return
	}
	raw, ok := k.attempt(at.shape.only(a), k.around, 0, at.depth)
	if !ok {
		return
	}
	v, err := schema.Decode(raw)
	if err != nil || lengthOf(v.Tree) != n {
		return
	}
	k.valid(at, at.shape.literally(literal{raw: raw, tree: v.Tree}), name)
}

func lengthOf(tree any) int {
	switch v := tree.(type) {
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return -1
}
