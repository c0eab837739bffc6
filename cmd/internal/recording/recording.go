// Package recording reads messages that somebody has written down, so that
// they can be held before a contract.
package recording

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"

	"asyncmock/server"
)

// MaxLine is the longest line that is read, in bytes; a longer one is an Entry
// with ErrLong.
const MaxLine = 16 << 20

// ErrLong says that a line is longer than MaxLine.
var ErrLong = errors.New("the line is too long")

// An Entry is what stands at one place of a recording.
type Entry struct {
	Line int // in the file, from 1
	// Event is the message. Its Kind is EventReceive (client → service),
	// EventSend, or "" where the recording does not tell.
	Event server.Event
	// Err says that there is no message that can be read; the rest of the
	// recording goes on behind it.
	Err error
	// Text is the line that the payload stands on, as it is, and At where in
	// that line, as a JSON pointer; Text is nil where carets cannot point there.
	Text []byte
	At   string
}

// Payloads reads a recording that has one payload on each line. Blank lines do
// not count.
func Payloads(r io.Reader) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for n, line := range lines(r) {
			e := Entry{Line: n, Err: line.err, Text: line.text}
			e.Event.Payload = line.text
			if !yield(e) {
				return
			}
		}
	}
}

type line struct {
	text []byte // without its end
	err  error
}

// lines yields what is not blank, by number. An error of r ends it.
func lines(r io.Reader) iter.Seq2[int, line] {
	return func(yield func(int, line) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			text, long, err := readLine(in)
			if err != nil && !errors.Is(err, io.EOF) {
				yield(n, line{err: fmt.Errorf("read: %w", err)})
				return
			}
			l := line{text: text}
			if long {
				l = line{err: fmt.Errorf("%w: %d bytes are the most", ErrLong, MaxLine)}
			}
			if (long || len(text) > 0) && !yield(n, l) {
				return
			}
			if err != nil {
				return
			}
		}
	}
}

// readLine reads a line, trimmed. Of one that is too long nothing is kept.
func readLine(in *bufio.Reader) (text []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			text = append(text, part...)
		}
		if len(text) > MaxLine {
			text, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return trim(text), long, err
		}
	}
}

// trim drops what stands around a line, but not what begins it: columns count.
func trim(text []byte) []byte {
	for len(text) > 0 && (text[len(text)-1] == '\n' || text[len(text)-1] == '\r' || text[len(text)-1] == ' ' || text[len(text)-1] == '\t') {
		text = text[:len(text)-1]
	}
	return text
}
