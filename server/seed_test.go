package server

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// dice is what a conversation of twenty random replies looks like.
func (k *kit) dice(m *Mock, target string) string {
	c := k.connect(m, target)
	defer hangUp(c)
	for range 20 {
		c.Receive(NewFrame([]byte(`{"type":"ask"}`), false))
	}
	return strings.Join(c.names, "")
}

func TestMOD3_WhatASeedIsMadeOf(t *testing.T) {
	k := newKit(t)
	ask := func() []*Incoming {
		return []*Incoming{k.hears("ask", k.reply("a"), k.reply("b"), k.reply("c"), k.reply("d"))}
	}
	fresh := func(seed uint64) *Mock {
		return k.mock(Options{Reply: ReplyRandom, Seed: seed},
			&Route{Path: "/x/{id}", Validate: true, Receives: ask()}, &Route{Path: "/y/{id}", Validate: true, Receives: ask()})
	}
	m := fresh(1)
	first := k.dice(m, "/x/1")
	others := map[string]string{
		"the next ordinal":  k.dice(m, "/x/1"),
		"another parameter": k.dice(m, "/x/2"),
		"another route":     k.dice(m, "/y/1"),
		"another seed":      k.dice(fresh(2), "/x/1"),
		"a name":            k.dice(fresh(1), "/x/1?__session=anna"),
		"another name":      k.dice(fresh(1), "/x/1?__session=bert"),
	}
	var seen []string
	for what, got := range others {
		if got == first || slices.Contains(seen, got) {
			t.Errorf("%s: the dice fall alike", what)
		}
		seen = append(seen, got)
	}
	again := fresh(1)
	if k.dice(again, "/y/1"); k.dice(again, "/x/1") != first || k.dice(again, "/x/1") != others["the next ordinal"] {
		t.Error("the same seed, route, parameters and ordinal must give the same")
	}
	for range 2 {
		if k.dice(m, "/x/1?__session=anna") != others["a name"] {
			t.Error("a named session must be the same whenever it comes")
		}
	}
}

// TestMOD3_RepliesDoNotDependOnTicks: what is made does not depend on how
// many stream messages happened to come before.
func TestMOD3_RepliesDoNotDependOnTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKit(t)
		payload := `{"type":"object","required":["type","n"],"properties":{"type":{"const":"TYPE"},"n":{"type":"integer","minimum":1,"maximum":1000000}}}`
		made := func(name string) *Outgoing {
			return &Outgoing{Message: k.message(name, strings.Replace(payload, "TYPE", name, 1)), When: When{Kind: WhenEvery}}
		}
		run := func(pause time.Duration) (replies, events []string) {
			ask := k.hears("ask", &Reply{Outgoing: made("answer")})
			m := k.mock(Options{Now: func() time.Time { return time.Unix(0, 0) }}, &Route{Path: "/", Validate: true, Receives: []*Incoming{ask}, Sends: []*Outgoing{made("event")}})
			c := k.connect(m, "/")
			for range 5 {
				time.Sleep(pause)
				synctest.Wait()
				c.Receive(NewFrame([]byte(`{"type":"ask"}`), false))
			}
			hangUp(c)
			for _, got := range c.take() {
				if strings.Contains(got, "answer") {
					replies = append(replies, got)
				} else {
					events = append(events, got)
				}
			}
			return replies, events
		}
		replies, events := run(100 * time.Millisecond)
		slow, more := run(3500 * time.Millisecond)
		k.want(slow, replies...)
		if len(more) <= len(events) || !slices.Equal(more[:len(events)], events) {
			t.Errorf("got events %q and %q", events, more)
		}
		slices.Sort(replies)
		if len(slices.Compact(replies)) != 5 {
			t.Errorf("got %q", replies)
		}
	})
}
