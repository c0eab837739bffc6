package main_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// page is loaded from a port of its own and talks to the mock on another.
const page = `<!doctype html><meta charset=utf-8><title>client</title><script>
const base = new URLSearchParams(location.search).get('mock')
const ws = (path, protocols) => new Promise((resolve, reject) => {
  const socket = new WebSocket(base.replace(/^http/, 'ws') + path, protocols)
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => resolve(socket)
  socket.onerror = () => reject(new Error('cannot open ' + path))
})
const next = socket => new Promise(resolve => { socket.onmessage = event => resolve(event.data) })
const end = socket => new Promise(resolve => { socket.onclose = event => resolve(event.code) })

const cases = {
  async text() {
    const socket = await ws('/echo')
    socket.send('ü € 😀')
    return await next(socket)
  },
  async subprotocol() { return (await ws('/echo', ['v2.echo', 'other'])).protocol },
  async binary() {
    const socket = await ws('/echo')
    socket.send(new Uint8Array([0, 128, 255]))
    return new Uint8Array(await next(socket)).join()
  },
  async large() {
    const socket = await ws('/echo')
    socket.send('m'.repeat(1 << 20))
    return (await next(socket)).length
  },
  async close() {
    const socket = await ws('/echo')
    const closed = end(socket)
    socket.close(4001, 'enough')
    return await closed
  },
  async oversize() {
    const socket = await ws('/echo')
    const closed = end(socket)
    socket.send('m'.repeat((1 << 20) + 1))
    return await closed
  },
  async events() {
    const feed = new EventSource(base + '/echo')
    return await new Promise(resolve => { feed.onopen = () => { feed.close(); resolve('open') } })
  },
  async fetch() {
    const response = await fetch(base + '/echo', { method: 'POST', body: '"over http"', headers: { 'Content-Type': 'application/json' } })
    return response.status + ' ' + await response.text()
  },
}
const run = name => cases[name]().then(String, String)
</script>`

// TestClientBrowser lets the browser's own WebSocket talk to the mock from a
// page of another origin on the same machine.
func TestClientBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	ctx := browser(t)
	m := serve(t, "testdata/e2e/echo.yaml")
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(page))
	}))
	defer pages.Close()
	if err := chromedp.Do(ctx, chromedp.Navigate(pages.URL+"/?mock="+m.Base)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, want string }{
		{"text", "ü € 😀"},
		{"subprotocol", "v2.echo"},
		{"binary", "0,128,255"},
		{"large", "1048576"},
		{"close", "4001"},
		{"oversize", "1009"},
		{"events", "open"},
		{"fetch", `200 "over http"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("run('"+c.name+"')", chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// browser starts Chromium without a window, with a profile of its own and
// with everything off that would go to a network.
func browser(t *testing.T, further ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium is installed")
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU)
	for _, flag := range []string{"disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	options = append(options, further...)
	ctx, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancelAllocator)
	ctx, cancelBrowser := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		chromedp.Cancel(ctx) // waits for the end, so that the profile can be removed
		cancelBrowser()
	})
	return ctx
}
