package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// savedDocument streams messages that name the version they are of, and end
// with the last line of the file: one that is cut off lacks it or is another.
func savedDocument(version int) string {
	return fmt.Sprintf(`asyncapi: 3.0.0
info:
  title: Saved
  version: '1'
channels:
  feed:
    address: /feed
    messages:
      tick:
        payload:
          type: object
          required: [first, last]
          additionalProperties: false
          properties:
            first: {const: %[1]d}
            last: {$ref: '#/components/schemas/last'}
operations:
  tell:
    action: send
    channel: {$ref: '#/channels/feed'}
components:
  schemas:
    last:
      const: %[1]d
`, version)
}

// TestREL_LOAD_2_TruncationsHurtNobody: while a file is cut off again and
// again, everybody's stream goes on and nobody hears half a document.
func TestREL_LOAD_2_TruncationsHurtNobody(t *testing.T) {
	truncations, clients := 150, 50
	if campaign() {
		truncations, clients = 1000, 100
	}
	file := filepath.Join(t.TempDir(), "asyncapi.yaml")
	good := []byte(savedDocument(7))
	save(t, file, good)
	m := serve(t, "-q", "--watch", "--interval", "50ms", file)
	ctx, cancel := context.WithCancel(t.Context())
	var heard atomic.Int64
	ended := make(chan error, clients)
	for range clients {
		c := attend(ctx, t, m)
		go func() { ended <- listen(ctx, c, &heard, 7) }()
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range truncations {
		save(t, file, good[:dice.IntN(len(good))])
		if i%25 == 24 { // long enough to be taken for a save
			time.Sleep(300 * time.Millisecond)
			if err := hear(ctx, attend(ctx, t, m), 7); err != nil {
				t.Errorf("a client who came meanwhile: %v", err)
			}
		}
		time.Sleep(time.Duration(dice.IntN(8)) * time.Millisecond)
		save(t, file, good)
		time.Sleep(time.Duration(dice.IntN(8)) * time.Millisecond)
	}
	save(t, file, []byte(savedDocument(8)))
	m.waitFor(reloaded)
	if err := hear(ctx, attend(ctx, t, m), 8); err != nil {
		t.Errorf("after the last save: %v", err)
	}
	select {
	case err := <-ended:
		t.Errorf("a stream ended: %v", err)
	default:
	}
	if n := strings.Count(m.said(), "reloaded"); n != 1 {
		t.Errorf("reloaded %d times, want once", n)
	}
	t.Logf("%d truncations, %d clients heard %d messages", truncations, clients, heard.Load())
	cancel()
	for range clients {
		<-ended
	}
}

func save(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func attend(ctx context.Context, t *testing.T, m *mock) *websocket.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, m.WS("/feed"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.CloseNow() })
	return c
}

// listen hears messages until one is wrong or the connection ends.
func listen(ctx context.Context, c *websocket.Conn, heard *atomic.Int64, version int) error {
	for {
		if err := hear(ctx, c, version); err != nil {
			return err
		}
		heard.Add(1)
	}
}

// hear reads one message, which must be of the version.
func hear(ctx context.Context, c *websocket.Conn, version int) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, text, err := c.Read(ctx)
	if err != nil {
		return err
	}
	var m map[string]int
	if err := json.Unmarshal(text, &m); err != nil || len(m) != 2 || m["first"] != version || m["last"] != version {
		return fmt.Errorf("heard %s, want version %d", text, version)
	}
	return nil
}

// TestREL_LOAD_3_Restart: with --reload restart clients of the document before
// are closed with 1012.
func TestREL_LOAD_3_Restart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "asyncapi.yaml")
	save(t, file, []byte(savedDocument(1)))
	m := serve(t, "-q", "--watch", "--reload", "restart", "--interval", "10ms", file)
	c := attend(t.Context(), t, m)
	save(t, file, []byte(savedDocument(2)))
	var heard atomic.Int64
	if err := listen(t.Context(), c, &heard, 1); websocket.CloseStatus(err) != websocket.StatusServiceRestart {
		t.Errorf("got %v, want close 1012", err)
	}
	if err := hear(t.Context(), attend(t.Context(), t, m), 2); err != nil {
		t.Error(err)
	}
	if heard.Load() == 0 {
		t.Error("nothing was heard before")
	}
}
