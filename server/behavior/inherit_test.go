package behavior_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"asyncmock/server"
)

// TestInherit: what was done to a mock while it ran stays when its document
// or its behavior file was saved, where it still has a place.
func TestInherit(t *testing.T) {
	const rules = `
global: {mood: calm, count: 0, gone: 1, edited: a}
data: {list: [1]}
rules:
  - {name: a, when: {text: a}, then: [{reply: a}]}
  - {name: b, enabled: false, when: {text: b}, then: [{reply: b}]}
  - {name: late, when: {text: c}, then: [{reply: c}]}
  - {name: same, when: {text: d}, then: [{reply: d}]}
`
	const saved = `
global: {mood: calm, count: 0, edited: b, fresh: 1}
data: {list: [1]}
faults: [close:1012@sent:99]
rules:
  - {name: a, when: {text: a}, then: [{reply: a}]}
  - {name: b, enabled: false, when: {text: b}, then: [{reply: b}]}
  - {name: same, enabled: false, when: {text: d}, then: [{reply: d}]}
`
	before, after := serve(t, document, rules), serve(t, strings.ReplaceAll(document, "/hall/", "/salon/"), saved)
	fault := func(text string) server.Fault {
		f, err := server.ParseFault(text)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, err := range []error{
		before.mock.SetFaults("alice", fault("duplicate,route=/desk"), fault("drop@9s,route=/hall/{room}")),
		before.mock.SetVariable(server.ScopeGlobal, "mood", "wild"),
		before.mock.SetVariable(server.ScopeGlobal, "own", true),
		before.mock.SetVariable(server.ScopeGlobal, "gone", 2),
		before.mock.SetVariable(server.ScopeGlobal, "edited", "c"),
		before.mock.SetVariable(server.ScopeData, "list", []any{1, 2}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	before.mock.SetRule("", "a", false)
	before.mock.SetRule("alice", "b", true)
	before.mock.SetRule("bob", "late", false)
	wait := func(route, text string) func() bool {
		return before.mock.Intercept(&server.Interception{Route: route, Answers: func(server.Received) []server.Answer {
			return []server.Answer{{Push: server.Push{Payload: []byte(text), Raw: true}}}
		}})
	}
	wait("/hall/red", "lost")
	wait("", "first")
	cancel := wait("/desk", "cancelled")
	wait("/desk", "second")

	lost := strings.Join(after.mock.Inherit(before.mock), "\n")
	if want := `fault drop@9s,route=/hall/{room},session=alice: its route is gone
rule "late": there is none of this name any more
a reply that waits on /hall/red: the route is gone
variable global.edited: the behavior gives it another beginning
variable global.gone: the behavior gives it another beginning`; lost != want {
		t.Errorf("lost:\n%s\nwant:\n%s", lost, want)
	}
	if got := fmt.Sprint(after.mock.Faults("alice"), after.mock.Faults("")); got != "[duplicate,route=/desk,session=alice] [close:1012@sent:99]" {
		t.Errorf("the faults are %s", got)
	}
	if got := fmt.Sprint(after.mock.Variables(server.ScopeGlobal), after.mock.Variables(server.ScopeData)); got != "map[count:0 edited:b fresh:1 mood:wild own:true] map[list:[1 2]]" {
		t.Errorf("the variables are %s", got)
	}
	if !cancel() {
		t.Error("what waits in both cannot be cancelled")
	}
	c := after.dial("/desk")
	c.say("x").hears("first")
	c.say("x").hears("second")
	c.say("a")
	c.say("d")
	c.say("b")
	alice := after.dial("/desk?__session=alice")
	alice.say("b").hears("b")
	alice.hears("b") // duplicated
	if on := func() (names []string) {
		for _, r := range after.mock.Rules("") {
			if r.On && r.Route == "/desk" {
				names = append(names, r.Name)
			}
		}
		return names
	}(); !slices.Equal(on, nil) {
		t.Errorf("rules that are on: %s", on)
	}
}

// TestInherit_Nothing: a mock that nothing was done to leaves all as the files
// say.
func TestInherit_Nothing(t *testing.T) {
	before := serve(t, document, "global: {n: 1}\nfaults: [stall@9m]\nrules: [{name: a, when: {text: a}, then: [{reply: a}]}]\n")
	after := serve(t, document, "global: {n: 2}\nfaults: [drop@9m]\nrules: [{name: a, enabled: false, when: {text: a}, then: [{reply: a}]}]\n")
	if lost := after.mock.Inherit(before.mock); len(lost) > 0 {
		t.Errorf("lost %q", lost)
	}
	if got := fmt.Sprint(after.mock.Faults(""), after.mock.Variables(server.ScopeGlobal), after.mock.Rules("")[0].On); got != "[drop@9m] map[n:2] false" {
		t.Errorf("got %s", got)
	}
}
