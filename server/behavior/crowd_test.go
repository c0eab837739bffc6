package behavior_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// TestCrowd: 1,000 clients in 10 groups, and broadcasts to each group at once:
// everyone hears all of its own and only these, in order.
func TestCrowd(t *testing.T) {
	clients, groups, each := 1000, 10, 20
	if testing.Short() {
		clients = 100
	}
	b := serve(t, document, `
rules:
  - {when: {message: order}, then: [{join: "g{{ payload.id }}"}, {set: {vars.g: "g{{ payload.id }}"}}, {reply: {json: {type: notice, text: in}}}]}
  - {when: {message: cancel}, then: [{broadcast: {group: "{{ vars.g }}", json: {type: notice, text: "{{ vars.g }} {{ payload.id }}"}}}]}
`)
	all := make([]*client, clients)
	for i := range all {
		all[i] = b.dial("/desk")
		all[i].say(fmt.Sprintf(`{"type":"order","id":%d,"amount":1}`, i%groups)).hears(`{"type":"notice","text":"in"}`)
	}
	for g := range groups { // all of them speak at once
		go func() {
			for n := range each {
				all[g].socket.Write(context.Background(), websocket.MessageText, fmt.Appendf(nil, `{"type":"cancel","id":%d}`, n))
			}
		}()
	}
	var wg sync.WaitGroup
	for i, c := range all {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), watchdog)
			defer cancel()
			for n := range each {
				_, data, err := c.socket.Read(ctx)
				var got struct{ Text string }
				if want := fmt.Sprintf("g%d %d", i%groups, n); err != nil || json.Unmarshal(data, &got) != nil || got.Text != want {
					t.Errorf("client %d: got %s (%v), want %s", i, data, err, want)
					return
				}
			}
		})
	}
	wg.Wait()
}
