package fakedata

import (
	"slices"
	"strings"
)

// sideWords begin or are names of what belongs to one of two sides.
var sideWords = [2][]string{
	strings.Fields("from caller sender buyer source origin pickup home previous old payer debtor before start departure author billing host requester"),
	strings.Fields("to called callee receiver recipient seller destination dest target dropoff away new payee creditor after end arrival shipping delivery guest assignee beneficiary"),
}

// Side returns on which of two sides (1, 2) a property is, 0 for none:
// callerCity is where one person is, calledCity where the other is.
func Side(name string) int {
	words := split(name)
	if len(words) == 0 {
		return 0
	}
	for i, list := range sideWords {
		if slices.Contains(list, words[0]) {
			return i + 1
		}
	}
	return 0
}

// Opposite reports whether two properties are the same of both sides, so
// that their values differ: from and to, oldStatus and newStatus.
func Opposite(a, b string) bool {
	one, other := Side(a), Side(b)
	return one != 0 && other != 0 && one != other && strings.Join(split(a)[1:], " ") == strings.Join(split(b)[1:], " ")
}

// aheadWords say that a moment has not come yet.
var aheadWords = strings.Fields("expires expiry expiration expire exp due deadline eta departs departing arrives estimated scheduled planned until renewal renews by before next")

// Ahead reports whether a moment of that name has not come yet.
func Ahead(name string) bool {
	return slices.ContainsFunc(split(name), func(word string) bool { return slices.Contains(aheadWords, word) })
}

// anchors are where prices of things that are traded lie, by what begins
// their names; the first that fits counts.
var anchors = []struct {
	name  string
	price float64
}{
	{"BTC", 61_250}, {"XBT", 61_250}, {"ETH", 3_120}, {"SOL", 148}, {"XRP", 2.1}, {"ADA", 1.4}, {"DOGE", 1.2}, {"LTC", 84}, {"BNB", 585},
	{"AAPL", 214}, {"MSFT", 428}, {"AMZN", 186}, {"NVDA", 124}, {"GOOG", 172}, {"TSLA", 242}, {"META", 512}, {"SAP", 186}, {"NFLX", 668},
	{"XAU", 2_390}, {"GOLD", 2_390}, {"XAG", 29.4}, {"EUR", 1.09}, {"GBP", 1.28}, {"USDJPY", 152.3}, {"USD/JPY", 152.3}, {"USD-JPY", 152.3},
}

// Anchor returns about what a thing that is traded costs, 0 where that is not
// known; symbol may stand in quotes.
func Anchor(symbol []byte) float64 {
	if len(symbol) > 0 && symbol[0] == '"' {
		symbol = symbol[1:]
	}
	for i := range anchors {
		a := &anchors[i]
		if rest := len(symbol) - len(a.name); rest >= 0 && string(symbol[:len(a.name)]) == a.name && rest != 2 {
			return a.price
		}
	}
	return 0
}
