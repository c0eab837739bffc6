package catalog

import (
	"encoding/base64"
	"strings"

	"asyncmock/generator/schema"
)

// A block is a part of an entry as people read it.
type block struct {
	title    string // "" where it stands alone
	language string // json, xml, text or base64
	text     []byte
}

// blocks returns the headers and the payload; a payload in a binary encoding
// as JSON and as what travels.
func (i Item) blocks() (list []block) {
	if i.Headers != nil {
		list = append(list, block{"Headers", "json", indented(i.Headers)})
	}
	switch {
	case i.Binary && i.Plain != nil:
		list = append(list, block{"Payload as JSON", "json", indented(i.Plain)})
		return append(list, block{"Payload as base64", "base64", []byte(base64.StdEncoding.EncodeToString(i.Payload))})
	case i.Binary:
		return append(list, block{"Payload as base64", "base64", []byte(base64.StdEncoding.EncodeToString(i.Payload))})
	}
	title := ""
	if len(list) > 0 {
		title = "Payload"
	}
	return append(list, block{title, i.language(), i.spread()})
}

// language is that of a payload that is no bytes.
func (i Item) language() string {
	if _, err := schema.Decode(i.Payload); err == nil && !i.Text {
		return "json"
	}
	if strings.Contains(i.Message.ContentType, "xml") {
		return "xml"
	}
	return "text"
}

// spread is the payload over lines, where that changes nothing.
func (i Item) spread() []byte {
	if i.language() == "json" {
		return indented(i.Payload)
	}
	return i.Payload
}
