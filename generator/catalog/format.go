package catalog

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// An Item is an Entry with the way it travels: "client → server".
type Item struct {
	*Entry
	Direction string
}

// Record returns the item as programs read it.
func (i Item) Record() *Record { return i.Entry.Record(i.Direction) }

// WriteNDJSON writes one Record a line.
func WriteNDJSON(w io.Writer, items []Item) error {
	b := bufio.NewWriter(w)
	for _, item := range items {
		if _, err := b.Write(encode(item.Record())); err != nil {
			return err
		}
	}
	return b.Flush()
}

// WriteJSON writes the Records as one array, for people to read.
func WriteJSON(w io.Writer, items []Item) error {
	records := make([]*Record, len(items))
	for i, item := range items {
		records[i] = item.Record()
	}
	_, err := w.Write(indented(encode(records)))
	return err
}

// encode returns v as one line of JSON. The records always can be encoded.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // a Record holds only valid JSON
	}
	return b.Bytes()
}

// indented spreads JSON over lines. Keys and numbers stay as they are.
func indented(text []byte) []byte {
	var b bytes.Buffer
	if json.Indent(&b, bytes.TrimSpace(text), "", "  ") != nil {
		return text
	}
	b.WriteByte('\n')
	return b.Bytes()
}
