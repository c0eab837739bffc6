package jsonschema

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"asyncmock/generator/schema"
)

func objects(t *testing.T, m map[string]any, name string) []map[string]any {
	t.Helper()
	items, ok := m[name].([]any)
	if !ok {
		t.Fatalf("%s is %v", name, m[name])
	}
	var found []map[string]any
	for _, item := range items {
		object, ok := item.(map[string]any)
		if !ok {
			t.Fatalf("%v is no object", item)
		}
		found = append(found, object)
	}
	return found
}

// A total is the sum of its list, tax and all.
func TestTotalsAreTheSumOfTheirItems(t *testing.T) {
	const text = `{"type":"object","required":["items","subtotal","tax","shipping","total","itemCount"],"properties":{
		"items":{"type":"array","minItems":1,"items":{"type":"object","required":["sku","unitPrice","quantity"],"properties":{"sku":{"type":"string"},"unitPrice":{"type":"number"},"quantity":{"type":"integer"},"lineTotal":{"type":"number"}}}},
		"itemCount":{"type":"integer"},"subtotal":{"type":"number"},"tax":{"type":"number"},"shipping":{"type":"number"},"total":{"type":"string","format":"decimal"}}}`
	stream(t, text, 10_000, func(i int, now time.Time, m map[string]any) {
		sum, pieces := 0.0, 0.0
		for _, item := range objects(t, m, "items") {
			line := number(t, item, "unitPrice") * number(t, item, "quantity")
			if _, has := item["lineTotal"]; has && math.Abs(number(t, item, "lineTotal")-line) > 0.006 {
				t.Errorf("the line is not %v", line)
			}
			sum, pieces = sum+line, pieces+number(t, item, "quantity")
		}
		if math.Abs(number(t, m, "subtotal")-sum) > 0.02 || number(t, m, "itemCount") != pieces {
			t.Errorf("%v pieces cost %v", pieces, sum)
		}
		if all := sum + number(t, m, "tax") + number(t, m, "shipping"); math.Abs(number(t, m, "total")-all) > 0.03 {
			t.Errorf("the total is not %v", all)
		}
	})
}

// Bids fall, asks rise, and the best bid is below the best ask: in objects
// and in lists, as numbers and as texts.
func TestOrderBooksAreSorted(t *testing.T) {
	level := map[string]string{
		"objects": `{"type":"object","required":["price","size"],"properties":{"price":{"type":"number"},"size":{"type":"number"}}}`,
		"lists":   `{"type":"array","minItems":2,"maxItems":2,"items":{"type":"string","format":"decimal"}}`,
		"tuples":  `{"type":"array","minItems":2,"items":[{"type":"number","exclusiveMinimum":0},{"type":"integer"}],"additionalItems":false}`,
	}
	for name, item := range level {
		t.Run(name, func(t *testing.T) {
			text := `{"type":"object","required":["symbol","bids","asks"],"properties":{"symbol":{"type":"string","enum":["BTC-USD","ETH-USD"]},
				"bids":{"type":"array","minItems":1,"maxItems":20,"items":` + item + `},"asks":{"type":"array","minItems":2,"maxItems":20,"items":` + item + `}}}`
			stream(t, text, 3_000, func(i int, now time.Time, m map[string]any) {
				bids, asks := pricesOf(t, m["bids"]), pricesOf(t, m["asks"])
				for i := 1; i < len(bids); i++ {
					if bids[i] >= bids[i-1] {
						t.Errorf("bids %v", bids)
					}
				}
				for i := 1; i < len(asks); i++ {
					if asks[i] <= asks[i-1] {
						t.Errorf("asks %v", asks)
					}
				}
				if bids[0] >= asks[0] || asks[0] > bids[0]*1.01 {
					t.Errorf("best bid %v, best ask %v", bids[0], asks[0])
				}
			})
		})
	}
}

func pricesOf(t *testing.T, levels any) (prices []float64) {
	t.Helper()
	for _, level := range levels.([]any) {
		first := level
		switch level := level.(type) {
		case map[string]any:
			first = level["price"]
		case []any:
			first = level[0]
		}
		var v float64
		if _, err := fmt.Sscan(fmt.Sprint(first), &v); err != nil {
			t.Fatal(err)
		}
		prices = append(prices, v)
	}
	return prices
}

// What is traded costs about the same in every message, and walks.
func TestPricesBelongToTheirSymbol(t *testing.T) {
	const trade = `{"type":"object","required":["symbol","price"],"properties":{"symbol":{"type":"string","enum":["BTC-USD","ETH-USD","AAPL"]},"price":{"type":"number","minimum":0}}}`
	const quote = `{"type":"object","required":["symbol","bid","ask","last"],"properties":{"symbol":{"type":"string","enum":["BTC-USD","ETH-USD","AAPL"]},"bid":{"type":"string"},"ask":{"type":"string"},"last":{"type":"string"}}}`
	last := map[any]float64{}
	stream(t, trade, 10_000, func(i int, now time.Time, m map[string]any) {
		price := number(t, m, "price")
		if before, known := last[m["symbol"]]; known && math.Abs(price-before) > before/100 {
			t.Errorf("%v jumps from %v", m["symbol"], before)
		}
		last[m["symbol"]] = price
		if cost := map[any]float64{"BTC-USD": 61_250, "ETH-USD": 3_120, "AAPL": 214}[m["symbol"]]; price < cost/3 || price > cost*3 {
			t.Errorf("%v costs about %v", m["symbol"], cost)
		}
	})
	stream(t, quote, 10_000, func(i int, now time.Time, m map[string]any) {
		if bid, mid, ask := number(t, m, "bid"), number(t, m, "last"), number(t, m, "ask"); bid >= ask || mid < bid || mid > ask {
			t.Error("the last price is not between bid and ask")
		}
	})
}

// Degrees are near the town that is named, a thing moves a little at a time,
// and what has no name stays where it began.
func TestPlacesAreOnTheMap(t *testing.T) {
	const named = `{"type":"object","required":["deviceId","city","lat","lon"],"properties":{"deviceId":{"type":"string"},"city":{"type":"string"},"lat":{"type":"number"},"lon":{"type":"number"}}}`
	const alone = `{"type":"object","required":["latitude","longitude","speed","heading"],"properties":{"latitude":{"type":"number","minimum":-90,"maximum":90},"longitude":{"type":"number","minimum":-180,"maximum":180},"speed":{"type":"number"},"heading":{"type":"integer"}}}`
	towns, last := map[any][2]float64{}, map[any]float64{}
	stream(t, named, 10_000, func(i int, now time.Time, m map[string]any) {
		at := [2]float64{number(t, m, "lat"), number(t, m, "lon")}
		if town, known := towns[m["city"]]; known && math.Hypot(town[0]-at[0], town[1]-at[1]) > 0.2 {
			t.Errorf("%v was at %v", m["city"], town)
		} else if !known {
			towns[m["city"]] = at
		}
		if before, known := last[m["deviceId"]]; known && math.Abs(before-at[0]) > 0.001 {
			t.Errorf("%v jumps from %v", m["deviceId"], before)
		}
		last[m["deviceId"]] = at[0]
	})
	var lat, lon float64
	stream(t, alone, 10_000, func(i int, now time.Time, m map[string]any) {
		if i > 0 && math.Hypot(number(t, m, "latitude")-lat, number(t, m, "longitude")-lon) > 0.001 {
			t.Errorf("it jumps from %v, %v", lat, lon)
		}
		lat, lon = number(t, m, "latitude"), number(t, m, "longitude")
		if h := number(t, m, "heading"); h < 0 || h >= 360 || number(t, m, "speed") > 130 {
			t.Error("nothing moves so")
		}
	})
}

// Two sides differ: who sends and who receives, where from and where to, what
// was and what is.
func TestSidesDiffer(t *testing.T) {
	const text = `{"type":"object","required":["from","to","callerCity","calledCity","callerCountry","calledCountry","oldStatus","newStatus","sender","receiver"],"properties":{
		"from":{"type":"string"},"to":{"type":"string"},"callerCity":{"type":"string"},"calledCity":{"type":"string"},"callerCountry":{"type":"string"},"calledCountry":{"type":"string"},
		"oldStatus":{"type":"string","enum":["open","shut","ajar"]},"newStatus":{"type":"string","enum":["open","shut","ajar"]},
		"sender":{"type":"object","required":["name","email"],"properties":{"name":{"type":"string"},"email":{"type":"string"}}},
		"receiver":{"type":"object","required":["name","email"],"properties":{"name":{"type":"string"},"email":{"type":"string"}}}}}`
	countries := map[any]any{}
	stream(t, text, 10_000, func(i int, now time.Time, m map[string]any) {
		for _, two := range [][2]string{{"from", "to"}, {"callerCity", "calledCity"}, {"oldStatus", "newStatus"}, {"sender", "receiver"}} {
			if fmt.Sprint(m[two[0]]) == fmt.Sprint(m[two[1]]) {
				t.Errorf("%s and %s are the same", two[0], two[1])
			}
		}
		for _, side := range []string{"caller", "called"} {
			city, country := m[side+"City"], m[side+"Country"]
			if before, known := countries[city]; known && before != country {
				t.Errorf("%v was in %v", city, before)
			}
			countries[city] = country
		}
	})
}

// Every form of a moment follows the clock; what is to come is after now, and
// the parts of a journey and the entries of a history follow each other.
func TestMomentsFollowTheClock(t *testing.T) {
	const text = `{"type":"object","required":["timestamp","ts_us","time_ns","unix","sec","date","expiresAt","pickup","dropoff","history","period"],"properties":{
		"timestamp":{"type":"integer"},"ts_us":{"type":"integer"},"time_ns":{"type":"integer"},"unix":{"type":"integer","format":"unixtime"},"sec":{"type":"integer","description":"Unix time in seconds"},
		"date":{"type":"string","format":"date"},"expiresAt":{"type":"string","format":"date-time"},
		"pickup":{"type":"object","required":["time","city"],"properties":{"time":{"type":"string","format":"date-time"},"city":{"type":"string"}}},
		"dropoff":{"type":"object","required":["time","city"],"properties":{"time":{"type":"string","format":"date-time"},"city":{"type":"string"}}},
		"history":{"type":"array","minItems":2,"items":{"type":"object","required":["at"],"properties":{"at":{"type":"string","format":"date-time"}}}},
		"period":{"type":"object","required":["start","end"],"properties":{"start":{"type":"string","format":"date-time"},"end":{"type":"string","format":"date-time"}}}}}`
	stream(t, text, 10_000, func(i int, now time.Time, m map[string]any) {
		for name, want := range map[string]int64{"timestamp": now.UnixMilli(), "ts_us": now.UnixMicro(), "time_ns": now.UnixNano(), "unix": now.Unix(), "sec": now.Unix()} {
			if fmt.Sprint(m[name]) != fmt.Sprint(want) {
				t.Errorf("%s is not %d", name, want)
			}
		}
		if m["date"] != now.Format(time.DateOnly) || m["expiresAt"].(string) <= now.Format("2006-01-02T15:04:05.000Z") {
			t.Errorf("now is %v", now)
		}
		pickup, dropoff, period := m["pickup"].(map[string]any), m["dropoff"].(map[string]any), m["period"].(map[string]any)
		if pickup["time"].(string) >= dropoff["time"].(string) || pickup["city"] == dropoff["city"] || period["start"].(string) >= period["end"].(string) {
			t.Error("the end is before the begin")
		}
		last := ""
		for _, entry := range objects(t, m, "history") {
			if entry["at"].(string) <= last {
				t.Error("the history goes back")
			}
			last = entry["at"].(string)
		}
	})
}

// What a client asks for chooses the thing: whatever seed and message, the
// same id has the same attributes.
func TestPinnedThingsKeepTheirAttributes(t *testing.T) {
	texts := []string{
		`{"type":"object","required":["userId","firstName","email"],"properties":{"userId":{"type":"string"},"firstName":{"type":"string"},"email":{"type":"string"},"online":{"type":"boolean"}}}`,
		`{"type":"object","required":["seq","userId","email","firstName"],"properties":{"seq":{"type":"integer"},"userId":{"type":"string"},"email":{"type":"string"},"firstName":{"type":"string"}}}`,
	}
	known := map[string]string{}
	for _, text := range texts {
		s, _ := compileText(t, "", text)
		for seed := range uint64(500) {
			id := fmt.Sprintf(`"user-%d"`, seed%20)
			d := newDraw(seed)
			d.Pins = []schema.Pin{{Pointer: "/userId", Value: json.RawMessage(id)}}
			out, err := s.Append(nil, d)
			var m map[string]any
			if err != nil || json.Unmarshal(out, &m) != nil {
				t.Fatal(string(out), err)
			}
			who := fmt.Sprint(m["firstName"], m["email"])
			if before, ok := known[id]; ok && before != who {
				t.Errorf("%s is %s and %s", id, before, who)
			}
			known[id] = who
		}
	}
	if len(known) != 20 {
		t.Errorf("%d users", len(known))
	}
}

// What is measured stays within its range and goes on from where it was.
func TestMeasuredValuesWalk(t *testing.T) {
	const text = `{"type":"object","required":["temperature","humidity","battery","rssi","pressure","confidence"],"properties":{
		"temperature":{"type":"number"},"humidity":{"type":"number","minimum":0,"maximum":100},"battery":{"type":"integer"},"rssi":{"type":"integer"},"pressure":{"type":"string"},"confidence":{"type":"number"}}}`
	bounds := map[string][3]float64{ // least, most, greatest step
		"temperature": {15, 30, 0.2}, "humidity": {30, 70, 0.5}, "battery": {18, 100, 1}, "rssi": {-92, -48, 1}, "pressure": {980, 1040, 1}, "confidence": {0, 1, 1},
	}
	last := map[string]float64{}
	stream(t, text, 10_000, func(i int, now time.Time, m map[string]any) {
		for name, b := range bounds {
			v := number(t, m, name)
			if v < b[0] || v > b[1] || i > 0 && math.Abs(v-last[name]) > b[2] {
				t.Errorf("%s is %v after %v", name, v, last[name])
			}
			last[name] = v
		}
	})
}

// The items of a list are about different things.
func TestItemsAreDifferentThings(t *testing.T) {
	const text = `{"type":"object","required":["devices"],"properties":{"devices":{"type":"array","minItems":3,"maxItems":3,"items":{
		"type":"object","required":["deviceId","temperature"],"properties":{"deviceId":{"type":"string"},"temperature":{"type":"number"}}}}}}`
	all := map[any]bool{}
	stream(t, text, 1_000, func(i int, now time.Time, m map[string]any) {
		seen := map[any]bool{}
		for _, device := range objects(t, m, "devices") {
			if seen[device["deviceId"]] {
				t.Errorf("%v comes twice", device["deviceId"])
			}
			seen[device["deviceId"]], all[device["deviceId"]] = true, true
		}
	})
	if len(all) != things {
		t.Errorf("%d devices come up", len(all))
	}
}

// What is read without strconv is what strconv reads.
func TestPlainNumbersAreRead(t *testing.T) {
	for _, text := range []string{"0", "7", "0.1", "19.99", "0.30000000000000", "123456789012345", "9007.19925474099", "0.00000000000001", "123456789012345678", "-4.5", "1e3", "1.", "1.2.3", ".5", ""} {
		want, err := strconv.ParseFloat(text, 64)
		v, ok := plainNumber([]byte(text))
		if ok && (err != nil || v != want) {
			t.Errorf("%q: got %v, want %v, %v", text, v, want, err)
		}
		if short := len(text) > 0 && len(text) < 17 && strings.Trim(text, "0123456789.") == "" && err == nil && text[0] != '.' && text[len(text)-1] != '.'; ok != short {
			t.Errorf("%q: got %v, want %v", text, ok, short)
		}
	}
}

// Texts that are drawn from a list or made of one form are only taken as they
// are where the schema takes all of them.
func TestCertainTextsFit(t *testing.T) {
	for text, want := range map[string]bool{
		`{"type":"object","properties":{"id":{"type":"string","format":"uuid"}}}`:                    true,
		`{"type":"object","properties":{"id":{"type":"string","format":"uuid","pattern":"^[0-7]"}}}`: false,
		`{"type":"object","properties":{"email":{"type":"string","format":"email"}}}`:                true,
		`{"type":"object","properties":{"email":{"type":"string","minLength":22}}}`:                  false,
		`{"type":"object","properties":{"city":{"type":"string","pattern":"^[A-Z]"}}}`:               true,
		`{"type":"object","properties":{"city":{"type":"string","pattern":"^[A-M][a-z]+( .*)?$"}}}`:  false,
	} {
		s, findings := compileText(t, "", text)
		if s == nil {
			t.Fatal(findings)
		}
		if got := s.(*compiled).plan.root.alts[0].object.props[0].shape.alts[0].text.clear; got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}
