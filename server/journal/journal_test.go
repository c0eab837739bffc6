package journal

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// said is an event with a payload.
func said(payload string) *server.Event {
	return &server.Event{Seq: 99, Time: time.Now(), Kind: server.EventSend, Valid: true, Route: "/a", Path: "/a", Payload: []byte(payload)}
}

func payloads(events []server.Event) (got []string) {
	for _, e := range events {
		got = append(got, fmt.Sprintf("%d %s", e.Seq, e.Payload))
	}
	return got
}

func TestJournal_KeepsTheNewest(t *testing.T) {
	j := New(Options{Records: 3})
	observe := j.Observer("a.yaml", "/mine")
	shared := []byte("0")
	for i := range 5 {
		shared[0] = byte('1' + i)
		observe(&server.Event{Time: time.Now(), Kind: server.EventSend, Route: "/a", Path: "/a", Payload: shared})
	}
	shared[0] = 'x'
	for _, c := range []struct {
		after uint64
		limit int
		want  string
	}{
		{0, 10, "[3 3 4 4 5 5]"}, {2, 10, "[3 3 4 4 5 5]"}, {3, 10, "[4 4 5 5]"}, {5, 10, "[]"}, {9, 10, "[]"}, {0, 2, "[3 3 4 4]"},
	} {
		events, oldest := j.Read(c.after, c.limit)
		if got := fmt.Sprint(payloads(events)); got != c.want || oldest != 3 {
			t.Errorf("Read(%d, %d): got %s from %d, want %s from 3", c.after, c.limit, got, oldest, c.want)
		}
	}
	if j.Last() != 5 {
		t.Errorf("the last is %d, want 5", j.Last())
	}
	events, _ := j.Read(4, 1)
	if e := events[0]; e.Route != "/mine/a" || e.Path != "/mine/a" || e.Document != "a.yaml" || time.Since(e.Time) > time.Hour {
		t.Errorf("got %+v", e)
	}
}

// TestREL_LOG_3_Bounded: what is kept has a weight, and the newest stays,
// however heavy it is.
func TestREL_LOG_3_Bounded(t *testing.T) {
	payload := func(i int) string { return strings.Repeat(strconv.Itoa(i), i*7%1000) }
	const most, largest = 700 << 10, 800 << 10
	j := New(Options{Bytes: most})
	observe := j.Observer("", "")
	check := func(at int) {
		events, _ := j.Read(0, DefaultRecords)
		held := 0
		for _, c := range j.kept.chunks {
			held += cap(c)
		}
		if n := len(events); n == 0 || n > 1 && (j.kept.size > most || held > 2*most) || held > most+chunkSize+largest {
			t.Fatalf("after %d events: %d are kept, counted as %d bytes, and %d are held", at, n, j.kept.size, held)
		}
		for i, e := range events {
			if want := payload(at - len(events) + 1 + i); len(e.Payload) != largest && string(e.Payload) != want {
				t.Fatalf("after %d events: one says %.20q, want %.20q", at, e.Payload, want)
			}
		}
	}
	for i := range 3000 {
		e := said(payload(i))
		if i%3 == 0 {
			e.Findings = spec.Diagnostics{{Summary: "wrong", Detail: string(make([]byte, 900))}}
		}
		if i%1000 == 999 {
			e.Payload = make([]byte, largest)
		}
		observe(e)
		if i%1000 > 990 || i%41 == 0 {
			check(i)
		}
	}
}

// TestJournal_Numbers: many observers at once, and no number is missing.
func TestJournal_Numbers(t *testing.T) {
	j := New(Options{Records: 8000})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			observe := j.Observer("", "")
			for range 1000 {
				observe(said("x"))
			}
		})
	}
	wg.Wait()
	events, oldest := j.Read(0, 9000)
	if oldest != 1 || len(events) != 8000 {
		t.Fatalf("got %d from %d", len(events), oldest)
	}
	for i, e := range events {
		if e.Seq != uint64(i+1) || i > 0 && e.Time.Before(events[i-1].Time) {
			t.Fatalf("at %d: number %d, %s", i, e.Seq, e.Time)
		}
	}
}

func TestJournal_Wait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := New(Options{})
		observe := j.Observer("", "")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		got := make(chan error, 2)
		for range 2 {
			go func() { got <- j.Wait(t.Context(), 1) }()
		}
		observe(said("not yet"))
		synctest.Wait()
		if len(got) > 0 {
			t.Error("woken by what it knew")
		}
		observe(said("now"))
		for range 2 {
			if err := <-got; err != nil {
				t.Error(err)
			}
		}
		if err := j.Wait(ctx, 1); err != nil {
			t.Errorf("there was something: %v", err)
		}
		if err := j.Wait(ctx, 2); err == nil {
			t.Error("woken by nothing")
		}
	})
}

func BenchmarkObserve(b *testing.B) {
	j := New(Options{})
	observe := j.Observer("", "")
	e := said(string(bytes.Repeat([]byte("x"), 200)))
	b.ReportAllocs()
	for b.Loop() {
		observe(e)
	}
}
