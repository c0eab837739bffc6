package main_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"testing"

	"asyncmock/generator/catalog"

	"github.com/chromedp/chromedp"
)

// helpers are what the steps below have at hand in the page.
const helpers = `
window.list = what => [...document.querySelectorAll(what)]
window.one = what => document.querySelector(what)
window.shown = what => list(what).filter(e => !e.hidden && !e.closest('[hidden]')).length
window.key = k => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: k, bubbles: true, cancelable: true }))
window.pause = ms => new Promise(r => setTimeout(r, ms))
window.settled = async what => { for (let i = 0; i < 500 && !what(); i++) await pause(20); return what() }
window.type = async text => { one('#search').value = text; one('#search').dispatchEvent(new Event('input')); const was = one('#count').dataset.at; await settled(() => one('#count').dataset.at !== was) }
window.kind = k => one('.kinds input[value=' + k + ']').click()
Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: text => { window.copied = text; return Promise.resolve() } } })
`

// TestPageBrowser uses the page of a catalog as a reader does, in Chromium.
func TestPageBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	ctx := blank(t)
	url := pageOf(t, example("exchange"))
	for _, c := range []struct {
		name   string
		width  int64
		script string
		want   string
	}{
		{"phone fits", 390, `return document.documentElement.scrollWidth`, "390"},
		{"phone, lists closed", 390, `return [one('.toc').open, one('.stick').open, getComputedStyle(one('.toc > summary')).display]`, "false,false,flex"},
		{"desktop fits", 1280, `return document.documentElement.scrollWidth`, "1280"},
		{"desktop, schema beside payload", 1280, `return one('.schema').getBoundingClientRect().right <= one('.payloads').getBoundingClientRect().left + 1`, "true"},
		{"needs nothing else", 1280, `return performance.getEntriesByType('resource').length`, "0"},
		{"search by name", 1280, `await type('HEARTBEAT  tellClient'); return [shown('article'), shown('nav a'), one('#none').hidden]`, "1,1,true"},
		{"search in payloads", 1280, `await type('reqid "unsubscribe-unknown"'); return [shown('.payloads details') < 5, list('.payloads details:not([hidden])').every(d => d.open), one('#count').textContent]`, "true,true,1 payload"},
		{"search for nothing", 1280, `await type('no such thing'); return [shown('article'), one('#none').hidden, one('#count').textContent]`, "0,false,0 payloads"},
		{"slash and escape", 1280, `key('/'); const at = document.activeElement.id; await type('ping'); const some = shown('article'); key('Escape'); return [at, some < 9, shown('article'), one('#search').value]`, "search,true,9,"},
		{"kinds", 1280, `kind('invalid'); const only = new Set(list('section:not([hidden])').map(s => s.dataset.kind)); kind('invalid'); return [...only, shown('section[data-kind=typical]')]`, "invalid,9"},
		{"kind and search", 1280, `kind('boundary'); await type('ping reqid'); return [shown('article'), one('#count').textContent]`, "1,1 payload"},
		{"copy", 1280, `const button = one('.copy'); button.click(); await settled(() => button.textContent === 'Copied'); return copied === one('.block pre').textContent && JSON.parse(copied).event`, "ping"},
		{"copy without clipboard", 1280, `Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = what => { window.copied = what + document.activeElement.value.length; return true };
			const button = one('.copy'); button.click(); return [copied === 'copy' + one('.block pre').textContent.length, button.textContent]`, "true,Copied"},
		{"colour", 1280, `const pre = one('details[open] pre.json'); return [pre.querySelector('.k').textContent, pre.querySelector('.s').textContent, pre.querySelector('.n').textContent]`, `"event","ping",7`},
		{"colour when opened", 1280, `const d = one('.payloads details:not([open])'); const before = d.querySelectorAll('i').length, text = d.querySelector('pre').textContent; d.open = true;
			await settled(() => d.querySelector('i')); return [before, d.querySelectorAll('i').length > 0, d.querySelector('pre').textContent === text]`, "0,true,true"},
		{"open all", 1280, `const a = one('article'), b = a.querySelector('.all'); b.click(); const open = a.querySelectorAll('.payloads details:not([open])').length; b.click(); return [open, a.querySelectorAll('.payloads details[open]').length, b.textContent]`, "0,0,Open all"},
		{"keys", 1280, `key('j'); await settled(() => document.activeElement.tagName === 'A'); key('j'); key('k'); return document.activeElement.textContent`, "ping"},
		{"theme", 1280, `const before = getComputedStyle(document.body).backgroundColor; one('#theme').click(); const after = getComputedStyle(document.body).backgroundColor; one('#theme').click(); return [before !== after, getComputedStyle(document.body).backgroundColor === before]`, "true,true"},
		{"print", 1280, `dispatchEvent(new Event('beforeprint')); const all = list('details:not([open])').length; dispatchEvent(new Event('afterprint')); return [all, list('.payloads details[open]').length]`, "0,9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := inPage(t, ctx, url, c.width, c.script); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// blank starts a browser, which lives as long as the test.
func blank(t *testing.T) context.Context {
	t.Helper()
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// inPage loads the page and returns what the script says.
func inPage(t *testing.T, ctx context.Context, url string, width int64, script string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => {"+helpers+script+"})().then(String, String)", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// pageOf generates the page of a document with all kinds of payloads, and
// serves it.
func pageOf(t *testing.T, document string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if out, err := exec.Command("asyncmock", "generate", document, "--kind", "all", "-o", file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) }))
	t.Cleanup(pages.Close)
	return pages.URL
}

// TestCorpusGEN_PageOfTheLargest opens the page of the document with the most
// messages, and says how long it takes.
func TestCorpusGEN_PageOfTheLargest(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	largest, most := entry{}, 0
	for _, e := range corpus(t, 1, func(e entry) bool { return e.Kind == "product" }) {
		if doc, _ := load(t, e); doc != nil {
			if n := len(catalog.New(doc, catalog.Options{}).Subjects()); n > most {
				largest, most = e, n
			}
		}
	}
	said := inPage(t, blank(t), pageOf(t, largest.Path), 1280, `
		const load = Math.round(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)
		const size = document.documentElement.outerHTML.length, nodes = list('*').length
		const begin = performance.now(); await type('error'); const first = Math.round(performance.now() - begin)
		const again = performance.now(); await type('error request'); await settled(() => true); const second = Math.round(performance.now() - again)
		return shown('article') + ' of ' + list('article').length + ' messages left, ' + size + ' characters, ' + nodes + ' elements, loaded in ' + load + ' ms, first search ' + first + ' ms, next ' + second + ' ms'`)
	t.Logf("%d messages: %s", most, said)
}
