package proxy_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"asyncmock/server/proxy"
)

// rude is a service that ends connections in every way there is.
func rude(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	for range rand.IntN(5) {
		kind, data, err := c.Read(r.Context())
		if err != nil || c.Write(r.Context(), kind, data) != nil {
			return
		}
	}
	switch rand.IntN(4) {
	case 0:
		c.Close(1000, "")
	case 1:
		c.Close(4000, "enough")
	case 2:
		c.Write(r.Context(), websocket.MessageBinary, make([]byte, 2000)) // more than the limit
		c.Read(r.Context())
	}
}

// TestREL_WS_16_NothingIsLeftBehind: many connections that either side ends
// as it likes, politely, without a word, or in the middle of what the other
// says, leave no goroutine behind.
func TestREL_WS_16_NothingIsLeftBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	visits := 12
	if testing.Short() {
		visits = 2
	}
	t.Run("soak", func(t *testing.T) {
		for _, policy := range []proxy.Policy{proxy.Log, proxy.Close, proxy.Block} {
			s := start(t, policy, http.HandlerFunc(rude))
			var clients sync.WaitGroup
			for range 16 {
				clients.Go(func() {
					for range visits {
						s.visit()
					}
				})
			}
			clients.Wait()
		}
	})
	http.DefaultClient.CloseIdleConnections()
	for end := time.Now().Add(watchdog); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			b := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, b[:runtime.Stack(b, true)])
		}
	}
}

// impatience is what a client waits for an answer; what is blocked has none.
const impatience = 300 * time.Millisecond

// visit is one client that does as it likes.
func (s *site) visit() {
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	c, _, err := websocket.Dial(ctx, "ws"+s.URL[len("http"):]+"/desk", nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	for range rand.IntN(5) {
		text := [][]byte{[]byte(`{"ask":1}`), []byte(`{"ask":"one"}`), make([]byte, 900), make([]byte, 1100)}[rand.IntN(4)]
		if c.Write(ctx, websocket.MessageText, text) != nil {
			return
		}
		if rand.IntN(3) > 0 {
			soon, cancel := context.WithTimeout(ctx, impatience)
			_, _, err := c.Read(soon)
			cancel()
			if err != nil {
				return
			}
		}
	}
	if rand.IntN(2) == 0 {
		c.Close(1000, "bye")
	}
}
