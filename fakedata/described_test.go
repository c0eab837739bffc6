package fakedata

import (
	"slices"
	"testing"
)

// Descriptions that list the values are taken at their word.
func TestListedValues(t *testing.T) {
	for description, want := range map[string][]string{
		`One of "low", "mid" or "high".`:              {"low", "mid", "high"},
		"possible values are `red`, `green`, `blue`":  {"red", "green", "blue"},
		"State of the door (one of open, ajar, shut)": {"open", "ajar", "shut"},
		"Allowed values: a | b | c":                   {"a", "b", "c"},
		"One of these days, or later, it closes":      nil,
		"A name":                                      nil,
		"":                                            nil,
	} {
		if got := listed(description); !slices.Equal(got, want) && (len(got) > 1 || len(want) > 0) {
			t.Errorf("listed(%q) = %q, want %q", description, got, want)
		}
	}
}

// A name of many meanings means what fits the words around it.
func TestWordsAroundDecide(t *testing.T) {
	f := New()
	for _, c := range []struct {
		hint Hint
		want string
	}{
		{Hint{Name: "from", Beside: []string{"from", "to", "subject", "body"}}, "email"},
		{Hint{Name: "to", Parent: "smsReceived"}, "phone"},
		{Hint{Name: "from", Parent: "trip"}, "city"},
		{Hint{Name: "from", Beside: []string{"room", "text"}}, "user name"},
		{Hint{Name: "to", Beside: []string{"amount", "currency"}}, "iban"},
		{Hint{Name: "from", Beside: []string{"newStatus"}}, "status"},
		{Hint{Name: "state", Beside: []string{"city", "zip"}}, "province"},
		{Hint{Name: "model", Beside: []string{"vin", "mileage"}}, "car"},
		{Hint{Name: "code", Parent: "error"}, "error code"},
		{Hint{Name: "contact", Description: "Where to write to: an email address"}, "full name"},
		{Hint{Name: "xyzzy", Description: "The email address of the visitor"}, "email"},
	} {
		got := "none"
		if k := f.Text(c.hint); k != nil {
			got = k.Name
		}
		if got != c.want {
			t.Errorf("Text(%+v) = %q, want %q", c.hint, got, c.want)
		}
	}
}

// Descriptions know the unit of times and spans.
func TestUnitsOfNumbers(t *testing.T) {
	f := New()
	for _, c := range []struct {
		hint Hint
		want string
	}{
		{Hint{Name: "ts", Description: "Unix time in seconds"}, "seconds"},
		{Hint{Name: "time", Description: "milliseconds since the epoch"}, "milliseconds"},
		{Hint{Name: "timeout", Description: "in milliseconds"}, "milliseconds long"},
		{Hint{Name: "duration", Description: "in minutes"}, "minutes long"},
		{Hint{Name: "amount", Description: "in cents"}, "cents"},
		{Hint{Name: "temperature", Description: "in degrees Fahrenheit"}, "fahrenheit"},
		{Hint{Name: "xyzzy", Description: "share in percent"}, "percent"},
		{Hint{Name: "at", Format: "ms"}, "milliseconds"},
		{Hint{Name: "start", Format: "ms", Parent: "word", Description: "in milliseconds"}, "media milliseconds"},
		{Hint{Name: "num_segments"}, "tally"},
		{Hint{Name: "duration", Beside: []string{"transcript", "words"}}, "media seconds"},
		{Hint{Name: "temperature", Beside: []string{"prompt", "model"}}, "creativity"},
		{Hint{Name: "quantity", Beside: []string{"symbol", "side"}}, "trade size"},
	} {
		if k := f.Number(c.hint); k == nil || k.Name != c.want {
			t.Errorf("Number(%+v) = %v, want %q", c.hint, k, c.want)
		}
	}
}
