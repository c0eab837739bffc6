package report_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"asyncmock/cmd/internal/report"
)

// A page is a report in a real Chromium, opened as a file.
type page struct {
	*testing.T
	ctx context.Context
}

// open opens the report of a result at a width, in the light or the dark.
func open(t *testing.T, r *report.Result, width int64, scheme string) *page {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	p := &page{t, browser(t)}
	name := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(name, write(t, "html", r), 0o644); err != nil {
		t.Fatal(err)
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate("file://"+filepath.ToSlash(name))); err != nil {
		t.Fatal(err)
	}
	return p
}

func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no Chromium is installed")
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options, chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("no-first-run", true))
	ctx, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancelAllocator)
	ctx, cancelTime := context.WithTimeout(ctx, 2*time.Minute) // a watchdog
	t.Cleanup(cancelTime)
	ctx, cancelBrowser := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		chromedp.Cancel(ctx) // waits for the end, so that the profile can be removed
		cancelBrowser()
	})
	return ctx
}

// js evaluates a script to text.
func (p *page) js(script string) string {
	p.Helper()
	out, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("String("+script+")"))
	if err != nil {
		p.Fatalf("%s: %v", script, err)
	}
	return out
}

// is compares what a script evaluates to.
func (p *page) is(script, want string) {
	p.Helper()
	if got := p.js(script); got != want {
		p.Errorf("%s:\ngot  %q\nwant %q", script, got, want)
	}
}

// until waits for a condition.
func (p *page) until(condition string) {
	p.Helper()
	for p.js(condition) != "true" {
		if p.ctx.Err() != nil {
			p.Fatalf("waited in vain until %s", condition)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

const rows = `[...document.querySelectorAll('.talk[open] li')].map(row => row.innerText.replace(/\s+/g, ' ')).join('\n')`

// TestHTMLInBrowser_Exchange: the connection where something was wrong is
// open, links lead to the message, and arrow keys walk through the picture.
func TestHTMLInBrowser_Exchange(t *testing.T) {
	p := open(t, conversation(), 1200, "light")
	p.is(rows, strings.Join([]string{
		"+0.000 s connected",
		"+0.091 s client to mock: subscribe breaks the contract /depth is 7, must be one of 10, 25",
		`+0.196 s client to mock: subscribe breaks the contract (root) property "symbols" is missing`,
		`+0.315 s client to mock: subscribe breaks the contract (root) property "symbols" is missing`,
		"+0.448 s mock to client: quote",
		"+0.595 s closed 1000",
	}, "\n"))
	p.js(`document.querySelectorAll('.jump')[1].click()`)
	p.is(`document.querySelector('aside pre').innerText.includes('^ property "symbols" is missing')`, "true")
	p.is(`document.activeElement.closest('li').record.seq`, "9")
	for _, key := range []string{"ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"} {
		p.js(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '` + key + `', bubbles: true}))`)
	}
	p.is(`document.querySelector('.chosen').record.seq`, "11")
	p.is(`document.querySelector('aside pre').innerText.includes('"bid": 2310.5')`, "true")
	p.js(`document.querySelector('.talk summary').click()`)
	p.until(rows + `.includes('quote × 3')`)
}

// TestHTMLInBrowser_Print: on paper all is open, and closed again afterwards.
func TestHTMLInBrowser_Print(t *testing.T) {
	p := open(t, conversation(), 1200, "light")
	const state = `[...document.querySelectorAll('.talk')].map(t => t.open + ' ' + t.querySelectorAll('li').length).join()`
	p.is(state, "false 0,true 6")
	p.js(`dispatchEvent(new Event('beforeprint'))`)
	p.is(state, "true 4,true 6")
	p.js(`dispatchEvent(new Event('afterprint'))`)
	p.is(state, "false 4,true 6")
}

// TestHTMLInBrowser_Filter: the table shows what was asked for.
func TestHTMLInBrowser_Filter(t *testing.T) {
	p := open(t, conversation(), 1200, "light")
	const shown = `[...document.querySelectorAll('tbody tr')].filter(row => row.offsetHeight > 0).map(row => row.className).join()`
	p.is(shown, "failed,passed,skipped")
	for _, outcome := range []string{"failed", "skipped"} {
		p.js(`document.querySelector('#checks-` + outcome + `').click()`)
		p.is(shown, outcome)
	}
}

// TestHTMLInBrowser_Schemes: by the system's choice, with its own styles, and
// legible: every text has a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3).
func TestHTMLInBrowser_Schemes(t *testing.T) {
	var backgrounds []string
	for _, scheme := range []string{"light", "dark"} {
		p := open(t, conversation(), 1200, scheme)
		p.js(`document.querySelector('.jump').click()`)
		backgrounds = append(backgrounds, p.js(`getComputedStyle(document.body).backgroundColor`))
		if faint := p.js(faintTexts); faint != "" {
			t.Errorf("%s: hard to read:\n%s", scheme, faint)
		}
	}
	if backgrounds[0] == backgrounds[1] || backgrounds[0] == "rgba(0, 0, 0, 0)" {
		t.Errorf("the backgrounds are %q", backgrounds)
	}
}

// faintTexts lists texts whose contrast with what is behind them is too small.
const faintTexts = `(() => {
	const numbers = color => color.match(/[\d.]+/g).map(Number)
	const light = color => {
		const [r, g, b] = numbers(color).map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
		return .2126 * r + .7152 * g + .0722 * b + .05
	}
	const behind = e => {
		for (; e; e = e.parentElement) {
			const color = getComputedStyle(e).backgroundColor
			if ((numbers(color)[3] ?? 1) > 0) return color
		}
	}
	const out = []
	for (const e of document.querySelectorAll('body *')) {
		if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility() || e.closest('script,noscript,.aside')) continue
		const [a, b] = [light(getComputedStyle(e).color), light(behind(e))]
		const contrast = Math.max(a, b) / Math.min(a, b)
		if (contrast < 4.5) out.push(contrast.toFixed(2) + ' ' + e.className + ' ' + e.textContent.slice(0, 40))
	}
	return out.join('\n')
})()`

// TestHTMLInBrowser_Phone: nothing is wider than a phone.
func TestHTMLInBrowser_Phone(t *testing.T) {
	for name, r := range map[string]*report.Result{"conversation": conversation(), "sample": sample(), "hostile": hostileTalk()} {
		p := open(t, r, 360, "light")
		p.js(`[...document.querySelectorAll('.talk summary')].forEach(s => s.parentElement.open || s.click())`)
		if got := p.js(`document.documentElement.scrollWidth`); got != "360" {
			t.Errorf("%s: the page is %s wide", name, got)
		}
	}
}

// TestHTMLInBrowser_CraftedText: what clients and documents say is text,
// wherever it stands.
func TestHTMLInBrowser_CraftedText(t *testing.T) {
	p := open(t, hostileTalk(), 1200, "light")
	p.js(`[...document.querySelectorAll('.talk summary')].forEach(s => s.parentElement.open || s.click())`)
	p.until(`document.querySelectorAll('.talk ol > li').length === 18`)
	p.js(`[...document.querySelectorAll('.talk button')].forEach(b => b.click())`)
	p.is(`window.hacked`, "undefined")
	p.is(`document.scripts.length`, "2")
	p.is(`document.querySelectorAll('img, textarea, b:not(.hint b, .what b), [onerror], a[href^="javascript"]').length`, "0")
	p.is(`document.querySelectorAll('.talk').length`, "3")
	p.is(`document.querySelector('.talk strong').textContent.startsWith('</script></style>')`, "true")
	p.is(`document.querySelector('.talk li .what').innerText.includes('--><script>window.hacked=1')`, "true")
}
