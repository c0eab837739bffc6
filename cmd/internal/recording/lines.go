package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
)

// MaxLine is the longest payload on a line, in bytes; a longer one is an Entry
// with ErrLong.
const MaxLine = 16 << 20

// ErrLong says that a line is longer than MaxLine.
var ErrLong = errors.New("the line is too long")

// peeked is how much of a recording is looked at to find out its form.
const peeked = 64 << 10

// A reader is what a recording is read from.
type reader struct{ *bufio.Reader }

// newReader skips a byte order mark, which editors leave.
func newReader(r io.Reader) *reader {
	in := &reader{bufio.NewReaderSize(r, peeked)}
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	}
	return in
}

// payloads has one payload on each line. Blank lines do not count.
func payloads(in *reader) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for n := 1; ; n++ {
			text, long, err := in.line()
			e := Entry{Line: n, Text: text}
			e.Event.Payload = bytes.TrimLeft(text, " \t")
			switch {
			case err != nil && !errors.Is(err, io.EOF):
				yield(unreadable(n, err))
				return
			case long:
				e = Entry{Line: n, Err: fmt.Errorf("%w: %d bytes are the most", ErrLong, MaxLine)}
			}
			if (long || len(e.Event.Payload) > 0) && !yield(e) || err != nil {
				return
			}
		}
	}
}

// line reads a line without its end. Of one that is too long nothing is kept.
func (in *reader) line() (text []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			text = append(text, part...)
		}
		if len(text) > MaxLine {
			text, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(text, "\r\n"), long, err
		}
	}
}
