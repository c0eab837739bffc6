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

// What Skim says, Read says as well; what only Read can tell, Skim leaves.
func TestIDN_1_SkimSaysWhatReadSays(t *testing.T) {
	const order = `{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"kind":{"const":"order"}}}`
	const other = `{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}`
	for _, test := range []struct {
		name string
		m    *Matcher
		sure bool // of the valid payload
	}{
		{"one message", matcher(t, order), true},
		{"twins", matcher(t, order, order), true},
		{"two messages", matcher(t, order, other), false},
		{"anything", matcher(t, `true`), true},
		{"nobody", matcher(t), false},
	} {
		for _, payload := range []string{
			`{"id":1}`, ` {"id":1,"kind":"order"} `, `{"id":"1"}`, `{"id":1,"kind":"offer"}`, `{"id":1,"id":"x"}`,
			`{"id":1e0}`, `{"id":1`, `{"id":1}{}`, `7`, "{\"id\":1,\"x\":\"\xff\"}", ``,
		} {
			got, ok := test.m.Skim([]byte(payload))
			_, want, findings := test.m.Read([]byte(payload), false)
			if ok && (len(findings)+len(want.Findings)+len(want.Ambiguous) > 0 || got.Index != want.Index || got.Message != want.Message) {
				t.Errorf("%s: %q: skimmed %+v, read %+v %v", test.name, payload, got, want, findings)
			}
		}
		if _, ok := test.m.Skim([]byte(`{"id":1}`)); ok != test.sure {
			t.Errorf("%s: sure %v, want %v", test.name, ok, test.sure)
		}
	}
}
