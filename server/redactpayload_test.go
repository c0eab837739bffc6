package server

import (
	"testing"

	"asyncmock/spec"
)

func TestEventRedact(t *testing.T) {
	for in, want := range map[string]string{
		`{"password":"hunter2","n":1}`:                            `{"password":"[redacted]","n":1}`,
		`{ "auth" : { "Access-Token" : "a\"b\\", "x":"token" } }`: `{ "auth" : { "Access-Token" : "[redacted]", "x":"token" } }`,
		`[{"api_key":""},{"apiKey":"x"}]`:                         `[{"api_key":"[redacted]"},{"apiKey":"[redacted]"}]`,
		`{"token":5,"tokens":"many","code":"200","key":"BTC"}`:    `{"token":5,"tokens":"many","code":"200","key":"BTC"}`,
		`{"token":"cut of`:                                        `{"token":"[redacted]`,
		`no json "token" : no`:                                    `no json "token" : no`,
		``:                                                        ``,
		`"token"`:                                                 `"token"`,
		`{"token":"`:                                              `{"token":"[redacted]`,
	} {
		e := &Event{Payload: []byte(in), Findings: spec.Diagnostics{
			{Instance: "/password", Summary: `is "hunter2"`}, {Instance: "/n", Summary: "is 1"},
		}}
		got := e.Redact()
		if string(got.Payload) != want || got.Redacted != (in != want) || string(e.Payload) != in {
			t.Errorf("%s: got %s, %v, want %s", in, got.Payload, got.Redacted, want)
		}
		if got.Redacted && (got.Findings[0].Summary != "breaks its schema: [redacted]" || got.Findings[1].Summary != "is 1") {
			t.Errorf("%s: got %v", in, got.Findings)
		}
		if e.Findings[0].Summary != `is "hunter2"` {
			t.Error("the event itself was changed")
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add([]byte(`{"password":"hunter2","n":1}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		once, _ := redactPayload(payload)
		twice, _ := redactPayload(once)
		if string(once) != string(twice) {
			t.Errorf("%q became %q, and then %q", payload, once, twice)
		}
	})
}
