package fakedata

import (
	"math/big"
	"math/rand/v2"
	"time"
)

// A Hint is what a document says about a place: name of the property, of the
// object around it, and the words of the schema.
type Hint struct {
	Name, Parent       string
	Format             string
	Title, Description string
}

// Context is what a value is drawn from.
type Context struct {
	Rand *rand.Rand
	Now  time.Time
}

// Motion is how a number goes on along a stream.
type Motion uint8

// The motions.
const (
	Still   Motion = iota // drawn anew each time
	Rise                  // counts up: ids, sequence numbers
	Walk                  // near the last: prices, measured values
	Seconds               // the clock: Unix time in seconds, and so on
	Millis
	Micros
	Nanos
)

// A Range is where numbers of a kind lie.
type Range struct {
	Min, Max int64 // scaled by Decimals: 1999 with 2 is 19.99
	Decimals int
}

// Rats returns the bounds as numbers.
func (r *Range) Rats() (low, high *big.Rat) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.Decimals)), nil)
	return new(big.Rat).SetFrac(big.NewInt(r.Min), scale), new(big.Rat).SetFrac(big.NewInt(r.Max), scale)
}

// A Kind is a kind of value, like email or price. It does not change.
type Kind struct {
	Name   string
	Range  *Range // of numbers
	Motion Motion // of numbers
	Fresh  bool   // of texts: another each time (ids, times)
	text   func(dst []byte, c Context) []byte
}

// Append draws a text.
func (k *Kind) Append(dst []byte, c Context) []byte { return k.text(dst, c) }

// Clock returns now in the unit of the kind; ok is false when it is no time.
func (k *Kind) Clock(now time.Time) (ticks int64, ok bool) {
	switch k.Motion {
	case Seconds:
		return now.Unix(), true
	case Millis:
		return now.UnixMilli(), true
	case Micros:
		return now.UnixMicro(), true
	case Nanos:
		return now.UnixNano(), true
	}
	return 0, false
}

// Faker draws values by meaning. It is safe for concurrent use.
type Faker struct{}

// New returns a Faker.
func New() *Faker { return &Faker{} }

// Text returns the kind of text that is meant, nil if that is not known.
func (f *Faker) Text(h Hint) *Kind { return nil }

// Number returns the kind of number that is meant, nil if that is not known.
func (f *Faker) Number(h Hint) *Kind { return nil }
