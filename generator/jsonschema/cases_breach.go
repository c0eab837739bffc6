package jsonschema

import (
	"iter"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

// breaches lists what can be broken of a place whose value is sound.
func (k *casing) breaches(at *site, a *alt, sound literal) iter.Seq[breach] {
	return func(yield func(breach) bool) {
		for _, atom := range a.branch.atoms {
			if atom.src == nil {
				continue // made up on the way
			}
			for _, some := range []func(*alt, *subschema, literal) []breach{
				breakType, breakValues, breakNumber, k.breakText, k.breakFormat, k.breakItems, breakFurtherItems,
				breakObject, breakNames, breakChoice,
			} {
				for _, b := range some(a, atom, sound) {
					if !yield(b) {
						return
					}
				}
			}
			for _, b := range k.breakByPlan(at, a, atom) {
				if !yield(b) {
					return
				}
			}
		}
	}
}

// tries are breaches of one keyword.
func tries(keyword string, values ...literal) (list []breach) {
	for _, v := range values {
		list = append(list, breach{keyword: keyword, value: v})
	}
	return list
}

func breakType(_ *alt, s *subschema, sound literal) []breach {
	if s.types == 0 {
		return nil
	}
	return tries("type", wrongTypes(sound)...)
}

// breakValues tries values that are near to those allowed.
func breakValues(_ *alt, s *subschema, sound literal) (list []breach) {
	near := []literal{textLiteral("unknown"), textLiteral("other"), numberOf("-1"), numberOf("987654321"), jsonLiteral("null"), jsonLiteral("true")}
	if text, ok := sound.tree.(string); ok {
		near = append([]literal{textLiteral(text + "-unknown"), textLiteral(strings.ToUpper(text)), textLiteral(strings.ToLower(text))}, near...)
	}
	if s.hasEnum {
		list = append(list, tries("enum", near...)...)
	}
	if s.constant != nil {
		list = append(list, tries("const", near...)...)
	}
	return list
}

// breakNumber goes one step beyond a bound, or half a step off.
func breakNumber(a *alt, s *subschema, sound literal) (list []breach) {
	if typeOf(sound.tree)&(typeNumber|typeInteger) == 0 {
		return nil
	}
	step := a.branch.bounds().step
	if step == nil {
		step = big.NewRat(1, 1)
	}
	// up is the direction of what is refused; by is 0 where the bound itself is.
	beyond := func(keyword string, bound *big.Rat, by, up int64) {
		if bound == nil {
			return
		}
		for _, size := range []*big.Rat{step, lcm(step, big.NewRat(1, 1))} {
			if text, ok := nextTo(new(big.Rat).Add(bound, new(big.Rat).Mul(size, big.NewRat(by, 1))), nil, false, up); ok {
				list = append(list, breach{keyword: keyword, value: numberOf(text)})
			}
			if text, ok := nextTo(bound, size, by != 0, up); ok {
				list = append(list, breach{keyword: keyword, value: numberOf(text)})
			}
		}
	}
	beyond("minimum", s.minimum, -1, -1)
	beyond("maximum", s.maximum, 1, 1)
	beyond("exclusiveMinimum", s.exMinimum, 0, -1)
	beyond("exclusiveMaximum", s.exMaximum, 0, 1)
	if s.multiple != nil {
		if v, ok := new(big.Rat).SetString(string(sound.raw)); ok && len(sound.raw) < 100 {
			for _, off := range []*big.Rat{new(big.Rat).Quo(s.multiple, big.NewRat(2, 1)), big.NewRat(1, 1), new(big.Rat).Quo(s.multiple, big.NewRat(10, 1))} {
				for _, v := range []*big.Rat{new(big.Rat).Add(v, off), new(big.Rat).Sub(v, off)} {
					if text, ok := nextTo(v, nil, false, 1); ok {
						list = append(list, breach{keyword: "multipleOf", value: numberOf(text)})
					}
				}
			}
		}
	}
	return list
}

// breakText cuts, stretches and spoils a text.
func (k *casing) breakText(a *alt, s *subschema, sound literal) (list []breach) {
	text, ok := sound.tree.(string)
	if !ok {
		return nil
	}
	if s.minLength > 0 {
		list = append(list, tries("minLength", k.textsOf(a, text, s.minLength-1)...)...)
	}
	if s.maxLength >= 0 && s.maxLength < maxCaseText {
		list = append(list, tries("maxLength", k.textsOf(a, text, s.maxLength+1)...)...)
	}
	if s.pattern == nil {
		return list
	}
	runes := []rune(text)
	for _, wrong := range []string{"?", "~", " ", "x", "0", "A", "\n"} {
		if len(runes) > 0 {
			list = append(list, tries("pattern",
				textLiteral(wrong+string(runes[1:])), textLiteral(string(runes[:len(runes)-1])+wrong))...)
		}
		list = append(list, tries("pattern", textLiteral(text+wrong), textLiteral(wrong+text),
			textLiteral(strings.Repeat(wrong, max(1, len(runes)))))...)
	}
	return append(list, tries("pattern", textLiteral(strings.ToLower(text)), textLiteral(strings.ToUpper(text)), textLiteral(""))...)
}

// textsOf proposes texts of n characters, like text where that can be.
func (k *casing) textsOf(a *alt, text string, n int) (list []literal) {
	if n < 0 {
		return nil
	}
	runes := []rune(text)
	if len(runes) >= n {
		list = append(list, textLiteral(string(runes[:n])))
	} else if len(runes) > 0 {
		list = append(list, textLiteral(text+strings.Repeat(string(runes[len(runes)-1]), n-len(runes))))
	}
	if a.text != nil {
		m := k.making(usual, 1)
		for _, maker := range a.text.makers {
			for range 4 {
				if made := string(maker.text(nil, m.src, n, n)); utf8.RuneCountInString(made) == n {
					list = append(list, textLiteral(made))
				}
			}
		}
	}
	return append(list, textLiteral(strings.Repeat("x", n)))
}

// misformed are texts that look like a format and are none.
var misformed = map[string][]string{
	"date-time": {"2026-02-30T25:61:00Z", "2026-01-15 09:30"},
	"date":      {"2026-02-30", "15.01.2026"},
	"time":      {"25:61:00Z", "half past nine"},
	"email":     {"mara.example.com", "@"},
	"uuid":      {"123e4567-e89b-12d3-a456-42661417400", "not-a-uuid"},
	"uri":       {"not a uri", "://"},
	"ipv4":      {"192.0.2.256", "192.0.2"},
	"ipv6":      {"2001:db8::g", "2001:db8"},
	"hostname":  {"-under_score-.example", "a..b"},
	"duration":  {"1 hour", "P"},
}

func (k *casing) breakFormat(_ *alt, s *subschema, sound literal) []breach {
	if _, ok := sound.tree.(string); !ok || s.format == "" {
		return nil
	}
	texts := append(slices.Clone(misformed[s.format]), "not-a-"+s.format, "not a "+s.format, "%%%", "{", "(", "")
	var list []breach
	for _, text := range texts {
		list = append(list, breach{keyword: "format", value: textLiteral(text)})
	}
	return list
}

// breakChoice tries values that no alternative takes.
func breakChoice(_ *alt, s *subschema, sound literal) (list []breach) {
	others := append(wrongTypes(sound), jsonLiteral(`{"unexpected":true}`), jsonLiteral(`["unexpected"]`), textLiteral(""), numberOf("-1"))
	if len(s.oneOf) > 0 {
		list = append(list, tries("oneOf", others...)...)
	}
	if len(s.anyOf) > 0 {
		list = append(list, tries("anyOf", others...)...)
	}
	return list
}
