package fakedata

import (
	"slices"
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
	return !slices.Contains([]string{"talk", "question", "greeting", "note", "subject", "error", "error code", "warning", "reason", "status", "call status", "mail status", "health", "running",
		"action", "source", "log level", "severity", "level", "command", "inout", "emoji", "weather", "spoken word", "talker", "method", "side", "order type", "time in force", "file"}, table)
}

// pick chooses the row of a table.
func (g Group) pick(c Context, n int) int {
	switch {
	case g == OfPerson && c.Person > 0:
		return int(c.Person-1) % n
	case g == OfPlace && c.Place > 0:
		return int(c.Place-1) % n
	}
	return c.Rand.IntN(n)
}

// towns are real ones: city, region, postcode, country, its codes, time zone.
const towns = `Berlin|Berlin|10115|Germany|DE|DEU|Europe/Berlin
Munich|Bavaria|80331|Germany|DE|DEU|Europe/Berlin
Hamburg|Hamburg|20095|Germany|DE|DEU|Europe/Berlin
Paris|Ile-de-France|75001|France|FR|FRA|Europe/Paris
Lyon|Auvergne-Rhone-Alpes|69001|France|FR|FRA|Europe/Paris
Madrid|Madrid|28001|Spain|ES|ESP|Europe/Madrid
Barcelona|Catalonia|08001|Spain|ES|ESP|Europe/Madrid
Rome|Lazio|00118|Italy|IT|ITA|Europe/Rome
Milan|Lombardy|20121|Italy|IT|ITA|Europe/Rome
Vienna|Vienna|1010|Austria|AT|AUT|Europe/Vienna
Brussels|Brussels|1000|Belgium|BE|BEL|Europe/Brussels
Copenhagen|Hovedstaden|1050|Denmark|DK|DNK|Europe/Copenhagen
Oslo|Oslo|0150|Norway|NO|NOR|Europe/Oslo
Warsaw|Mazovia|00-001|Poland|PL|POL|Europe/Warsaw
Lisbon|Lisbon|1100-148|Portugal|PT|PRT|Europe/Lisbon
Helsinki|Uusimaa|00100|Finland|FI|FIN|Europe/Helsinki
New York|New York|10001|United States|US|USA|America/New_York
Boston|Massachusetts|02108|United States|US|USA|America/New_York
Chicago|Illinois|60601|United States|US|USA|America/Chicago
Austin|Texas|78701|United States|US|USA|America/Chicago
Denver|Colorado|80202|United States|US|USA|America/Denver
Seattle|Washington|98101|United States|US|USA|America/Los_Angeles
San Francisco|California|94102|United States|US|USA|America/Los_Angeles
Miami|Florida|33101|United States|US|USA|America/New_York
Sydney|New South Wales|2000|Australia|AU|AUS|Australia/Sydney
Melbourne|Victoria|3000|Australia|AU|AUS|Australia/Melbourne
Tokyo|Tokyo|100-0001|Japan|JP|JPN|Asia/Tokyo
Osaka|Osaka|530-0001|Japan|JP|JPN|Asia/Tokyo
Mumbai|Maharashtra|400001|India|IN|IND|Asia/Kolkata
Singapore|Singapore|018956|Singapore|SG|SGP|Asia/Singapore
Zurich|Zurich|8001|Switzerland|CH|CHE|Europe/Zurich
Geneva|Geneva|1201|Switzerland|CH|CHE|Europe/Zurich`

// places enters the towns, whose rows go together.
func (t tables) places() {
	for _, line := range strings.Split(towns, "\n") {
		for i, cell := range strings.Split(line, "|") {
			name := []string{"city", "region", "postcode", "country", "country code", "country three", "time zone"}[i]
			t[name] = append(t[name], cell)
		}
	}
	for _, name := range []string{"city", "region", "postcode", "country", "country code", "country three", "time zone"} {
		t[name] = append(t[name], t[name]...)
	}
}
