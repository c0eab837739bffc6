package web

import (
	"errors"
	"testing"

	"asyncmock/server"
)

// TestExchange_CountsWhatItCannotKeep: who waits for that many replies must
// not wait for one that was refused.
func TestExchange_CountsWhatItCannotKeep(t *testing.T) {
	x := &exchange{limit: 1 << 20, wake: make(chan struct{}, 1)}
	for range maxReplies {
		if err := x.Send(server.NewFrame([]byte("{}"), false)); err != nil {
			t.Fatal(err)
		}
	}
	<-x.wake
	if err := x.Send(server.NewFrame([]byte("{}"), false)); !errors.Is(err, server.ErrSlow) {
		t.Errorf("got %v, want ErrSlow", err)
	}
	select {
	case <-x.wake:
	default:
		t.Error("a frame that is lost wakes nobody")
	}
	if came, _ := x.state(); came != maxReplies+1 || len(x.take()) != maxReplies {
		t.Errorf("got %d frames, want %d and one that is lost", came, maxReplies)
	}
}
