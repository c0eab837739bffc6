package jsonschema

import (
	"math/big"
	"math/bits"
)

// A dec is a decimal number: ±digits·10^exp, without zeros at the end of
// digits, so that each number has one spelling.
type dec struct {
	negative bool
	digits   uint64
	exp      int
}

// maxDecExp bounds the exponents; Decode refuses larger ones.
const maxDecExp = 2000

// parseDec reads a number literal of JSON; ok is false when it has too many
// digits for a dec.
func parseDec(text string) (d dec, ok bool) {
	i := 0
	if i < len(text) && text[i] == '-' {
		d.negative = true
		i++
	}
	fraction := false
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			if d.digits > (1<<64-1-9)/10 {
				return d, false
			}
			d.digits = d.digits*10 + uint64(c-'0')
			if fraction {
				d.exp--
			}
			continue
		case c == '.':
			fraction = true
			continue
		}
		break
	}
	if i < len(text) && !d.exponent(text[i+1:]) {
		return d, false
	}
	if d.digits == 0 {
		return dec{}, true
	}
	for d.digits%10 == 0 {
		d.digits /= 10
		d.exp++
	}
	return d, true
}

// exponent adds what follows the e.
func (d *dec) exponent(text string) bool {
	minus, n := false, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '-':
			minus = true
		case '0' <= c && c <= '9':
			if n = n*10 + int(c-'0'); n > maxDecExp {
				return false
			}
		}
	}
	if minus {
		n = -n
	}
	d.exp += n
	return true
}

// whole reports whether d is an integer.
func (d dec) whole() bool { return d.exp >= 0 }

var powers = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

func (d dec) cmp(e dec) int {
	switch {
	case d == e:
		return 0
	case d.digits == 0:
		return sign(!e.negative)
	case e.digits == 0 || d.negative != e.negative:
		return sign(d.negative)
	}
	return sign(d.larger(e) == d.negative)
}

func sign(less bool) int {
	if less {
		return -1
	}
	return 1
}

// larger compares the sizes of two numbers that are not equal and not 0.
func (d dec) larger(e dec) bool {
	switch n := d.exp - e.exp; {
	case n >= len(powers): // 10^20 is more than all digits
		return true
	case n <= -len(powers):
		return false
	case n >= 0:
		high, low := bits.Mul64(d.digits, powers[n])
		return high > 0 || low > e.digits
	default:
		high, low := bits.Mul64(e.digits, powers[-n])
		return high == 0 && low < d.digits
	}
}

// multipleOf reports whether d is a whole multiple of step, which is not 0;
// ok is false when that takes longer arithmetic.
func (d dec) multipleOf(step dec) (yes, ok bool) {
	if d.digits == 0 {
		return true, true
	}
	switch n := d.exp - step.exp; {
	case n >= len(powers):
		return false, false
	case n >= 0:
		high, low := bits.Mul64(d.digits, powers[n])
		return bits.Rem64(high, low, step.digits) == 0, true
	case n <= -len(powers):
		return false, true
	default:
		high, low := bits.Mul64(step.digits, powers[-n])
		return high == 0 && d.digits%low == 0, true
	}
}

// A bound is a number of a schema.
type bound struct {
	rat   *big.Rat
	dec   dec
	short bool // dec holds it
}

func newBound(v *big.Rat) bound {
	b := bound{rat: v}
	if _, exact := v.FloatPrec(); exact {
		b.dec, b.short = parseDec(decimal(v))
	}
	return b
}

func boundOf(v *big.Rat) *bound {
	if v == nil {
		return nil
	}
	b := newBound(v)
	return &b
}

// A numeral is a number of a value: a dec, or where that cannot hold it long.
type numeral struct {
	dec   dec
	short bool
	long  *big.Rat
}

// newNumeral reads a literal; ok is false when it is out of all range.
func newNumeral(text string) (n numeral, ok bool) {
	if n.dec, n.short = parseDec(text); n.short {
		return n, true
	}
	n.long, ok = new(big.Rat).SetString(text)
	return n, ok
}

// rat is the number for longer arithmetic.
func (n numeral) rat() *big.Rat {
	if n.long != nil {
		return n.long
	}
	v := new(big.Rat).SetInt(new(big.Int).SetUint64(n.dec.digits))
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n.dec.exp, -n.dec.exp))), nil))
	if n.dec.exp < 0 {
		power.Inv(power)
	}
	if v.Mul(v, power); n.dec.negative {
		v.Neg(v)
	}
	return v
}

func (n numeral) whole() bool {
	if n.short {
		return n.dec.whole()
	}
	return n.rat().IsInt()
}

func (n numeral) cmp(b *bound) int {
	if n.short && b.short {
		return n.dec.cmp(b.dec)
	}
	return n.rat().Cmp(b.rat)
}

func (n numeral) multipleOf(b *bound) bool {
	if n.short && b.short {
		if yes, ok := n.dec.multipleOf(b.dec); ok {
			return yes
		}
	}
	return new(big.Rat).Quo(n.rat(), b.rat).IsInt()
}

func (n numeral) equal(m numeral) bool {
	if n.short && m.short {
		return n.dec == m.dec
	}
	return n.rat().Cmp(m.rat()) == 0
}

func (c *numberCheck) accepts(n numeral) bool {
	return !(c.minimum != nil && n.cmp(c.minimum) < 0 ||
		c.maximum != nil && n.cmp(c.maximum) > 0 ||
		c.exMinimum != nil && n.cmp(c.exMinimum) <= 0 ||
		c.exMaximum != nil && n.cmp(c.exMaximum) >= 0 ||
		c.multiple != nil && !n.multipleOf(c.multiple))
}
