package jsonschema

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
)

// scalars are put in the place of values: spellings of equal numbers, edges
// of formats and lengths, other types.
var scalars = strings.Split(`null true false 0 -0 1 1.0 1e0 10e-1 2 2.5 -1 0.1 0.01 0.3 1e20 100000000000000000000 18446744073709551616 1e400 1e-400 `+
	`"" "a" "ab" "1" "äöü" "😀" "\u00e4" "2026-01-02" "2026-01-02T03:04:05Z" "a@b.co" "::1" "http://a.io" "P1D" [] {} [1,1.0] [1,2] {"a":1} {"a":1.0,"b":[]}`, " ")

// mutated changes a JSON text in one place: a scalar becomes another, a member
// or an item goes or comes twice, a key changes, or foreign bytes come in.
func mutated(text, foreign []byte, src *rand.Rand) []byte {
	var starts, ends []int // of scalars and keys
	for i := 0; i < len(text); i++ {
		if bytes.IndexByte([]byte("{}[],: \n\t"), text[i]) >= 0 {
			continue
		}
		from := i
		if text[i] == '"' {
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			i = min(i+1, len(text))
		} else {
			for i < len(text) && bytes.IndexByte([]byte("{}[],: \n\t"), text[i]) < 0 {
				i++
			}
		}
		starts, ends = append(starts, from), append(ends, i)
		i--
	}
	if len(starts) == 0 {
		return []byte(scalars[src.IntN(len(scalars))])
	}
	k := src.IntN(len(starts))
	from, to := starts[k], ends[k]
	old := string(text[from:to])
	var now string
	switch src.IntN(6) {
	case 0:
		if old[0] == '"' {
			now = strconv.Quote(strings.Trim(old, `"`) + "x")
		} else {
			now = old + ".0"
		}
	case 1: // goes, with the comma or value after it
		for to < len(text) && bytes.IndexByte([]byte(",}]"), text[to]) < 0 {
			to++
		}
		if to < len(text) && text[to] == ',' {
			to++
		}
	case 2: // twice
		now = old + "," + old
	case 3:
		if now = string(foreign); len(foreign) == 0 {
			now = "null"
		}
	default:
		now = scalars[src.IntN(len(scalars))]
	}
	return append(append(append([]byte{}, text[:from]...), now...), text[to:]...)
}
