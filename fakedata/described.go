package fakedata

import (
	"regexp"
	"strings"
)

// A clue is what a description says of the form of a value.
type clue struct{ text, kind string }

// textClues are looked for in the descriptions of texts whose name says nothing.
var textClues = []clue{
	{"iso 8601 duration", "duration"}, {"iso8601", "date-time"}, {"iso-8601", "date-time"}, {"iso 8601", "date-time"}, {"rfc 3339", "date-time"}, {"rfc3339", "date-time"}, {"timestamp", "date-time"},
	{"email address", "email"}, {"e-mail", "email"}, {"uuid", "uuid"}, {"phone number", "phone"}, {"ip address", "ipv4"}, {"mac address", "mac"},
	{"iso 4217", "currency"}, {"currency code", "currency"}, {"iso 3166", "country code"}, {"country code", "country code"}, {"iso 639", "language"}, {"bcp 47", "locale"}, {"bcp-47", "locale"},
	{"time zone", "time zone"}, {"mime type", "mime"}, {"media type", "mime"}, {"base64", "base64"}, {"hexadecimal", "short digest"}, {"json string", "json text"}, {"stringified json", "json text"},
	{"url ", "url"}, {"uri ", "url"}, {"identifier", "id"}, {"unique id", "id"}, {" id of", "id"}, {"name of the user", "full name"}, {"username", "user name"}, {"file name", "file"}, {"comma-separated", "tag"},
	{"human-readable", "note"}, {"human readable", "note"}, {"free text", "note"}, {"error message", "error"}, {"description", "note"}, {"who ", "full name"}, {"spoken", "talk"}, {"said", "talk"},
}

// unitClues are what descriptions say of the unit of a number.
var unitClues = []clue{
	{"milliseconds", "ms spent"}, {"in millis", "ms spent"}, {"(ms)", "ms spent"}, {"in seconds", "s spent"}, {"seconds", "s spent"}, {"in minutes", "min spent"}, {"minutes", "min spent"}, {"in hours", "h spent"}, {"in days", "d spent"},
	{"percent", "%"}, {"fahrenheit", "fahrenheit"}, {"kelvin", "kelvin"}, {"celsius", "celsius"}, {"km/h", "km/h"}, {"in bytes", "bytes"}, {"in cents", "cents"}, {"smallest currency unit", "cents"}, {"minor unit", "cents"}, {"dbm", "dbm"},
}

// clockClues are what descriptions say of the unit of a Unix time.
var clockClues = []clue{
	{"nano", "unixtime-ns"}, {"micro", "unixtime-us"}, {"milli", "unixtime-ms"}, {"(ms)", "unixtime-ms"}, {"second", "unixtime"},
}

// clueIn returns the kind of the first clue in a description.
func clueIn(clues []clue, description string) string {
	if description == "" || len(description) > maxDescription {
		return ""
	}
	text := strings.ToLower(description) + " "
	for _, c := range clues {
		if strings.Contains(text, c.text) {
			return c.kind
		}
	}
	return ""
}

// ofEpoch reports whether a description is about a Unix time.
func ofEpoch(description string) bool {
	text := strings.ToLower(description)
	return strings.Contains(text, "epoch") || strings.Contains(text, "unix") || strings.Contains(text, "since 1970")
}

// listing finds lists of values in a description: one of "a", "b" or "c".
var (
	listing  = regexp.MustCompile(`(?i)(?:one of|either|(?:possible|allowed|valid|supported|accepted) values?(?: are| is)?|can be|must be|values?|e\.g\.|for example|such as)[:\s(]+((?:["'` + "`" + `][\w.:/-]{1,40}["'` + "`" + `](?:\s*[,|/]\s*(?:or |and )?|\s+or\s+|\s+and\s+)?){1,24})`)
	bareList = regexp.MustCompile(`(?i)(?:one of|(?:possible|allowed|valid|supported|accepted) values?(?: are| is)?)[:\s(]+((?:[\w.-]{1,40}(?:\s*[,|/]\s*(?:or |and )?|\s+or\s+)){1,24}[\w.-]{1,40})`)
	quoted   = regexp.MustCompile(`["'` + "`" + `]([^"'` + "`" + `]+)["'` + "`" + `]`)
	token    = regexp.MustCompile(`[\w.-]+`)
)

// listed returns the values that a description lists, nil for none.
func listed(description string) (values []string) {
	if len(description) > maxDescription || !strings.ContainsAny(description, ",|/") && !strings.Contains(description, " or ") {
		return nil
	}
	if m := listing.FindStringSubmatch(description); m != nil {
		for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
			values = append(values, q[1])
		}
		return values
	}
	if m := bareList.FindStringSubmatch(description); m != nil {
		for _, word := range token.FindAllString(m[1], -1) {
			if word = strings.TrimRight(word, "."); word != "or" && word != "and" && word != "" {
				values = append(values, word)
			}
		}
	}
	return values
}
