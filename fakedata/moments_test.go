package fakedata

import (
	"testing"
	"time"
)

// Moments are written as AppendFormat writes them.
func TestMoments(t *testing.T) {
	zone := time.FixedZone("", 5*3600+1800)
	for _, now := range []time.Time{
		{}, time.Date(2026, 1, 2, 3, 4, 5, 6_789_000, zone), time.Date(1999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(12026, 1, 2, 3, 4, 5, 0, time.UTC),
		time.Date(-1, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(26, 11, 20, 0, 0, 0, 40e6, zone),
	} {
		c := Context{Now: now}
		if got, want := string(rfc3339(nil, c)), now.UTC().Format("2006-01-02T15:04:05.000Z"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got, want := string(date(nil, c)), now.UTC().Format(time.DateOnly); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
