package control

import (
	"testing"

	"asyncmock/server"
	"asyncmock/server/journal"
)

// nullWire takes everything.
type nullWire struct{ n int }

func (w *nullWire) Send(f *server.Frame) error { w.n += len(f.Payload()); return nil }
func (w *nullWire) Close(int, string)          {}

// BenchmarkObserved is what journal and API add to an echo, two events a
// message; beside it the same without them (goal G1 without the wire).
func BenchmarkObserved(b *testing.B) {
	doc := loaded(b, `
asyncapi: 3.0.0
info: {title: Echo, version: '1'}
channels: {echo: {address: /echo, x-asyncmock: {reply: echo, validate: off}, messages: {any: {}}}}
operations: {hear: {action: receive, channel: {$ref: '#/channels/echo'}}}
`)
	f := server.NewFrame(make([]byte, 200), false)
	run := func(b *testing.B, observe func(*server.Event)) {
		m, err := server.New(doc, server.Options{Observe: observe})
		if err != nil {
			b.Fatal(err)
		}
		a, refusal := m.Admit(&server.Handshake{Transport: server.TransportWS, Path: "/echo", Remote: "127.0.0.1:50000"})
		if refusal != nil {
			b.Fatal(refusal)
		}
		s := m.Connect(a, &nullWire{})
		s.Subscribe("")
		b.ReportAllocs()
		for b.Loop() {
			s.Receive(f)
		}
	}
	b.Run("unobserved", func(b *testing.B) { run(b, nil) })
	b.Run("journal", func(b *testing.B) { run(b, journal.New(journal.Options{}).Observer("", "")) })
	b.Run("both", func(b *testing.B) {
		h := New(Options{})
		defer h.Close()
		kept, counted := journal.New(journal.Options{}).Observer("", ""), h.Observe("echo.yaml", "")
		run(b, func(e *server.Event) { kept(e); counted(e) })
	})
}
