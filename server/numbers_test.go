package server

import (
	"testing"
	"time"
)

// TestNumbers_AreShared: two Mocks of one listener never say the same number.
func TestNumbers_AreShared(t *testing.T) {
	shared := new(Numbers)
	seen := map[uint64]bool{}
	names := map[string]bool{}
	for range 2 {
		m := newMock(&planned{routes: []*Route{{Path: "/a"}}}, Options{Numbers: shared, Now: time.Now, Observe: func(e *Event) {
			if seen[e.Seq] {
				t.Errorf("event %d was seen before", e.Seq)
			}
			seen[e.Seq] = true
		}})
		s := m.Connect(&Admission{Handshake: &Handshake{Transport: TransportWS}, Route: m.Routes()[0]}, nil)
		if names[s.ID()] {
			t.Errorf("session %s was seen before", s.ID())
		}
		names[s.ID()] = true
	}
	if len(seen) != 2 || len(names) != 2 {
		t.Errorf("got %d events and %d sessions, want 2 and 2", len(seen), len(names))
	}
}
