package control

import (
	"net/http"
	"strings"
	"testing"

	"asyncmock/server"
)

// TestNames: what nothing can ever have is refused, with what is like it.
func TestNames(t *testing.T) {
	d := newDesk(t)
	d.connect("/talk/red").say(`{"kind":"ask"}`)
	for _, c := range []struct{ request, body, code, hint string }{
		{"POST expectations", `{"message":"aks"}`, "message-unknown", `did you mean "ask"?`},
		{"POST expectations", `{"message":"subscribe"}`, "message-unknown", `known are ask, answer, headline`},
		{"POST expectations", `{"kind":"recieve"}`, "kind-unknown", `did you mean "receive"?`},
		{"POST expectations", `{"channel":"tlak"}`, "channel-unknown", `did you mean "talk"?`},
		{"POST expectations", `{"operation":"onAks"}`, "operation-unknown", `did you mean "onAsk"?`},
		{"POST expectations", `{"route":"/new"}`, "route-unknown", `did you mean "/news"?`},
		{"POST replies", `{"message":"answr"}`, "message-unknown", `did you mean "answer"?`},
		{"POST replies", `{"route":"/zzz"}`, "route-unknown", `known are /talk/{room}, /news`},
		{"POST push", `{"to":{"route":"/new"},"message":"headline"}`, "route-unknown", `did you mean "/news"?`},
		{"GET journal?kind=foo", "", "kind-unknown", "known are connect, refuse, receive"},
		{"GET journal?kind=connect,clos", "", "kind-unknown", `did you mean "close"?`},
		{"GET journal?route=/zzz", "", "route-unknown", "known are /talk/{room}, /news"},
		{"GET journal?message=asks", "", "message-unknown", `did you mean "ask"?`},
		{"GET journal?rule=wisper", "", "rule-unknown", `did you mean "whisper"?`},
		{"GET connections?route=/zzz", "", "route-unknown", "known are"},
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		got := d.ask(c.request, body)
		got.refused(422, c.code)
		if hint := got.want(422)["hint"].(string); !strings.HasPrefix(hint, c.hint) {
			t.Errorf("%s %s: the hint is %q, want %q", c.request, c.body, hint, c.hint)
		}
	}
	got := d.ask("PUT rules/wisper", `{"enabled":true}`)
	got.refused(404, "rule-unknown")
	if hint := got.want(404)["hint"]; hint != `did you mean "whisper"?` {
		t.Errorf("got the hint %q", hint)
	}
}

// TestNames_Recorded: what a record has may be asked for, though no document
// has it.
func TestNames_Recorded(t *testing.T) {
	d := newDesk(t)
	if _, refusal := d.mock.Admit(&server.Handshake{Transport: server.TransportWS, Path: "/zzz", Header: http.Header{}}); refusal == nil {
		t.Fatal("/zzz was let in")
	}
	if got := numbers(d.ask("GET journal?route=/zzz", nil).want(200)); got != "1" {
		t.Errorf("got %s, want the refused handshake", got)
	}
}

// TestBody_InWords: what is wrong with a body is said in the words of JSON.
func TestBody_InWords(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct{ request, body, want string }{
		{"PUT faults", `["drop"]`, "it is a list, must be an object"},
		{"PUT faults", `{"faults":"drop"}`, "faults: it is a string, must be a list"},
		{"PUT faults", `{"faults":[1]}`, "faults: it is a number, must be a string"},
		{"PUT rules/whisper", `{"enabled":1}`, "enabled: it is a number, must be true or false"},
		{"POST expectations", `{"exactly":1.5}`, "exactly: it is the number 1.5, must be a whole number"},
		{"POST expectations", `{"after":-1}`, "after: it is the number -1, must be a whole number from 0"},
		{"POST expectations", `{"where":[]}`, "where: it is a list, must be an object"},
		{"POST push", `{"payloadBase64":{}}`, "payloadBase64: it is an object, must be a string in base64"},
	} {
		got := d.ask(c.request, c.body)
		got.refused(400, "body-invalid")
		if detail := got.want(400)["detail"]; detail != "The body is not what this path takes: "+c.want+"." {
			t.Errorf("%s %s: got %q, want %q", c.request, c.body, detail, c.want)
		}
	}
}
