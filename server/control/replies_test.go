package control

import (
	"fmt"
	"strings"
	"testing"
)

// TestReplies: one shot each, first in, first out, each for its own.
func TestReplies(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.connect("/talk/red?__session=alice"), d.connect("/talk/blue")
	for _, body := range []string{
		`{"message":"ask","then":[{"message":"answer","example":"long","set":{"/n":1}}]}`,
		`{"route":"/talk/blue","then":[{"payload":{"kind": "answer"}},{"payload":"two","raw":true}]}`,
		`{"message":"ask"}`,
	} {
		d.ask("POST replies", body).want(201)
	}
	d.ask("POST replies?session=alice", `{"then":[{"message":"answer","example":"short","set":{"/n":2}},{"close":{"code":4003,"reason":"no"}}]}`).want(201)
	ids := func(query string) (got []any) {
		for _, r := range d.ask("GET replies"+query, nil).want(200)["replies"].([]any) {
			got = append(got, r.(map[string]any)["id"])
		}
		return got
	}
	if got := fmt.Sprint(ids(""), ids("?session=alice")); got != "[r1 r2 r3 r4] [r4]" {
		t.Errorf("got %s", got)
	}
	const ask = `{"kind":"ask"}`
	for i, want := range []string{`[{"kind":"answer","n":1}]`, `[]`, `[{"kind":"answer","n":2}]`} {
		if got := fmt.Sprint(alice.say(ask)); got != want {
			t.Errorf("alice's message %d got %s, want %s", i+1, got, want)
		}
	}
	if code, reason := alice.closed(); code != 4003 || reason != "no" {
		t.Errorf("alice was closed with %d %q", code, reason)
	}
	for i, want := range []string{`[{"kind": "answer"} two]`, `[{"kind":"answer"}]`} {
		if got := fmt.Sprint(bob.say(ask)); got != want {
			t.Errorf("bob's message %d got %s, want %s", i+1, got, want)
		}
	}
	if got := ids(""); len(got) > 0 {
		t.Errorf("%v still wait", got)
	}
}

func TestReplies_Forgotten(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/talk/red?__session=alice")
	for range 2 {
		d.ask("POST replies?session=alice", `{}`).want(201)
		d.ask("POST replies", `{}`).want(201)
	}
	if got := d.ask("DELETE replies/r1", nil); got.status != 204 {
		t.Errorf("got %d", got.status)
	}
	d.ask("DELETE replies/r1", nil).refused(404, "reply-unknown")
	d.ask("POST reset?session=alice", `{}`).want(200)
	for i, want := range []int{0, 0, 1} { // r2, r4, the contract
		if got := len(c.say(`{"kind":"ask"}`)); got != want {
			t.Errorf("message %d got %d answers, want %d", i+1, got, want)
		}
	}
}

func TestReplies_Refused(t *testing.T) {
	d := newDesk(t)
	for body, code := range map[string]string{
		`{"route":"/nowhere"}`:                                                           "422 route-unknown",
		`{"then":[{"message":"nope"}]}`:                                                  "422 message-invalid",
		`{"route":"/news","then":[{"message":"answer"}]}`:                                "422 message-invalid",
		`{"route":"/talk/red","then":[{"message":"headline"}]}`:                          "422 message-invalid",
		`{"then":[{"payload":"what?"}]}`:                                                 "422 message-invalid",
		`{"then":[{"close":{"code":1006}}]}`:                                             "422 close-code",
		`{"then":[{"close":{"code":1000,"reason":"` + strings.Repeat("x", 124) + `"}}]}`: "422 close-reason",
		`{"then":[{"close":{"code":1000},"drop":true}]}`:                                 "400 step-invalid",
		`{"then":[{}]}`: "400 payload-missing",
		`{"then":[{"message":"answer","payload":1}]}`: "400 payload-missing",
		`{"then":{}}`: "400 body-invalid",
	} {
		var status int
		var name string
		fmt.Sscanf(code, "%d %s", &status, &name)
		d.ask("POST replies", body).refused(status, name)
	}
	for range maxReplies {
		d.ask("POST replies", `{"message":"headline"}`).want(201)
	}
	d.ask("POST replies", `{}`).refused(422, "too-many")
}
