package server

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"asyncmock/spec"
)

// TestRecord_KeepsBytes: every payload can be had back to the byte, and stands
// as a JSON value only where that is exact.
func TestRecord_KeepsBytes(t *testing.T) {
	deep := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	for name, c := range map[string]struct {
		payload string
		binary  bool
		form    string // what stands in the line
	}{
		"compact object":   {`{"b":1.0,"a":"<&>"}`, false, `"payload":{"b":1.0,"a":"<&>"}`},
		"compact array":    {`[1,1E400,-0]`, false, `"payload":[1,1E400,-0]`},
		"duplicate keys":   {`{"a":1,"a":2}`, false, `"payload":{"a":1,"a":2}`},
		"lone surrogate":   {`{"a":"\ud800"}`, false, `"payload":{"a":"\ud800"}`},
		"line separator":   {"{\"a\":\"\u2028\"}", false, ""},
		"blanks":           {`{ "a": 1 }`, false, `"payload":"{ \"a\": 1 }"`},
		"line breaks":      {"{\r\n\t\"a\": 1\n}\n", false, `"payload":"{\r\n\t\"a\": 1\n}\n"`},
		"JSON string":      {`"ping"`, false, `"payload":"\"ping\""`},
		"text":             {`ping`, false, `"payload":"ping"`},
		"number":           {`42`, false, `"payload":"42"`},
		"null":             {`null`, false, `"payload":"null"`},
		"empty":            {``, false, `"payload":""`},
		"broken JSON":      {`{"a":`, false, `"payload":"{\"a\":"`},
		"escape sequence":  {"\x1b[31mred", false, `"payload":"\u001b[31mred"`},
		"DEL and C1":       {"{\"a\":\"\x7f\u009b31m\"}", false, `\u007f\u009b31m`},
		"too deep":         {deep, false, `"payload":"[[[[`},
		"binary":           {"\x00\xff", true, `"payloadBase64":"AP8="`},
		"binary JSON":      {`{}`, true, `"payloadBase64":"e30="`},
		"empty binary":     {``, true, `"payloadBase64":""`},
		"text, not UTF-8":  {"caf\xe9", false, `"payloadBase64":"Y2Fm6Q=="`},
		"replacement rune": {"\ufffd", false, "\"payload\":\"\ufffd\""},
	} {
		t.Run(name, func(t *testing.T) {
			e := &Event{Seq: 1, Kind: EventReceive, Payload: []byte(c.payload), Binary: c.binary, Valid: true}
			line := e.AppendRecord(nil)
			if !json.Valid(line) || bytes.Count(line, []byte("\n")) != 1 || !bytes.HasSuffix(line, []byte("\n")) {
				t.Fatalf("not one line of JSON: %.200q", line)
			}
			if bytes.ContainsFunc(line[:len(line)-1], isControl) {
				t.Errorf("the line holds control characters: %q", line)
			}
			if !bytes.Contains(line, []byte(c.form)) {
				t.Errorf("got %s, want %s in it", line, c.form)
			}
			got, err := ParseRecord(line)
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Payload) != c.payload {
				t.Errorf("got %q back, want %q", got.Payload, c.payload)
			}
			if again := got.AppendRecord(nil); !bytes.Equal(again, line) {
				t.Errorf("written again it is %s, want %s", again, line)
			}
		})
	}
}

// TestRecord_RoundTrip: all fields come back.
func TestRecord_RoundTrip(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 30, 0, 123456789, time.UTC)
	for _, want := range []*Event{
		{Seq: 7, Time: at, Kind: EventReceive, Document: "a.yaml", Session: "alice", Connection: "ws-3", Transport: TransportWS,
			Remote: "127.0.0.1:5", Route: "/v1/{x}", Path: "/v1/2", Channel: "v1", Operation: "onV1", Message: "subscribe",
			Headers: []byte(`{"x-try":2}`), Payload: []byte(`{}`), Findings: spec.Diagnostics{
				{Code: "schema-violation", Severity: spec.SeverityError, Pos: spec.Pos{File: "a.yaml", Line: 3, Column: 4}, Pointer: "/p",
					Instance: "/symbol", Summary: "missing", Detail: "d", Hint: "h"},
				{Code: "frame-type", Severity: spec.SeverityInfo, Summary: "s"},
				{Code: "x", Severity: spec.SeverityWarning, Summary: "s"}}},
		{Seq: 8, Time: at, Kind: EventRelay, Valid: true, Unvalidated: true, Payload: []byte("hello"), Count: 0, Rule: "greet", Example: "short"},
		{Seq: 9, Time: at, Kind: EventClose, Valid: true, Code: 1001, Text: "going away \x1b[2J\u009b"},
		{Seq: 10, Time: at, Kind: "later", Valid: true},
	} {
		line := want.AppendRecord(nil)
		got, err := ParseRecord(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", line, got, want)
		}
	}
}

func TestRecord_Refuses(t *testing.T) {
	for _, line := range []string{"", "{", "[]", "{}", `{"seq":1}`, `{"kind":"send"}`, `{"seq":1,"kind":"send","payloadBase64":"%"}`} {
		if _, err := ParseRecord([]byte(line)); err == nil {
			t.Errorf("%q was taken", line)
		}
	}
	for line, want := range map[string]string{
		`"hello"`:                     "the line is of the wrong type: string",
		`{"seq":1,"kind":2}`:          "kind is of the wrong type: number",
		`{"seq":"one","kind":"send"}`: "seq is of the wrong type: string",
	} {
		if _, err := ParseRecord([]byte(line)); err == nil || err.Error() != "no record of a journal: "+want {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestREL_LOG_4_RecordSaysWhatIsMissing: secrets of a handshake are not in the
// journal, and the record says so.
func TestREL_LOG_4_RecordSaysWhatIsMissing(t *testing.T) {
	e := &Event{Seq: 1, Kind: EventConnect, Text: "query token=" + Redacted}
	if line := e.AppendRecord(nil); !bytes.Contains(line, []byte(`"redacted":true`)) {
		t.Errorf("the record does not say so: %s", line)
	}
	e = &Event{Seq: 2, Kind: EventReceive, Headers: []byte(`{"x-token":"` + Redacted + `"}`)}
	if line := e.AppendRecord(nil); !bytes.Contains(line, []byte(`"redacted":true`)) {
		t.Errorf("the record does not say so of headers: %s", line)
	}
	e = &Event{Seq: 3, Kind: EventConnect, Text: "query symbol=BTC"}
	if line := e.AppendRecord(nil); bytes.Contains(line, []byte("redacted")) {
		t.Errorf("the record says so without reason: %s", line)
	}
}

// FuzzParseRecord: no line breaks it, and what it takes it can write again
// without a difference.
func FuzzParseRecord(f *testing.F) {
	for _, e := range []Event{
		{Seq: 1, Kind: EventReceive, Headers: []byte(`{"n":1}`), Payload: []byte(`{"a":1}`)},
		{Seq: 2, Kind: EventSend, Payload: []byte("\x1b\u009b"), Binary: true},
		{Seq: 3, Kind: EventRelay, Payload: []byte("[ ]"), Count: 3, Findings: spec.Diagnostics{{Code: "x"}}},
	} {
		f.Add(e.AppendRecord(nil))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := ParseRecord(line)
		if err != nil {
			return
		}
		once := e.AppendRecord(nil)
		again, err := ParseRecord(once)
		if err != nil {
			t.Fatalf("%q: %v", once, err)
		}
		if e.Kind.Direction() != "" && !bytes.Equal(e.Payload, again.Payload) {
			t.Errorf("%q became %q", e.Payload, again.Payload)
		}
		if twice := again.AppendRecord(nil); !bytes.Equal(once, twice) {
			t.Errorf("%q became %q", once, twice)
		}
	})
}
