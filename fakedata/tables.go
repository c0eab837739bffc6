package fakedata

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/brianvoe/gofakeit/v6"
)

// tableSize is how many values of a kind are drawn at the start.
const tableSize = 64

// tables are the values that texts are drawn from.
type tables map[string][]string

// newTables draws the tables, always the same.
func newTables() tables {
	fake := gofakeit.NewUnlocked(20)
	t := tables{}
	draw := func(name string, f func() string) {
		for range tableSize {
			t[name] = append(t[name], f())
		}
	}
	draw("first name", fake.FirstName)
	draw("last name", fake.LastName)
	draw("company", fake.Company)
	draw("job", fake.JobTitle)
	draw("street", fake.Street)
	t.places()
	draw("product", fake.ProductName)
	draw("category", fake.ProductCategory)
	draw("color", fake.Color)
	draw("hex color", fake.HexColor)
	draw("sentence", func() string { return fake.Sentence(6 + fake.IntRange(0, 6)) })
	draw("title", func() string { return capital(fake.Adjective() + " " + fake.Noun()) })
	draw("word", fake.Noun)
	draw("domain", func() string { return strings.ToLower(fake.Word()) + ".example.com" })
	draw("user agent", fake.UserAgent)
	draw("mac", fake.MacAddress)
	draw("phone", func() string { return "+1" + fake.Numerify("2025550###") })
	draw("file", func() string { return fake.Noun() + "-" + fake.Numerify("##") + ".pdf" })
	draw("version", fake.AppVersion)
	draw("model", fake.CarModel)
	draw("brand", fake.CarMaker)
	draw("emoji", fake.Emoji)
	draw("iban", func() string { return fake.Numerify("DE89370400440532######") })
	draw("card", func() string { return fake.Numerify("4111########1111") })
	for name, list := range lists {
		t[name] = strings.Split(list, " ")
	}
	for name, list := range phrases {
		t[name] = strings.Split(list, ", ")
	}
	for i := range tableSize {
		first, last := t["first name"][i], t["last name"][i]
		t["full name"] = append(t["full name"], first+" "+last)
		t["email"] = append(t["email"], strings.ToLower(first+"."+last)+"@example.com")
		t["user name"] = append(t["user name"], strings.ToLower(first+"_"+last[:1])+strconv.Itoa(10+i))
		t["address"] = append(t["address"], fmt.Sprintf("%s, %s", t["street"][i], t["city"][i]))
	}
	return t
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// lists are short tables of our own.
var lists = map[string]string{
	"currency":     "USD EUR GBP JPY CHF AUD CAD SEK NOK PLN",
	"symbol":       "BTC-USD ETH-USD SOL-USD XRP-USD ADA-USD BTC-EUR ETH-EUR",
	"pair":         "BTC/USD ETH/USD BTC/EUR ETH/EUR SOL/USD XRP/EUR",
	"ticker":       "AAPL MSFT AMZN NVDA GOOG TSLA META",
	"language":     "en de fr es it pt nl sv pl ja",
	"locale":       "en-US en-GB de-DE fr-FR es-ES it-IT pt-BR nl-NL",
	"status":       "active pending completed accepted processing",
	"level":        "low medium high",
	"log level":    "debug info warn error",
	"gender":       "female male other",
	"unit":         "kg m s celsius percent",
	"mime":         "application/json text/plain image/png application/pdf",
	"method":       "GET POST PUT DELETE",
	"side":         "buy sell",
	"environment":  "production staging development",
	"direction":    "north east south west",
	"operating":    "Linux macOS Windows Android iOS",
	"platform":     "web ios android",
	"channel":      "general orders updates alerts support",
	"scope":        "read write admin",
	"exchange":     "NYSE NASDAQ LSE XETRA TSE",
	"source":       "web mobile api batch",
	"action":       "created updated deleted",
	"weekday":      "Monday Tuesday Wednesday Thursday Friday",
	"inout":        "inbound outbound",
	"kind":         "standard basic extended custom",
	"command":      "start stop pause resume refresh",
	"namespace":    "default production billing logistics",
	"transport":    "tcp udp tls wss",
	"codec":        "opus pcmu pcma g722",
	"video codec":  "h264 vp8 vp9 av1",
	"encoding":     "utf-8 gzip base64 linear16",
	"algorithm":    "HS256 RS256 ES256 SHA-256",
	"component":    "scheduler gateway storage billing notifier importer",
	"voice":        "alloy nova aria ember",
	"architecture": "amd64 arm64",
	"service":      "orders-service payment-service inventory-service user-service",
	"department":   "Sales Engineering Marketing Support Finance",
	"region code":  "us-east-1 eu-west-1 eu-central-1 ap-southeast-2",
}

// phrases are short tables of texts with spaces.
var phrases = map[string]string{
	"error":   "The request could not be processed, The value is out of range, The resource was not found, The session has expired",
	"reason":  "Requested by the user, Limit reached, Scheduled maintenance, Duplicate request",
	"room":    "Living room, Kitchen, Office, Bedroom, Garage",
	"payment": "credit card, bank transfer, invoice, voucher",
}
