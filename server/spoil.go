package server

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"asyncmock/generator"
	"asyncmock/generator/schema"
)

// How faults spoil payloads. Each gets a copy and returns what is sent.

// corrupt changes bytes: of text, characters of ASCII into others.
func (tr *trouble) corrupt(b []byte, binary bool) []byte {
	for range tr.Number {
		i := tr.spot(b, binary)
		if i < 0 {
			return append([]byte("?"), b...)
		}
		if binary {
			b[i] ^= byte(1 + tr.dice.IntN(255))
			continue
		}
		const first, count = ' ', '~' - ' ' + 1
		b[i] = byte(first + (int(b[i])+count-first+1+tr.dice.IntN(count-1))%count)
	}
	return b
}

// spot draws a byte that may be changed; -1: there is none.
func (tr *trouble) spot(b []byte, binary bool) int {
	if len(b) == 0 {
		return -1
	}
	i := tr.dice.IntN(len(b))
	if binary || b[i] < utf8.RuneSelf {
		return i
	}
	return slices.IndexFunc(b, func(c byte) bool { return c < utf8.RuneSelf })
}

// truncate keeps n bytes, 0: half of them; text is cut between characters.
func truncate(b []byte, binary bool, n int) []byte {
	if n == 0 {
		n = len(b) / 2
	}
	n = min(n, len(b))
	for !binary && n > 0 && n < len(b) && !utf8.RuneStart(b[n]) {
		n--
	}
	return b[:n]
}

// badUTF8 puts a byte that UTF-8 does not have somewhere into the text.
func (tr *trouble) badUTF8(b []byte) []byte {
	if len(b) == 0 {
		return []byte{0xff}
	}
	b[tr.dice.IntN(len(b))] = 0xff
	return b
}

// maxInvalid is how many invalid payloads of a message one is drawn from.
const maxInvalid = 64

// invalid returns a payload that breaks the message's schema in one place, or,
// where the schema lets everything pass, one that cannot be read.
func (tr *trouble) invalid(p *parcel) []byte {
	s := tr.troubles.session
	m := s.messageOf(p)
	if m != nil {
		var cases []schema.Case
		o := generator.CaseOptions{Seed: s.live.mock.opts.Seed, Now: s.live.mock.opts.Now()}
		for c := range m.Cases(schema.Invalid, o) {
			if cases = append(cases, c); len(cases) == maxInvalid {
				break
			}
		}
		if len(cases) > 0 {
			return bytes.Clone(cases[tr.dice.IntN(len(cases))].Value)
		}
	}
	return truncate(bytes.Clone(p.frame.Payload()), p.frame.Binary, 0)
}
