package main_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// attacker is a page of another origin that tries to reach the control API.
const attacker = `<!doctype html><meta charset=utf-8><title>attacker</title><body><script>
const api = new URLSearchParams(location.search).get('mock') + '/_asyncmock/'
const push = JSON.stringify({to: {all: true}, message: 'trade'})
const post = (type, options) => fetch(api + 'push', {method: 'POST', body: push, headers: {'Content-Type': type}, ...options})
  .then(r => r.type === 'opaque' ? 'opaque' : 'read ' + r.status, () => 'refused')
const form = type => new Promise(resolve => {
  const frame = document.createElement('iframe')
  frame.name = 'f' + Math.random()
  document.body.append(frame)
  const f = document.createElement('form')
  Object.assign(f, {action: api + 'push', method: 'POST', enctype: type, target: frame.name})
  const input = document.createElement('input')
  input.name = '{"to":{"all":true},"message":"trade","x":"'
  input.value = '"}'
  f.append(input)
  document.body.append(f)
  frame.onload = () => { try { resolve(frame.contentDocument ? 'blank' : 'hidden') } catch { resolve('hidden') } }
  f.submit()
})
const cases = {
  json: () => post('application/json'),
  text: () => post('text/plain', {mode: 'no-cors'}),
  jsonNoCors: () => post('application/json', {mode: 'no-cors'}),
  withCookies: () => post('text/plain', {mode: 'no-cors', credentials: 'include'}),
  form: () => form('application/x-www-form-urlencoded'),
  textForm: () => form('text/plain'),
  read: () => fetch(api + 'journal').then(r => 'read ' + r.status, () => 'refused'),
  events: () => new Promise(resolve => {
    const feed = new EventSource(api + 'journal?after=0')
    feed.onmessage = () => resolve('read')
    feed.onerror = () => { feed.close(); resolve('refused') }
  }),
  socket: () => new Promise(resolve => {
    const socket = new WebSocket(api.replace(/^http/, 'ws') + 'journal')
    socket.onopen = () => resolve('open')
    socket.onerror = () => resolve('refused')
  }),
  image: () => new Promise(resolve => {
    const image = new Image()
    image.onload = () => resolve('read')
    image.onerror = () => resolve('refused')
    image.src = api + 'routes'
  }),
  script: () => new Promise(resolve => {
    const script = document.createElement('script')
    script.onload = () => resolve('read')
    script.onerror = () => resolve('refused')
    script.src = api + 'routes'
    document.body.append(script)
  }),
}
const run = name => cases[name]().then(String, String)
</script>`

// TestREL_CTL_2_Browser lets a page of another origin try: of this machine on
// another port, whose WebSockets the mock lets in, and of a foreign name. It
// reaches nothing: no push goes out, and nothing can be read.
func TestREL_CTL_2_Browser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	ctx := browser(t, chromedp.Flag("host-resolver-rules", "MAP evil.test 127.0.0.1"))
	m := serve(t, "--stream", "off", "--allow-origin", "evil.test", example("market-data"))
	client := m.dial("/v1/market/ETH-EUR")
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(attacker))
	}))
	defer pages.Close()
	for name, origin := range map[string]string{
		"own machine": pages.URL, "foreign": strings.Replace(pages.URL, "127.0.0.1", "evil.test", 1),
	} {
		if err := chromedp.Do(ctx, chromedp.Navigate(origin+"/?mock="+m.Base)); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ name, want string }{
			{"json", "refused"}, {"text", "opaque"}, {"jsonNoCors", "opaque"}, {"withCookies", "opaque"},
			{"form", "hidden"}, {"textForm", "hidden"}, {"read", "refused"}, {"events", "refused"},
			{"socket", "refused"}, {"image", "refused"}, {"script", "refused"},
		} {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(ctx, patience)
				defer cancel()
				got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("run('"+c.name+"')", chromedp.EvalAwaitPromise))
				if err != nil || got != c.want {
					t.Errorf("got %q, %v, want %q", got, err, c.want)
				}
			})
		}
	}
	// What the client hears next is what we push ourselves.
	if status, body := m.control("POST", "push", `{"to":{"all":true},"payload":"the end","raw":true}`); status != 200 {
		t.Fatalf("got %d %s", status, body)
	}
	if _, got, err := client.Read(t.Context()); err != nil || string(got) != "the end" {
		t.Errorf("a page made the mock send %s (%v)", got, err)
	}
}

// TestREL_CTL_2_BrowserRebinding: a foreign name that resolves to this machine
// gets nothing, though the browser calls it the same origin.
func TestREL_CTL_2_BrowserRebinding(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	ctx := browser(t, chromedp.Flag("host-resolver-rules", "MAP evil.test 127.0.0.1"))
	m := serve(t, example("market-data"))
	for host, want := range map[string]string{"evil.test": "403", "127.0.0.1": "200"} {
		base := strings.Replace(m.Base, "127.0.0.1", host, 1)
		if err := chromedp.Do(ctx, chromedp.Navigate(base+"/_asyncmock/health")); err != nil { // anybody may ask
			t.Fatal(err)
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("fetch('/_asyncmock/routes').then(r => String(r.status))", chromedp.EvalAwaitPromise))
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %s", host, got, err, want)
		}
	}
}
