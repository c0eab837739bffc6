package server

import (
	"math/rand/v2"
	"strings"
	"testing"

	"asyncmock/generator/schema"
)

// TestSection12_ErrorBranches: a reply whose schema has a branch for errors
// does not answer good requests with it, and wrong ones with nothing else.
func TestSection12_ErrorBranches(t *testing.T) {
	r := fixture(t, "branches", Options{}).routes[0]
	in := r.Receives[0]
	if len(in.Replies) != 1 || in.Error == nil {
		t.Fatalf("got %d replies, error %v", len(in.Replies), in.Error)
	}
	for seed := range uint64(50) {
		for reply, want := range map[*Reply]bool{in.Replies[0]: false, in.Error: true} {
			draw := &schema.Draw{Source: rand.New(rand.NewPCG(seed, 1)), Memory: &schema.Memory{}}
			made, _, err := reply.Message.Append(nil, draw)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(string(made), "errorMessage"); got != want {
				t.Errorf("seed %d: got %s, an error: %v", seed, made, want)
			}
		}
	}
}
