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
	{"quote", []string{"bid", "mid last mark", "ask offer"}},
	{"candle", []string{"low", "open close last mark vwap price", "high"}},
}

// spanRoles order any numbers; timeRoles order moments, in which rank 1 is now.
var (
	spanRoles = []roleRow{
		{"span", []string{"min minimum lower low from start begin", "avg average mean median", "max maximum upper high to end"}},
	}
	timeRoles = []roleRow{
		{"period", []string{"start started begin from since departure departs opened opening pickup origin departed", "", "end ended finish finished to until arrival arrives closed closing dropoff delivery destination arrived"}},
		{"record", []string{"created issued registered placed iat", "updated modified changed", "expires expiry expiration expire exp due"}},
	}
)

// ofPrices are words that make no other price, and words that make no price.
var (
	ofPrices  = strings.Fields("price px best current 24h 24 h day daily rate")
	notPrices = strings.Fields("size qty quantity volume vol count id time at date interest amount change percent")
)

// PriceRole returns the first role of a price.
func PriceRole(name string) (Role, bool) {
	roles := PriceRoles(name)
	if len(roles) == 0 {
		return Role{}, false
	}
	return roles[0], true
}

// PriceRoles returns the roles of a price: the last is between bid and ask,
// and between low and high.
func PriceRoles(name string) (roles []Role) {
	words := split(name)
	if slices.ContainsFunc(words, func(word string) bool { return slices.Contains(notPrices, word) }) {
		return nil
	}
	for i := range priceRoles {
		if r, ok := roleOf(priceRoles[i:i+1], name); ok {
			rest := slices.DeleteFunc(strings.Fields(r.Rest), func(word string) bool { return slices.Contains(ofPrices, word) })
			r.Rest = strings.Join(rest, " ")
			roles = append(roles, r)
		}
	}
	return roles
}

// Spread is how far apart prices of a family are at least, as a share.
func Spread(family string) float64 {
	if family == "quote" {
		return 0.0001
	}
	return 0.001
}

// SpanRoles returns the role of a number that begins or ends a span.
func SpanRoles(name string) []Role {
	if r, ok := roleOf(spanRoles, name); ok {
		return []Role{r}
	}
	return nil
}

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

// Sum says which part of a sum or product a name stands for.
type Sum uint8

// The parts.
const (
	NoSum Sum = iota
	Total     // of the list beside it, or of price and quantity
	Price
	Quantity
	Subtotal // of the list, before what follows
	Tax
	Shipping
	Discount
	Pieces // how many there are in the list
)

// sumRows say which names stand for a part.
var sumRows = []struct {
	part  Sum
	names []string
}{
	{Subtotal, []string{"subtotal", "sub total", "items total", "net", "net amount", "net total", "total before tax"}},
	{Total, []string{"total", "total price", "total amount", "line total", "grand total", "sum", "order total", "total cost", "total value", "notional", "amount", "gross", "gross amount", "amount due", "order amount", "order value", "invoice total"}},
	{Price, []string{"price", "unit price", "cost", "unit cost", "price per unit", "item price", "unit amount", "rate"}},
	{Quantity, []string{"quantity", "qty", "count", "size", "units", "volume"}},
	{Tax, []string{"tax", "vat", "tax amount", "tax total", "total tax", "sales tax"}},
	{Shipping, []string{"shipping", "shipping cost", "delivery fee", "shipping fee", "shipping total", "delivery cost", "freight"}},
	{Discount, []string{"discount", "discount amount", "discount total", "total discount", "rebate"}},
	{Pieces, []string{"item count", "total items", "total quantity", "number of items", "items count", "pieces"}},
}

// SumOf returns the part that a name stands for.
func SumOf(name string) Sum {
	phrase := strings.Join(split(name), " ")
	for _, row := range sumRows {
		if slices.Contains(row.names, phrase) {
			return row.part
		}
	}
	return NoSum
}

// IsPrice reports whether a name is that of a price in an order book.
func IsPrice(name string) bool {
	return slices.Contains([]string{"price", "p", "px", "rate", "limit price", "limit"}, strings.Join(split(name), " "))
}

// BookSide returns 1 for the bids of an order book, 2 for the asks, else 0.
func BookSide(name string) int {
	words := split(name)
	if len(words) == 0 {
		return 0
	}
	switch words[len(words)-1] {
	case "bids", "bid", "buys":
		return 1
	case "asks", "ask", "offers", "sells":
		return 2
	}
	return 0
}

// things have ids under which they come up again and again.
var things = strings.Fields("user customer device sensor account client member product vehicle station room driver employee patient player student " +
	"machine meter car truck bus shop store merchant seller buyer vendor tenant company organization team host node server robot drone camera gateway " +
	"asset item article profile person author owner streetlight lamp light thing printer instrument market city country region")

// Identifies reports whether a property says which thing its object is about,
// and what sort of thing that is: what else is said of the thing stays the same.
func Identifies(name, parent string) (thing string, ok bool) {
	words := split(name)
	if len(words) == 0 {
		return "", false
	}
	last, before := words[len(words)-1], words[:len(words)-1]
	switch last {
	case "symbol", "ticker", "pair", "instrument", "coin":
		return "instrument", true
	case "isin", "sku", "vin", "imei", "plate", "username", "login", "imo", "mmsi":
		return last, true
	case "device", "sensor", "machine", "meter", "robot", "drone", "camera", "lamp", "vehicle", "car", "truck", "bus", "house", "crane", "pump", "tank", "train", "turbine", "boiler", "lift", "elevator":
		return last, len(before) == 0
	case "id", "uuid", "name", "identifier", "number", "serial", "code":
		if last == "name" && len(before) > 0 && before[len(before)-1] == "user" {
			return "username", true
		}
		if last == "id" && len(before) == 1 && (before[0] == "inst" || before[0] == "product") {
			return "instrument", true
		}
		if len(before) == 0 {
			before = split(parent)
		}
		if len(before) == 0 || last == "name" {
			return "", false
		}
		thing = before[len(before)-1]
		if !slices.Contains(things, thing) {
			thing = strings.TrimSuffix(thing, "s")
		}
		return thing, slices.Contains(things, thing)
	}
	return "", false
}

// Joined reports whether the object of that name tells more of the person or
// place of the object around it, not of another.
func Joined(name string) bool {
	words := split(name)
	return len(words) > 0 && slices.Contains([]string{"name", "names", "contact", "profile", "details", "info", "personal", "attributes"}, words[len(words)-1])
}
