//go:build unix

package proxy_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/coder/websocket"

	"asyncmock/server/proxy"
)

// BenchmarkRoundTrip measures what a proxy adds to an echo on a raw server:
// CPU of the whole process, which is client, service and proxy. The echo's own
// part is about half of "direct", so (proxied - direct) ÷ (direct ÷ 2) is the
// ratio that CONTRIBUTING.md has.
func BenchmarkRoundTrip(b *testing.B) {
	service := httptest.NewServer(http.HandlerFunc(echo))
	defer service.Close()
	b.Run("direct", func(b *testing.B) { roundTrips(b, service.URL) })
	b.Run("proxied", func(b *testing.B) { roundTrips(b, start(b, proxy.Log, http.HandlerFunc(echo)).URL) })
}

func roundTrips(b *testing.B, base string) {
	ctx := context.Background()
	c, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(base, "http")+"/desk", nil)
	if err != nil {
		b.Fatal(err)
	}
	defer c.CloseNow()
	message := []byte(`{"ask":1,"answer":1}`)
	before := cpu(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Write(ctx, websocket.MessageText, message); err != nil {
			b.Fatal(err)
		}
		if _, _, err := c.Read(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpu(b)-before)/float64(b.N), "cpu-ns/op")
}

// cpu is what the process has used, in nanoseconds.
func cpu(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano() + u.Stime.Nano())
}
