package recording

import (
	"bytes"
	"encoding/json"
	"io"

	"asyncmock/server"
)

// guess finds out the form by the first bytes: an archive is an object that
// begins with the member "log", and a journal begins with a record.
func guess(in *reader) Form {
	head, _ := in.Peek(peeked)
	switch {
	case isArchive(head):
		return HAR
	case isRecord(head):
		return Journal
	}
	return Payloads
}

func isArchive(head []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(head))
	for _, want := range []json.Token{json.Delim('{'), "log", json.Delim('{')} {
		if got, err := dec.Token(); err != nil || got != want {
			return false
		}
	}
	return true
}

// isRecord reports whether the first line is a record of a journal. One that
// is longer than what was read is taken for one if it begins as they do.
func isRecord(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	line, _, whole := bytes.Cut(head, []byte("\n"))
	if !whole && len(head) > peeked/2 {
		return beginsAsRecord(line)
	}
	e, err := server.ParseRecord(line)
	return err == nil && !e.Time.IsZero()
}

// beginsAsRecord reports whether the first members are those of a record.
func beginsAsRecord(line []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(line))
	for i, want := range []json.Token{json.Delim('{'), "seq", nil, "time", nil, "kind"} {
		got, err := dec.Token()
		if err == io.EOF || err != nil || want != nil && got != want {
			return i > 5
		}
	}
	return true
}
