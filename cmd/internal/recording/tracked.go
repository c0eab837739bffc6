package recording

import (
	"errors"
	"io"
)

// errHuge says that one thing of a recording is larger than can be held.
var errHuge = errors.New("one entry is too large")

// A tracked is a reader that knows the lines of what was read, and how much may
// be read of one thing.
type tracked struct {
	r     io.Reader
	limit int64

	read     int64   // bytes
	from     int64   // where the thing begins
	breaks   []int64 // offsets of line breaks that no line was asked behind
	complete int     // lines before those
}

func (t *tracked) Read(p []byte) (int, error) {
	if t.read-t.from > t.limit {
		return 0, errHuge
	}
	n, err := t.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			t.breaks = append(t.breaks, t.read+int64(i))
		}
	}
	t.read += int64(n)
	return n, err
}

// begin tells that one thing begins at the offset.
func (t *tracked) begin(offset int64) { t.from = offset }

// line returns the line of an offset, from 1. Offsets do not go back.
func (t *tracked) line(offset int64) int {
	n := 0
	for n < len(t.breaks) && t.breaks[n] < offset {
		n++
	}
	t.complete += n
	t.breaks = t.breaks[:copy(t.breaks, t.breaks[n:])]
	return t.complete + 1
}
