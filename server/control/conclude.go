package control

import (
	"fmt"
	"slices"
	"strings"
)

// An Expectation is what became of something that was to happen.
type Expectation struct {
	ID      string
	Session string // that it is about; "": all
	Wanted  string // in words: "receive subscribe on /v1, at least 1 within 5s"
	Met     bool
	Why     string   // how often it happened
	Near    []string // what almost was it, and why it was not
}

// Expectations returns what became of those that were asked for and not
// forgotten, oldest first. It is called after Close: one that is not decided
// then is decided by what has happened.
func (h *Handler) Expectations() (list []Expectation) {
	for _, x := range h.expectations.of("") {
		if x.view().State == stateWaiting {
			for x.read() {
			}
			x.decide("")
		}
		v := x.view()
		e := Expectation{ID: v.ID, Session: v.Session, Wanted: x.wanted.String() + ", " + x.goal.String() + " within " + x.goal.within.String(), Met: v.State == stateMet, Why: v.Why}
		for _, n := range v.Near {
			e.Near = append(e.Near, fmt.Sprintf("record %d: %s", n.Seq, n.Why))
		}
		list = append(list, e)
	}
	return list
}

// String says what is to happen, not how often.
func (w *wanted) String() string {
	words := []string{string(w.Kind), w.Message}
	for _, p := range []struct{ word, value string }{{"on", w.Route}, {"channel", w.Channel}, {"operation", w.Operation}} {
		if p.value != "" {
			words = append(words, p.word, p.value)
		}
	}
	if w.Valid != nil {
		words = append(words, map[bool]string{true: "valid", false: "wrong"}[*w.Valid])
	}
	for _, pointer := range sortedKeys(w.Where) {
		words = append(words, "with", pointer, "=", clip(string(compact(w.Where[pointer]))))
	}
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " ")
}
