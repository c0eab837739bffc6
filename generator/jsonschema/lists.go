package jsonschema

import (
	"slices"

	"asyncmock/fakedata"
)

// items returns the plan of the items of s when it only makes lists of one kind of item.
func (s *shape) items() *arrayPlan {
	if len(s.alts) != 1 || s.alts[0].array == nil || len(s.alts[0].kinds) != 1 {
		return nil
	}
	return s.alts[0].array
}

// part returns the shape of the property of which is says yes, in the only object that s makes.
func (s *shape) part(is func(name string) bool) (*shape, string) {
	if len(s.alts) != 1 || s.alts[0].object == nil {
		return nil, ""
	}
	for _, q := range s.alts[0].object.props {
		if is(q.name) && q.shape.numeric() {
			return q.shape, q.name
		}
	}
	return nil, ""
}

// A ladder is a list of offers with their prices: [price, size] or {price, size}.
type ladder struct {
	prop  int
	price *shape
	name  string // of the price in an object, "": it comes first in a list
	size  *shape // of what comes second in a list, nil: a size of its own
}

// ladderOf finds the price in the items of the i-th property.
func (o *objectPlan) ladderOf(i int) (l ladder, ok bool) {
	a := o.props[i].shape.items()
	if a == nil || a.rest == nil {
		return l, false
	}
	l.prop = i
	if l.price, l.name = a.rest.part(fakedata.IsPrice); l.price != nil {
		return l, true
	}
	if inner := a.rest.items(); inner != nil {
		if l.price, l.size = inner.rest, inner.rest; len(inner.tuple) > 0 {
			l.price, l.size = inner.tuple[0], nil
		}
	}
	return l, l.price != nil && l.price.numeric()
}

// A book is what is bid and asked, the best offers first.
type book struct{ bids, asks ladder }

// bookOf finds the book among the properties of an object, nil for none.
func bookOf(o *objectPlan) *book {
	var b book
	var bids, asks bool
	for i := range o.props {
		switch fakedata.BookSide(o.props[i].name) {
		case 1:
			if !bids {
				b.bids, bids = o.ladderOf(i)
			}
		case 2:
			if !asks {
				b.asks, asks = o.ladderOf(i)
			}
		}
	}
	if !bids || !asks {
		return nil
	}
	return &b
}

// places returns where the prices of a ladder stand, and the sizes after
// them where both are items of a list.
func (l *ladder) places(text []byte, in []bool, spans []span) (prices, sizes []span) {
	if !in[l.prop] {
		return nil, nil
	}
	each(text, spans[l.prop].from, func(_, at span) {
		n := 0
		each(text, at.from, func(key, value span) {
			switch {
			case l.name == "" && n == 0, l.name != "" && string(text[key.from:key.to]) == l.name:
				prices = append(prices, value)
			case l.name == "" && n == 1 && l.size != nil:
				sizes = append(sizes, value)
			}
			n++
		})
	})
	return prices, sizes
}

// settle makes bids fall and asks rise from where they meet.
func (m *making) settle(dst []byte, b *book, in []bool, spans []span) []byte {
	bids, bidSizes := b.bids.places(dst, in, spans)
	asks, askSizes := b.asks.places(dst, in, spans)
	all := append(append([]span{}, bids...), asks...)
	if len(all) == 0 {
		return dst
	}
	mid, ok := numberAt(dst, all[0])
	if !ok || mid <= 0 {
		return dst
	}
	texts := make([][]byte, len(all))
	for i := range all {
		price, sign, level := b.bids.price, -1.0, i
		if i >= len(bids) {
			price, sign, level = b.asks.price, 1, i-len(bids)
		}
		away := max(mid*0.0002, price.step()) * (float64(level) + 0.5 + 0.4*m.src.Float64())
		if texts[i] = price.spell(nil, mid+sign*max(away, price.step()*float64(level+1))); len(texts[i]) == 0 {
			return dst
		}
	}
	for i, at := range append(bidSizes, askSizes...) {
		size := b.bids.size
		if i >= len(bidSizes) {
			size = b.asks.size
		}
		if text := size.spell(nil, 0.02+5*m.src.Float64()); len(text) > 0 {
			all, texts = append(all, at), append(texts, text)
		}
	}
	return replaceAll(dst, all, texts, spans)
}

// replaceAll writes texts in the place of values, and moves the spans of the
// members after them.
func replaceAll(dst []byte, places []span, texts [][]byte, spans []span) []byte {
	for i, text := range texts {
		at := places[i]
		by := len(text) - (at.to - at.from)
		dst = slices.Replace(dst, at.from, at.to, text...)
		for _, list := range [][]span{places, spans} {
			for j := range list {
				if list[j].from > at.from {
					list[j].from += by
				}
				if list[j].to > at.from {
					list[j].to += by
				}
			}
		}
	}
	return dst
}

// each walks over the members of the object or the items of the list at i;
// key is empty for items.
func each(text []byte, i int, do func(key, value span)) {
	walk(text, i, func(key span, from int) (to int) {
		to = endOf(text, from)
		do(key, span{from, to})
		return to
	})
}

// walk is each for those who find the end of a value themselves; it returns
// the end of the object or list.
func walk(text []byte, i int, do func(key span, from int) (to int)) (end int) {
	if i >= len(text) || text[i] != '{' && text[i] != '[' {
		return endOf(text, i)
	}
	object := text[i] == '{'
	for i++; i < len(text) && text[i] != '}' && text[i] != ']'; {
		var key span
		if object {
			end := endOf(text, i)
			key = span{i + 1, end - 1}
			i = end + 1
		}
		if i = do(key, i); i < len(text) && text[i] == ',' {
			i++
		}
	}
	return min(i+1, len(text))
}

// endOf returns where the value at i ends; the text is what is made here,
// without spaces between values.
func endOf(text []byte, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',', ':':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return min(i+1, len(text))
		}
	}
	return i
}
