package main_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"asyncmock/server/picture"
)

// picturePage draws records with the module, as any page does.
const picturePage = `<!doctype html><meta charset=utf-8><link rel=stylesheet href=/picture.css><ol></ol><script type=module>
import {SequencePicture} from '/picture.js'
window.picture = new SequencePicture(document.querySelector('ol'), {select: r => { window.chosen = r.seq }})
window.ready = true
</script>`

// drawing opens the page.
func drawing(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	ctx := browser(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, text := "text/html", picturePage
		switch r.URL.Path {
		case "/picture.js":
			kind, text = "text/javascript", picture.Script()
		case "/picture.css":
			kind, text = "text/css", picture.Style()
		}
		w.Header().Set("Content-Type", kind)
		fmt.Fprint(w, text)
	}))
	t.Cleanup(site.Close)
	if err := chromedp.Do(ctx, chromedp.Navigate(site.URL)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("window.ready")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// evaluated returns what a script in the page evaluates to.
func evaluated(t *testing.T, ctx context.Context, script string) string {
	t.Helper()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPicture: the rows of a conversation, as text and in order; equal
// messages in a row are one, wrong ones are not.
func TestPicture(t *testing.T) {
	ctx := drawing(t)
	got := evaluated(t, ctx, `
		const at = s => new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString()
		picture.add([
			{seq: 1, time: at(0), kind: 'connect', text: 'query depth=5'},
			{seq: 2, time: at(1.25), kind: 'receive', message: 'subscribe', valid: true},
			...[3, 4, 5, 6].map(n => ({seq: n, time: at(n), kind: 'send', message: 'ticker', valid: true})),
			...[7, 8, 9].map(n => ({seq: n, time: at(n), kind: 'receive', message: '<b>x</b>', valid: false,
				findings: [{severity: 'error', instance: '/a', summary: 'is missing'}]})),
			{seq: 10, time: at(61), kind: 'relay', message: 'said', valid: true, receivers: 12},
			{seq: 11, time: at(62), kind: 'close', code: 1005},
		])
		;[...document.querySelectorAll('li')].map(row => row.className.trim() + ': ' + row.innerText.replace(/\s+/g, ' ')).join('\n')`)
	want := strings.Join([]string{
		"event connect: +0.000 s connected query depth=5",
		"in receive: +1.250 s client to mock: subscribe",
		"out send: +3.000 s mock to client: ticker",
		"out send: +4.000 s mock to client: ticker × 3",
		"in receive bad: +7.000 s client to mock: <b>x</b> breaks the contract /a is missing",
		"in receive bad: +8.000 s client to mock: <b>x</b> breaks the contract /a is missing",
		"in receive bad: +9.000 s client to mock: <b>x</b> breaks the contract /a is missing",
		"out relay: +1:01.0 mock to client: said to 12",
		"event close: +1:02.0 closed 1005",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := evaluated(t, ctx, `document.querySelectorAll('button')[3].click(); String(window.chosen)`); got != "6" {
		t.Errorf("chose record %s, want the last of those that are one row: 6", got)
	}
}

// TestPicture_Bounded: old rows leave, so that a page may stay open.
func TestPicture_Bounded(t *testing.T) {
	ctx := drawing(t)
	got := evaluated(t, ctx, `
		for (let i = 0; i < 5; i++)
			picture.add(Array.from({length: 1000}, (_, n) => ({seq: n, time: '2026-01-01T00:00:00Z', kind: 'send', message: 'm' + n})))
		String(document.querySelectorAll('li').length)`)
	if got != "2000" {
		t.Errorf("%s rows are kept, want 2000", got)
	}
}
