package control

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// getMetrics writes the counters in the text format of Prometheus, 0.0.4: those
// of everybody, or of ?session=.
func (h *Handler) getMetrics(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	session := q.Get("session")
	var b metrics
	b.connections(h.connections(session))
	h.tally.write(&b, session)
	if session == "" {
		b.head("asyncmock_journal_records_total", "counter", "Things that happened.")
		b.line(h.opts.Journal.Last())
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(b.Bytes())
	return nil
}

// metrics are lines of that format.
type metrics struct {
	bytes.Buffer
	name string
}

func (b *metrics) head(name, kind, help string) {
	b.name = name
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// line writes a value with its labels: name, value, …
func (b *metrics) line(value uint64, labels ...string) {
	b.WriteString(b.name)
	for i := 0; i < len(labels); i += 2 {
		separator := ","
		if i == 0 {
			separator = "{"
		}
		text := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(labels[i+1], "\ufffd"))
		fmt.Fprintf(b, `%s%s="%s"`, separator, labels[i], text)
	}
	if len(labels) > 0 {
		b.WriteByte('}')
	}
	fmt.Fprintf(b, " %d\n", value)
}

func (b *metrics) connections(open []connection) {
	type opening struct {
		site
		transport string
	}
	count := map[opening]uint64{}
	for _, c := range open {
		count[opening{site{c.mount.Document, c.mount.Prefix + c.Route().Path}, string(c.Transport())}]++
	}
	b.head("asyncmock_connections", "gauge", "Open connections.")
	for _, p := range slices.SortedFunc(maps.Keys(count), func(a, b opening) int {
		return cmp.Or(a.site.compare(b.site), strings.Compare(a.transport, b.transport))
	}) {
		b.line(count[p], "document", p.document, "route", p.route, "transport", p.transport)
	}
}

// write writes what was counted, of everybody or of a session.
func (t *tally) write(b *metrics, session string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.of(session)
	b.head("asyncmock_connections_opened_total", "counter", "Connections that were opened.")
	for _, transport := range slices.Sorted(maps.Keys(c.opened)) {
		b.line(c.opened[transport], "transport", string(transport))
	}
	b.head("asyncmock_connections_closed_total", "counter", "Connections that ended, by close code.")
	byNumber(b, c.closed, "code")
	b.head("asyncmock_refused_total", "counter", "Handshakes and requests that were refused, by status.")
	byNumber(b, c.refused, "status")
	b.head("asyncmock_messages_total", "counter", "Messages; one to many counts once.")
	for _, at := range slices.SortedFunc(maps.Keys(c.messages), site.compare) {
		for i, n := range c.messages[at] {
			b.messages(at, directions[i], false, n.wrong)
			b.messages(at, directions[i], true, n.valid)
		}
	}
	b.head("asyncmock_findings_total", "counter", "Findings about messages and handshakes.")
	for _, code := range slices.Sorted(maps.Keys(c.findings)) {
		b.line(c.findings[code], "code", code)
	}
	b.head("asyncmock_faults_total", "counter", "What was done wrong on purpose.")
	b.line(c.faults)
}

// messages writes a counter that has begun to count.
func (b *metrics) messages(at site, direction string, valid bool, n uint64) {
	if n > 0 {
		b.line(n, "document", at.document, "route", at.route, "direction", direction, "valid", strconv.FormatBool(valid))
	}
}

func byNumber(b *metrics, counts map[int]uint64, label string) {
	for _, n := range slices.Sorted(maps.Keys(counts)) {
		b.line(counts[n], label, strconv.Itoa(n))
	}
}

func (at site) compare(o site) int {
	return cmp.Or(strings.Compare(at.document, o.document), strings.Compare(at.route, o.route))
}
