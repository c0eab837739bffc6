package jsonschema

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"

	"asyncmock/fakedata"
)

// A numberPlan makes numbers k·step for whole k, exactly: a number is
// k·unit with the decimal point scale digits from the right.
type numberPlan struct {
	low, high int64 // of k
	least     int64 // the least k that the schema takes, as far as it matters
	limit     int64 // the greatest
	stride    int64 // of a walk
	unit      int64
	scale     int
	large     *largePlan // when the others do not fit
	fraction  bool       // whole numbers are not allowed
	kind      *fakedata.Kind
	fits      func(text string) bool // nil: all do
	excluded  int                    // how many are excluded one by one
	sure      int64                  // a k that fits
}

type largePlan struct{ low, high, unit *big.Int }

// maxScale bounds the digits of what is made.
const maxScale = 400

// maxBits bounds the numbers themselves, in binary.
const maxBits = 2000

// bounds are the tightest of a branch.
type bounds struct {
	low, high     *big.Rat
	exLow, exHigh bool
	step          *big.Rat // nil: none is asked for
}

// numbers plans the numbers of a branch. Those that must not be whole have
// typeNumber without typeInteger left.
func (p *planner) numbers(s *shape, b *branch, kind typeSet) (*numberPlan, string) {
	limits := b.bounds()
	n := &numberPlan{kind: p.fake.Number(b.hint(s)), fraction: b.typesLeft()&typeInteger == 0}
	if kind == typeInteger {
		limits.step = lcm(limits.step, big.NewRat(1, 1))
	}
	if limits.high != nil && limits.low != nil && limits.low.Cmp(limits.high) > 0 {
		return nil, fmt.Sprintf("no number is between %s and %s", decimal(limits.low), decimal(limits.high))
	}
	for _, a := range b.atoms {
		limits.format(a.format)
	}
	if len(b.notValues) > 0 || len(b.hopes) > 0 || n.fraction {
		n.fits, n.excluded = func(text string) bool { return b.accepts(jsonNumber(text)) }, b.excluded()
	}
	reason := ""
	for _, r := range limits.ranges(n.kind, kind) {
		if reason = n.between(r, limits); reason == "" {
			return n, ""
		}
	}
	return nil, reason
}

// between plans for the numbers of a range; it returns why there are none.
func (n *numberPlan) between(r reach, limits bounds) string {
	step := limits.step
	if step == nil {
		step = fineStep(r.low, r.high, n.decimals(), n.fraction)
	} else if coarse := lcm(step, big.NewRat(1, 100)); coarse.Cmp(step) > 0 && multiples(r.low, r.high, coarse) > 4 {
		step = coarse
	}
	if reason := n.fill(r.low, r.high, limits, step); reason != "" {
		return reason
	}
	if n.fits != nil && !n.possible() {
		return "the numbers left are excluded"
	}
	return ""
}

// possible looks for a number that fits and keeps it. Of more numbers than
// are excluded one by one some are left.
func (n *numberPlan) possible() bool {
	src := rand.New(rand.NewPCG(3, 4))
	for i := range n.excluded + 200 {
		k := n.pick(src)
		if n.large == nil && int64(i) <= n.high-n.low && i < n.excluded+100 {
			k = n.low + int64(i)
		}
		if n.fits(string(n.appendK(nil, k))) {
			n.sure = k
			return true
		}
	}
	return false
}

// excluded counts the values that are excluded one by one.
func (b *branch) excluded() (n int) {
	for _, s := range b.notValues {
		n += 1 + len(s.enum)
	}
	return n
}

func (n *numberPlan) decimals() int {
	if n.kind != nil && n.kind.Range != nil {
		return n.kind.Range.Decimals
	}
	return 2
}

// fill computes the range of k.
func (n *numberPlan) fill(low, high *big.Rat, limits bounds, step *big.Rat) string {
	scale, exact := step.FloatPrec()
	if !exact || scale > maxScale {
		return "the numbers asked for have too many digits"
	}
	first := ceil(new(big.Rat).Quo(low, step))
	if limits.exLow && limits.low != nil && low.Cmp(limits.low) == 0 && product(first, step).Cmp(low) == 0 {
		first.Add(first, big.NewInt(1))
	}
	last := floor(new(big.Rat).Quo(high, step))
	if limits.exHigh && limits.high != nil && high.Cmp(limits.high) == 0 && product(last, step).Cmp(high) == 0 {
		last.Sub(last, big.NewInt(1))
	}
	if first.Cmp(last) > 0 {
		return fmt.Sprintf("no multiple of %s is between %s and %s", brief(step), brief(low), brief(high))
	}
	unit := new(big.Rat).Mul(step, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))).Num()
	n.scale = scale
	most := new(big.Int).Mul(last, unit)
	least := new(big.Int).Mul(first, unit)
	if most.BitLen() > maxBits || least.BitLen() > maxBits {
		return "the numbers asked for have too many digits"
	}
	if unit.IsInt64() && first.IsInt64() && last.IsInt64() && most.IsInt64() && least.IsInt64() {
		n.low, n.high, n.unit = first.Int64(), last.Int64(), unit.Int64()
		n.least, n.limit = n.low, n.high
		if limits.low == nil && n.unit < 1<<20 {
			n.least = min(n.low, -1<<40)
		} else if limits.low != nil && low.Cmp(limits.low) > 0 {
			if k := ceil(new(big.Rat).Quo(limits.low, step)); k.IsInt64() && n.unit < 1<<20 {
				n.least = min(n.low, max(k.Int64()+1, -1<<40))
			}
		}
		n.stride = n.strideOf(step)
		if limits.high == nil && n.unit < 1<<20 {
			n.limit = max(n.high, 1<<40)
		} else if limits.high != nil && high.Cmp(limits.high) < 0 {
			if k := floor(new(big.Rat).Quo(limits.high, step)); k.IsInt64() && n.unit < 1<<20 {
				n.limit = max(n.high, min(k.Int64()-1, 1<<40))
			}
		}
		return ""
	}
	n.large = &largePlan{first, last, unit}
	return ""
}

// strideOf is the greatest step of a walk, in steps of the plan.
func (n *numberPlan) strideOf(step *big.Rat) int64 {
	if n.kind != nil && n.kind.Range != nil && n.kind.Range.Stride > 0 {
		unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.kind.Range.Decimals)), nil))
		stride := new(big.Rat).Quo(big.NewRat(n.kind.Range.Stride, 1), unit)
		if k := floor(stride.Quo(stride, step)); k.IsInt64() {
			return max(1, k.Int64())
		}
	}
	return max(1, (n.high-n.low)/200)
}

// bounds merges what all parts say.
func (b *branch) bounds() bounds {
	l := b.ends()
	for _, list := range [][]*subschema{b.atoms, b.limits} {
		for _, a := range list {
			if a.multiple != nil && (l.step == nil || l.step.Num().BitLen()+l.step.Denom().BitLen() < maxBits) {
				l.step = lcm(l.step, a.multiple) // of a longer one fill says so
			}
		}
	}
	return l
}

// ends merges the bounds without the step.
func (b *branch) ends() (l bounds) {
	for _, list := range [][]*subschema{b.atoms, b.limits} {
		for _, a := range list {
			l.tighten(a)
		}
	}
	return l
}

// tighten takes in the bounds of a schema.
func (l *bounds) tighten(s *subschema) {
	l.atLeast(s.minimum, false)
	l.atLeast(s.exMinimum, true)
	l.atMost(s.maximum, false)
	l.atMost(s.exMaximum, true)
}

func (l *bounds) atLeast(v *big.Rat, exclusive bool) {
	if v == nil {
		return
	}
	if l.low == nil || v.Cmp(l.low) > 0 || v.Cmp(l.low) == 0 && exclusive {
		l.low, l.exLow = v, exclusive
	}
}

func (l *bounds) atMost(v *big.Rat, exclusive bool) {
	if v == nil {
		return
	}
	if l.high == nil || v.Cmp(l.high) < 0 || v.Cmp(l.high) == 0 && exclusive {
		l.high, l.exHigh = v, exclusive
	}
}

// format keeps to the range of a format of whole numbers (int32, uint8 and
// the like) where that leaves something.
func (l *bounds) format(name string) {
	signed, unsigned := strings.CutPrefix(name, "u")
	bits, whole := wholeFormats[signed]
	if !whole {
		return
	}
	least := new(big.Int)
	if !unsigned {
		bits--
		least.Neg(least.Lsh(big.NewInt(1), bits))
	}
	most := new(big.Int).Lsh(big.NewInt(1), bits)
	l.within(new(big.Rat).SetInt(least), new(big.Rat).SetInt(most.Sub(most, big.NewInt(1))))
}

// wholeFormats are the formats of whole numbers by their bits; those without
// a sign begin with u.
var wholeFormats = map[string]uint{"int8": 8, "int16": 16, "int32": 32, "int64": 64}

// within adds bounds that are only a hint.
func (l *bounds) within(least, most *big.Rat) {
	if l.low == nil || l.low.Cmp(most) <= 0 {
		l.atMost(most, false)
	}
	if l.high == nil || l.high.Cmp(least) >= 0 {
		l.atLeast(least, false)
	}
}

// fineStep finds a power of ten that leaves a choice between low and high.
func fineStep(low, high *big.Rat, decimals int, fraction bool) *big.Rat {
	step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
	if fraction && decimals == 0 {
		step = big.NewRat(1, 100)
	}
	if low.Cmp(high) == 0 {
		places, _ := low.FloatPrec()
		return new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	}
	tenth := big.NewRat(1, 10)
	for range maxScale - decimals {
		if multiples(low, high, step) > 20 {
			break
		}
		step = new(big.Rat).Mul(step, tenth)
	}
	return step
}

// multiples counts the multiples of step between low and high, up to a bound.
func multiples(low, high, step *big.Rat) int64 {
	n := new(big.Int).Sub(floor(new(big.Rat).Quo(high, step)), ceil(new(big.Rat).Quo(low, step)))
	if !n.IsInt64() {
		return 1 << 60
	}
	return n.Int64() + 1
}

func product(k *big.Int, step *big.Rat) *big.Rat {
	return new(big.Rat).Mul(new(big.Rat).SetInt(k), step)
}

func floor(v *big.Rat) *big.Int {
	q, r := new(big.Int).QuoRem(v.Num(), v.Denom(), new(big.Int))
	if r.Sign() < 0 {
		q.Sub(q, big.NewInt(1))
	}
	return q
}

func ceil(v *big.Rat) *big.Int {
	return new(big.Int).Neg(floor(new(big.Rat).Neg(v)))
}

// lcm returns the least common multiple of two steps; nil is no step.
func lcm(a, b *big.Rat) *big.Rat {
	if a == nil {
		return b
	}
	gcd := new(big.Int).GCD(nil, nil, a.Denom(), b.Denom())
	g := new(big.Int).GCD(nil, nil, a.Num(), b.Num())
	num := new(big.Int).Mul(a.Num(), new(big.Int).Quo(b.Num(), g))
	return new(big.Rat).SetFrac(num, gcd)
}

// brief writes a number for a person.
func brief(v *big.Rat) string {
	text := decimal(v)
	if len(text) > 24 {
		f, _ := v.Float64()
		return strconv.FormatFloat(f, 'g', 6, 64)
	}
	return text
}

// pick draws k.
func (n *numberPlan) pick(src *rand.Rand) int64 {
	if span := uint64(n.high - n.low); span < 1<<63-1 {
		return n.low + src.Int64N(int64(span)+1)
	}
	return n.low
}

// countable reports whether all numbers from low to limit can be made.
func (n *numberPlan) countable() bool { return n.large == nil && n.fits == nil }

// appendK appends the number of k.
func (n *numberPlan) appendK(dst []byte, k int64) []byte {
	if n.large != nil {
		return appendScaled(dst, new(big.Int).Mul(n.large.low, n.large.unit).String(), n.scale)
	}
	v := k * n.unit
	if n.scale == 0 {
		return strconv.AppendInt(dst, v, 10)
	}
	var digits [24]byte
	return appendScaled(dst, string(strconv.AppendInt(digits[:0], v, 10)), n.scale)
}

// appendScaled puts the decimal point into digits and drops what is needless.
func appendScaled(dst []byte, digits string, scale int) []byte {
	if digits[0] == '-' {
		dst, digits = append(dst, '-'), digits[1:]
	}
	whole, frac := "0", digits
	if len(digits) > scale {
		whole, frac = digits[:len(digits)-scale], digits[len(digits)-scale:]
	}
	zeros := scale - len(frac)
	for frac != "" && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	dst = append(dst, whole...)
	if frac == "" {
		return dst
	}
	dst = append(dst, '.')
	for range zeros {
		dst = append(dst, '0')
	}
	return append(dst, frac...)
}

// pick draws k; of a range that is wider than 64 bits only the begin.
func (l *largePlan) pick(src *rand.Rand) *big.Int {
	span := new(big.Int).Sub(l.high, l.low)
	if !span.IsInt64() || span.Int64() == 1<<63-1 {
		span = big.NewInt(1 << 62)
	}
	return new(big.Int).Add(l.low, big.NewInt(src.Int64N(span.Int64()+1)))
}

// append makes a number.
func (n *numberPlan) append(dst []byte, m *making, s *shape) []byte {
	start := len(dst)
	for range 60 {
		if n.large != nil {
			k := n.large.pick(m.src)
			dst = appendScaled(dst, k.Mul(k, n.large.unit).String(), n.scale)
		} else {
			dst = n.appendK(dst, m.move(n, s))
		}
		if n.fits == nil || n.fits(string(dst[start:])) {
			return dst
		}
		dst = dst[:start]
	}
	return n.appendK(dst, n.sure)
}
