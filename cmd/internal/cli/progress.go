package cli

import (
	"fmt"
	"os"
	"time"

	"asyncmock/cmd/internal/report"
)

// A progress shows, on a terminal, how far long work has come.
type progress struct {
	c     *console
	on    bool
	begun time.Time
	last  time.Time
	shown bool
}

// When progress is first shown, and how often it changes.
const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

func newProgress(c *console, quiet bool) *progress {
	f, ok := c.err.(*os.File)
	return &progress{c: c, on: ok && !quiet && isTerminal(f), begun: time.Now()}
}

// show says what is worked on, on one line that is written over. A total of 0
// is not known.
func (p *progress) show(done, total int, name string) {
	now := time.Now()
	if !p.on || now.Sub(p.begun) < progressAfter || now.Sub(p.last) < progressEvery {
		return
	}
	p.last, p.shown = now, true
	if r := []rune(name); len(r) > 50 {
		name = string(r[:50])
	}
	of := ""
	if total > 0 {
		of = fmt.Sprintf(" of %d", total)
	}
	fmt.Fprintf(p.c.err, "\r\x1b[Kasyncmock: %d%s messages, %s", done, of, report.Printable(name))
}

// clear takes the line away.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.c.err, "\r\x1b[K")
	}
}
