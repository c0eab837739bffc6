package protocoltest

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// streamKeepsTime listens for a day.
func streamKeepsTime(t *testing.T, r *bench) {
	c := r.dial("/ticks")
	defer c.Close()
	r.receive(c)
	first := time.Now()
	for i := range int(24 * time.Hour / interval) {
		var tick struct{ Price int }
		if b := r.receive(c); json.Unmarshal(b, &tick) != nil || tick.Price < 1 {
			t.Fatalf("message %d: got %q", i, b)
		}
		if got, want := time.Since(first), time.Duration(i+1)*interval; got != want {
			t.Fatalf("message %d came after %v, want %v", i, got, want)
		}
	}
}

// sameSeedSameBytes: sessions that come in the same order get the same.
func sameSeedSameBytes(t *testing.T, r *bench) {
	listen := func(r *bench) (all []byte) {
		c := r.dial("/ticks")
		defer c.Close()
		for range 20 {
			all = append(all, r.receive(c)...)
		}
		return all
	}
	other := newBench(t, r.protocol, writeDocument(t))
	if a, b := listen(r), listen(other); !bytes.Equal(a, b) {
		t.Errorf("two servers with one seed say different things:\n%s\n%s", a, b)
	}
}

func questionIsAnswered(t *testing.T, r *bench) {
	c := r.dial("/questions")
	defer c.Close()
	for range 100 {
		err := c.Send([]byte(`{"ask":"how many"}`))
		if errors.Is(err, errors.ErrUnsupported) {
			t.Skip("clients of this protocol only listen")
		}
		if err != nil {
			t.Fatal(err)
		}
		var answer struct{ Answer *int }
		if b := r.receive(c); json.Unmarshal(b, &answer) != nil || answer.Answer == nil {
			t.Fatalf("got %q, want an answer", b)
		}
	}
}

// clientLeaves: its session ends with it, others go on.
func clientLeaves(t *testing.T, r *bench) {
	stays, leaves := r.dial("/ticks"), r.dial("/ticks")
	defer stays.Close()
	r.receive(stays)
	r.receive(leaves)
	if n := r.mock.Sessions(); n != 2 {
		t.Fatalf("%d sessions, want 2", n)
	}
	leaves.Close()
	for range 10 {
		r.receive(stays)
	}
	if n := r.mock.Sessions(); n != 1 {
		t.Errorf("%d sessions after one of two clients left, want 1", n)
	}
}

// clientReadsNothing: it is ended, and costs the others nothing.
func clientReadsNothing(t *testing.T, r *bench) {
	sleeps, reads := r.dial("/ticks"), r.dial("/ticks")
	defer sleeps.Close()
	defer reads.Close()
	r.receive(reads)
	for i := range 10 {
		at := time.Now()
		r.receive(reads)
		if d := time.Since(at); d != interval {
			t.Fatalf("message %d came after %v, want %v", i, d, interval)
		}
	}
	if n := r.mock.Sessions(); n != 1 {
		t.Errorf("%d sessions, want only that of the client that reads", n)
	}
}

// mockEnds: every client is told, at once.
func mockEnds(t *testing.T, r *bench) {
	const clients = 50
	heard := make(chan error, clients)
	for range clients {
		c := r.dial("/ticks")
		go func() {
			defer c.Close()
			for {
				if _, err := c.Receive(); err != nil {
					heard <- err
					return
				}
			}
		}()
	}
	synctest.Wait()
	if n := r.mock.Sessions(); n != clients {
		t.Errorf("%d sessions, want %d", n, clients)
	}
	start := time.Now()
	r.stop()
	for range clients {
		<-heard
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("the end took %v", d)
	}
}
