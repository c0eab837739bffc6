package server

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"strconv"

	"asyncmock/generator/schema"
)

// A voice makes one sequence of payloads: its own dice and its own memory.
// Replies have one, each stream has one, so that what a stream says does not
// depend on when the client asked for something else (MOD-3).
type voice struct {
	pcg     rand.PCG
	dice    *rand.Rand
	memory  schema.Memory
	counter uint64 // correlation ids that are numbers
}

func newVoice(seed [2]uint64) *voice {
	v := &voice{}
	v.pcg.Seed(seed[0], seed[1])
	v.dice = rand.New(&v.pcg)
	return v
}

// speak returns the session's voice for replies, called under mu.
func (s *Session) speak() *voice {
	if s.voice == nil {
		s.voice = newVoice(s.seed("reply"))
	}
	return s.voice
}

// seed is made of the Mock's seed, the route, its parameters, and the
// session's name or else its ordinal there.
func (s *Session) seed(purpose string) [2]uint64 {
	who := "#" + strconv.FormatUint(uint64(s.ordinal), 10)
	if s.name != "" {
		who = s.name
	}
	return s.room.seed(who, purpose)
}

// seed is the same for a room without regard to who is in it.
func (r *room) seed(words ...string) [2]uint64 {
	h := sha256.New()
	var n [8]byte
	write := func(word string) {
		binary.LittleEndian.PutUint64(n[:], uint64(len(word)))
		h.Write(n[:])
		h.Write([]byte(word))
	}
	binary.LittleEndian.PutUint64(n[:], r.live.mock.opts.Seed)
	h.Write(n[:])
	write(r.live.route.Path)
	for _, p := range r.params {
		write(p.Name)
		write(p.Value)
	}
	for _, w := range words {
		write(w)
	}
	sum := h.Sum(nil)
	return [2]uint64{binary.LittleEndian.Uint64(sum), binary.LittleEndian.Uint64(sum[8:])}
}

// uuid draws a version 4 UUID.
func (v *voice) uuid() string {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], v.dice.Uint64())
	binary.LittleEndian.PutUint64(b[8:], v.dice.Uint64())
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var text [36]byte
	hex.Encode(text[:], b[:4])
	text[8] = '-'
	hex.Encode(text[9:], b[4:6])
	text[13] = '-'
	hex.Encode(text[14:], b[6:8])
	text[18] = '-'
	hex.Encode(text[19:], b[8:10])
	text[23] = '-'
	hex.Encode(text[24:], b[10:])
	return string(text[:])
}
