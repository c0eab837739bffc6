package jsonschema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"asyncmock/generator/schema"
)

// branches yields, for every place that has a choice, a value for each of the
// alternatives, types and listed values.
func (k *casing) branches(at *site) {
	clear(k.yielded)
	told := map[string]bool{}
	for i, a := range at.shape.alts {
		choice := a.branch.choice()
		if told[choice] {
			continue
		}
		before := k.count
		switch {
		case len(a.values) > 1:
			for _, l := range a.values {
				k.valid(at, at.shape.literally(l), nameOf(at, showLiteral(l)))
			}
		case len(a.kinds) > 1 && a.values == nil:
			for _, kind := range a.kinds {
				one := *a
				one.kinds = []typeSet{kind}
				if len(a.seeds) > 0 && typeOf(a.seeds[0].tree)&kind == 0 {
					one.seeds, one.def = nil, nil
				}
				k.valid(at, at.shape.only(&one), nameOf(at, kind.names()[0]))
			}
		case len(at.shape.alts) > 1:
			k.valid(at, at.shape.only(a), nameOf(at, at.shape.nameAlt(i)))
		}
		told[choice] = k.count > before
	}
}

// choice tells alternatives apart: those of the document, not those that
// refuting others takes.
func (b *branch) choice() string {
	var key []byte
	for _, atom := range b.atoms {
		if atom.src == nil {
			continue // made up on the way
		}
		for n, list := range [][]*subschema{atom.oneOf, atom.anyOf, {atom.cond}} {
			for i, one := range list {
				if one != nil && slices.Contains(b.atoms, one) {
					key = fmt.Appendf(key, "%d %d %d,", atom.index, n, i)
				}
			}
		}
	}
	return string(key)
}

// valid yields a value that has the shape s at the place.
func (k *casing) valid(at *site, s *shape, name string) {
	if k.done {
		return
	}
	value, ok := k.make(at.with(s), k.around)
	if !ok || k.yielded[string(value)] {
		return
	}
	k.yielded[string(value)] = true
	k.emit(schema.Case{Name: name, Value: value})
}

func nameOf(at *site, what string) string {
	if at.label == "" {
		return what
	}
	return at.label + ": " + what
}

func showLiteral(l literal) string {
	if text, ok := l.tree.(string); ok && text != "" {
		return shorten(text)
	}
	return shorten(string(l.raw))
}

// nameAlt names an alternative by what tells it from the others: the schemas
// it is made of, their titles, a constant, what it requires, its type, or its
// number.
func (s *shape) nameAlt(i int) string {
	a := s.alts[i]
	for _, words := range []func(*alt) []string{
		func(a *alt) []string { return a.branch.names },
		func(a *alt) []string { return a.branch.titles() },
		(*alt).constants,
		(*alt).demands,
		func(a *alt) []string { return a.types() },
	} {
		var own []string
		for _, w := range words(a) {
			if !s.common(w, words) && !slices.Contains(own, w) {
				own = append(own, w)
			}
		}
		if name := strings.Join(own, " "); name != "" && s.alone(i, own, words) {
			return shorten(name)
		}
	}
	return "alternative " + strconv.Itoa(i+1)
}

// common reports whether all alternatives have the word.
func (s *shape) common(w string, words func(*alt) []string) bool {
	return !slices.ContainsFunc(s.alts, func(a *alt) bool { return !slices.Contains(words(a), w) })
}

// alone reports whether no other alternative has all of the words.
func (s *shape) alone(i int, own []string, words func(*alt) []string) bool {
	for j, a := range s.alts {
		others := words(a)
		if j != i && a.branch.choice() != s.alts[i].branch.choice() && !slices.ContainsFunc(own, func(w string) bool { return !slices.Contains(others, w) }) {
			return false
		}
	}
	return true
}

func (b *branch) titles() (titles []string) {
	for _, atom := range b.atoms {
		if atom.title != "" {
			titles = append(titles, atom.title)
		}
	}
	return titles
}

func (a *alt) types() (names []string) {
	if a.values != nil {
		return []string{showLiteral(a.values[0])}
	}
	for _, kind := range a.kinds {
		names = append(names, kind.names()...)
	}
	return names
}

// demands lists the properties that must be there.
func (a *alt) demands() (names []string) {
	if a.object == nil {
		return nil
	}
	for i := range len(a.object.props) {
		if q := a.object.at(i); q.required {
			names = append(names, q.name)
		}
	}
	return names
}

// constants lists the values of properties that have only one.
func (a *alt) constants() (values []string) {
	if a.object == nil {
		return nil
	}
	for _, q := range a.object.props {
		if q.required && len(q.shape.alts) == 1 && len(q.shape.alts[0].values) == 1 {
			values = append(values, showLiteral(q.shape.alts[0].values[0]))
		}
	}
	return values
}
