package server

import (
	"slices"
	"strings"
	"testing"

	"asyncmock/generator"
	"asyncmock/spec"
)

// sent returns when each message of a route is sent: "pong: reply to ping".
func sent(r *Route) (lines []string) {
	for _, out := range r.Sends {
		lines = append(lines, out.Message.Name+": "+out.When.String())
	}
	return lines
}

// answered returns what each message of the client gets: "ping ⇒ pong".
func answered(r *Route) (lines []string) {
	for _, in := range r.Receives {
		line := in.Message.Name
		for _, reply := range in.Replies {
			line += " ⇒ " + reply.Message.Name
		}
		lines = append(lines, line)
	}
	return lines
}

// sameLines compares lists of lines.
func sameLines(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got  %s\n want %s", what, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}

// routeAt returns the route of that path.
func routeAt(t *testing.T, p *planned, path string) *Route {
	t.Helper()
	i := slices.IndexFunc(p.routes, func(r *Route) bool { return r.Path == path })
	if i < 0 {
		t.Fatalf("no route at %s", path)
	}
	return p.routes[i]
}

func TestMOD4_StreamsWaitForSubscribe(t *testing.T) {
	r := fixture(t, "exchange", Options{}).routes[0]
	sameLines(t, "sent", sent(r), "pong: reply to ping", "heartbeat: on silence, every 5s", "systemStatus: on connect",
		"subscriptionStatus: reply to subscribe, unsubscribe", "ticker: after subscribe", "trade: after subscribe")
	request := map[string]any{"event": "subscribe", "pair": []any{"XBT/USD", "ETH/USD"}, "subscription": map[string]any{"name": "trade"}}
	ticker, trade := r.Sends[4], r.Sends[5]
	if _, ok := ticker.asked(request); ok {
		t.Error("a subscribe to trade asks for ticker")
	}
	if pins, ok := trade.asked(request); !ok || len(pins) != 2 {
		t.Errorf("a subscribe to two pairs of trade: got %v, want both pairs", pins)
	}
	if len(trade.OpenedBy) != 1 || trade.OpenedBy[0].Message.Name != "subscribe" || len(trade.ClosedBy) != 1 || trade.ClosedBy[0].Message.Name != "unsubscribe" {
		t.Error("subscribe opens and unsubscribe closes")
	}
}

func TestMOD4_ListsNamedLikeEvents(t *testing.T) {
	r := fixture(t, "stocks", Options{}).routes[0]
	trade, quote := r.Sends[3], r.Sends[4]
	request := map[string]any{"action": "subscribe", "trades": []any{"ACME"}}
	if pins, ok := trade.asked(request); !ok || len(pins) != 1 || pins[0][0].Pointer != "/S" {
		t.Errorf("trades: got %v %v, want /S pinned", pins, ok)
	}
	if _, ok := quote.asked(request); ok {
		t.Error("quotes were not asked for")
	}
}

func TestMOD4_ValuesWithinWords(t *testing.T) {
	r := routeAt(t, fixture(t, "venue", Options{}), "/ws")
	trade, depth := r.Sends[2], r.Sends[3]
	for _, c := range []struct {
		asked        string
		trade, depth bool
	}{{"btcusdt@trade", true, false}, {"btcusdt@depth", false, true}, {"trade", true, false}, {"btcusdt@kline", true, true}} {
		request := map[string]any{"method": "SUBSCRIBE", "params": []any{c.asked}}
		_, gotTrade := trade.asked(request)
		_, gotDepth := depth.asked(request)
		if gotTrade != c.trade || gotDepth != c.depth {
			t.Errorf("%s: got trade %v and depth %v, want %v and %v", c.asked, gotTrade, gotDepth, c.trade, c.depth)
		}
	}
}

func TestMOD5_OnlyEventsAreStreamed(t *testing.T) {
	sameLines(t, "notifications", sent(routeAt(t, fixture(t, "jsonrpc", Options{}), "/v1/wallet.responses")), "rpcResponse: when pushed", "rpcError: when pushed")
	r := routeAt(t, fixture(t, "jsonrpc", Options{}), "/v1/wallet.responses")
	if !strings.Contains(strings.Join(r.Why, "\n"), "push it") {
		t.Errorf("nobody says how to push: %q", r.Why)
	}
	sameLines(t, "graph", sent(fixture(t, "graph", Options{}).routes[0]), "connection_ack: reply to connection_init", "next: after subscribe",
		"error: reply to wrong messages", "complete: when pushed", "ping: on silence, every 5s", "pong: reply to ping")
}

func TestRPL1_RPL2_RPL3_WhereRepliesGo(t *testing.T) {
	p := fixture(t, "calculator", Options{})
	sum := routeAt(t, p, "/sums").Receives[0].Replies[0]
	if sum.Elsewhere == nil || sum.Elsewhere.Name != "results" || sum.AddressFrom != nil {
		t.Errorf("sum: got %+v, want the reply on channel results", sum)
	}
	sameLines(t, "results", sent(routeAt(t, p, "/results")), "total: reply to sum")
	divide := routeAt(t, p, "/quotients").Receives[0].Replies[0]
	if divide.Elsewhere != nil || divide.AddressFrom == nil || divide.AddressFrom.Pointer != "/replyTo" {
		t.Errorf("divide: got %+v, want the address from /replyTo", divide)
	}
	if len(p.skipped) != 1 || p.skipped[0].Channel != "private" {
		t.Errorf("skipped: got %+v, want the channel without address", p.skipped)
	}
	one := fixture(t, "exchange-channels", Options{}).routes
	if len(one) != 1 || one[0].Receives[0].Replies[0].Elsewhere != nil {
		t.Error("channels of one address share the connection")
	}
}

func TestCHN3_ChannelsOfOneAddressAreOneRoute(t *testing.T) {
	p := fixture(t, "exchange-channels", Options{})
	if len(p.routes) != 1 || len(p.routes[0].Channels) != 6 {
		t.Fatalf("got %d routes, %d channels, want 1 and 6", len(p.routes), len(p.routes[0].Channels))
	}
	sameLines(t, "answers", answered(p.routes[0]), "ping ⇒ pong", "subscribe ⇒ subscriptionStatus")
	if got := p.routes[0].Receives[1].Channel.Name; got != "subscribe" {
		t.Errorf("subscribe: got channel %s, want its own", got)
	}
}

func TestPER2_PER3_CounterpartAsksAndWaits(t *testing.T) {
	p := fixture(t, "appclient", Options{})
	r := p.routes[0]
	if r.Role != RoleCounterpart || !p.role.Auto || len(p.role.Evidence) == 0 {
		t.Fatalf("got %s, %d clues", r.Role, len(p.role.Evidence))
	}
	sameLines(t, "sent", sent(r), "hello: on connect", "disconnect: before close", "event: every 1s")
	if got := r.Sends[2].Awaits; len(got) != 1 || got[0].Message.Name != "acknowledge" {
		t.Errorf("event awaits %v, want acknowledge", incomingNames(got))
	}
	swapped := fixture(t, "appclient", Options{Role: RoleApplication}).routes[0]
	sameLines(t, "as application", answered(swapped), "hello", "disconnect", "event ⇒ acknowledge")
}

func TestPER2_CounterpartAnswersWhatItIsAsked(t *testing.T) {
	p := fixture(t, "exchange-channels", Options{Role: RoleCounterpart})
	var awaiting []string
	for _, out := range p.routes[0].Sends {
		awaiting = append(awaiting, out.Message.Name+" awaits "+incomingNames(out.Awaits))
	}
	sameLines(t, "asked", awaiting, "ping awaits pong", "subscribe awaits subscriptionStatus")
}

func TestCOR1_Copies(t *testing.T) {
	copies := func(name string, path string, i int) (lines []string) {
		for _, c := range routeAt(t, fixture(t, name, Options{}), path).Receives[i].Replies[0].Copies {
			lines = append(lines, c.Why+" "+c.From+"→"+c.To+string(c.Value))
		}
		return lines
	}
	sameLines(t, "both have a location", copies("calculator", "/sums", 0), "correlationId /id→/of")
	sameLines(t, "the reply has none", copies("exchange-channels", "/", 1), "correlationId /reqid→/reqid")
	sameLines(t, "echoed ids", copies("exchange", "/", 1), `what was asked was done →/status"subscribed"`, "echoed id /reqid→/reqid", "echoed id /pair/0→/pair")
	sameLines(t, "unsubscribe", copies("exchange", "/", 2)[:1], `what was asked was done →/status"unsubscribed"`)
}

func TestSection12_XResponse(t *testing.T) {
	sameLines(t, "answers", answered(fixture(t, "exchange-hints", Options{}).routes[0]), "probe ⇒ alive", "order ⇒ taken ⇒ notTaken")
}

func TestSection12_SessionsEndOnRequest(t *testing.T) {
	r := fixture(t, "session", Options{}).routes[0]
	sameLines(t, "answers", answered(r), "SendAudio", "TerminateSession ⇒ SessionTerminated")
	farewell := fixture(t, "farewell", Options{}).routes[0]
	sameLines(t, "farewell", answered(farewell), "CloseStream ⇒ Bye", "Say")
	if !farewell.Receives[0].Ends || farewell.Receives[1].Ends {
		t.Error("CloseStream ends the session, Say does not")
	}
	if !r.Receives[1].Ends || r.Receives[0].Ends {
		t.Error("TerminateSession ends the session, SendAudio does not")
	}
}

func TestSection12_RelayAndRooms(t *testing.T) {
	r := fixture(t, "rooms", Options{}).routes[0]
	if r.Mode != ModeRelay || !r.Receives[0].Relay || r.Receives[1].Relay {
		t.Errorf("got %s, want the chat relayed and typing not", r.Mode)
	}
	if got := r.Sends[0].Parameters; len(got) != 1 || got[0] != (ParameterPin{Name: "roomId", Pointer: "/room"}) {
		t.Errorf("CHN-8: got %v, want roomId at /room", got)
	}
}

func TestEXT2_Overrides(t *testing.T) {
	p := fixture(t, "overrides", Options{})
	if r := routeAt(t, p, "/echo"); !r.Echo || r.Validate || r.Mode != ModeConversation {
		t.Errorf("/echo: got %+v", r)
	}
	if r := routeAt(t, p, "/board"); !r.Relays || r.Mode != ModeRelay {
		t.Errorf("/board: got %+v", r)
	}
	sameLines(t, "/news", sent(routeAt(t, p, "/news")), "headline: every 250ms")
	sameLines(t, "/swapped", answered(routeAt(t, p, "/swapped")), "order")
	sameLines(t, "/quiet", sent(routeAt(t, p, "/quiet")), "asked: when pushed")
}

func TestMOD2_EveryDecisionHasAReason(t *testing.T) {
	for _, name := range []string{"exchange", "graph", "rooms", "session", "jsonrpc", "overrides", "appclient"} {
		p := fixture(t, name, Options{})
		for _, r := range p.routes {
			checkRoute(t, name, p, r)
			if got, _, refusal := p.table.find(r.Sample); refusal != nil || got != r {
				t.Errorf("%s: the sample %s leads elsewhere", name, r.Sample)
			}
		}
	}
}

func TestStreamOff(t *testing.T) {
	sameLines(t, "sent", sent(fixture(t, "exchange", Options{Stream: StreamOff}).routes[0]), "pong: reply to ping", "heartbeat: on silence, every 5s",
		"systemStatus: on connect", "subscriptionStatus: reply to subscribe, unsubscribe", "ticker: when pushed", "trade: when pushed")
	doc := documentOf(t, `{}`)
	doc.Extensions = spec.Extensions{{Key: "x-asyncmock", Value: node(t, `{"mode": "streaming", "role": "application"}`)}}
	doc.Operations = []*spec.Operation{{Name: "o", Action: spec.Send, Channel: doc.Channels[0], Messages: []*spec.Message{{Name: "tick"}, {Name: "result"}}}}
	r := plan(doc, generator.NewCompiler(doc, generator.Options{}), Options{Stream: StreamOff, Set: map[string]bool{"stream": true}}).routes[0]
	sameLines(t, "sent with mode streaming", sent(r), "tick: when pushed", "result: when pushed")
}
