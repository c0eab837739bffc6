package generator

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
)

func TestExamplePricesWalkTogether(t *testing.T) {
	example := []byte(`{"bestBid":100.10,"bestAsk":100.11,"day":{"low":90.5,"last":100.1,"high":110.5}}`)
	d := &schema.Draw{Source: rand.New(rand.NewPCG(1, 1)), Memory: &schema.Memory{}}
	fake, moved := fakedata.New(), 0
	for turn := range 10_000 {
		mv := &mover{fake: fake, draw: d, key: "k", turn: int64(turn)}
		out, _ := mv.value(nil, example, 0, "", "", "")
		var v struct {
			BestBid, BestAsk float64
			Day              struct{ Low, Last, High float64 }
		}
		if err := json.Unmarshal(out, &v); err != nil {
			t.Fatal(err)
		}
		if v.BestBid != 100.1 {
			moved++
		}
		if v.BestBid >= v.BestAsk || v.Day.Low > v.Day.Last || v.Day.Last > v.Day.High || v.BestBid < 80 || v.BestBid > 120.2 {
			t.Fatalf("turn %d: %s", turn, out)
		}
	}
	if moved < 9_000 {
		t.Errorf("the prices moved %d times", moved)
	}
}
