package fakedata

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Group is what texts of several kinds belong to: the rows of their tables
// go together.
type Group uint8

// The groups.
const (
	Alone    Group = iota
	OfPerson       // names, email, phone
	OfPlace        // city, postcode, country
)

func groupOf(table string) Group {
	switch table {
	case "first name", "last name", "full name", "email", "user name", "phone", "job":
		return OfPerson
	case "city", "region", "postcode", "country", "country code", "country three", "address", "time zone", "street":
		return OfPlace
	}
	return Alone
}

// stable reports whether a thing keeps what is drawn from a table: not what
// is said of it at the moment.
func stable(table string) bool {
	return !slices.Contains([]string{"talk", "question", "greeting", "note", "subject", "error", "error code", "warning", "reason", "order reason", "leave reason", "device reason", "title", "status", "call status", "mail status", "health", "running",
		"action", "source", "log level", "severity", "level", "command", "inout", "emoji", "weather", "spoken word", "talker", "method", "side", "order type", "time in force", "file"}, table)
}

// sideways is how far the rows of two sides are apart.
const sideways = 17

// pick chooses the row of a table.
func (g Group) pick(c Context, n int) int {
	switch {
	case g == OfPerson && c.Person > 0:
		return (int(c.Person-1) + c.Side*sideways) % n
	case g == OfPlace && c.Place > 0:
		return (int(c.Place-1) + c.Side*sideways) % n
	}
	return c.Rand.IntN(n)
}

// towns are real ones: city, region, postcode, country, its codes, time zone,
// latitude and longitude.
const towns = `Berlin|Berlin|10115|Germany|DE|DEU|Europe/Berlin|52.52|13.405
Munich|Bavaria|80331|Germany|DE|DEU|Europe/Berlin|48.137|11.575
Hamburg|Hamburg|20095|Germany|DE|DEU|Europe/Berlin|53.55|9.993
Paris|Ile-de-France|75001|France|FR|FRA|Europe/Paris|48.857|2.352
Lyon|Auvergne-Rhone-Alpes|69001|France|FR|FRA|Europe/Paris|45.764|4.836
Madrid|Madrid|28001|Spain|ES|ESP|Europe/Madrid|40.417|-3.704
Barcelona|Catalonia|08001|Spain|ES|ESP|Europe/Madrid|41.39|2.154
Rome|Lazio|00118|Italy|IT|ITA|Europe/Rome|41.903|12.496
Milan|Lombardy|20121|Italy|IT|ITA|Europe/Rome|45.464|9.19
Vienna|Vienna|1010|Austria|AT|AUT|Europe/Vienna|48.208|16.373
Brussels|Brussels|1000|Belgium|BE|BEL|Europe/Brussels|50.847|4.357
Copenhagen|Hovedstaden|1050|Denmark|DK|DNK|Europe/Copenhagen|55.676|12.569
Oslo|Oslo|0150|Norway|NO|NOR|Europe/Oslo|59.914|10.752
Warsaw|Mazovia|00-001|Poland|PL|POL|Europe/Warsaw|52.23|21.012
Lisbon|Lisbon|1100-148|Portugal|PT|PRT|Europe/Lisbon|38.722|-9.139
Helsinki|Uusimaa|00100|Finland|FI|FIN|Europe/Helsinki|60.17|24.938
New York|New York|10001|United States|US|USA|America/New_York|40.713|-74.006
Boston|Massachusetts|02108|United States|US|USA|America/New_York|42.36|-71.059
Chicago|Illinois|60601|United States|US|USA|America/Chicago|41.878|-87.63
Austin|Texas|78701|United States|US|USA|America/Chicago|30.267|-97.743
Denver|Colorado|80202|United States|US|USA|America/Denver|39.739|-104.99
Seattle|Washington|98101|United States|US|USA|America/Los_Angeles|47.606|-122.332
San Francisco|California|94102|United States|US|USA|America/Los_Angeles|37.775|-122.419
Miami|Florida|33101|United States|US|USA|America/New_York|25.762|-80.192
Sydney|New South Wales|2000|Australia|AU|AUS|Australia/Sydney|-33.869|151.209
Melbourne|Victoria|3000|Australia|AU|AUS|Australia/Melbourne|-37.814|144.963
Tokyo|Tokyo|100-0001|Japan|JP|JPN|Asia/Tokyo|35.69|139.692
Osaka|Osaka|530-0001|Japan|JP|JPN|Asia/Tokyo|34.694|135.502
Mumbai|Maharashtra|400001|India|IN|IND|Asia/Kolkata|19.076|72.878
Singapore|Singapore|018956|Singapore|SG|SGP|Asia/Singapore|1.352|103.82
Zurich|Zurich|8001|Switzerland|CH|CHE|Europe/Zurich|47.377|8.541
Geneva|Geneva|1201|Switzerland|CH|CHE|Europe/Zurich|46.204|6.143`

var townColumns = []string{"city", "region", "postcode", "country", "country code", "country three", "time zone", "latitude", "longitude"}

// places enters the towns, whose rows go together.
func (t tables) places() {
	for _, line := range strings.Split(towns, "\n") {
		for i, cell := range strings.Split(line, "|") {
			t[townColumns[i]] = append(t[townColumns[i]], cell)
		}
	}
	for _, name := range townColumns {
		t[name] = append(t[name], t[name]...)
	}
}

// homes reads a column of degrees into millionths.
func homes(degrees []string) []int64 {
	list := make([]int64, len(degrees))
	for i, text := range degrees {
		v, _ := strconv.ParseFloat(text, 64)
		list[i] = int64(math.Round(v * 1e6))
	}
	return list
}

// Home returns where numbers of the kind lie at a place, scaled by the
// Decimals of its Range; ok is false where that is not known.
func (k *Kind) Home(c Context) (at int64, ok bool) {
	if len(k.homes) == 0 || c.Place == 0 {
		return 0, false
	}
	return k.homes[OfPlace.pick(c, len(k.homes))], true
}
