package server

import (
	"testing"
	"testing/synctest"
	"time"
)

// ruled is a Mock of one route with rules.
func (k *kit) ruled(opts Options, rules ...*Rule) *Mock {
	m := k.mock(opts, &Route{Path: "/r", Validate: true, Receives: []*Incoming{k.hears("ask")}, Sends: []*Outgoing{k.says("tell", WhenPushed)}})
	for _, l := range m.lives {
		l.script = newLiveScript(&RouteScript{Rules: rules})
	}
	return m
}

func saysText(text string) Action {
	return ActionFunc(func(m *Moment) error { return m.Reply(&Body{Data: []byte(text), Text: true, Unchecked: true}) })
}

// TestRulesLeaveNothing: who has gone is in no group, has no timer and nothing
// that waits.
func TestRulesLeaveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		m := k.ruled(Options{},
			&Rule{On: OnConnect, Continue: true, Then: []Action{
				ActionFunc(func(m *Moment) error { return m.Join("tea") }),
				ActionFunc(func(m *Moment) error { m.Wait(time.Hour); return nil }),
				saysText("late"),
			}},
			&Rule{On: OnTime, After: time.Minute, Then: []Action{saysText("tick")}},
			&Rule{On: OnTime, After: 70 * time.Second, PerRoom: true, Then: []Action{saysText("tock")}},
			&Rule{On: OnIdle, After: 150 * time.Second, Then: []Action{saysText("idle")}},
		)
		a, b := k.connect(m, "/r"), k.connect(m, "/r")
		time.Sleep(3*time.Minute + time.Second)
		k.want(a.take(), "tick", "tock", "tick", "tock", "idle", "tick")
		if g := m.groups.get("tea"); g == nil || len(g.members.now()) != 2 {
			t.Fatal("two are in the group")
		}
		a.Closed(1000, "")
		b.take()
		time.Sleep(time.Minute)
		k.want(b.take(), "tock", "tick") // the other leads now
		b.Closed(1000, "")
		if m.groups.get("tea") != nil {
			t.Error("a group that nobody is in is remembered")
		}
		<-m.clock.running.ended() // no timer and no wait is left: synctest would find a deadlock
	})
}

// TestNoRulesCostNothing: a session on a route without rules has nothing of them.
func TestNoRulesCostNothing(t *testing.T) {
	k := newKit(t)
	m := k.mock(Options{}, &Route{Path: "/r", Validate: true, Receives: []*Incoming{k.hears("ask")}})
	if c := k.connect(m, "/r"); c.play != nil {
		t.Error("a session without rules has a play")
	}
}

// TestRuleThatPanics: its connection ends with 1011, others live.
func TestRuleThatPanics(t *testing.T) {
	k := newKit(t)
	m := k.ruled(Options{}, &Rule{When: ConditionFunc(func(m *Moment) (bool, error) {
		if text, _ := m.Text(); text == "panic" {
			panic("a bug")
		}
		return true, nil
	}), Raw: true, Then: []Action{saysText("fine")}})
	a, b := k.connect(m, "/r"), k.connect(m, "/r")
	a.say("panic")
	if code, _ := a.closed(); code != 1011 {
		t.Errorf("closed with %d, want 1011", code)
	}
	k.want(b.say("x"), "fine")
}

// TestResetRules: variables, counts and what waits begin anew.
func TestResetRules(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		m := k.ruled(Options{},
			&Rule{On: OnConnect, Continue: true, Then: []Action{saysText("hello"), ActionFunc(func(m *Moment) error { m.Wait(time.Minute); return nil }), saysText("later")}},
			&Rule{Raw: true, Then: []Action{ActionFunc(func(m *Moment) error {
				return m.Change(ScopeVars, "n", func(old any) (any, error) { n, _ := old.(int); return n + 1, nil })
			})}},
		)
		c := k.connect(m, "/r")
		c.say("x")
		if n := c.Variables()["n"]; n != 1 {
			t.Errorf("n is %v, want 1", n)
		}
		time.Sleep(30 * time.Second)
		c.take()
		c.ResetRules()
		if n, ok := c.Variables()["n"]; ok {
			t.Errorf("n is %v after the reset", n)
		}
		time.Sleep(50 * time.Second)
		k.want(c.take(), "hello") // the first wait was dropped
		time.Sleep(20 * time.Second)
		k.want(c.take(), "later")
		c.Closed(1000, "")
	})
}
