package jsonschema

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"asyncmock/generator/schema"
)

// stream makes messages of one stream, a second apart, and gives each to look.
func stream(t *testing.T, text string, count int, look func(i int, now time.Time, m map[string]any)) {
	t.Helper()
	s, findings := compileText(t, "", text)
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	d := newDraw(7)
	for i := range count {
		d.Now = sampleTime.Add(time.Duration(i) * time.Second)
		out, err := s.Append(nil, d)
		if err != nil {
			t.Fatal(err)
		}
		v, err := schema.Decode(out)
		if err != nil {
			t.Fatal(err)
		}
		if found := s.Validate(v); len(found) > 0 {
			t.Fatalf("%s: %v", out, found)
		}
		look(i, d.Now, v.Tree.(map[string]any))
		if t.Failed() {
			t.Fatalf("message %d: %s", i, out)
		}
	}
}

func number(t *testing.T, m map[string]any, name string) float64 {
	t.Helper()
	var v float64
	if _, err := fmt.Sscan(fmt.Sprint(m[name]), &v); err != nil {
		t.Fatalf("%s is %v", name, m[name])
	}
	return v
}

func TestTicksOfAStreamAreCoherent(t *testing.T) {
	const text = `{"type":"object","required":["seq","ts","time","symbol","bestBid","bestAsk","low","open","last","high"],"properties":{
		"seq":{"type":"integer"},"ts":{"type":"integer"},"time":{"type":"string","format":"date-time"},"symbol":{"type":"string"},
		"bestBid":{"type":"number"},"bestAsk":{"type":"number"},"bidSize":{"type":"number"},"askSize":{"type":"number"},
		"high":{"type":"string"},"low":{"type":"string"},"open":{"type":"string"},"last":{"type":"string"}}}`
	seq := -1.0
	bids := map[any]float64{}
	stream(t, text, 10_000, func(i int, now time.Time, m map[string]any) {
		if number(t, m, "ts") != float64(now.UnixMilli()) || m["time"] != now.Format("2006-01-02T15:04:05.000Z") {
			t.Errorf("the clock says %v", now)
		}
		n := number(t, m, "seq")
		if seq >= 0 && n <= seq {
			t.Errorf("sequence %v after %v", n, seq)
		}
		seq = n
		bid, ask := number(t, m, "bestBid"), number(t, m, "bestAsk")
		if bid >= ask || ask > bid*1.01 {
			t.Errorf("bid %v, ask %v", bid, ask)
		}
		if last, known := bids[m["symbol"]]; known && math.Abs(bid-last) > bid/50 {
			t.Errorf("%v jumps from %v to %v", m["symbol"], last, bid)
		}
		bids[m["symbol"]] = bid
		for _, name := range []string{"open", "last"} {
			if v := number(t, m, name); v < number(t, m, "low") || v > number(t, m, "high") {
				t.Errorf("%s %v is out of the day's range", name, v)
			}
		}
	})
	if len(bids) < 3 {
		t.Errorf("only %d symbols come up", len(bids))
	}
}

func TestThingsOfAStreamKeepTheirAttributes(t *testing.T) {
	const text = `{"type":"object","required":["userId","firstName","lastName","fullName","email","company","address"],"properties":{
		"userId":{"type":"string","format":"uuid"},"firstName":{"type":"string"},"lastName":{"type":"string"},"fullName":{"type":"string"},
		"email":{"type":"string","format":"email"},"company":{"type":"string"},"balance":{"type":"number"},
		"address":{"type":"object","required":["city","countryCode","zip"],"properties":{"city":{"type":"string"},"countryCode":{"type":"string"},"zip":{"type":"string"}}}}}`
	known := map[any]string{}
	places := map[any]string{}
	stream(t, text, 10_000, func(i int, now time.Time, m map[string]any) {
		who := fmt.Sprint(m["firstName"], " ", m["lastName"])
		if m["fullName"] != who {
			t.Errorf("%v is not %v", m["fullName"], who)
		}
		who += fmt.Sprint(m["email"], m["company"])
		if before, ok := known[m["userId"]]; ok && before != who {
			t.Errorf("%v was %v", m["userId"], before)
		}
		known[m["userId"]] = who
		address := m["address"].(map[string]any)
		where := fmt.Sprint(address["countryCode"], address["zip"])
		if before, ok := places[address["city"]]; ok && before != where {
			t.Errorf("%v was in %v", address["city"], before)
		}
		places[address["city"]] = where
	})
	if len(known) < 3 || len(places) < 3 {
		t.Errorf("%d users and %d places come up", len(known), len(places))
	}
}

func TestPartsOfAMessageFit(t *testing.T) {
	const text = `{"type":"object","required":["price","quantity","total","minValue","maxValue","startTime","endTime","createdAt","updatedAt","validFrom","validTo"],"properties":{
		"total":{"type":"number"},"price":{"type":"number"},"quantity":{"type":"integer"},
		"minValue":{"type":"number","minimum":0,"maximum":50},"maxValue":{"type":"number","minimum":0,"maximum":50},
		"createdAt":{"type":"string","format":"date-time"},"updatedAt":{"type":"string","format":"date-time"},
		"validFrom":{"type":"string","format":"date"},"validTo":{"type":"string","format":"date"},
		"startTime":{"type":"integer"},"endTime":{"type":"integer"}}}`
	stream(t, text, 10_000, func(i int, now time.Time, m map[string]any) {
		if product := number(t, m, "price") * number(t, m, "quantity"); math.Abs(number(t, m, "total")-product) > 0.006 {
			t.Errorf("the total is not %v", product)
		}
		if number(t, m, "minValue") > number(t, m, "maxValue") || number(t, m, "startTime") >= number(t, m, "endTime") {
			t.Error("the end is before the begin")
		}
		if m["createdAt"].(string) >= m["updatedAt"].(string) || m["validFrom"].(string) >= m["validTo"].(string) {
			t.Error("a moment is before the one it follows")
		}
	})
}

// A relation that the schema does not take is left.
func TestRelationsGiveWayToTheSchema(t *testing.T) {
	const text = `{"type":"object","required":["bid","ask","price","quantity","total"],"properties":{
		"bid":{"type":"number","minimum":100,"maximum":110},"ask":{"type":"number","minimum":50,"maximum":60},
		"price":{"type":"number"},"quantity":{"type":"integer","minimum":5},"total":{"type":"number","maximum":3}}}`
	stream(t, text, 500, func(int, time.Time, map[string]any) {})
}

func TestSameSeedSameStream(t *testing.T) {
	const text = `{"type":"object","properties":{"deviceId":{"type":"string"},"model":{"type":"string"},"temperature":{"type":"number"},"city":{"type":"string"},"country":{"type":"string"}}}`
	make := func() (all string) {
		s, _ := compileText(t, "", text)
		d := &schema.Draw{Source: rand.New(rand.NewPCG(1, 1)), Now: sampleTime, Memory: &schema.Memory{}}
		for range 50 {
			out, err := s.Append(nil, d)
			if err != nil || !json.Valid(out) {
				t.Fatalf("%s: %v", out, err)
			}
			all += string(out) + "\n"
		}
		return all
	}
	if a, b := make(), make(); a != b {
		t.Errorf("%s\nand\n%s", a, b)
	}
}
