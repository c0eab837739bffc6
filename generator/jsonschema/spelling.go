package jsonschema

import (
	"math/rand/v2"
	"slices"
	"strings"

	"asyncmock/fakedata"
)

// spellings are how what is meant may have to be written: "Living room" as
// living-room, LIVING_ROOM, living or LIV.
var spellings = []func(text []byte) []byte{
	func(text []byte) []byte { return joined(lower(text), '-') },
	func(text []byte) []byte { return joined(lower(text), '_') },
	func(text []byte) []byte { return joined(upper(text), '_') },
	func(text []byte) []byte { return firstWord(lower(text)) },
	func(text []byte) []byte { return firstWord(text) },
	func(text []byte) []byte { return firstWord(upper(text)) },
	func(text []byte) []byte { return joined(text, 0) },
	func(text []byte) []byte { return shortened(upper(joined(text, 0)), 3) },
	func(text []byte) []byte { return shortened(upper(joined(text, 0)), 2) },
}

func lower(text []byte) []byte {
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			text[i] = c + 'a' - 'A'
		}
	}
	return text
}

func upper(text []byte) []byte {
	for i, c := range text {
		if 'a' <= c && c <= 'z' {
			text[i] = c - ('a' - 'A')
		}
	}
	return text
}

func shortened(text []byte, n int) []byte { return text[:min(n, len(text))] }

func wordly(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

// joined puts a character between words, 0: nothing.
func joined(text []byte, between byte) []byte {
	out := text[:0]
	gap := false
	for _, c := range text {
		if !wordly(c) {
			gap = len(out) > 0
			continue
		}
		if gap && between != 0 {
			out = append(out, between)
		}
		gap = false
		out = append(out, c)
	}
	return out
}

func firstWord(text []byte) []byte {
	if i := slices.IndexFunc(text, func(c byte) bool { return !wordly(c) }); i > 0 {
		return text[:i]
	}
	return text
}

// spelled finds a way to write what is meant that fits.
func (t *textPlan) spelled(src *rand.Rand) bool {
	for _, t.style = range spellings {
		if t.plausible(src) {
			return true
		}
	}
	t.style = nil
	return false
}

// propose appends what is meant, written as it has to be.
func (t *textPlan) propose(dst []byte, c fakedata.Context) []byte {
	start := len(dst)
	dst = t.kind.Append(dst, c)
	if t.style == nil {
		return dst
	}
	return dst[:start+len(t.style(dst[start:]))]
}

// coded are the kinds of texts that are told apart by their digits.
var coded = []string{"id", "call id", "sku", "tracking", "vin", "imei", "plate", "barcode", "digits", "flight", "key"}

// copy takes examples with digits as patterns for others of the sort: LAB-2041
// stands for LAB and any four digits.
func (t *textPlan) copy(seeds []literal) {
	t.prose = t.kind != nil && len(t.patterns) == 0 && slices.Contains([]string{"title", "talk", "note", "subject", "question", "greeting"}, t.kind.Name)
	if t.kind == nil && len(t.patterns) == 0 || t.kind != nil && !slices.Contains(coded, t.kind.Name) {
		return
	}
	var likes []string
	for _, l := range seeds {
		text, _ := l.tree.(string)
		digits := len(text) - len(strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return -1
			}
			return r
		}, text))
		if digits < 3 || len(text) > 64 || strings.ContainsAny(text, " /") || strings.Count(text, "-") > 1 {
			return
		}
		likes = append(likes, text)
	}
	t.likes = likes
	if len(likes) > 0 && t.clear { // these are judged
		t.trusted, t.clear = false, false
	}
}

// alike appends a text with other digits than an example.
func alike(dst []byte, like string, src *rand.Rand) []byte {
	for i := range len(like) {
		switch c := like[i]; {
		case '1' <= c && c <= '9':
			dst = append(dst, byte('1'+src.IntN(9)))
		case c == '0' && i > 0 && '1' <= like[i-1] && like[i-1] <= '9':
			dst = append(dst, byte('0'+src.IntN(10)))
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
