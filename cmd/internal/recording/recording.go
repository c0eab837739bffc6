// Package recording reads messages that somebody has written down, so that
// they can be held before a contract: payloads, journals, and what browsers
// export.
//
// Whatever its size, a recording is read as a stream. What cannot be read is an
// Entry that says so, and the rest follows.
package recording

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"asyncmock/server"
)

// An Entry is what stands at one place of a recording: a connection that
// begins or ends, or a message.
type Entry struct {
	Line int // in the file, from 1
	// Event has what was written down. Its Kind is EventConnect, EventClose,
	// EventReceive (client → service) or EventSend, and Connection tells whose
	// it is; or the Kind is "": a payload of which nothing else is known.
	Event server.Event
	// Handshake is how the connection began, with EventConnect; nil where only
	// the Event's Path is known.
	Handshake *server.Handshake
	// Err says that there is no message that can be read.
	Err error
	// Text is the line with the payload as JSON, and At where in it that is, a
	// JSON pointer; nil where no column can be told. It is valid until the next
	// Entry is read.
	Text []byte
	At   string
}

// Form is how a recording is written down.
type Form uint8

// The forms. Auto is found out by the first bytes.
const (
	Auto     Form = iota
	Payloads      // one payload on each line
	Journal       // of package journal
	HAR           // HTTP Archive, with the messages of WebSockets as Chrome exports them
)

// Read reads a recording; found is its form, which is never Auto.
func Read(r io.Reader, form Form) (entries iter.Seq[Entry], found Form) {
	in := newReader(r)
	if form == Auto {
		form = guess(in)
	}
	return [...]func(*reader) iter.Seq[Entry]{Payloads: payloads, Journal: records, HAR: archive}[form](in), form
}

// ErrUnreadable is wrapped by the Err of an Entry behind which nothing follows.
var ErrUnreadable = errors.New("the rest cannot be read")

func unreadable(line int, err error) Entry {
	return Entry{Line: line, Err: fmt.Errorf("%w: %w", ErrUnreadable, err)}
}
