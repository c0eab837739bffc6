package server

import (
	"math"
	"testing"
)

// REL-RUN-2: rates are exact, whatever the seed.
func TestREL_RUN_2_UrnRates(t *testing.T) {
	const draws = 100_000
	for _, chance := range []float64{0.0005, 0.001, 0.01, 0.05, 0.1, 0.29, 1.0 / 3, 0.5, 0.9, 0.999, 1} {
		for seed := range uint64(20) {
			u, n := newUrn(chance, [2]uint64{seed, 7}), 0
			for range draws {
				if u.draw() {
					n++
				}
			}
			if want := chance * draws; math.Abs(float64(n)-want) > max(want/100, 1) {
				t.Errorf("chance %v, seed %d: %d of %d, want %.0f ± 1 %%", chance, seed, n, draws, want)
			}
		}
	}
}

// A small chance wins at the first draw as often as at any other.
func TestREL_RUN_2_UrnFirstDraw(t *testing.T) {
	for _, chance := range []float64{0.002, 0.05, 0.5} {
		const urns = 100_000
		n := 0
		for seed := range uint64(urns) {
			if newUrn(chance, [2]uint64{seed, seed * 31}).draw() {
				n++
			}
		}
		want := chance * urns
		if sigma := math.Sqrt(want * (1 - chance)); math.Abs(float64(n)-want) > 5*sigma {
			t.Errorf("chance %v: %d of %d urns win at once, want about %.0f", chance, n, urns, want)
		}
	}
}
