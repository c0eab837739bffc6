package main_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"
)

// A visit is the live page of a running mock in a real Chromium.
type visit struct {
	*testing.T
	mock *mock
	ctx  context.Context
}

// visitPage opens the page of the exchange at a width.
func visitPage(t *testing.T, width int64) *visit {
	t.Helper()
	return visitPageOf(t, width, "-q", "--interval", "50ms", example("exchange"))
}

// visitPageOf opens the page of what is served with these arguments.
func visitPageOf(t *testing.T, width int64, args ...string) *visit {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	v := &visit{T: t, ctx: browser(t)}
	v.mock = serve(t, args...)
	if err := chromedp.Do(v.ctx, chromedp.EmulateViewport(width, 860), chromedp.Navigate(v.mock.Base+"/_asyncmock/")); err != nil {
		t.Fatal(err)
	}
	v.until("it is live", `document.querySelector('#state').dataset.state === 'live' && document.querySelector('#route-list li') !== null`)
	return v
}

// js evaluates a script to text.
func (v *visit) js(script string) string {
	v.Helper()
	return evaluated(v.T, v.ctx, "String("+script+")")
}

// do runs statements.
func (v *visit) do(script string) {
	v.Helper()
	evaluated(v.T, v.ctx, script+"\n''")
}

// until waits for a condition in the page.
func (v *visit) until(what, condition string) {
	v.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if v.js(condition) == "true" {
			return
		}
	}
	v.Fatalf("waited in vain until %s; the page says:\n%s", what, v.js("document.body.innerText"))
}

// is compares what a script evaluates to.
func (v *visit) is(script, want string) {
	v.Helper()
	if got := v.js(script); got != want {
		v.Errorf("%s: got %q, want %q", script, got, want)
	}
}

// client connects by WebSocket.
func (v *visit) client(name string) *websocket.Conn {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.Context(), patience)
	defer cancel()
	c, _, err := websocket.Dial(ctx, v.mock.WS("/v2?__session="+name), nil)
	if err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() { c.CloseNow() })
	return c
}

func (v *visit) say(c *websocket.Conn, text string) {
	v.Helper()
	if err := c.Write(v.Context(), websocket.MessageText, []byte(text)); err != nil {
		v.Fatal(err)
	}
}

// hears waits until the client gets a message that contains the text.
func (v *visit) hears(c *websocket.Conn, text string) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.Context(), patience)
	defer cancel()
	for {
		_, got, err := c.Read(ctx)
		if err != nil {
			v.Fatalf("waited for %s: %v", text, err)
		}
		if strings.Contains(string(got), text) {
			return
		}
	}
}

const lines = `[...document.querySelectorAll('#message-list .line')].map(line => line.innerText.replace(/\s+/g, ' '))`

// TestPage_Messages: routes, connections, and every message with its verdict
// are seen as they come; choosing one shows its payload and its connection.
func TestPage_Messages(t *testing.T) {
	v := visitPage(t, 1400)
	v.is(`document.querySelector('#title').textContent`, "Northgate Exchange Stream")
	v.is(`document.querySelector('#route-list code').textContent`, v.mock.WS("/v2"))
	v.is(`document.querySelector('#route-list').innerText.includes('ping, subscribe, unsubscribe')`, "true")

	c := v.client("ada")
	v.say(c, `{"event":"ping","reqid":41}`)
	v.say(c, `{"event":"subscribe","channel":"weather"}`)
	v.until("the wrong message is seen", lines+`.some(text => /ada → subscribe .*"symbols" is missing/.test(text))`)
	v.until("the connection is counted", `document.querySelector('#connection-list').innerText.includes('ada')`)
	v.is(lines+`.some(text => /ada ← pong ok/.test(text))`, "true")

	v.do(`document.querySelector('#message-list .line.bad').click()`)
	v.until("its payload is shown", `document.querySelector('#message pre')?.textContent.includes('"weather"')`)
	v.is(`document.querySelectorAll('#message li').length`, "2")
	v.is(`document.querySelector('#picture').innerText.includes('breaks the contract')`, "true")
	v.is(`document.querySelector('#chosen').textContent`, "ada")

	v.say(c, `{"event":"ping","reqid":42}`)
	v.until("the picture goes on", `document.querySelector('#picture').innerText.split('ping').length > 2`)
}

// TestPage_Filter: by words, and only what is wrong; "/" goes there.
func TestPage_Filter(t *testing.T) {
	v := visitPage(t, 1400)
	c := v.client("ada")
	v.say(c, `{"event":"ping","reqid":41}`)
	v.say(c, `{"event":"subscribe","channel":"weather"}`)
	v.until("all is there", lines+`.length >= 5`)
	v.do(`document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true}))`)
	v.is(`document.activeElement.id`, "filter")
	v.do(`{ const f = document.querySelector('#filter'); f.value = 'PONG'; f.dispatchEvent(new Event('input')) }`)
	v.until("only the pong is left", lines+`.length === 1 && `+lines+`[0].includes('pong')`)
	v.do(`{ const f = document.querySelector('#filter'); f.value = ''; f.dispatchEvent(new Event('input')) }`)
	v.do(`document.querySelector('#only-wrong').click()`)
	v.until("only the wrong one is left", lines+`.length === 1 && `+lines+`[0].includes('subscribe')`)
	v.do(`document.querySelector('#only-wrong').click()`)
	v.do(`document.querySelector('#clear').click()`)
	v.until("nothing is left", lines+`.length === 0`)
}

// TestPage_Keyboard: the list of messages is walked with the arrow keys.
func TestPage_Keyboard(t *testing.T) {
	v := visitPage(t, 1400)
	c := v.client("ada")
	v.say(c, `{"event":"ping","reqid":41}`)
	v.until("all is there", lines+`.length >= 4`)
	for _, key := range []string{"Home", "ArrowDown", "ArrowDown"} {
		v.do(`document.querySelector('#message-list').dispatchEvent(new KeyboardEvent('keydown', {key: '` + key + `', bubbles: true}))`)
	}
	v.until("the third is chosen", `document.querySelector('#message-list [aria-selected=true]')?.getAttribute('aria-posinset') === '3'`)
	v.is(`document.querySelector('#message-list').getAttribute('aria-activedescendant')`, "message-list-2")
}

// TestPage_Send: the form is prefilled with what keeps the contract, says how
// many got it, and why not.
func TestPage_Send(t *testing.T) {
	v := visitPage(t, 1400)
	ada, bob := v.client("ada"), v.client("bob")
	v.until("both are there", `document.querySelector('#connection-count').textContent === '2'`)
	v.do(`{ const f = document.forms[0].elements; f.message.value = 'trade'; f.message.dispatchEvent(new Event('change')) }`)
	v.until("it is filled", `document.forms[0].elements.payload.value.includes('"trade"')`)
	v.do(`document.forms[0].requestSubmit()`)
	v.until("it was sent to both", `document.querySelector('#sent').textContent === 'sent to 2 clients'`)
	v.hears(ada, `"trade"`)
	v.hears(bob, `"trade"`)

	v.do(`{ const f = document.forms[0].elements; f.to.value = [...f.to.options].find(o => o.textContent === 'bob').value }`)
	v.do(`document.forms[0].elements.payload.value = '{"event":"trade","symbol":7}'`)
	v.do(`document.forms[0].requestSubmit()`)
	v.until("it is refused", `document.querySelector('#sent.bad')?.textContent.includes('/symbol')`)
	v.do(`document.forms[0].elements.raw.click()`)
	v.do(`document.forms[0].requestSubmit()`)
	v.until("it was sent all the same", `document.querySelector('#sent').textContent === 'sent to 1 client'`)
	v.hears(bob, `"symbol":7`)
}

// TestPage_Close: a connection is closed from the page.
func TestPage_Close(t *testing.T) {
	v := visitPage(t, 1400)
	ada, bob := v.client("ada"), v.client("bob")
	v.until("both are there", `document.querySelectorAll('#connection-list .line').length === 2`)
	for i, id := range []string{"hang-up", "drop"} {
		v.do(`document.querySelector('#connection-list .line').click()`)
		v.until("it can be closed", `!document.querySelector('#`+id+`').disabled`)
		v.do(`document.querySelector('#` + id + `').click()`)
		v.until("it is gone", fmt.Sprintf(`document.querySelectorAll('#connection-list .line').length === %d`, 1-i))
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, c := range []struct {
		*websocket.Conn
		want websocket.StatusCode
	}{{ada, websocket.StatusNormalClosure}, {bob, -1}} {
		var err error
		for err == nil {
			_, _, err = c.Read(ctx)
		}
		if got := websocket.CloseStatus(err); got != c.want {
			t.Errorf("closed with %d (%v), want %d", got, err, c.want)
		}
	}
}

// TestPage_Phone: on a narrow screen one part is seen at a time, and nothing
// is wider than the screen.
func TestPage_Phone(t *testing.T) {
	v := visitPage(t, 390)
	const seen = `[...document.querySelectorAll('section')].filter(s => s.offsetHeight > 0).map(s => s.id).join()`
	v.is(seen, "messages")
	for _, part := range []string{"routes", "connections", "detail", "send"} {
		v.do(`document.querySelector('.tabs a[href="#` + part + `"]').click()`)
		v.is(seen, part)
		v.is(`document.documentElement.scrollWidth <= 390`, "true")
	}
}

// TestPage_ManyLines: 10,000 lines are a few elements, and scrolling draws in
// time; 1,000 connections are listed.
func TestPage_ManyLines(t *testing.T) {
	v := visitPage(t, 1400)
	c := v.client("ada")
	for range 5_000 {
		v.say(c, `{"event":"ping"}`)
	}
	v.until("10,000 lines are there", `document.querySelector('#message-list .rows').offsetHeight > 9900 * 20`)
	v.until("few of them are elements", lines+`.length < 100`)
	v.do(`document.querySelector('#follow').click()`)
	t.Logf("scrolling through 10,000 lines: a frame each %s ms", v.scrolls("message-list"))
}

// TestPage_ManyConnections: 1,000 connections are listed and counted, and
// scrolling draws in time.
func TestPage_ManyConnections(t *testing.T) {
	v := visitPageOf(t, 1400, "-q", "--stream", "off", example("exchange"))
	for i := range 1000 {
		v.client(fmt.Sprint("c", i))
	}
	v.until("all are counted", `document.querySelector('#connection-count').textContent === '1,000'`)
	v.until("all are in the list", `document.querySelector('#connection-list .rows').offsetHeight > 990 * 20`)
	v.is(`document.querySelectorAll('#connection-list .line').length < 100`, "true")
	t.Logf("scrolling through 1,000 connections: a frame each %s ms", v.scrolls("connection-list"))
}

// scrolls scrolls a list wildly and returns what a frame takes then: the
// median and the worst of a hundred, in ms.
func (v *visit) scrolls(list string) string {
	v.Helper()
	v.do(`new Promise(done => {
		const list = document.querySelector('#` + list + `'), times = []
		let last = performance.now(), n = 0
		const step = now => {
			times.push(now - last); last = now
			list.scrollTop = (n++ * 997) % list.scrollHeight
			if (n < 120) requestAnimationFrame(step)
			else done(times.slice(20).sort((a, b) => a - b))
		}
		requestAnimationFrame(step)
	}).then(sorted => window.frames = sorted[50].toFixed(1) + ' (worst ' + sorted[99].toFixed(1) + ')')`)
	v.until("it has scrolled", `typeof window.frames === 'string'`)
	return v.js(`window.frames`)
}

// TestPage_Reload: documents are read again, and it is said what has changed
// or why nothing has.
func TestPage_Reload(t *testing.T) {
	document := filepath.Join(t.TempDir(), "asyncapi.yaml")
	save(t, document, []byte(twoRoutes))
	v := visitPageOf(t, 390, "-q", document)
	save(t, document, []byte(strings.ReplaceAll(twoRoutes, "/b,", "/c,")))
	v.do(`document.querySelector('#reload').click()`)
	v.until("it is said", `/served anew, 2 routes; \+ \/c, − \/b/.test(document.querySelector('#notice').innerText)`)
	v.until("the routes are new", `document.querySelector('#route-list').textContent.includes('/c')`)
	v.is(`document.documentElement.scrollWidth <= 390`, "true")
	save(t, document, []byte(twoRoutes+"  - wrong"))
	v.do(`document.querySelector('#reload').click()`)
	v.until("it is said why", `document.querySelector('#notice.bad')?.innerText.includes('asyncapi.yaml:9:')`)
	v.do(`document.querySelector('#notice').click()`)
	v.is(`document.querySelector('#notice').hidden`, "true")
}

// TestPage_Theme: light and dark, by the system and by choice.
func TestPage_Theme(t *testing.T) {
	v := visitPage(t, 1400)
	before := v.js(`getComputedStyle(document.body).backgroundColor`)
	v.do(`document.querySelector('#theme').click()`)
	if after := v.js(`getComputedStyle(document.body).backgroundColor`); after == before {
		t.Errorf("the background stays %s", before)
	}
}
