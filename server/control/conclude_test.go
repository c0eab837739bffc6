package control

import (
	"fmt"
	"testing"
)

// TestExpectations_Conclude: at the end every expectation is decided, also
// those that could have waited on.
func TestExpectations_Conclude(t *testing.T) {
	d := newDesk(t)
	client := d.connect("/talk/red?__session=alice")
	client.say(`{"kind":"ask","n":5}`)
	for _, body := range []string{
		`{"message":"ask","within":"10m"}`,
		`{"message":"ask","atLeast":2,"within":"10m"}`,
		`{"message":"ask","atMost":1,"within":"10m"}`,
		`{"message":"ask","exactly":0,"within":"10m","after":100}`,
		`{"message":"ask","valid":true,"where":{"/n":6,"/m":"x"},"route":"/talk/red","within":"10m"}`,
	} {
		d.ask("POST expectations?session=alice", body).want(201)
	}
	d.Close()
	var got []string
	for _, e := range d.Expectations() {
		got = append(got, fmt.Sprintf("%s %s: %s: %v: %s %v", e.ID, e.Session, e.Wanted, e.Met, e.Why, e.Near))
	}
	want := []string{
		"e1 alice: receive ask, at least 1 within 10m0s: true: it happened once, wanted: at least 1 []",
		"e2 alice: receive ask, at least 2 within 10m0s: false: it happened once, wanted: at least 2 []",
		"e3 alice: receive ask, at most 1 within 10m0s: true: it happened once, wanted: at most 1 []",
		"e4 alice: receive ask, exactly 0 within 10m0s: true: it happened 0 times, wanted: exactly 0 []",
		`e5 alice: receive ask on /talk/red valid with /m = "x" with /n = 6, at least 1 within 10m0s: false: it happened 0 times, wanted: at least 1 [record 2: it has no /m]`,
	}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}
