package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/spec"
)

// conversation is what run has to tell: two connections, one of which breaks
// the contract twice in the same way and once in another.
func conversation() *report.Result {
	began := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	x := &report.Exchange{Command: "run", Coverage: []report.Covered{
		{Kind: "channel", Name: "market", Count: 5}, {Kind: "channel", Name: "account"},
		{Kind: "operation", Name: "subscribe", Count: 1}, {Kind: "operation", Name: "cancel"}, {Kind: "operation", Name: "quotes", Count: 12},
		{Kind: "message", Name: "market subscribe", Count: 1}, {Kind: "message", Name: "market quote", Count: 12}, {Kind: "message", Name: "account cancel"},
	}}
	add := func(connection string, kind server.EventKind, message, payload string, findings ...spec.Diagnostic) {
		n := len(x.Events)
		x.Events = append(x.Events, &server.Event{
			Seq: uint64(n + 1), Time: began.Add(time.Duration(n*n) * 7 * time.Millisecond), Kind: kind, Session: connection, Connection: connection,
			Transport: "ws", Route: "/v1/market", Path: "/v1/market", Channel: "market", Message: message, Payload: []byte(payload),
			Valid: len(findings) == 0, Findings: findings,
		})
	}
	depth := spec.Diagnostic{Code: "payload-enum", Severity: spec.SeverityError, Pos: spec.Pos{File: "market.yaml", Line: 9, Column: 20},
		Pointer: "/channels/market/messages/subscribe/payload/properties/depth/enum", Instance: "/depth", Summary: "is 7, must be one of 10, 25"}
	missing := spec.Diagnostic{Code: "payload-required", Severity: spec.SeverityError, Instance: "", Summary: `property "symbols" is missing`, Hint: "the example has it"}
	add("ws-1", server.EventConnect, "", "")
	add("ws-1", server.EventReceive, "subscribe", `{"type":"subscribe","symbols":["ETH-EUR"],"depth":10}`)
	for range 4 {
		add("ws-1", server.EventSend, "quote", `{"type":"quote","symbol":"ETH-EUR","bid":2310.5,"ask":2311}`)
	}
	add("ws-2", server.EventConnect, "", "")
	add("ws-2", server.EventReceive, "subscribe", `{"type":"subscribe","symbols":["ETH-EUR","BTC-EUR"],"depth":7}`, depth)
	add("ws-2", server.EventReceive, "subscribe", `{"type":"subscribe","depth":25}`, missing)
	add("ws-2", server.EventReceive, "subscribe", `{"type":"subscribe","depth":25}`, missing)
	add("ws-2", server.EventSend, "quote", `{"type":"quote","symbol":"ETH-EUR","bid":2310.5,"ask":2311}`)
	add("ws-2", server.EventClose, "", "")
	x.Events[len(x.Events)-1].Code = 1000
	x.Checks = []report.Check{
		{Group: "market", Name: "messages of the client", Outcome: report.Failed, Detail: "3 of 4 messages break the contract", Findings: spec.Diagnostics{depth}},
		{Group: "market", Name: "subscribe within 5s", Detail: "after 0.1 s", Duration: 113 * time.Millisecond},
		{Group: "account", Name: "messages of the client", Outcome: report.Skipped, Detail: "nothing was sent"},
	}
	return &report.Result{
		Documents: []report.Document{{Path: "market.yaml"}}, Exchange: x, FailSeverity: spec.SeverityError, Version: "1.2.3",
		Codes:  []spec.Code{{Code: "payload-enum", Severity: spec.SeverityError, Help: "A value is none of those that are listed."}},
		Source: func(string) []byte { return []byte(marketSource) },
	}
}

const marketSource = `asyncapi: 3.0.0
channels:
  market:
    messages:
      subscribe:
        payload:
          properties:
            type: {const: subscribe}
            depth: {enum: [10, 25]}
            symbols: {type: array}
`

// structure is a page without what is the same in all pages: style, script, and
// their hashes. Other text stays as it is.
func structure(page []byte) []byte {
	for _, part := range []string{`(<style>).*(</style>)`, `(<script type="module">).*(</script>)`, `(<meta http-equiv="Content-Security-Policy" content=")[^>]*(">)`} {
		page = regexp.MustCompile(`(?s)`+part).ReplaceAll(page, []byte("$1…$2"))
	}
	return page
}

func TestHTMLConversation(t *testing.T) {
	page := write(t, "html", conversation())
	golden(t, "conversation.html", structure(page))
	if again := write(t, "html", conversation()); !bytes.Equal(page, again) {
		t.Error("the same exchange gives another page")
	}
}

// TestHTMLNeedsNothingElse: nothing on the page refers to another file or host.
func TestHTMLNeedsNothingElse(t *testing.T) {
	for name, r := range map[string]*report.Result{"sample": sample(), "conversation": conversation(), "hostile": hostile(), "hostile exchange": hostileTalk()} {
		page := string(write(t, "html", r))
		for _, tag := range regexp.MustCompile(`<[a-z][^>]*>`).FindAllString(page, -1) {
			if regexp.MustCompile(`\s(src|href|action|data|poster|background|style|on[a-z]+)=`).MatchString(tag) &&
				!regexp.MustCompile(`^<a class="(tile|jump)" href="#[a-z]+"|^<link rel="icon" href="data:,">$`).MatchString(tag) {
				t.Errorf("%s: %s", name, tag)
			}
		}
		if strings.Contains(page, "@import") || strings.Contains(page, "url(") || strings.Contains(page, "import(") {
			t.Errorf("%s: the page loads something", name)
		}
	}
}

// crafted is text that would be markup, or end the element that it stands in.
const crafted = `</script></style></textarea>--><script>window.hacked=1</script><img src=x onerror="window.hacked=1"><a href="javascript:window.hacked=1">` + "\u2028"

// hostileTalk has crafted and nasty text wherever clients and documents can put it.
func hostileTalk() *report.Result {
	r := hostileExchange()
	for i, text := range []string{crafted, nasty, crafted + nasty} {
		finding := spec.Diagnostic{Code: "c", Severity: spec.SeverityError, Pos: spec.Pos{File: text, Line: 1}, Pointer: text, Instance: "/" + text, Summary: text, Detail: text, Hint: text}
		payload, _ := json.Marshal(map[string]string{text: text})
		for j, kind := range []server.EventKind{server.EventConnect, server.EventReceive, server.EventSend, server.EventNote, server.EventClose, "other"} {
			r.Exchange.Events = append(r.Exchange.Events, &server.Event{
				Seq: uint64(10*i + j + 1), Kind: kind, Session: text, Connection: text, Path: text, Route: text, Channel: text, Operation: text, Message: text,
				Payload: [][]byte{payload, []byte(text)}[j%2], Binary: j == 2, Rule: text, Text: text, Findings: spec.Diagnostics{finding}, Headers: payload})
		}
		r.Documents = append(r.Documents, report.Document{Path: text, Findings: spec.Diagnostics{finding}})
		r.Exchange.Coverage = append(r.Exchange.Coverage, report.Covered{Kind: "message", Name: text})
		r.Codes = []spec.Code{{Code: "c", Help: text}}
	}
	r.Source = func(string) []byte { return []byte(crafted) }
	return r
}

// TestHTMLIsBounded: what clients can make many or large is cut, and the page
// says so; what was wrong is kept.
func TestHTMLIsBounded(t *testing.T) {
	x := &report.Exchange{Command: "run"}
	wrong := spec.Diagnostics{{Code: "c", Severity: spec.SeverityError, Summary: "is wrong"}}
	large := []byte(`{"text":"` + strings.Repeat("ü", 300_000) + `"}`)
	for i := range 100_000 {
		e := &server.Event{Seq: uint64(i + 1), Kind: server.EventReceive, Session: "many", Connection: "many", Message: "m", Valid: true, Payload: []byte(`{"n":1}`)}
		if i%100 == 0 {
			e.Payload = large
		}
		if i == 50_000 {
			e.Valid, e.Findings = false, wrong
		}
		x.Events = append(x.Events, e)
	}
	for i := range 500 {
		name := fmt.Sprintf("ws-%d", i)
		x.Events = append(x.Events, &server.Event{Kind: server.EventReceive, Session: name, Connection: name, Message: "m", Valid: true, Payload: large})
	}
	x.Events[100_400].Findings = wrong
	for i := range 5000 {
		x.Checks = append(x.Checks, report.Check{Name: fmt.Sprint(i), Outcome: report.Outcome(i % 3)})
	}
	r := &report.Result{Exchange: x, Documents: []report.Document{{Path: "a.yaml", Findings: make(spec.Diagnostics, 2000)}}}
	page := string(write(t, "html", r))
	if len(page) > 8<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	for _, want := range []string{
		"49850 events left out here", "49849 events left out here", "and 441 more connections that this page does not show", "cut here, of 600011 bytes",
		"1700 more findings that this page does not show", "more checks that this page does not show", "1567 more checks failed", "<strong>ws-400</strong>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	t.Logf("%d bytes", len(page))
}

// TestHTMLPayload: values are laid out, and what is wrong with them is said
// under them.
func TestHTMLPayload(t *testing.T) {
	at := func(instance, summary string) spec.Diagnostic {
		return spec.Diagnostic{Code: "c", Severity: spec.SeverityError, Instance: instance, Summary: summary}
	}
	long := "[" + strings.Repeat("1,", 99) + `{"a~/b":[]}]`
	for name, c := range map[string]struct {
		payload  string
		findings spec.Diagnostics
		want     string
	}{
		"nested":  {`{"a":{"b":[1,"two"]},"c":{}}`, spec.Diagnostics{at("/a/b/1", "is wrong"), at("/c", "is empty")}, "{\n  \"a\": {\n    \"b\": [\n      1,\n      \"two\"\n      ^ is wrong\n    ]\n  },\n  \"c\": {}\n       ^ is empty\n}"},
		"twice":   {`[1]`, spec.Diagnostics{at("/0", "x"), at("/0", "y"), at("", "z")}, "[\n^ z\n  1\n  ^ x\n  ^ y\n]"},
		"numbers": {`[1.0,1e400,123456789012345678901234567890]`, nil, "[\n  1.0,\n  1e400,\n  123456789012345678901234567890\n]"},
		"escapes": {`{"\u0000":"<b>\u202e"}`, nil, "{\n  \"\\u0000\": \"<b>\\u202e\"\n}"},
		"text":    {"not\tJSON\x1b", nil, `not\tJSON\x1b`},
		"torn":    {`{"a":`, nil, `{"a":`},
		"two":     {`{} {}`, nil, `{} {}`},
		"long":    {long, spec.Diagnostics{at("/99/a~0~1b", "is short")}, "[\n" + strings.Repeat("  1,\n", 23) + "⋮ 73 lines\n" + strings.Repeat("  1,\n", 3) + "  {\n    \"a~/b\": []\n            ^ is short\n  }\n]"},
		"deep":    {strings.Repeat("[", 9999) + strings.Repeat("]", 9999), nil, strings.Repeat("[", 4096) + "\n⋮ cut here, of 19998 bytes"},
		"no UTF8": {"\xff\x00", nil, "00000000  ff 00                                             |..|"},
	} {
		x := &report.Exchange{Command: "run", Events: []*server.Event{{Kind: server.EventReceive, Payload: []byte(c.payload), Findings: append(c.findings, at("/absent", "is not there"))}}}
		page := string(write(t, "html", &report.Result{Exchange: x}))
		_, text, _ := strings.Cut(page, `<pre class="payload" tabindex="0" aria-label="Payload">`)
		text, _, _ = strings.Cut(text, "\n</pre>")
		if got := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "")); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

// TestHTMLBlames: what is wrong on purpose is not held against anybody.
func TestHTMLBlames(t *testing.T) {
	findings := spec.Diagnostics{{Code: "c", Severity: spec.SeverityError, Summary: "is wrong"}}
	for command, want := range map[string]string{"run": "received", "verify": "sent", "proxy": "received sent", "check": "received sent"} {
		x := &report.Exchange{Command: command, Events: []*server.Event{
			{Seq: 1, Kind: server.EventReceive, Message: "received", Findings: findings},
			{Seq: 2, Kind: server.EventSend, Message: "sent", Findings: findings},
			{Seq: 3, Kind: server.EventReceive, Message: "purpose"},
			{Seq: 4, Kind: server.EventNote, Findings: findings},
		}}
		page := write(t, "html", &report.Result{Exchange: x})
		var got []string
		for _, title := range regexp.MustCompile(`<h3>(\w+)</h3>`).FindAllSubmatch(page, -1) {
			got = append(got, string(title[1]))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %s", command, got, want)
		}
	}
}

// TestHTMLDocuments: those that fail come first and are open; of many others
// only the names are seen.
func TestHTMLDocuments(t *testing.T) {
	r := &report.Result{Command: "validate", FailSeverity: spec.SeverityError}
	for i := range 5 {
		f := spec.Diagnostic{Code: "c", Severity: spec.SeverityInfo, Summary: "a remark"}
		if i == 3 {
			f.Severity = spec.SeverityError
		}
		r.Documents = append(r.Documents, report.Document{Path: fmt.Sprintf("%d.yaml", i), Findings: spec.Diagnostics{f}})
	}
	r.Documents = append(r.Documents, report.Document{Path: "good.yaml"})
	var got []string
	for _, m := range regexp.MustCompile(`<(details|article) class="card"( open)?>\s*(?:<summary>)?<h3>.*</span> (\S+) <small>`).FindAllSubmatch(write(t, "html", r), -1) {
		got = append(got, fmt.Sprintf("%s%s %s", m[1], m[2], m[3]))
	}
	want := "details open 3.yaml, details 0.yaml, details 1.yaml, details 2.yaml, details 4.yaml, article good.yaml"
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("got %s, want %s", text, want)
	}
}
