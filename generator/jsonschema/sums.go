package jsonschema

import (
	"math"

	"asyncmock/fakedata"
)

// A bill is a list of articles beside what they cost together. Its parts are
// properties by index, -1 for none.
type bill struct {
	list                             int
	price, count, line               string // of an article
	total, sub, tax, shipping, minus int
	pieces                           int
}

// billOf finds the bill among the properties of an object, nil for none.
func billOf(o *objectPlan) *bill {
	b := &bill{list: -1, total: -1, sub: -1, tax: -1, shipping: -1, minus: -1, pieces: -1}
	parts := map[fakedata.Sum]*int{
		fakedata.Total: &b.total, fakedata.Subtotal: &b.sub, fakedata.Tax: &b.tax,
		fakedata.Shipping: &b.shipping, fakedata.Discount: &b.minus, fakedata.Pieces: &b.pieces,
	}
	for i := range o.props {
		q := &o.props[i]
		if at := parts[fakedata.SumOf(q.name)]; at != nil && *at < 0 && q.shape.numeric() {
			*at = i
		}
		if a := q.shape.items(); a != nil && a.rest != nil && len(a.tuple) == 0 && b.list < 0 {
			of := func(sums ...fakedata.Sum) string {
				_, name := a.rest.part(func(name string) bool {
					for _, s := range sums {
						if fakedata.SumOf(name) == s {
							return true
						}
					}
					return false
				})
				return name
			}
			b.price, b.count, b.line = of(fakedata.Price), of(fakedata.Quantity), of(fakedata.Total, fakedata.Subtotal)
			if b.price != "" && b.count != "" || b.line != "" {
				b.list = i
			}
		}
	}
	if b.list < 0 || b.total < 0 && b.sub < 0 && b.pieces < 0 {
		return nil
	}
	return b
}

// sum adds up the articles; ok is false when some price is not known.
func (b *bill) sum(text []byte, at span) (sum, pieces float64, ok bool) {
	ok = true
	walk(text, at.from, func(_ span, article int) (end int) {
		price, count, line := math.NaN(), 1.0, math.NaN()
		end = walk(text, article, func(key span, from int) (to int) {
			to = endOf(text, from)
			into := (*float64)(nil)
			switch string(text[key.from:key.to]) {
			case b.line:
				into = &line
			case b.price:
				into = &price
			case b.count:
				into = &count
			default:
				return to
			}
			if v, isNumber := numberAt(text, span{from, to}); isNumber {
				*into = v
			}
			return to
		})
		pieces += count
		if math.IsNaN(line) {
			line = price * count
		}
		sum += line
		return end
	})
	return sum, pieces, !math.IsNaN(sum) && sum > 0
}

// settle writes what the articles cost together.
func (b *bill) settle(dst []byte, o *objectPlan, in []bool, spans []span) []byte {
	if !in[b.list] {
		return dst
	}
	sum, pieces, ok := b.sum(dst, spans[b.list])
	if b.pieces >= 0 && in[b.pieces] && pieces > 0 {
		dst = put(dst, o, spans, b.pieces, pieces)
	}
	if !ok {
		return dst
	}
	if b.sub >= 0 && in[b.sub] {
		dst = put(dst, o, spans, b.sub, sum)
	}
	if b.tax >= 0 && in[b.tax] {
		dst = put(dst, o, spans, b.tax, sum/5)
	}
	if b.minus >= 0 && in[b.minus] {
		dst = put(dst, o, spans, b.minus, sum/10)
	}
	for n, i := range []int{b.tax, b.shipping, b.minus} {
		sign := []float64{1, 1, -1}[n]
		if i < 0 || !in[i] {
			continue
		}
		if v, isNumber := numberAt(dst, spans[i]); isNumber {
			sum += sign * v
		}
	}
	if b.total >= 0 && in[b.total] {
		dst = put(dst, o, spans, b.total, sum)
	}
	return dst
}
