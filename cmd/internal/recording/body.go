package recording

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"asyncmock/server"
)

// A body is a message that was the body of a request or response, or an event
// in one.
type body struct {
	kind    server.EventKind
	payload []byte
	binary  bool
	err     error
}

// messages are what the body says: the events of a stream, or the whole.
func (b *harBody) messages(kind server.EventKind) []body {
	one := body{kind: kind, payload: []byte(b.Text)}
	if b.Encoding == "base64" {
		one.payload, one.err = base64.StdEncoding.DecodeString(b.Text)
		one.binary = !utf8.Valid(one.payload)
	}
	if strings.HasPrefix(b.MimeType, "text/event-stream") && one.err == nil {
		return events(kind, string(one.payload))
	}
	if len(one.payload) == 0 && one.err == nil {
		return nil
	}
	return []body{one}
}

// events are the data of the events in a stream, as browsers read them (HTML,
// 9.2.6). One that no blank line ends does not count.
func events(kind server.EventKind, text string) (list []body) {
	var data []string
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff")), "\n") {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case line == "" && data != nil:
			list = append(list, body{kind: kind, payload: []byte(strings.Join(data, "\n"))})
			data = nil
		case name == "data":
			data = append(data, strings.TrimPrefix(value, " "))
		}
	}
	return list
}
