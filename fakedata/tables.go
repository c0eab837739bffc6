package fakedata

import (
	"fmt"
	"maps"
	"slices"
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
	draw("street", func() string { return strconv.Itoa(fake.IntRange(2, 148)) + " " + fake.RandomString(streets) })
	t.places()
	draw("hex color", fake.HexColor)
	draw("domain", func() string { return fake.RandomString(hosts) + ".example.com" })
	draw("user agent", fake.UserAgent)
	draw("mac", fake.MacAddress)
	draw("phone", func() string { return "+1" + fake.Numerify("2025550###") })
	draw("file", func() string { return fake.RandomString(files) + fake.Numerify("-##") + ".pdf" })
	draw("version", func() string {
		return strconv.Itoa(fake.IntRange(1, 4)) + "." + strconv.Itoa(fake.IntRange(0, 12)) + "." + strconv.Itoa(fake.IntRange(0, 9))
	})
	draw("emoji", fake.Emoji)
	draw("iban", func() string { return fake.Numerify("DE89370400440532######") })
	draw("card", func() string { return fake.Numerify("4111########1111") })
	for name, list := range lists {
		t[name] = strings.Fields(list)
	}
	for name, list := range proses {
		t[name] = strings.Split(list, "\n")
	}
	t["session description"] = []string{sessionDescription}
	for i := range tableSize {
		first, last := t["first name"][i], t["last name"][i]
		t["full name"] = append(t["full name"], first+" "+last)
		t["email"] = append(t["email"], strings.ToLower(first+"."+last)+"@example.com")
		t["user name"] = append(t["user name"], strings.ToLower(first+"_"+last[:1])+strconv.Itoa(10+i))
		t["address"] = append(t["address"], fmt.Sprintf("%s, %s", t["street"][i], t["city"][i]))
	}
	return t
}

// streets, hosts and files are parts of what is drawn.
var (
	streets = []string{"Mill Lane", "Station Road", "Harbour Street", "Garden Way", "Church Hill", "Market Square", "Bridge Street", "Park Avenue", "Linden Row", "Castle View", "Orchard Close", "River Walk"}
	hosts   = []string{"www", "api", "shop", "mail", "files", "data", "app", "login"}
	files   = []string{"report", "invoice", "minutes", "plan", "contract", "photo", "timetable", "offer"}
)

// lists are short tables of single words.
var lists = map[string]string{
	"currency":      "USD EUR GBP JPY CHF AUD CAD SEK NOK PLN",
	"color":         "red blue green white black silver grey yellow",
	"coin":          "BTC ETH SOL XRP ADA",
	"symbol":        "BTC-USD ETH-USD SOL-USD LTC-USD BNB-USD BTC-EUR ETH-EUR",
	"pair":          "BTC/USD ETH/USD BTC/EUR ETH/EUR SOL/USD LTC/EUR",
	"ticker":        "AAPL MSFT AMZN NVDA GOOG TSLA META",
	"isin":          "US0378331005 US5949181045 DE0007164600 FR0000120271 US0231351067",
	"order type":    "limit market stop",
	"time in force": "GTC IOC FOK DAY",
	"bic":           "DEUTDEFF BNPAFRPP INGBNL2A UBSWCHZH",
	"card brand":    "visa mastercard amex",
	"language":      "en de fr es it pt nl sv pl ja",
	"locale":        "en-US en-GB de-DE fr-FR es-ES it-IT pt-BR nl-NL",
	"status":        "active pending completed accepted processing",
	"call status":   "queued ringing in-progress completed",
	"mail status":   "queued sent delivered read",
	"health":        "healthy degraded starting",
	"running":       "idle running paused done",
	"level":         "low medium high",
	"severity":      "info warning critical",
	"log level":     "debug info warn error",
	"gender":        "female male other",
	"unit":          "kg m s celsius percent",
	"mime":          "application/json text/plain image/png application/pdf",
	"method":        "GET POST PUT DELETE",
	"side":          "buy sell",
	"environment":   "production staging development",
	"compass":       "north east south west",
	"operating":     "Linux macOS Windows Android iOS",
	"platform":      "web ios android",
	"channel":       "general orders updates alerts support",
	"scope":         "read write admin",
	"person role":   "member admin guest owner",
	"talker":        "user assistant",
	"tenant":        "northwind acme fabrikam contoso",
	"exchange":      "NYSE NASDAQ LSE XETRA TSE",
	"source":        "web mobile api batch",
	"action":        "created updated deleted",
	"weekday":       "Monday Tuesday Wednesday Thursday Friday",
	"month name":    "January February March April May June July August September October November December",
	"inout":         "inbound outbound",
	"kind":          "standard basic extended custom",
	"command":       "start stop pause resume refresh",
	"namespace":     "default production billing logistics",
	"transport":     "tcp udp tls wss",
	"codec":         "opus pcmu pcma g722",
	"video codec":   "h264 vp8 vp9 av1",
	"encoding":      "utf-8 gzip base64",
	"audio":         "linear16 opus mulaw flac",
	"algorithm":     "HS256 RS256 ES256 SHA-256",
	"component":     "scheduler gateway storage billing notifier importer",
	"voice":         "alloy nova aria ember",
	"architecture":  "amd64 arm64",
	"service":       "orders-service payment-service inventory-service user-service",
	"branch":        "main develop release feature/login",
	"department":    "Sales Engineering Marketing Support Finance",
	"region code":   "us-east-1 eu-west-1 eu-central-1 ap-southeast-2",
	"error code":    "INVALID_ARGUMENT NOT_FOUND TIMEOUT UNAUTHORIZED RATE_LIMITED INTERNAL",
	"airport":       "BER CDG LHR JFK SIN MAD FCO ZRH",
	"flight":        "LH432 AF1180 BA117 SQ326 IB3170 LX1024",
	"train":         "ICE-591 RE-4407 IC-82 TGV-9575 RB-27",
	"brand":         "Volkswagen Toyota Renault Ford Volvo Skoda",
	"courier":       "standard express overnight pickup",
	"spoken word":   "the meeting starts tomorrow morning with a short report about our new garden and river train",
	"protection":    "auth auth-int",
	"clothes size":  "S M L XL",
	"relation":      "friend colleague parent neighbour",
}

// names returns the names of the tables in order.
func (t tables) names() []string { return slices.Sorted(maps.Keys(t)) }
