package fakedata

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTextKinds(t *testing.T) {
	f := New()
	for _, c := range []struct {
		hint Hint
		want string
	}{
		{Hint{Name: "firstName"}, "first name"},
		{Hint{Name: "billing_postal_code"}, "postcode"},
		{Hint{Name: "userEmail"}, "email"},
		{Hint{Name: "contact", Format: "email"}, "email"},
		{Hint{Name: "createdAt"}, "date-time"},
		{Hint{Name: "name", Parent: "customer"}, "full name"},
		{Hint{Name: "cityName"}, "city"},
		{Hint{Name: "currency_code"}, "currency"},
		{Hint{Name: "orderID"}, "id"},
		{Hint{Name: "deviceIPAddress"}, "ipv4"},
		{Hint{Name: "xyzzy"}, "none"},
		{Hint{Name: ""}, "none"},
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

func TestNumberKinds(t *testing.T) {
	f := New()
	for name, want := range map[string]string{"bestBid": "price", "seq_no": "sequence", "sequenceNumber": "sequence", "lat": "latitude", "timestamp": "milliseconds", "roomTemperature": "temperature"} {
		got := "none"
		if k := f.Number(Hint{Name: name}); k != nil {
			got = k.Name
		}
		if got != want {
			t.Errorf("Number(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	for name, want := range map[string]string{
		"orderID": "order id", "HTTPServer": "http server", "snake_case-kebab.dot": "snake case kebab dot", "E2E": "e2 e", "": "", "__x__": "x", "größe": "größe",
	} {
		if got := strings.Join(split(name), " "); got != want {
			t.Errorf("split(%q) = %q, want %q", name, got, want)
		}
	}
}

// Every kind makes the same text of the same seed, and none is empty.
func TestSameSeedSameText(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	make := func() (list []string) {
		f := New()
		src := rand.New(rand.NewPCG(1, 1))
		for _, row := range textRows() {
			for _, phrase := range row.phrases {
				list = append(list, string(f.Text(Hint{Name: phrase}).Append(nil, Context{Rand: src, Now: now})))
			}
		}
		return list
	}
	a, b := make(), make()
	if !slices.Equal(a, b) {
		t.Error("two Fakers draw different texts of one seed")
	}
	if slices.Contains(a, "") {
		t.Error("a kind draws an empty text")
	}
}

// No format or name of a document reaches a function by name (REL-GEN-5).
func TestREL_GEN_5_ClosedTable(t *testing.T) {
	f := New()
	for _, name := range []string{"{{name}}", "#{{Person.Name}}", "regex:a{9999}", "{firstname}", "${jndi:x}", "../../etc"} {
		if k := f.Text(Hint{Name: name, Format: name, Title: name, Description: name}); k != nil {
			got := string(k.Append(nil, Context{Rand: rand.New(rand.NewPCG(1, 1))}))
			if strings.ContainsAny(got, "{}$#") {
				t.Errorf("%q draws %q", name, got)
			}
		}
	}
}
