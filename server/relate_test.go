package server

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"SubscribeRequest": "subscribe request", "user.joined": "user joined", "HTTPServerError": "http server error",
		"connection_ack": "connection ack", "chatMessage": "chat", "oms::order-created": "oms order created", "SUBSCRIBE": "subscribe", "": "",
	} {
		if got := strings.Join(words(name), " "); got != want {
			t.Errorf("words(%q): got %q, want %q", name, got, want)
		}
	}
}

func TestPER4_Lexicon(t *testing.T) {
	for name, want := range map[string]direction{
		"loginRequest": toServer, "ping": toServer, "subscribeCommand": toServer, "subscribe": toServer,
		"orderResult": toClient, "pong": toClient, "priceUpdate": toClient, "getStatus": toServer, "userJoined": toClient,
		"newsFeed": unknown, "sendAudio": toServer, "create": unknown, "delete": unknown, "TypingStart": unknown,
		"subscribeAll": toServer, "errorOccurrence": toClient, "chatMessage": unknown, "": unknown,
	} {
		if got, word := lexicon(words(name)); got != want {
			t.Errorf("lexicon(%q): got %d by %q, want %d", name, got, word, want)
		}
	}
}

// TestSection12_NamesOfPairs: rule 3 of the inference.
func TestSection12_NamesOfPairs(t *testing.T) {
	for _, c := range []struct {
		in, out string
		tier    int
	}{
		{"ping", "pong", 1}, {"clientPing", "serverPong", 1}, {"PingRequest", "PongResponse", 1}, {"ping", "pingReply", 1},
		{"createOrder", "orderCreated", 1}, {"TerminateSession", "SessionTerminated", 1}, {"cancelOrder", "orderCancelled", 1},
		{"WalletRequest", "WalletResponse", 1}, {"order", "orderAck", 1}, {"placeOrder", "placeOrderResult", 1}, {"stop", "stopped", 1},
		{"authenticate", "authenticated", 1}, {"login", "authResult", 1}, {"request", "response", 1}, {"transfer", "transferConfirmed", 1},
		{"subscribe", "subscribed", 1}, {"subscribe", "subscriptionStatus", 1}, {"unsubscribe", "subscriptionStatus", 3}, {"unsubscribe", "unsubscribed", 1},
		{"subscribeTicker", "subscriptionStatus", 3}, {"getBalance", "balance", 2}, {"listOrders", "orders", 2}, {"listOrders", "order", 2}, {"createUser", "user", 2},
		{"connection_init", "connection_ack", 2}, {"client_hello", "server_helloAck", 1}, {"join", "userJoined", 4}, {"joinRoom", "userJoined", 4},
		{"subscribe", "ticker", 0}, {"ping", "heartbeat", 0}, {"createOrder", "orderCancelled", 0}, {"order", "order", 0}, {"sendAudio", "transcript", 0},
		{"getBalance", "orders", 0}, {"subscribe", "unsubscribed", 0}, {"login", "logout", 0}, {"ping", "orderPong", 0},
	} {
		if got := relate(words(c.in), words(c.out)); got.tier != c.tier {
			t.Errorf("%s → %s: got tier %d (%s), want %d", c.in, c.out, got.tier, got.why, c.tier)
		}
	}
}

func TestMOD4_GateWords(t *testing.T) {
	for name, want := range map[string]Gate{
		"subscribe": GateOpen, "SubscribeToTicker": GateOpen, "ticker.subscribe": GateOpen, "joinRoom": GateOpen, "watchRequest": GateOpen,
		"SUBSCRIBE": GateOpen, "unsubscribe": GateClose, "UnsubscribeRequest": GateClose, "leave": GateClose,
		"subscribed": GateNone, "subscribeAck": GateNone, "userJoined": GateNone, "order": GateNone, "publish": GateNone,
	} {
		if got := gateWord(words(name)); got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
}

func TestLifecycleNamesMatchWhole(t *testing.T) {
	for name, want := range map[string]lifecycle{
		"hello": lifecycleHello, "SessionBegins": lifecycleHello, "systemStatus": lifecycleHello, "connectionEstablished": lifecycleHello, "session.created": lifecycleHello,
		"heartbeat": lifecycleHeartbeat, "KeepAlive": lifecycleHeartbeat, "serverPing": lifecycleHeartbeat,
		"goodbye": lifecycleGoodbye, "SessionTerminated": lifecycleGoodbye, "Termination": lifecycleGoodbye, "disconnected": lifecycleGoodbye,
		"leg.connected": notLifecycle, "orderClosed": notLifecycle, "orderCreated": notLifecycle, "created": notLifecycle, "status": notLifecycle,
	} {
		if got := lifecycleWord(words(name)); got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
}

func TestWhen(t *testing.T) {
	for want, w := range map[string]When{
		"on connect":           {Kind: WhenConnect},
		"every 1s":             {Kind: WhenEvery, Interval: defaultInterval},
		"every 5m":             {Kind: WhenEvery, Interval: 300 * defaultInterval},
		"after subscribe":      {Kind: WhenSubscribe, Of: "subscribe"},
		"reply to ping":        {Kind: WhenReply, Of: "ping"},
		"on silence, every 5s": {Kind: WhenSilence, Interval: silenceInterval},
		"before close":         {Kind: WhenEnd},
		"when pushed":          {Kind: WhenPushed},
	} {
		if got := w.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSegmentsOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b             string
		overlaps, covers bool
	}{
		{"{a}", "x", true, true}, {"{a}", "{b}-{c}", true, true}, {"{b}-{c}", "{a}", true, false}, {"x{a}", "y{b}", false, false},
		{"x{a}", "xy", true, true}, {"x{a}", "{b}y", true, false}, {"x", "y", false, false},
	} {
		a, b := parseSegment(c.a), parseSegment(c.b)
		if a.overlaps(b) != c.overlaps || a.covers(b) != c.covers {
			t.Errorf("%s and %s: overlaps %v, covers %v, want %v, %v", c.a, c.b, a.overlaps(b), a.covers(b), c.overlaps, c.covers)
		}
	}
	if got := parseSegment("a{b}{"); !slices.Equal(got.lits, []string{"a", "{"}) {
		t.Errorf("a{b}{: got %q", got.lits)
	}
}
