package server

import (
	"testing"

	"asyncmock/spec"
)

// What is judged without decoding loses no note: about places of the path, and
// about frames of another type.
func TestCHN8_OverheardNotes(t *testing.T) {
	k := newKit(t)
	p := &spec.Parameter{Name: "symbol", Location: &spec.Expression{Pointer: "/symbol"}}
	here, plain := &spec.Channel{Name: "feed", Parameters: []*spec.Parameter{p}}, &spec.Channel{Name: "feed"}
	for _, test := range []struct {
		name    string
		channel *spec.Channel
		payload string
		binary  bool
		code    string // of the note, or what is wrong
		wrong   bool
	}{
		{"the same", here, `{"type":"ping","symbol":"BTC"}`, false, "", false},
		{"another", here, `{"type":"ping","symbol":"ETH"}`, false, "parameter-mismatch", false},
		{"no place", plain, `{"type":"ping","symbol":"ETH"}`, false, "", false},
		{"binary", plain, `{"type":"ping"}`, true, "frame-type", false},
		{"wrong", plain, `{"type":"pang"}`, false, "payload-const", true},
		{"broken", plain, `{"type":"ping"`, false, "payload-undecodable", true},
	} {
		w := &watcher{}
		in := k.hears("ping")
		in.Channel = test.channel
		m := k.mock(Options{Observe: w.observe}, &Route{Path: "/{symbol}", Validate: true, Channels: []*spec.Channel{test.channel}, Parameters: test.channel.Parameters, Receives: []*Incoming{in}})
		verdict := m.Overhear(handshake("/BTC"), "", &fakeWire{}).Hear(NewFrame([]byte(test.payload), test.binary), true, "passed on")
		e := w.of(EventReceive)[0]
		code := ""
		if len(e.Findings) > 0 {
			code = e.Findings[0].Code
		}
		if verdict.Wrong() != test.wrong || e.Valid == test.wrong || code != test.code || !test.wrong && e.Message != "ping" {
			t.Errorf("%s: wrong %v, event %+v", test.name, verdict.Wrong(), e)
		}
	}
}
