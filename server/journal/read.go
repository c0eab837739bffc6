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

// Read returns the events of a journal in order. It takes what a process left
// that was killed: a torn last line, and a torn line before another process
// went on, do not count. Any other line that is no record gives an error that
// names it; reading goes on behind it. An error of r ends it.
func Read(r io.Reader) iter.Seq2[*server.Event, error] {
	return func(yield func(*server.Event, error) bool) {
		in := bufio.NewReader(r)
		var torn error // a bad line, until the next record tells what it was
		last := uint64(0)
		for n := 1; ; n++ {
			line, end := readLine(in)
			if end == io.EOF {
				if torn != nil {
					yield(nil, torn)
				}
				return
			}
			if end != nil {
				yield(nil, fmt.Errorf("line %d: %w", n, end))
				return
			}
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			e, err := server.ParseRecord(line)
			if torn != nil && (err != nil || last > 0 && e.Seq == last+1) && !yield(nil, torn) {
				return
			}
			if torn = nil; err != nil {
				err = fmt.Errorf("line %d: %w", n, err)
				if looksLikeRecord(line) {
					torn = err
				} else if !yield(nil, err) {
					return
				}
				continue
			}
			last = e.Seq
			if !yield(e, nil) {
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
