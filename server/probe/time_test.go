package probe

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"asyncmock/server"
)

// A fakeService is a service in memory: f is its side of each connection.
type fakeService struct{ f func(u *fakeUpstream) }

func (s fakeService) Dial(_ context.Context, url string, _ http.Header) (server.Upstream, error) {
	u := &fakeUpstream{path: url[strings.LastIndexByte(url, '/'):], toProbe: make(chan string), toService: make(chan string, 100), closed: make(chan struct{})}
	go s.f(u)
	return u, nil
}

type fakeUpstream struct {
	path               string
	toProbe, toService chan string
	closed             chan struct{}
}

var errOver = errors.New("over")

func (u *fakeUpstream) Read(ctx context.Context) (*server.Frame, error) {
	select {
	case text := <-u.toProbe:
		return server.NewFrame([]byte(text), false), nil
	case <-u.closed:
		return nil, errOver
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (u *fakeUpstream) Write(_ context.Context, f *server.Frame) error {
	u.toService <- string(f.Payload())
	return nil
}

func (u *fakeUpstream) Close(int, string) { close(u.closed) }

// say is false when the probe has hung up.
func (u *fakeUpstream) say(text string) bool {
	select {
	case u.toProbe <- text:
		return true
	case <-u.closed:
		return false
	}
}

// heard is "" when the probe has hung up.
func (u *fakeUpstream) heard() string {
	select {
	case text := <-u.toService:
		return text
	case <-u.closed:
		return ""
	}
}

// talk has all conversations of a document with a service in memory, in fake
// time, and says how long it took.
func talk(t *testing.T, document string, o Options, f func(*fakeUpstream), begin ...func()) (r *Result, took time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		for _, b := range begin { // channels belong to the bubble they are made in
			b()
		}
		o.URL, o.Dialer = parsed(t, "ws://127.0.0.1:1"), fakeService{f}
		p, err := New(t.Context(), mockOf(t, document), o)
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		for _, party := range p.parties {
			party.run(t.Context())
		}
		took = time.Since(begun)
		r = p.result(t.Context())
	})
	return r, took
}

const dimmed = `{"type":"dimmed","id":1}`

// TestTime_Replies: what is in time, late, missing.
func TestTime_Replies(t *testing.T) {
	one := strings.Replace(lamps, "          - {name: again, payload: {type: dim, id: 1, level: 6}}\n", "", 1)
	for _, c := range []struct {
		name  string
		after time.Duration // -1: never
		want  string
	}{
		{"at once", 0, ""},
		{"in time", 4 * time.Second, ""},
		{"late", 6 * time.Second, "reply-late"},
		{"too late", 20 * time.Second, "reply-missing"},
		{"never", -1, "reply-missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _ := talk(t, one, Options{}, func(u *fakeUpstream) {
				u.say(`{"type":"burnt","lamp":"hall"}`)
				if u.heard() == "" || c.after < 0 {
					return
				}
				select {
				case <-time.After(c.after):
					u.say(dimmed)
				case <-u.closed:
				}
			})
			if got := codes(r); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// TestTime_Listening: how long, and how much.
func TestTime_Listening(t *testing.T) {
	for _, c := range []struct {
		name string
		o    Options
		took time.Duration
	}{
		{"until all was heard", Options{}, 3 * time.Second},
		{"a duration", Options{Duration: time.Minute}, time.Minute},
		{"a count", Options{Count: 10}, 30 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.Send = SendNone
			if c.o.Count > 0 {
				c.o.Duration = time.Hour
			}
			_, took := talk(t, lamps, c.o, func(u *fakeUpstream) {
				tick := time.NewTicker(3 * time.Second)
				defer tick.Stop()
				for {
					select {
					case <-tick.C:
						u.say(`{"type":"burnt","lamp":"hall"}`)
					case <-u.closed:
						return
					}
				}
			})
			if took != c.took {
				t.Errorf("took %s, want %s", took, c.took)
			}
		})
	}
}

// elsewhere is a contract whose replies come by another channel.
const elsewhere = `
asyncapi: 3.0.0
info: {title: Post, version: 1.0.0}
defaultContentType: application/json
channels:
  letters:
    address: /letters
    messages:
      letter:
        correlationId: {location: $message.payload#/id}
        payload: {type: object, required: [id], properties: {id: {type: integer}}}
        examples: [{payload: {id: 4}}]
  receipts:
    address: /receipts
    messages:
      receipt:
        correlationId: {location: $message.payload#/for}
        payload: {type: object, required: [for], properties: {for: {type: integer}}}
operations:
  take:
    action: receive
    channel: {$ref: '#/channels/letters'}
    messages: [{$ref: '#/channels/letters/messages/letter'}]
    reply: {channel: {$ref: '#/channels/receipts'}, messages: [{$ref: '#/channels/receipts/messages/receipt'}]}
`

// TestParty_ReplyElsewhere: a reply may come by another connection, which
// stands before anything is asked.
func TestParty_ReplyElsewhere(t *testing.T) {
	for answer, want := range map[string]string{`{"for":4}`: "", `{"for":5}`: "reply-correlation", "": "reply-missing"} {
		t.Run(answer, func(t *testing.T) {
			var receipts chan string
			r, _ := talk(t, elsewhere, Options{}, func(u *fakeUpstream) {
				if u.path == "/receipts" {
					for text := range receipts {
						u.say(text)
					}
					return
				}
				if u.heard() != "" && answer != "" {
					receipts <- answer
				}
				close(receipts)
			}, func() { receipts = make(chan string) })
			if got := codes(r); got != want {
				t.Errorf("found %q, want %q: %+v", got, want, r.Checks)
			}
			if groups := []string{r.Checks[0].Group}; !slices.Equal(groups, []string{"letters"}) {
				t.Errorf("the first group is %q", groups)
			}
		})
	}
}
