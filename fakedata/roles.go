package fakedata

import (
	"slices"
	"strings"
)

// A Role is the part that a property plays beside others of its object:
// bestBid is the lower of Pair "price bid ask" with Rest "best".
type Role struct {
	Family string // properties of one family and Rest belong together
	Rest   string // the name without the word of the role
	Rank   int    // lower ranks have lower values, those of one rank any
}

// roleRow lists the words of a family by rank.
type roleRow struct {
	family string
	ranks  []string
}

// priceRoles order numbers that lie close to each other.
var priceRoles = []roleRow{
	{"quote", []string{"bid", "mid", "ask offer"}},
	{"candle", []string{"low", "open close last mark vwap", "high"}},
}

// spanRoles order any numbers; timeRoles order moments, in which rank 1 is now.
var (
	spanRoles = []roleRow{
		{"span", []string{"min minimum lower low from start begin", "avg average mean median", "max maximum upper high to end"}},
	}
	timeRoles = []roleRow{
		{"period", []string{"start started begin from since departure opened opening", "", "end ended finish finished to until arrival closed closing"}},
		{"record", []string{"created issued registered placed iat", "updated modified changed", "expires expiry expiration expire exp due"}},
	}
)

// PriceRole returns the role of a price.
func PriceRole(name string) (Role, bool) {
	if r, ok := roleOf(priceRoles, name); ok {
		for _, word := range strings.Fields(r.Rest) {
			if slices.Contains([]string{"size", "qty", "quantity", "volume", "vol", "count", "id", "time", "at", "date", "interest", "amount"}, word) {
				return Role{}, false
			}
		}
		return r, true
	}
	return Role{}, false
}

// SpanRole returns the role of a number that begins or ends a span.
func SpanRole(name string) (Role, bool) { return roleOf(spanRoles, name) }

// TimeRole returns the role of a moment.
func TimeRole(name string) (Role, bool) { return roleOf(timeRoles, name) }

func roleOf(rows []roleRow, name string) (Role, bool) {
	words := split(name)
	for _, row := range rows {
		for rank, list := range row.ranks {
			for i, word := range words {
				if slices.Contains(strings.Fields(list), word) {
					rest := slices.Concat(words[:i], words[i+1:])
					return Role{row.family, strings.Join(rest, " "), rank}, true
				}
			}
		}
	}
	return Role{}, false
}

// The words that say what is multiplied and what comes out.
var (
	totals = []string{"total", "total price", "total amount", "subtotal", "sub total", "line total", "grand total", "sum", "order total", "total cost", "total value", "notional", "amount"}
	prices = []string{"price", "unit price", "cost", "unit cost", "price per unit"}
	counts = []string{"quantity", "qty", "count", "size", "units", "volume"}
)

// Sum says which part of a sum or product a name stands for.
type Sum uint8

// The parts.
const (
	NoSum Sum = iota
	Total     // of the list beside it, or of price and quantity
	Price
	Quantity
)

// SumOf returns the part that a name stands for.
func SumOf(name string) Sum {
	phrase := strings.Join(split(name), " ")
	switch {
	case slices.Contains(totals, phrase):
		return Total
	case slices.Contains(prices, phrase):
		return Price
	case slices.Contains(counts, phrase):
		return Quantity
	}
	return NoSum
}

// things have ids under which they come up again and again.
var things = strings.Fields("user customer device sensor account client member product vehicle station room driver employee patient player student " +
	"machine meter car truck bus shop store merchant seller buyer vendor tenant company organization team host node server robot drone camera gateway " +
	"asset item article profile person author owner streetlight lamp light thing printer instrument market city country region")

// Identifies reports whether a property says which thing its object is about:
// what else is said of the thing stays the same.
func Identifies(name, parent string) bool {
	words := split(name)
	if len(words) == 0 {
		return false
	}
	switch last := words[len(words)-1]; last {
	case "symbol", "ticker", "isin", "sku", "vin", "imei", "plate", "username", "login":
		return true
	case "id", "uuid", "name", "identifier", "number", "serial":
		before := words[:len(words)-1]
		if last == "name" && len(before) > 0 && before[len(before)-1] == "user" {
			return true
		}
		if len(before) == 0 {
			before = split(parent)
		}
		if len(before) == 0 || last == "name" {
			return false
		}
		thing := before[len(before)-1]
		return slices.Contains(things, thing) || slices.Contains(things, strings.TrimSuffix(thing, "s"))
	}
	return false
}

// Joined reports whether the object of that name tells more of the person or
// place of the object around it, not of another.
func Joined(name string) bool {
	words := split(name)
	return len(words) > 0 && slices.Contains([]string{"name", "names", "contact", "profile", "details", "info", "personal", "attributes"}, words[len(words)-1])
}
