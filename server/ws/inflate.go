package ws

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// An inflater reads the compressed messages of one direction (RFC 7692, 7.2.2).
// The messages go on as they are; this is for those who look into them.
type inflater struct {
	takeover bool // messages refer to those before them
	window   []byte
	reader   io.ReadCloser // a flate.Resetter
}

// maxWindow is how far back a message may refer.
const maxWindow = 32 << 10

// inflaterOf is for the direction, as the handshake agreed on it; nil: nothing
// is compressed.
func inflaterOf(answer http.Header, fromClient bool) *inflater {
	if !deflates(answer) {
		return nil
	}
	side := "server"
	if fromClient {
		side = "client"
	}
	return &inflater{takeover: !strings.Contains(answer.Get("Sec-WebSocket-Extensions"), side+"_no_context_takeover")}
}

// inflate appends a message to dst, which becomes no longer than limit.
func (i *inflater) inflate(dst, packed []byte, limit int64) ([]byte, *violation) {
	in := io.MultiReader(bytes.NewReader(packed), strings.NewReader(deflateTail+"\x01\x00\x00\xff\xff"))
	if i.reader == nil {
		i.reader = flate.NewReaderDict(in, i.window)
	} else {
		i.reader.(flate.Resetter).Reset(in, i.window) // does not fail
	}
	begin := int64(len(dst))
	dst, err := readAll(io.LimitReader(i.reader, limit+1), dst)
	switch {
	case err != nil:
		return dst, &violation{codeInvalid, "a compressed message cannot be read"}
	case int64(len(dst))-begin > limit:
		return dst, &violation{codeTooBig, fmt.Sprintf("message is longer than %d bytes", limit)}
	}
	if i.takeover {
		i.remember(dst[begin:])
	}
	return dst, nil
}

// remember keeps the end of what was said, and no room for more than that.
func (i *inflater) remember(said []byte) {
	said = said[max(0, len(said)-maxWindow):]
	before := i.window[max(0, len(i.window)+len(said)-maxWindow):]
	i.window = append(append(i.window[:0], before...), said...)
}
