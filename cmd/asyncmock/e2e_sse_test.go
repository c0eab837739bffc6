package main_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// TestClientNpmEventSource lets the npm package eventsource listen through a
// line that breaks again and again: nothing may be lost or come twice.
func TestClientNpmEventSource(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a client that reconnects only after a second or more")
	}
	nodeModules(t)
	m := serve(t, "--interval", "20ms", "--clock", "2026-03-02T09:15:00Z", "--prefer", "generated", example("market-data"))
	const path, count = "/v1/market/SOL-EUR?__session=", "100"
	line := breakingLine(t, strings.TrimPrefix(m.Base, "http://"), 5000, 4)
	broken := node(t, nil, "eventsource.cjs", count, "http://"+line.addr+path+"broken")
	whole := node(t, nil, "eventsource.cjs", count, m.Base+path+"whole")
	if line.breaks.Load() != 4 {
		t.Errorf("the line broke %d times, want 4", line.breaks.Load())
	}
	ids, last := map[string]bool{}, ""
	for event := range strings.Lines(broken) {
		id, _, _ := strings.Cut(event, "\t")
		if ids[id] || id == "" {
			t.Errorf("event %q came twice or without id", id)
		}
		ids[id], last = true, id
	}
	if len(ids) != 100 {
		t.Errorf("got %d events, want 100; the last is %q", len(ids), last)
	}
	same := serve(t, "--interval", "20ms", "--clock", "2026-03-02T09:15:00Z", "--prefer", "generated", example("market-data"))
	if again := node(t, nil, "eventsource.cjs", count, same.Base+path+"broken"); payloads(again) != payloads(broken) {
		t.Error(firstDifference(payloads(broken), payloads(again)))
	}
	if payloads(whole) == payloads(broken) {
		t.Error("two sessions of different names heard the same: the comparison above shows nothing")
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return fmt.Sprintf("event %d over the breaking line is\n%s\nwant\n%s", i+1, g[i], strings.Join(w[i:min(i+1, len(w))], ""))
		}
	}
	return fmt.Sprintf("got %d events, want %d", len(g), len(w))
}

// payloads drops the ids, which belong to one run of the server.
func payloads(events string) string {
	var b strings.Builder
	for event := range strings.Lines(events) {
		_, rest, _ := strings.Cut(event, "\t")
		b.WriteString(rest)
	}
	return b.String()
}

// A line is a TCP proxy that hangs up after so many bytes, so many times.
type line struct {
	addr   string
	breaks atomic.Int64
}

func breakingLine(t *testing.T, to string, after, times int64) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	proxy := &line{addr: l.Addr().String()}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				continue
			}
			open.Go(func() {
				io.Copy(server, client)
				server.Close()
			})
			open.Go(func() {
				defer client.Close()
				defer server.Close()
				if proxy.breaks.Load() < times {
					io.CopyN(client, server, after)
					proxy.breaks.Add(1)
					return
				}
				io.Copy(client, server)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		open.Wait()
	})
	return proxy
}
