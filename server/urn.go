package server

import "math/rand/v2"

// urnLots is how many lots an urn holds.
const urnLots = 100

// An urn draws with a chance that holds exactly in the long run: it is filled
// with so many lots, of which the share of the chance wins, and filled again
// when it is empty. Fractions of a lot are carried over; where they begin is
// drawn, so that a chance of 0.1 % can win at once. The zero value is not usable.
type urn struct {
	chance float64
	carry  float64
	wins   int // left
	lots   int // left
	dice   *rand.Rand
}

func newUrn(chance float64, seed [2]uint64) *urn {
	u := &urn{chance: chance, dice: rand.New(rand.NewPCG(seed[0], seed[1]))}
	u.carry = u.dice.Float64()
	return u
}

// draw reports whether the next lot wins.
func (u *urn) draw() bool {
	if u.lots == 0 {
		u.carry += u.chance * urnLots
		u.lots, u.wins = urnLots, int(u.carry+1e-9) // 0.29 × 100 is a little less than 29
		u.carry -= float64(u.wins)
	}
	won := u.dice.IntN(u.lots) < u.wins
	u.lots--
	if won {
		u.wins--
	}
	return won
}
