package fakedata

import (
	"strconv"
	"strings"
)

// findAny looks up the end of a name, also in the singular, then the title,
// then the name of the list or object around it where the name says nothing.
func findAny(kinds map[string]*Kind, h Hint) *Kind {
	words := split(h.Name)
	if k := find(kinds, words); k != nil {
		return k
	}
	if k := find(kinds, singular(words)); k != nil {
		return k
	}
	if title := split(h.Title); len(title) <= 4 {
		if k := find(kinds, title); k != nil {
			return k
		}
	}
	if len(words) == 0 {
		return find(kinds, singular(split(h.Parent)))
	}
	return nil
}

// counts reports whether a name says how many there are of what it names.
func counts(words []string) bool {
	n := len(words)
	return n > 1 && (words[0] == "num" || words[0] == "nb" || words[n-1] == "count" || n > 2 && words[0] == "number" && words[1] == "of")
}

// singular drops the s of the last word.
func singular(words []string) []string {
	n := len(words)
	if n == 0 {
		return nil
	}
	last := words[n-1]
	switch {
	case strings.HasSuffix(last, "ies") && len(last) > 4:
		last = last[:len(last)-3] + "y"
	case strings.HasSuffix(last, "sses"):
		last = last[:len(last)-2]
	case strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss") && len(last) > 2:
		last = last[:len(last)-1]
	}
	return append(append([]string{}, words[:n-1]...), last)
}

// figure is a kind of text that holds numbers of k.
func figure(k *Kind) *Kind {
	return &Kind{Name: "decimal " + k.Name, Number: k, Group: k.Group, text: func(dst []byte, c Context) []byte {
		if ticks, ok := k.Clock(c.Now); ok {
			return strconv.AppendInt(dst, ticks, 10)
		}
		v := k.Range.Min + c.Rand.Int64N(k.Range.Max-k.Range.Min+1)
		if k.Range.Decimals == 0 {
			return strconv.AppendInt(dst, v, 10)
		}
		scale := 1.0
		for range k.Range.Decimals {
			scale *= 10
		}
		return strconv.AppendFloat(dst, float64(v)/scale, 'f', k.Range.Decimals, 64)
	}}
}
