package generator

import "testing"

// Bytes and plain text may happen to be valid JSON.
func TestMSG_4_ReadsWhatOnlyLooksLikeJSON(t *testing.T) {
	c := NewCompiler(nil, Options{})
	order := message(t, "order", `{"type":"object","required":["id"]}`)
	audio := message(t, "audio", `{"type":"string","format":"binary"}`)
	audio.ContentType = "application/octet-stream"
	m := NewMatcher([]*Message{c.Message(order), c.Message(audio)})
	for _, test := range []struct {
		payload string
		binary  bool
		want    string // "" wrong
	}{
		{`{"id":1}`, false, "order"},
		{`{"id":1}`, true, "order"},
		{`31`, true, "audio"},
		{`31`, false, "audio"},
		{`{"no":1}`, false, ""},
		{`{"no":1}`, true, "audio"},
		{"\x01\x02", true, "audio"},
	} {
		_, match, findings := m.Read([]byte(test.payload), test.binary)
		got := ""
		if len(findings)+len(match.Findings) == 0 {
			got = match.Message.Name
		}
		if got != test.want {
			t.Errorf("%q, binary %v: got %q, want %q (%v)", test.payload, test.binary, got, test.want, match.Findings)
		}
	}
}
