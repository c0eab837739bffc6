package spec

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	words := []string{"channels", "messages", "ws", "two", "message", "Channel"}
	for word, want := range map[string][]string{
		"chanels": {"channels", "Channel"}, "tow": {"two"}, "own": nil, "mesage": {"message", "messages"}, "": nil, "channels": {"Channel"}, "x": nil,
	} {
		if got := nearest(word, words); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"ab", "ba", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}} {
		if got := EditDistance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
