package probe

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"strings"

	"asyncmock/server"
)

// An eventReader reads server-sent events (WHATWG HTML, 9.2).
type eventReader struct {
	in    *bufio.Reader
	limit int64
	cr    bool // the last line ended with CR: a LF right behind is no line
}

func newEventReader(body io.Reader, limit int64) *eventReader {
	return &eventReader{in: bufio.NewReaderSize(body, 32<<10), limit: limit}
}

// ownEvents begin the names of events that a mock of ours sends beside the
// contract.
const ownEvents = "asyncmock."

// next returns the next event that carries a message.
func (r *eventReader) next() (*server.Frame, error) {
	var data []byte
	var name, encoding string
	some := false
	for size := int64(0); ; {
		line, err := r.line(r.limit - size)
		if err != nil {
			return nil, err
		}
		size += int64(len(line))
		if len(line) == 0 {
			if some && !strings.HasPrefix(name, ownEvents) {
				return r.frame(bytes.TrimSuffix(data, []byte("\n")), name, encoding), nil
			}
			data, name, encoding, some, size = nil, "", "", false, 0
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "data":
			data, some = append(append(data, value...), '\n'), true
		case "event":
			name = string(value)
		case "encoding": // how a mock of ours says that data are bytes
			encoding = string(value)
		}
	}
}

// line reads a line without its end, which is CR, LF or both.
func (r *eventReader) line(limit int64) ([]byte, error) {
	var line []byte
	for {
		c, err := r.in.ReadByte()
		after := r.cr
		r.cr = c == '\r' && err == nil
		switch {
		case err != nil:
			return nil, err
		case c == '\n' && after && len(line) == 0:
			continue
		case c == '\n' || c == '\r':
			return line, nil
		case int64(len(line)) >= limit:
			return nil, server.ErrLarge
		}
		line = append(line, c)
	}
}

func (r *eventReader) frame(data []byte, name, encoding string) *server.Frame {
	if encoding == "base64" {
		if decoded, err := base64.StdEncoding.DecodeString(string(data)); err == nil {
			f := server.NewFrame(decoded, true)
			f.Name = name
			return f
		}
	}
	f := server.NewFrame(data, false)
	f.Name = name
	return f
}
