package report

import (
	"fmt"
	"strings"
	"time"
)

// What a page shows of an exchange; what is left out is counted there.
const (
	maxHTMLFine = 200  // rows of checks that did not fail
	maxHTMLRows = 1000 // rows of all checks
)

// An htmlCheck is a row of the table of checks.
type htmlCheck struct {
	Group, Name, Outcome, Detail, Duration string
}

// An htmlCoverage is what there is of a kind.
type htmlCoverage struct {
	Share
	Title string
	Bar   []htmlBar
	Parts []Covered
}

// sides are who talked with whom, the client first.
func (x *Exchange) sides() (client, service string) {
	switch x.Command {
	case "run":
		return "client", "mock"
	case "verify":
		return "asyncmock", "service"
	}
	return "client", "service"
}

func (r *Result) htmlExchange(p *htmlPage, x *Exchange) {
	x.htmlChecks(p)
	x.htmlCoverage(p)
	r.htmlWrongs(p)
	x.htmlTalks(p)
}

func (x *Exchange) htmlChecks(p *htmlPage) {
	fine, left := 0, 0
	for _, c := range x.Checks {
		if c.Outcome != Failed {
			fine++
		}
		if len(p.Checks) == maxHTMLRows || c.Outcome != Failed && fine > maxHTMLFine {
			left++
			continue
		}
		row := htmlCheck{Group: Printable(c.Group), Name: Printable(c.Name), Outcome: c.Outcome.String(), Detail: Printable(c.Detail)}
		if c.Duration > 0 {
			row.Duration = seconds(c.Duration)
		}
		p.Checks = append(p.Checks, row)
	}
	if left > 0 {
		p.Checks = append(p.Checks, htmlCheck{Outcome: "left", Name: "and " + plural(left, "more check") + " that this page does not show"})
	}
	if len(x.Checks) == 0 {
		return
	}
	all := x.Count(Passed) + x.Count(Failed) + x.Count(Skipped)
	t := htmlTile{Name: "Checks", Value: fmt.Sprintf("%d of %d", x.Count(Passed), x.Count(Passed)+x.Count(Failed)+x.Count(Skipped)), Note: "passed", Target: "checks"}
	at := 0.0
	for _, o := range []Outcome{Passed, Failed, Skipped} {
		n := x.Count(o)
		if n > 0 && o != Passed {
			t.Note += fmt.Sprintf(", %d %s", n, o)
		}
		width := 100 * float64(n) / float64(all)
		t.Bar = append(t.Bar, htmlBar{o.String(), at, width})
		at += width
	}
	p.Tiles = append(p.Tiles, t)
}

func (x *Exchange) htmlCoverage(p *htmlPage) {
	for _, s := range x.Shares() {
		if s.Of == 0 {
			continue
		}
		c := htmlCoverage{Share: s, Title: strings.ToUpper(s.Kind[:1]) + s.Kind[1:] + "s", Bar: []htmlBar{{"passed", 0, s.Percent()}}}
		for _, part := range x.Coverage {
			if part.Kind == s.Kind {
				part.Name = Printable(part.Name)
				c.Parts = append(c.Parts, part)
			}
		}
		p.Coverage = append(p.Coverage, c)
		p.Tiles = append(p.Tiles, htmlTile{Name: c.Title, Value: fmt.Sprintf("%d of %d", s.Exercised, s.Of), Note: "exercised", Target: "coverage", Bar: c.Bar})
	}
}

// seconds writes a duration as people read it.
func seconds(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", float64(d)/float64(time.Millisecond))
	case d < time.Minute:
		return fmt.Sprintf("%.3g s", d.Seconds())
	}
	return d.Round(time.Second).String()
}
