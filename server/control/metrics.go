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

// getMetrics writes the counters in the text format of Prometheus, 0.0.4.
func (h *Handler) getMetrics(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	var b metrics
	b.connections(h.connections(""))
	h.tally.write(&b)
	b.head("asyncmock_journal_records_total", "counter", "Things that happened.")
	b.line(h.opts.Journal.Last())
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
	type place struct{ document, route, transport string }
	count := map[place]uint64{}
	for _, c := range open {
		count[place{c.mount.Document, c.mount.Prefix + c.Route().Path, string(c.Transport())}]++
	}
	b.head("asyncmock_connections", "gauge", "Open connections.")
	for _, p := range slices.SortedFunc(maps.Keys(count), func(a, b place) int {
		return cmp.Or(strings.Compare(a.document, b.document), strings.Compare(a.route, b.route), strings.Compare(a.transport, b.transport))
	}) {
		b.line(count[p], "document", p.document, "route", p.route, "transport", p.transport)
	}
}

// write writes what was counted.
func (t *tally) write(b *metrics) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b.head("asyncmock_connections_opened_total", "counter", "Connections that were opened.")
	for _, transport := range slices.Sorted(maps.Keys(t.opened)) {
		b.line(t.opened[transport], "transport", string(transport))
	}
	b.head("asyncmock_connections_closed_total", "counter", "Connections that ended, by close code.")
	byNumber(b, t.closed, "code")
	b.head("asyncmock_refused_total", "counter", "Handshakes and requests that were refused, by status.")
	byNumber(b, t.refused, "status")
	b.head("asyncmock_messages_total", "counter", "Messages; one to many counts once.")
	for _, s := range slices.SortedFunc(maps.Keys(t.messages), series.compare) {
		b.line(t.messages[s], "document", s.document, "route", s.route, "direction", s.direction, "valid", strconv.FormatBool(s.valid))
	}
	b.head("asyncmock_findings_total", "counter", "Findings about messages and handshakes.")
	for _, code := range slices.Sorted(maps.Keys(t.findings)) {
		b.line(t.findings[code], "code", code)
	}
	b.head("asyncmock_faults_total", "counter", "What was done wrong on purpose.")
	b.line(t.faults)
}

func byNumber(b *metrics, counts map[int]uint64, label string) {
	for _, n := range slices.Sorted(maps.Keys(counts)) {
		b.line(counts[n], label, strconv.Itoa(n))
	}
}

func (s series) compare(o series) int {
	if c := cmp.Or(strings.Compare(s.document, o.document), strings.Compare(s.route, o.route), strings.Compare(s.direction, o.direction)); c != 0 {
		return c
	}
	return strings.Compare(strconv.FormatBool(s.valid), strconv.FormatBool(o.valid))
}
