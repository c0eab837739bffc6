package journal

import (
	"encoding/binary"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// An event is kept as bytes: a fifth of the memory that is written for the
// struct, and nothing in it for the garbage collector to follow. Numbers are
// varints, texts have their length before them, the payload is what is left:
//
//	flags texts time origin … headers code count findings payload
//
// What is rare stands there only where its flag is set, and a text where its
// bit of texts is. An event's number is its place in the ring. The form is
// never seen outside.

// Bits of the flags.
const (
	flagValid = 1 << iota
	flagUnvalidated
	flagBinary
	flagRedacted
	flagRare // headers, code, count and findings
)

// eventTexts are the texts of an event, in the order they are kept.
func eventTexts(e *server.Event) [13]*string {
	return [...]*string{
		(*string)(&e.Kind), (*string)(&e.Transport), &e.Session, &e.Connection, &e.Remote, &e.Route, &e.Path,
		&e.Channel, &e.Operation, &e.Message, &e.Example, &e.Rule, &e.Text,
	}
}

// appendEvent appends all of e but its number and its payload; at is its time,
// from the index of its origin.
func appendEvent(b []byte, e *server.Event, at int64, from int) []byte {
	begin := len(b)
	b = append(b, flags(e), 0, 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(at))
	b = binary.AppendUvarint(b, uint64(from))
	var has uint16
	texts := eventTexts(e)
	for i := range texts {
		if text := *texts[i]; text != "" {
			has |= 1 << i
			b = appendText(b, text)
		}
	}
	binary.LittleEndian.PutUint16(b[begin+1:], has)
	if b[begin]&flagRare != 0 {
		b = appendRare(b, e)
	}
	return b
}

func flags(e *server.Event) (f byte) {
	if e.Valid {
		f |= flagValid
	}
	if e.Unvalidated {
		f |= flagUnvalidated
	}
	if e.Binary {
		f |= flagBinary
	}
	if e.Redacted {
		f |= flagRedacted
	}
	if len(e.Headers) > 0 || e.Code != 0 || e.Count != 0 || len(e.Findings) > 0 {
		f |= flagRare
	}
	return f
}

func appendRare(b []byte, e *server.Event) []byte {
	b = binary.AppendUvarint(b, uint64(len(e.Headers)))
	b = append(b, e.Headers...)
	b = binary.AppendVarint(b, int64(e.Code))
	b = binary.AppendVarint(b, int64(e.Count))
	b = binary.AppendUvarint(b, uint64(len(e.Findings)))
	for i := range e.Findings {
		b = appendFinding(b, &e.Findings[i])
	}
	return b
}

func appendText(b []byte, text string) []byte {
	if len(text) < 0x80 {
		b = append(b, byte(len(text)))
	} else {
		b = binary.AppendUvarint(b, uint64(len(text)))
	}
	return append(b, text...)
}

func findingTexts(d *spec.Diagnostic) [7]*string {
	return [...]*string{&d.Code, &d.Pos.File, &d.Pointer, &d.Instance, &d.Summary, &d.Detail, &d.Hint}
}

func appendFinding(b []byte, d *spec.Diagnostic) []byte {
	b = append(b, byte(d.Severity))
	b = binary.AppendVarint(b, int64(d.Pos.Line))
	b = binary.AppendVarint(b, int64(d.Pos.Column))
	for _, text := range findingTexts(d) {
		b = appendText(b, *text)
	}
	return b
}

// A decoder reads what appendEvent wrote, and the payload. The same bytes stand in text, so
// that texts need no copies of their own.
type decoder struct {
	data    []byte
	text    string
	at      int
	origins []origin
}

// event reads up to end. Its payload and headers are parts of data.
func (d *decoder) event(end int) (e server.Event) {
	head := d.bytes(d.at + 11)
	e.Valid, e.Unvalidated = head[0]&flagValid != 0, head[0]&flagUnvalidated != 0
	e.Binary, e.Redacted = head[0]&flagBinary != 0, head[0]&flagRedacted != 0
	has := binary.LittleEndian.Uint16(head[1:])
	e.Time = time.Unix(0, int64(binary.LittleEndian.Uint64(head[3:])))
	from := d.origins[d.length()]
	for i, text := range eventTexts(&e) {
		if has&(1<<i) != 0 {
			*text = d.string()
		}
	}
	if head[0]&flagRare != 0 {
		d.rare(&e)
	}
	e.Payload = d.bytes(end)
	from.put(&e)
	return e
}

func (d *decoder) rare(e *server.Event) {
	if n := d.length(); n > 0 {
		e.Headers = d.bytes(d.at + n)
	}
	e.Code, e.Count = d.int(), d.int()
	if n := d.length(); n > 0 {
		e.Findings = make(spec.Diagnostics, n)
	}
	for i := range e.Findings {
		d.finding(&e.Findings[i])
	}
}

func (d *decoder) finding(f *spec.Diagnostic) {
	f.Severity = spec.Severity(d.byte())
	f.Pos.Line, f.Pos.Column = d.int(), d.int()
	for _, text := range findingTexts(f) {
		*text = d.string()
	}
}

func (d *decoder) byte() byte {
	d.at++
	return d.data[d.at-1]
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.data[d.at:])
	d.at += n
	return v
}

func (d *decoder) int() int { return int(d.varint()) }

func (d *decoder) length() int {
	v, n := binary.Uvarint(d.data[d.at:])
	d.at += n
	return int(v)
}

func (d *decoder) string() string {
	n := d.length()
	d.at += n
	return d.text[d.at-n : d.at]
}

func (d *decoder) bytes(end int) []byte {
	b := d.data[d.at:end:end]
	d.at = end
	return b
}
