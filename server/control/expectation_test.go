package control

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestExpectation_Counts: how often and how soon, on a clock of its own. asks
// are when valid and wrong messages come, in milliseconds.
func TestExpectation_Counts(t *testing.T) {
	for name, c := range map[string]struct {
		body  string
		asks  []int
		state string
		count float64
		took  int // milliseconds
	}{
		"at least one, there before":   {`{"message":"ask"}`, []int{0}, "met", 1, 0},
		"at least one, comes":          {`{"message":"ask"}`, []int{300}, "met", 1, 300},
		"at least one, too late":       {`{"message":"ask","within":"200ms"}`, []int{300}, "failed", 0, 200},
		"at least two":                 {`{"message":"ask","atLeast":2}`, []int{100, 300, 400}, "met", 2, 300},
		"exactly one":                  {`{"message":"ask","exactly":1}`, []int{300}, "met", 1, 400},
		"exactly one, and another":     {`{"message":"ask","exactly":1}`, []int{300, 350}, "failed", 2, 350},
		"exactly one, another later":   {`{"message":"ask","exactly":1}`, []int{300, 450}, "met", 1, 400},
		"exactly one, long settling":   {`{"message":"ask","exactly":1,"settle":"10s"}`, []int{300, 4900}, "failed", 2, 4900},
		"exactly one, near the end":    {`{"message":"ask","exactly":1,"within":"350ms"}`, []int{300}, "met", 1, 350},
		"exactly one, two before":      {`{"message":"ask","exactly":1}`, []int{0, 0}, "failed", 2, 0},
		"never":                        {`{"message":"ask","exactly":0,"within":"1s"}`, nil, "met", 0, 1000},
		"never, but once":              {`{"message":"ask","exactly":0,"within":"1s"}`, []int{500}, "failed", 1, 500},
		"at most two":                  {`{"message":"ask","atMost":2,"within":"1s"}`, []int{100, 200}, "met", 2, 1000},
		"at most two, three":           {`{"message":"ask","atMost":2,"within":"1s"}`, []int{100, 200, 300}, "failed", 3, 300},
		"two to three":                 {`{"message":"ask","atLeast":2,"atMost":3,"within":"1s"}`, []int{100, 200, 250}, "met", 3, 300},
		"now or never":                 {`{"message":"ask","within":"0s"}`, nil, "failed", 0, 0},
		"now, and it is":               {`{"message":"ask","exactly":1,"within":"0s"}`, []int{0}, "met", 1, 0},
		"one more than what was there": {`{"message":"ask","after":2,"within":"1s"}`, []int{0}, "failed", 0, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				defer d.Close()
				client := d.connect("/talk/red")
				begin := time.Now()
				for _, at := range c.asks {
					if at == 0 {
						client.say(`{"kind":"ask"}`)
						continue
					}
					time.AfterFunc(time.Duration(at)*time.Millisecond, func() { client.say(`{"kind":"ask"}`) })
				}
				v := d.ask("POST expectations?wait=true", c.body).want(201)
				if took := time.Since(begin); v["state"] != c.state || v["count"] != c.count || took != time.Duration(c.took)*time.Millisecond {
					t.Errorf("got %v after %s, want %s with %v after %d ms", v, took, c.state, c.count, c.took)
				}
				time.Sleep(10 * time.Second)
			})
		})
	}
}

// TestExpectation_Which: what counts, and what almost does.
func TestExpectation_Which(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.connect("/talk/red?__session=alice"), d.connect("/talk/blue?__session=bob") // 1, 2
	alice.say(`{"kind":"ask","n":5}`)                                                           // 3, 4
	bob.say(`{"kind":"ask","n":6,"more":{"a/b":[1,{"x":null}]}}`)                               // 5, 6
	bob.say(`{"kind":"ask","n":"x"}`)                                                           // 7
	for body, want := range map[string]string{
		`{"message":"ask"}`:                                               "[3 5 7] []",
		`{"message":"ask","valid":true}`:                                  "[3 5] [map[seq:7 why:it is wrong: /n: is a string, must be an integer]]",
		`{"message":"ask","valid":false}`:                                 "[7] [map[seq:3 why:its validity is true] map[seq:5 why:its validity is true]]",
		`{"message":"ask","where":{"/n":5.0}}`:                            `[3] [map[seq:5 why:/n is 6, not 5.0] map[seq:7 why:/n is "x", not 5.0]]`,
		`{"message":"ask","where":{"/more/a~1b/1":{"x": null}}}`:          "[5] [map[seq:3 why:it has no /more/a~1b/1] map[seq:7 why:it has no /more/a~1b/1]]",
		`{"message":"ask","where":{"/more/a~1b/01":1}, "after": 6}`:       "[] [map[seq:7 why:it has no /more/a~1b/01]]",
		`{"route":"/talk/blue","after":5}`:                                "[7] []",
		`{"kind":"send","message":"answer","channel":"talk"}`:             "[4 6] []",
		`{"kind":"connect"}`:                                              "[1 2] []",
		`{"operation":"sendNews"}`:                                        "[] []",
		`{"kind":"connect","where":{"":1}}`:                               "[] [map[seq:1 why:its payload is no JSON] map[seq:2 why:its payload is no JSON]]",
		`{"message":"ask","where":{"":{"kind":"ask","n":5}},"atLeast":1}`: "[3] [",
	} {
		body := strings.TrimSuffix(body, "}") + `,"within":"0s"}`
		v := d.ask("POST expectations?wait=true", body).want(201)
		if got := fmt.Sprint(v["records"], v["near"]); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
	v := d.ask("POST expectations?session=alice&wait=true", `{"message":"ask","exactly":1,"settle":"0s"}`).want(201)
	if v["state"] != "met" || v["session"] != "alice" || v["why"] != "it happened once, wanted: exactly 1" {
		t.Errorf("got %v", v)
	}
	for body, code := range map[string]string{
		`{"exactly":1,"atLeast":1}`: "count-invalid",
		`{"atLeast":3,"atMost":2}`:  "count-invalid",
		`{"exactly":-1}`:            "count-invalid",
		`{"atMost":-1}`:             "count-invalid",
		`{"within":"soon"}`:         "duration-invalid",
		`{"within":"11m"}`:          "duration-invalid",
		`{"settle":"-1s"}`:          "duration-invalid",
		`{"route":"/nowhere"}`:      "route-unknown",
	} {
		d.ask("POST expectations", body).refused(422, code)
	}
	if detail := d.ask("POST expectations", `{"exactly":-1}`).want(422)["detail"]; detail != "exactly is -1, it must be a number from 0." {
		t.Errorf("got %q", detail)
	}
	d.ask("POST expectations", `{"where":{"n":1}}`).refused(400, "pointer-invalid")
	d.ask("POST expectations?wait=yes", `{}`).refused(400, "query-invalid")
}

// TestExpectation_Life: it can be asked for, waited for, forgotten and reset.
func TestExpectation_Life(t *testing.T) {
	d := newDesk(t)
	client := d.connect("/talk/red?__session=alice")
	first := d.ask("POST expectations?session=alice", `{"message":"ask","within":"10m"}`)
	if v := first.want(201); v["state"] != "waiting" || first.header.Get("Location") != Prefix+"expectations/e1" {
		t.Errorf("got %v, %q", v, first.header.Get("Location"))
	}
	d.ask("POST expectations?session=bob", `{"message":"ask","within":"10m"}`).want(201)
	d.ask("POST expectations", `{"message":"headline","within":"10m"}`).want(201)
	client.say(`{"kind":"ask"}`)
	if v := d.ask("GET expectations/e1?wait=true", nil).want(200); v["state"] != "met" || v["why"] != "it happened once, wanted: at least 1" {
		t.Errorf("got %v", v)
	}
	d.ask("GET expectations/e1?session=bob", nil).refused(404, "expectation-unknown")
	list := func(query string) (ids []any) {
		for _, x := range d.ask("GET expectations"+query, nil).want(200)["expectations"].([]any) {
			ids = append(ids, x.(map[string]any)["id"])
		}
		return ids
	}
	if got := fmt.Sprint(list(""), list("?session=bob")); got != "[e1 e2 e3] [e2]" {
		t.Errorf("got %s", got)
	}
	if got := d.ask("DELETE expectations/e3", nil); got.status != 204 {
		t.Errorf("got %d", got.status)
	}
	d.ask("DELETE expectations/e3", nil).refused(404, "expectation-unknown")
	d.ask("POST reset?session=alice", `{}`).want(200)
	if got := fmt.Sprint(list("")); got != "[e2]" {
		t.Errorf("got %s", got)
	}
	if v := d.ask("POST expectations?session=alice&wait=true", `{"message":"ask","within":"0s"}`).want(201); v["count"] != 0.0 {
		t.Errorf("what was reset counts: %v", v)
	}
	d.ask("POST reset", `{}`).want(200)
	if got := list(""); len(got) > 0 {
		t.Errorf("got %v", got)
	}
}

// TestExpectation_Bounds: those that were decided make room, those that wait
// do not.
func TestExpectation_Bounds(t *testing.T) {
	d := newDesk(t)
	d.ask("POST expectations?wait=true", `{"within":"0s"}`).want(201)
	for range maxExpectations {
		d.ask("POST expectations", `{"within":"10m"}`).want(201)
	}
	d.ask("POST expectations", `{"within":"10m"}`).refused(422, "too-many")
}

// TestExpectation_Missed: what was not kept long enough is said.
func TestExpectation_Missed(t *testing.T) {
	d := newDesk(t)
	client := d.connect("/news")
	for range 60 {
		client.Note("x")
	}
	v := d.ask("POST expectations?wait=true", `{"kind":"connect","within":"0s"}`).want(201)
	if v["missed"] != 11.0 || !strings.Contains(v["why"].(string), "11 records were not kept") {
		t.Errorf("got %v", v)
	}
}
