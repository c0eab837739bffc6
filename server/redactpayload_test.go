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
		if string(got.Payload) != want || !got.Redacted || string(e.Payload) != in {
			t.Errorf("%s: got %s, %v, want %s", in, got.Payload, got.Redacted, want)
		}
		if got.Findings[0].Summary != "breaks its schema: [redacted]" || got.Findings[1].Summary != "is 1" {
			t.Errorf("%s: got %v", in, got.Findings)
		}
		if e.Findings[0].Summary != `is "hunter2"` {
			t.Error("the event itself was changed")
		}
	}
}

// TestEventRedact_Findings: a secret that is no text in the payload is in what
// is said of it, and so are those of headers and queries.
func TestEventRedact_Findings(t *testing.T) {
	for _, d := range []struct {
		code, instance, summary string
		secret                  bool
	}{
		{"payload-type", "/login/password", "is 12345, which is no string", true},
		{"payload-type", "/login/n", "is 12345, which is no string", false},
		{"payload-enum", "/key", `is "abc"`, false},
		{"query-invalid", "/api-key", `query api-key: "abc": too short`, true},
		{"query-invalid", "/api-key", "query api-key: it is required", false},
		{"header-invalid", "/X-Session", `header X-Session: "abc": too short`, true},
		{"headers-invalid", "/X-Token", `headers: is "abc"`, true},
		{"headers-invalid", "/X-Trace", `headers: is "abc"`, false},
	} {
		e := &Event{Findings: spec.Diagnostics{{Code: d.code, Instance: d.instance, Summary: d.summary, Detail: "more"}}}
		got := e.Redact()
		want := d.summary
		if d.secret {
			want = "breaks its schema: [redacted]"
		}
		if f := got.Findings[0]; f.Summary != want || (f.Detail == "") != d.secret || got.Redacted != d.secret || (got == e) == d.secret {
			t.Errorf("%s %s: got %q, %q, %v", d.code, d.instance, f.Summary, f.Detail, got.Redacted)
		}
		if e.Findings[0].Summary != d.summary {
			t.Error("the event itself was changed")
		}
	}
	if e := (&Event{Payload: []byte(`{"token":5}`)}); e.Redact() != e {
		t.Error("an event without secrets was copied")
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

// TestSEC4_OverheardVerdict: close reasons and refusals are written down.
func TestSEC4_OverheardVerdict(t *testing.T) {
	v := discreet(spec.Diagnostics{{Code: "payload-type", Instance: "/password", Summary: "is 12345, which is no string"}}, false)
	if v.Reason != "/password: breaks its schema: [redacted]" || v.Findings[0].Summary != "breaks its schema: [redacted]" || v.Code != 1008 {
		t.Errorf("got %+v", v)
	}
}
