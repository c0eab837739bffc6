package control

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"unicode/utf8"

	"asyncmock/server"
)

// A pushing is the body of a request to send something.
type pushing struct {
	To            target                     `json:"to"`
	Message       string                     `json:"message"`
	Example       string                     `json:"example"`
	Set           map[string]json.RawMessage `json:"set"`
	Payload       json.RawMessage            `json:"payload"`
	PayloadBase64 []byte                     `json:"payloadBase64"`
	Raw           bool                       `json:"raw"`
}

// postPush sends a message to some connections.
func (h *Handler) postPush(w http.ResponseWriter, r *http.Request) error {
	q, err := parseQuery(r, "session")
	if err != nil {
		return err
	}
	var body pushing
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	push, err := body.push()
	if err != nil {
		return err
	}
	list, err := h.aim(&body.To, q.Get("session"))
	if err != nil {
		return err
	}
	sessions := make([]*server.Session, len(list))
	for i, c := range list {
		sessions[i] = c.Session
	}
	n, findings := push.To(sessions)
	if len(findings) > 0 {
		return unprocessable("message-invalid", "The message breaks the contract; nothing was sent.").
			hinting(`"raw": true sends it all the same`).finding(findings)
	}
	return answer(w, http.StatusOK, map[string]int{"receivers": n})
}

// push reads what is to be sent: a message by name, or a payload.
func (b *pushing) push() (*server.Push, error) {
	p := &server.Push{Message: b.Message, Example: b.Example, Raw: b.Raw}
	given := 0
	for _, there := range []bool{b.Message != "", b.Payload != nil, b.PayloadBase64 != nil} {
		if there {
			given++
		}
	}
	if given != 1 {
		return nil, badRequest("payload-missing", "Exactly one of message, payload and payloadBase64 must be given.")
	}
	if b.Message == "" && (b.Example != "" || len(b.Set) > 0) {
		return nil, badRequest("payload-given", "example and set belong to a message by name.")
	}
	for _, pointer := range sortedKeys(b.Set) {
		if !isPointer(pointer) {
			return nil, notPointer(pointer)
		}
		p.Set = append(p.Set, server.Set{Pointer: pointer, Value: compact(b.Set[pointer])})
	}
	p.Payload, p.Binary = payloadOf(b.Payload, b.PayloadBase64)
	if len(p.Payload) > maxPayload {
		return nil, tooLarge()
	}
	return p, nil
}

// payloadOf reads a payload as records spell it: an object or array is its own
// text, a string is the text, all else that is JSON is its text.
func payloadOf(value json.RawMessage, data []byte) (payload []byte, binary bool) {
	if value == nil {
		return data, data != nil
	}
	var text string
	if value[0] == '"' && json.Unmarshal(value, &text) == nil && utf8.ValidString(text) {
		return []byte(text), false
	}
	return value, false
}

// compact takes the blanks out of JSON.
func compact(value json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, value) != nil {
		return value
	}
	return b.Bytes()
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
