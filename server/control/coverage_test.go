package control

import (
	"fmt"
	"strings"
	"testing"

	"asyncmock/server"
)

// covered is one use: "ask clientToMock 2 1 [five:true]".
func covered(v map[string]any) (uses []string, shares string) {
	doc := v["documents"].([]any)[0].(map[string]any)
	for _, u := range doc["uses"].([]any) {
		use := u.(map[string]any)
		var examples []string
		for _, e := range use["examples"].([]any) {
			example := e.(map[string]any)
			examples = append(examples, fmt.Sprintf("%v:%v", example["name"], example["exercised"]))
		}
		uses = append(uses, fmt.Sprint(use["message"], " ", use["direction"], " ", use["count"], " ", use["wrong"], " ", examples))
	}
	for _, name := range []string{"channels", "operations", "messages", "examples"} {
		s := doc[name].(map[string]any)
		shares += fmt.Sprintf("%v/%v ", s["exercised"], s["of"])
	}
	return uses, strings.TrimSpace(shares)
}

func TestCoverage(t *testing.T) {
	d := newDesk(t)
	want := func(query, shares string, uses ...string) {
		t.Helper()
		got, sum := covered(d.ask("GET coverage"+query, nil).want(200))
		if fmt.Sprint(got) != fmt.Sprint(uses) || sum != shares {
			t.Errorf("coverage%s:\n got %s %q\nwant %s %q", query, sum, got, shares, uses)
		}
	}
	want("", "0/2 0/2 0/3 0/3", "ask clientToMock 0 0 [five:false]", "answer mockToClient 0 0 [short:false long:false]", "headline mockToClient 0 0 []")
	alice, bob := d.connect("/talk/red?__session=alice"), d.connect("/talk/red")
	alice.say(`{"kind":"ask","n":"wrong"}`)
	want("", "0/2 0/2 0/3 0/3", "ask clientToMock 0 1 [five:false]", "answer mockToClient 0 0 [short:false long:false]", "headline mockToClient 0 0 []")
	alice.say(`{"kind":"ask","n":6}`)
	want("", "1/2 1/2 2/3 1/3", "ask clientToMock 1 1 [five:false]", "answer mockToClient 1 0 [short:true long:false]", "headline mockToClient 0 0 []")
	bob.say(`{ "n": 5, "kind": "ask" }`)
	want("", "1/2 1/2 2/3 2/3", "ask clientToMock 2 1 [five:true]", "answer mockToClient 2 0 [short:true long:false]", "headline mockToClient 0 0 []")
	want("?session=alice", "1/2 1/2 2/3 1/3", "ask clientToMock 1 1 [five:false]", "answer mockToClient 1 0 [short:true long:false]", "headline mockToClient 0 0 []")
	want("?session=nobody", "0/2 0/2 0/3 0/3", "ask clientToMock 0 0 [five:false]", "answer mockToClient 0 0 [short:false long:false]", "headline mockToClient 0 0 []")
	d.connect("/news")
	d.ask("POST push", `{"to":{"route":"/news"},"message":"headline"}`).want(200)
	d.ask("POST push?session=alice", `{"message":"answer","example":"long"}`).want(200)
	want("", "2/2 2/2 3/3 3/3", "ask clientToMock 2 1 [five:true]", "answer mockToClient 3 0 [short:true long:true]", "headline mockToClient 1 0 []")
	d.ask("POST reset?session=alice", `{}`).want(200)
	want("?session=alice", "0/2 0/2 0/3 0/3", "ask clientToMock 0 0 [five:false]", "answer mockToClient 0 0 [short:false long:false]", "headline mockToClient 0 0 []")
	d.ask("POST reset", `{}`).want(200)
	want("", "0/2 0/2 0/3 0/3", "ask clientToMock 0 0 [five:false]", "answer mockToClient 0 0 [short:false long:false]", "headline mockToClient 0 0 []")
}

// TestTally_Bounds: names of sessions and payloads that clients make up do not
// make it grow without end.
func TestTally_Bounds(t *testing.T) {
	h := New(Options{})
	defer h.Close()
	count := h.Observe("", "")
	for i := range 3000 {
		count(&server.Event{
			Kind: server.EventReceive, Session: fmt.Sprint("s", i), Connection: "ws-1", Message: "m", Valid: true, Payload: fmt.Appendf(nil, `{"n":%d}`, i),
		})
	}
	n := h.tally.all.uses[use{message: "m", direction: "clientToMock"}]
	if len(h.tally.sessions) != maxSessionCounts || len(n.seen) != maxSeen || len(n.said) > maxSeen || n.count != 3000 {
		t.Errorf("%d sessions, %d payloads, %d messages", len(h.tally.sessions), len(n.seen), n.count)
	}
}

func TestMetrics(t *testing.T) {
	d := newDesk(t)
	c := d.connect("/talk/red?__session=a%22b")
	c.say(`{"kind":"ask"}`)
	c.say(`{"kind":"ask","n":"x"}`)
	d.connect("/news").Closed(1001, "")
	d.mock.Admit(&server.Handshake{Transport: server.TransportWS, Path: "/nowhere"})
	got := string(d.ask("GET metrics", nil).body)
	for _, want := range []string{
		"# TYPE asyncmock_connections gauge\n" + `asyncmock_connections{document="talk.yaml",route="/talk/{room}",transport="ws"} 1` + "\n#",
		`asyncmock_connections_opened_total{transport="ws"} 2`,
		`asyncmock_connections_closed_total{code="1001"} 1`,
		`asyncmock_refused_total{status="404"} 1`,
		`asyncmock_messages_total{document="talk.yaml",route="/talk/{room}",direction="clientToMock",valid="false"} 1`,
		`asyncmock_messages_total{document="talk.yaml",route="/talk/{room}",direction="clientToMock",valid="true"} 1`,
		`asyncmock_messages_total{document="talk.yaml",route="/talk/{room}",direction="mockToClient",valid="true"} 1`,
		`asyncmock_findings_total{code="payload-type"} 1`,
		"asyncmock_faults_total 0\n",
		"asyncmock_journal_records_total 7\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
	own := string(d.ask("GET metrics?session=a%22b", nil).body)
	for _, want := range []string{
		`asyncmock_connections{document="talk.yaml",route="/talk/{room}",transport="ws"} 1`,
		`asyncmock_connections_opened_total{transport="ws"} 1`,
		`asyncmock_messages_total{document="talk.yaml",route="/talk/{room}",direction="clientToMock",valid="false"} 1`,
		`asyncmock_findings_total{code="payload-type"} 1`,
		"asyncmock_faults_total 0\n",
	} {
		if !strings.Contains(own, want) {
			t.Errorf("there is no %q of the session in\n%s", want, own)
		}
	}
	none := string(d.ask("GET metrics?session=nobody", nil).body)
	for _, other := range []string{`code="1001"`, `status="404"`, "asyncmock_journal_records_total"} {
		if strings.Contains(own, other) {
			t.Errorf("%q is not of the session, in\n%s", other, own)
		}
	}
	if strings.Contains(none, "{") || !strings.Contains(none, "asyncmock_faults_total 0\n") {
		t.Errorf("nobody did\n%s", none)
	}
	var b metrics
	b.head("x", "counter", "X.")
	b.line(1, "l", "a\"\\\n\xff")
	if want := "x{l=\"a\\\"\\\\\\n\ufffd\"} 1\n"; !strings.HasSuffix(b.String(), want) {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func BenchmarkTally(b *testing.B) {
	h := New(Options{})
	defer h.Close()
	count := h.Observe("asyncapi.yaml", "")
	e := &server.Event{
		Kind: server.EventReceive, Session: "alice", Connection: "ws-1", Route: "/v1/{x}", Channel: "prices", Operation: "onSubscribe",
		Message: "subscribe", Valid: true, Payload: []byte(`{"event":"subscribe","symbols":["BTC"]}`),
	}
	b.ReportAllocs()
	for b.Loop() {
		count(e)
	}
}
