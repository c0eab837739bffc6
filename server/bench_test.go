package server

import (
	"encoding/json"
	"strings"
	"testing"

	"asyncmock/generator"
	"asyncmock/spec"
)

// Each benchmark has its raw baseline beside it: the least that any server
// must do for the same effect. The wires take everything and do nothing, so
// that what is seen is the cost of the core.

// A nullWire takes everything.
type nullWire struct{ n int }

func (w *nullWire) Send(f *Frame) error { w.n += len(f.Payload()); return nil }
func (w *nullWire) Close(int, string)   {}

// benchSession connects one client to a route, unobserved.
func benchSession(b *testing.B, r *Route) (*Mock, *Session) {
	b.Helper()
	m := benchKit(b).mock(Options{}, r)
	return m, benchConnect(b, m)
}

func benchKit(b *testing.B) *kit {
	return &kit{TB: b, compiler: generator.NewCompiler(&spec.Document{}, generator.Options{})}
}

func benchConnect(b *testing.B, m *Mock) *Session {
	b.Helper()
	a, refusal := m.Admit(handshake("/"))
	if refusal != nil {
		b.Fatal(refusal)
	}
	s := m.Connect(a, &nullWire{})
	s.Subscribe("")
	return s
}

// BenchmarkReceiveEcho is goal G1 without the wire: a route with reply: echo
// and validate: off.
func BenchmarkReceiveEcho(b *testing.B) {
	f := NewFrame([]byte(`{"type":"ping","id":17}`), false)
	b.Run("raw", func(b *testing.B) {
		var w Wire = &nullWire{}
		b.ReportAllocs()
		for b.Loop() {
			if w.Send(f) != nil {
				b.Fatal()
			}
		}
	})
	b.Run("session", func(b *testing.B) {
		_, s := benchSession(b, &Route{Path: "/", Echo: true})
		b.ReportAllocs()
		for b.Loop() {
			s.Receive(f)
		}
	})
}

// BenchmarkReceiveReplySmall is goal G2 without the wire: decode, match,
// validate, choose, make with the echoed id, send.
func BenchmarkReceiveReplySmall(b *testing.B) {
	k := benchKit(b)
	request := `{"type":"ping","id":17}`
	pong := k.message("pong", `{"type":"object","required":["type","id"],"properties":{"type":{"const":"pong"},"id":{"type":"integer"}}}`)
	reply := &Reply{Outgoing: &Outgoing{Message: pong}, Copies: []Copy{{From: "/id", To: "/id", Add: true}}}
	benchReply(b, request, &Incoming{Message: k.typed("ping"), Replies: []*Reply{reply}})
}

// BenchmarkReceiveReplyMedium is goal G3 without the wire.
func BenchmarkReceiveReplyMedium(b *testing.B) {
	k := benchKit(b)
	order := `{"type":"object","required":["type","id","customer","lines"],"properties":{
		"type":{"const":"TYPE"},"id":{"type":"integer","minimum":1},"placed":{"type":"string","format":"date-time"},
		"customer":{"type":"object","required":["name","email"],"properties":{"name":{"type":"string","maxLength":80},
			"email":{"type":"string","format":"email"},"vip":{"type":"boolean"}}},
		"lines":{"type":"array","minItems":5,"maxItems":10,"items":{"type":"object","required":["sku","quantity","price"],"properties":{
			"sku":{"type":"string","pattern":"^[A-Z]{3}-[0-9]{4}$"},"quantity":{"type":"integer","minimum":1,"maximum":99},
			"price":{"type":"number","minimum":0,"maximum":1000,"multipleOf":0.01},"note":{"type":"string"}}}}}}`
	line := `{"sku":"ABC-1234","quantity":3,"price":19.99,"note":"gift wrapped"}`
	request := `{"type":"order","id":4711,"placed":"2026-01-02T03:04:05Z","customer":{"name":"Ada","email":"ada@example.org","vip":true},
		"lines":[` + strings.Repeat(line+",", 7) + line + `]}`
	reply := &Reply{
		Outgoing: &Outgoing{Message: k.message("confirmed", strings.Replace(order, "TYPE", "confirmed", 1))},
		Copies:   []Copy{{From: "/id", To: "/id", Add: true}},
	}
	benchReply(b, request, &Incoming{Message: k.message("order", strings.Replace(order, "TYPE", "order", 1)), Replies: []*Reply{reply}})
}

// benchReply measures a conversation; raw decodes the request and encodes a
// ready reply of the same size with encoding/json.
func benchReply(b *testing.B, request string, in *Incoming) {
	_, s := benchSession(b, &Route{Path: "/", Validate: true, Receives: []*Incoming{in}})
	f := NewFrame([]byte(request), false)
	if out := s.Receive(f); len(out.Findings) > 0 || out.Replies != 1 {
		b.Fatalf("got %+v", out)
	}
	b.Run("raw", func(b *testing.B) {
		var ready any
		if err := json.Unmarshal([]byte(request), &ready); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			var v any
			if json.Unmarshal(f.Payload(), &v) != nil {
				b.Fatal()
			}
			if _, err := json.Marshal(ready); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("session", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Receive(f)
		}
	})
}

// BenchmarkFanOut1000 is goal G5 without the wire: one message to a room of
// 1000.
func BenchmarkFanOut1000(b *testing.B) {
	f := NewFrame([]byte(`{"type":"chat","text":"hello"}`), false)
	b.Run("raw", func(b *testing.B) {
		wires := make([]Wire, 1000)
		for i := range wires {
			wires[i] = &nullWire{}
		}
		b.ReportAllocs()
		for b.Loop() {
			shared := NewFrame(f.Payload(), false)
			for _, w := range wires {
				if w.Send(shared) != nil {
					b.Fatal()
				}
			}
		}
	})
	b.Run("session", func(b *testing.B) {
		m, s := benchSession(b, &Route{Path: "/", Relays: true})
		for range 999 {
			benchConnect(b, m)
		}
		b.ReportAllocs()
		for b.Loop() {
			s.Receive(f)
		}
	})
}

// BenchmarkConnect is the core's part of goals G8 and G9: B/op is what an
// idle session costs.
func BenchmarkConnect(b *testing.B) {
	m, _ := benchSession(b, &Route{Path: "/", Relays: true})
	h := handshake("/")
	var kept []*Session
	b.ReportAllocs()
	for b.Loop() {
		a, _ := m.Admit(h)
		s := m.Connect(a, &nullWire{})
		s.Subscribe("")
		kept = append(kept, s)
	}
	b.StopTimer()
	for _, s := range kept {
		s.Closed(1000, "")
	}
}
