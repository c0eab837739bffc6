package control

import (
	"fmt"
	"strings"
	"testing"

	"asyncmock/server"
)

func TestRules(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/talk/red")
	if got := fmt.Sprint(c.say("psst")); got != "[calm]" {
		t.Fatalf("got %s", got)
	}
	rules := d.ask("GET rules", nil).want(200)["rules"].([]any)
	first := rules[0].(map[string]any)
	if len(rules) != 4 || first["name"] != "whisper" || first["route"] != "/talk/{room}" || first["on"] != "message" || first["enabled"] != true || first["calls"] != 1.0 {
		t.Errorf("got %v", rules)
	}
	if v := d.ask("PUT rules/whisper", `{"enabled":false}`).want(200); v["enabled"] != false {
		t.Errorf("got %v", v)
	}
	if got := fmt.Sprint(c.say("psst")); got != "[]" {
		t.Errorf("it still answers: %s", got)
	}
	d.ask("PUT rules/whisper", `{"enabled":true}`).want(200)
	if got := fmt.Sprint(c.say("psst")); got != "[calm]" {
		t.Errorf("got %s", got)
	}
	alice := d.connect("/talk/red?__session=alice")
	enabled := func(query string) any {
		return d.ask("GET rules"+query, nil).want(200)["rules"].([]any)[0].(map[string]any)["enabled"]
	}
	d.ask("PUT rules/whisper?session=alice", `{"enabled":false}`).want(200)
	if got := fmt.Sprint(alice.say("psst"), c.say("psst"), enabled("?session=alice"), enabled("")); got != "[] [calm] false true" {
		t.Errorf("for alice alone it is off, got %s", got)
	}
	d.ask("PUT rules/whisper", `{"enabled":false}`).want(200)
	d.ask("PUT rules/whisper?session=alice", `{"enabled":true}`).want(200)
	if got := fmt.Sprint(alice.say("psst"), c.say("psst"), enabled("?session=alice"), enabled("")); got != "[calm] [] true false" {
		t.Errorf("for alice alone it is on, got %s", got)
	}
	calls := d.ask("GET rules?session=alice", nil).want(200)["rules"].([]any)[0].(map[string]any)["calls"]
	if page := d.ask("GET journal?session=alice&rule=whisper", nil).want(200); calls != 1.0 || len(page["records"].([]any)) != 1 {
		t.Errorf("alice's calls are %v, in the journal %v", calls, page)
	}
	d.ask("POST reset?session=alice", `{}`).want(200)
	if got := fmt.Sprint(enabled("?session=alice"), enabled("")); got != "false false" {
		t.Errorf("after a reset of alice: %s", got)
	}
	d.ask("POST reset", `{}`).want(200)
	if got := fmt.Sprint(enabled("?session=alice"), enabled("")); got != "true true" {
		t.Errorf("after a reset: %s", got)
	}
	d.ask("PUT rules/nobody", `{"enabled":true}`).refused(404, "rule-unknown")
	d.ask("PUT rules/whisper", `{}`).refused(400, "body-invalid")
	d.ask("PUT rules/whisper", `{"enabled":1}`).refused(400, "body-invalid")
}

func TestFaults(t *testing.T) {
	d := newDesk(t)
	begin, err := server.ParseFault("close:1012@sent:5")
	if err != nil {
		t.Fatal(err)
	}
	d.mock = newMock(t, talk, func(*server.Event) {}, begin)
	alice, bob := d.connect("/talk/red?__session=alice"), d.connect("/talk/red")
	if got := d.ask("PUT faults?session=alice", `{"faults":["duplicate,route=/talk/red"]}`).want(200); fmt.Sprint(got["faults"]) != "[duplicate,route=/talk/red]" {
		t.Errorf("got %v", got)
	}
	if got := fmt.Sprint(len(alice.say(`{"kind":"ask"}`)), len(bob.say(`{"kind":"ask"}`))); got != "2 1" {
		t.Errorf("got %s messages, want 2 and 1", got)
	}
	if got := d.ask("GET faults", nil).want(200); fmt.Sprint(got["faults"], got["sessions"]) != "[close:1012@sent:5] map[alice:[duplicate,route=/talk/red]]" {
		t.Errorf("everybody has %v", got)
	}
	d.ask("PUT faults", `{"faults":["stall@10m"]}`).want(200)
	d.ask("PUT faults?session=bob", `{"faults":["drop@10m"]}`).want(200)
	d.ask("POST reset?session=bob", `{}`).want(200)
	for session, want := range map[string]string{"": "[stall@10m]", "?session=bob": "[]", "?session=alice": "[duplicate,route=/talk/red]"} {
		if got := d.ask("GET faults"+session, nil).want(200); fmt.Sprint(got["faults"]) != want {
			t.Errorf("%q has %v, want %s", session, got, want)
		}
	}
	d.ask("PUT faults?session=alice", `{"faults":[]}`).want(200)
	if got := len(alice.say(`{"kind":"ask"}`)); got != 1 {
		t.Errorf("got %d messages, want 1", got)
	}
	d.ask("PUT faults", `{"faults":["explode"]}`).refused(422, "fault-invalid")
	d.ask("PUT faults", `{"faults":["drop,route=/nowhere"]}`).refused(422, "route-unknown")
	d.ask("PUT faults?session=alice", `{"faults":["drop,session=bob"]}`).refused(422, "fault-invalid")
	d.ask("PUT faults", `{"faults":["drop,session=bob"]}`).refused(422, "fault-invalid")
	d.ask("POST reset", `{}`).want(200)
	if got := d.ask("GET faults", nil).want(200); fmt.Sprint(got) != "map[faults:[close:1012@sent:5]]" {
		t.Errorf("after a reset everybody has %v", got)
	}
}

func TestVariables(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.connect("/talk/red?__session=alice"), d.connect("/talk/red")
	if got := d.ask("PUT variables/vars/mood?session=alice", `{"value":"{{ 7*7 }}"}`).want(200); got["set"] != 1.0 {
		t.Errorf("got %v", got)
	}
	if got := fmt.Sprint(alice.say("psst"), bob.say("psst")); got != "[{{ 7*7 }}] [calm]" { // REL-CTL-5
		t.Errorf("got %s", got)
	}
	d.ask("PUT variables/global/open", `{"value":{"n":12345678901234567890}}`).want(200)
	d.ask("PUT variables/data/list", `{"value":null}`).want(200)
	got := d.ask("GET variables?session=alice", nil)
	v := got.want(200)
	if !strings.Contains(string(got.body), `"n":12345678901234567890`) {
		t.Errorf("a number has changed: %s", got.body)
	}
	if own := fmt.Sprint(v["connections"]); own != "[map[connection:ws-1 session:alice vars:map[mood:{{ 7*7 }}]]]" {
		t.Errorf("got %s", own)
	}
	d.ask("PUT variables/global/open?session=alice", `{"value":1}`).refused(400, "scope-shared")
	d.ask("PUT variables/global/"+strings.Repeat("x", 201), `{"value":1}`).refused(422, "variable-refused")
	d.ask("PUT variables/secret/open", `{"value":1}`).refused(404, "scope-unknown")
	d.ask("PUT variables/global/open", `{}`).refused(400, "body-invalid")
}

// TestReset: everything is as in the beginning, and of one session only that.
func TestReset(t *testing.T) {
	d := newDesk(t)
	alice, bob := d.connect("/talk/red?__session=alice"), d.connect("/talk/red?__session=bob")
	for _, name := range []string{"alice", "bob"} {
		d.ask("PUT variables/vars/mood?session="+name, `{"value":"wild"}`).want(200)
		d.ask("PUT faults?session="+name, `{"faults":["duplicate"]}`).want(200)
	}
	d.ask("PUT variables/global/open", `{"value":false}`).want(200)
	if got := d.ask("POST reset?session=alice", `{}`).want(200); got["after"] != 2.0 {
		t.Errorf("got %v", got)
	}
	if got := fmt.Sprint(alice.say("psst"), bob.say("psst")); got != "[calm] [wild wild]" {
		t.Errorf("got %s", got)
	}
	if got := numbers(d.ask("GET journal?session=alice", nil).want(200)); got != "3 4" {
		t.Errorf("alice's journal has %s", got)
	}
	if got := numbers(d.ask("GET journal?kind=connect", nil).want(200)); got != "1 2" {
		t.Errorf("the others' journal has %s", got)
	}
	after := d.ask("POST reset", `{}`).want(200)["after"].(float64)
	if got := fmt.Sprint(bob.say("psst")); got != "[calm]" {
		t.Errorf("got %s", got)
	}
	page := d.ask("GET journal", nil).want(200)
	if got := page["records"].([]any)[0].(map[string]any)["seq"]; got != after+1 {
		t.Errorf("the journal begins with %v, want %v", got, after+1)
	}
	shared := d.ask("GET variables", nil).want(200)["documents"].([]any)[0].(map[string]any)["global"]
	if fmt.Sprint(shared) != "map[open:true]" {
		t.Errorf("got %v", shared)
	}
	d.ask("POST reset", `{"all":true}`).refused(400, "body-invalid")
	d.ask("POST reset", nil).refused(415, "content-type-unsupported")
}
