package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"asyncmock/server"
)

// MaxLine is the longest line that Read takes, in bytes.
const MaxLine = 256 << 20

// A Line is an event of a journal and where it stands.
type Line struct {
	Number int           // in the file, from 1
	Event  *server.Event // nil with an error
	Text   []byte        // as it is, with its end; valid until the next one is read
}

// Read returns the events of a journal in order. It takes what a process left
// that was killed: a torn last line, and a torn line before another process
// went on, do not count. Any other line that is no record gives an error that
// names it; reading goes on behind it. An error of r ends it.
func Read(r io.Reader) iter.Seq2[*server.Event, error] {
	return func(yield func(*server.Event, error) bool) {
		for l, err := range Lines(r) {
			if err != nil {
				err = fmt.Errorf("line %d: %w", l.Number, err)
			}
			if !yield(l.Event, err) {
				return
			}
		}
	}
}

// Lines is Read for those who want to know where an event stands; errors do
// not name the line.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		in := bufio.NewReader(r)
		var torn error // a bad line, until the next record tells what it was
		tornAt, last := 0, uint64(0)
		for n := 1; ; n++ {
			text, end := readLine(in)
			if end == io.EOF {
				if torn != nil {
					yield(Line{Number: tornAt}, torn)
				}
				return
			}
			if end != nil {
				yield(Line{Number: n}, end)
				return
			}
			if len(bytes.TrimSpace(text)) == 0 {
				continue
			}
			e, err := server.ParseRecord(text)
			if torn != nil && (err != nil || last > 0 && e.Seq == last+1) && !yield(Line{Number: tornAt}, torn) {
				return
			}
			if torn = nil; err != nil {
				if looksLikeRecord(text) {
					torn, tornAt = err, n
				} else if !yield(Line{Number: n}, err) {
					return
				}
				continue
			}
			last = e.Seq
			if !yield(Line{n, e, text}, nil) {
				return
			}
		}
	}
}

var errLong = errors.New("the line is longer than a record can be")

// readLine reads a line with its end; one that has no end is none.
func readLine(in *bufio.Reader) ([]byte, error) {
	var long []byte
	for {
		part, err := in.ReadSlice('\n')
		if err == nil && long == nil {
			return part, nil
		}
		if long = append(long, part...); len(long) > MaxLine {
			return nil, errLong
		}
		if err != bufio.ErrBufferFull {
			return long, err
		}
	}
}
