package behavior

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"asyncmock/server"
	"asyncmock/spec"
)

// The grammar of a behavior file: every key, what it may be, and a line of
// help, which editors show. What a key does is in compile.go, conditions.go,
// bodies.go and actions.go.
//
// A file is a mapping; a rule has conditions (when) and actions (then); a
// scenario has actions only, from the moment a client connects.

// minimum is the shortest time between two messages of a timer.
const minimum = time.Millisecond

// The keys of variables and JSON pointers (RFC 6901), for editors.
const (
	namePattern    = "[A-Za-z_][A-Za-z0-9_]*"
	pointerPattern = "^(/([^~]|~[01])*)?$"
)

// maxRules is how many rules, and how many scenarios, entries and faults.
const maxRules = 10_000

// newGrammar returns the form of a file.
func newGrammar() *object {
	body := bodyForm()
	condition := conditionForm()
	actions := actionForm(body, condition)
	route := either{text(), &list{of: text(), what: "paths"}}
	rule := &object{name: "rule", keys: []key{
		{name: "name", of: short(), help: "shown in the log, and switched on and off by control"},
		{name: "route", of: route, help: "path of a route as asyncmock routes prints it, or name of a channel; a list for several. Without: every route that has the messages the rule names"},
		{name: "on", of: &words{list: []string{"message", "connect", "disconnect", "idle", "time"}}, help: "what the rule waits for; default: message"},
		{name: "after", of: duration(minimum), help: "on: idle, the time in which the client said nothing; default: 30s"},
		{name: "every", of: duration(minimum), help: "on: time, the time between two turns; at least 1ms"},
		{name: "jitter", of: duration(0), help: "up to so much is added to after or every, drawn each time"},
		{name: "per", of: &words{list: []string{"connection", "room"}}, help: "on: time, whether each connection has its own turns (default), or a room has them together: for broadcasts"},
		{name: "enabled", of: flag(), help: "false: asked only once control has switched it on"},
		{name: "when", of: condition, help: "all of these must hold; without: always"},
		{name: "nth", of: nthForm(), help: "only the n-th time that the rest holds on a connection; messages by POST count together"},
		{name: "delay", of: spanForm(), help: "wait before anything is done"},
		{name: "validate", of: &words{list: []string{"on", "off"}}, help: "off: what the rule says may break the contract"},
		{name: "continue", of: flag(), help: "true: later rules are asked as well, and then the contract. Default: true for rules that say nothing to anybody"},
		{name: "then", of: actions, help: "what is done, in order", must: true},
	}}
	scenario := &object{name: "scenario", keys: []key{
		{name: "name", of: short(), help: "shown in the log"},
		{name: "route", of: route, help: "as in a rule"},
		{name: "enabled", of: flag(), help: "false: begins only on connections after control has switched it on"},
		{name: "validate", of: &words{list: []string{"on", "off"}}, help: "off: what it says may break the contract"},
		{name: "steps", of: actions, help: "what is done, in order, from connect on; every connection has its own", must: true},
	}}
	values := &mapping{of: anything{}, what: "values by name", key: identifier, pattern: "^" + namePattern + "$", most: server.MaxVariables}
	settings := settingKeys()
	return &object{name: "behavior", keys: append(append([]key{}, settings...), []key{
		{name: "routes", of: &mapping{of: &object{name: "route", keys: append([]key{
			{name: "fallback", of: upstreamForm(), help: "URL of a real service for this route; off: none"},
		}, settings...)}, what: "routes, by path or channel"}, help: "settings of single routes"},
		{name: "auth", of: &list{of: authForm(actions, condition, route), what: "entries", most: maxRules}, help: "who is let in: whoever presents a good token in one of the places that an entry names"},
		{name: "fallback", of: upstreamForm(), help: "URL of a real service: what no rule answers goes there and back. Without a path it gets the client's own"},
		{name: "vars", of: values, help: "variables of a connection as they are in the beginning"},
		{name: "global", of: values, help: "variables that all connections share"},
		{name: "data", of: values, help: "data buckets: shared, read by templates and changed by rules"},
		{name: "faults", of: &list{of: faultForm(false), what: "faults", most: maxRules}, help: "what goes wrong, as --fault says it; those of --fault as well"},
		{name: "rules", of: &list{of: rule, what: "rules", most: maxRules}, help: "asked in order; the first that holds answers"},
		{name: "scenarios", of: &list{of: scenario, what: "scenarios", most: maxRules}, help: "what happens step by step, once for each connection"},
	}...)}
}

// insideGrammar is the form of x-asyncmock in a document: server reads the
// settings in it by itself, and says what is wrong with their values.
func insideGrammar() *object {
	g := newGrammar()
	g.name = extensionKey
	g.keys = append(unread(g.keys), key{name: "role", of: anything{}, help: "the side of the document to play"})
	i := slices.IndexFunc(g.keys, func(k key) bool { return k.name == "routes" })
	route := g.keys[i].of.(*mapping).of.(*object)
	route.keys = unread(route.keys)
	return g
}

// unread are keys whose settings may be anything.
func unread(keys []key) []key {
	settings := settingKeys()
	for i, k := range keys {
		if slices.ContainsFunc(settings, func(s key) bool { return s.name == k.name }) {
			keys[i].of = anything{}
		}
	}
	return keys
}

// settingKeys are what x-asyncmock says about a route, and the flags of serve.
func settingKeys() []key {
	return []key{
		{name: "mode", of: &words{list: []string{"conversational", "streaming", "duplex", "relay", "sink"}}, help: "what the route does"},
		{name: "reply", of: &words{list: []string{"echo", "relay"}}, help: "what comes in goes back as it is, or to the room"},
		{name: "validate", of: &words{list: []string{"on", "off"}}, help: "off: what clients send is not checked"},
		{name: "interval", of: duration(minimum), help: "time between messages of a stream, at least 1ms"},
		{name: "jitter", of: duration(0), help: "up to so much is added to each interval"},
		{name: "stream", of: &words{list: []string{"one-to-one", "broadcast", "off"}}, help: "a stream for each client, one for all of a room, or none"},
		{name: "delay", of: spanForm(), help: "wait before every message that is sent"},
		{name: "relay", of: &words{list: []string{"all", "others", "off"}}, help: "who hears what is relayed in a room"},
	}
}

// authForm is what clients must present. One of the places will do.
func authForm(actions form, condition *object, route form) *object {
	refusal := either{closeCode(), &object{name: "close", keys: []key{
		{name: "code", of: closeCode(), help: "default: 4001"},
		{name: "reason", of: text(), help: "at most 123 bytes"},
	}}}
	return &object{name: "entry", keys: []key{
		{name: "route", of: route, help: "as in a rule; without: all routes"},
		{name: "tokens", of: &list{of: text(), what: "tokens"}, help: "those that are good; without: any"},
		{name: "query", of: text(), help: "query key with the token"},
		{name: "header", of: text(), help: "header with the token, as it is or behind a word such as Bearer"},
		{name: "cookie", of: text(), help: "cookie with the token"},
		{name: "subprotocol", of: flag(), help: "true: Sec-WebSocket-Protocol: bearer, TOKEN"},
		{name: "ticket", of: &object{name: "ticket", keys: []key{
			{name: "path", of: text(), help: "where a ticket is fetched by POST; who fetches one presents a token in the header or cookie above, if there is one", must: true},
			{name: "query", of: text(), help: "query key with the ticket; default: ticket"},
			{name: "within", of: duration(minimum), help: "how long a ticket is good, once; default: 30s"},
		}}, help: "one-time tickets"},
		{name: "refuse", of: whole(400, 499), help: "HTTP status for all others; default: 401"},
		{name: "close", of: refusal, help: "instead of a status: the WebSocket opens and is closed at once, which browsers can see"},
		{name: "first", of: extended(condition, "greeting",
			key{name: "within", of: duration(minimum), help: "default: 5s"},
			key{name: "late", of: refusal, help: "close when nothing came; default: 4001"},
			key{name: "wrong", of: refusal, help: "close when something else came; default: 4002"},
			key{name: "then", of: actions, help: "done when it came; then the contract begins"},
		), help: "the first message must be such a one"},
	}}
}

// conditionForm is what when may say. All that is said must hold.
func conditionForm() *object {
	test := either{
		&scalar{kinds: []spec.Kind{spec.String, spec.Number, spec.Bool, spec.Null}, words: "a value"},
		&object{name: "test", keys: []key{
			{name: "equals", of: anything{}, help: "the same value"},
			{name: "not", of: anything{}, help: "another value, or none"},
			{name: "oneOf", of: &list{of: anything{}, what: "values"}, help: "one of these"},
			{name: "includes", of: anything{}, help: "a text with this in it, or a list with this item"},
			{name: "startsWith", of: text(), help: "a text that begins so"},
			{name: "endsWith", of: text(), help: "a text that ends so"},
			{name: "matches", of: pattern(), help: "a text that this regular expression (RE2) finds"},
			{name: "above", of: number(), help: "a larger number"},
			{name: "atLeast", of: number(), help: "this number or a larger one"},
			{name: "below", of: number(), help: "a smaller number"},
			{name: "atMost", of: number(), help: "this number or a smaller one"},
			{name: "exists", of: flag(), help: "whether there is a value at all"},
		}},
	}
	tests := func(what string) form { return &mapping{of: test, what: what} }
	names := either{text(), &list{of: text(), what: "names"}}
	o := &object{name: "condition"}
	several := either{o, &list{of: o, what: "conditions"}}
	o.keys = []key{
		{name: "message", of: names, help: "a valid message of this name, or one of these"},
		{name: "valid", of: flag(), help: "whether the message keeps the contract"},
		{name: "text", of: test, help: "the raw text of the message. A text that a rule answers is no violation"},
		{name: "json", of: &mapping{of: test, what: "JSON pointers", key: pointer, pattern: pointerPattern}, help: "values of the message, by JSON pointer"},
		{name: "path", of: tests("path parameters"), help: "parameters of the path"},
		{name: "query", of: tests("query keys"), help: "query of the handshake"},
		{name: "header", of: tests("headers"), help: "headers of the handshake"},
		{name: "cookie", of: tests("cookies"), help: "cookies of the handshake"},
		{name: "vars", of: tests("variables"), help: "variables of the connection"},
		{name: "global", of: tests("variables"), help: "variables that all share"},
		{name: "if", of: text(), help: "an expression that is true, such as payload.price > 5 && vars.state == 'open'"},
		{name: "all", of: several, help: "these hold as well"},
		{name: "any", of: several, help: "at least one of these holds"},
		{name: "not", of: several, help: "none of these holds"},
	}
	return o
}

// bodyForm is what can be said.
func bodyForm() *object {
	return &object{name: "body", least: 1, keys: []key{
		{name: "json", of: anything{}, help: "a JSON value; strings may hold {{ expressions }}", one: true},
		{name: "message", of: text(), help: "a message of the contract by name: its example, or generated", one: true},
		{name: "text", of: text(), help: "plain text, may hold {{ expressions }}", one: true},
		{name: "base64", of: bytesForm("base64", func(s string) error { _, err := base64.StdEncoding.DecodeString(s); return err }), help: "bytes in base64, sent as binary", one: true},
		{name: "hex", of: bytesForm("hexadecimal digits", func(s string) error { _, err := hex.DecodeString(strings.ReplaceAll(s, " ", "")); return err }), help: "bytes in hexadecimal, sent as binary", one: true},
		{name: "file", of: text(), help: "what a file holds, in the folder of this one or below; read once", one: true},
		{name: "example", of: text(), help: "with message: the example of this name"},
		{name: "set", of: &mapping{of: anything{}, what: "JSON pointers", key: pointer, pattern: pointerPattern}, help: "with message: values written into it, by JSON pointer"},
		{name: "binary", of: flag(), help: "true: sent in a binary frame"},
		{name: "validate", of: &words{list: []string{"on", "off"}}, help: "off: it may break the contract"},
	}}
}

// extended is a form with further keys.
func extended(o *object, name string, keys ...key) *object {
	return &object{name: name, least: o.least, keys: append(append([]key{}, o.keys...), keys...)}
}

// actionForm is a list of actions.
func actionForm(body, condition *object) form {
	action := &object{name: "action", least: 1}
	actions := &list{of: action, what: "actions"}
	said := either{text(), body}
	broadcast := extended(body, "broadcast",
		key{name: "to", of: &words{list: []string{"room", "all"}}, help: "room (default): same route and path parameters; all: the whole route"},
		key{name: "group", of: text(), help: "to a group that clients have joined"},
		key{name: "route", of: text(), help: "to everyone on another route"},
		key{name: "others", of: flag(), help: "true: not to the client it is about"},
	)
	option := &object{name: "option", keys: []key{
		{name: "when", of: condition, help: "must hold for this one to be chosen"},
		{name: "nth", of: nthForm(), help: "only the n-th time of the rule"},
		{name: "enabled", of: flag(), help: "false: never chosen"},
		{name: "default", of: flag(), help: "true: chosen when no other can be"},
		{name: "then", of: actions, help: "what is done", must: true},
	}}
	assignments := &mapping{of: anything{}, what: "variables", key: variable, pattern: `^(vars|global|data)\.` + namePattern + "$"}
	action.keys = []key{
		{name: "reply", of: said, help: "say something to the client", one: true},
		{name: "send", of: said, help: "the same as reply", one: true},
		{name: "broadcast", of: broadcast, help: "say something to many; made once", one: true},
		{name: "join", of: text(), help: "put the client into a group; it leaves when it goes", one: true},
		{name: "leave", of: text(), help: "take the client out of a group", one: true},
		{name: "set", of: assignments, help: "change variables: vars.NAME, global.NAME, data.NAME", one: true},
		{name: "add", of: &mapping{of: either{number(), text()}, what: "variables", key: variable, pattern: `^(vars|global|data)\.` + namePattern + "$"}, help: "add a number to variables, at once, also for all", one: true},
		{name: "wait", of: spanForm(), help: "do the rest later", one: true},
		{name: "close", of: either{closeCode(), &object{name: "close", keys: []key{
			{name: "code", of: closeCode(), help: "default: 1000"},
			{name: "reason", of: text(), help: "at most 123 bytes; may hold {{ expressions }}"},
		}}}, help: "end the connection", one: true},
		{name: "accept", of: flag(), help: "true: do what the contract says about the message besides answering: open and close streams, end the session", one: true},
		{name: "fault", of: faultForm(true), help: "do this wrong on the connection: now, or with the next message", one: true},
		{name: "choose", of: &object{name: "choice", keys: []key{
			{name: "by", of: &words{list: []string{"first", "random", "round-robin"}}, help: "first (default) that can be, one drawn, or in turn"},
			{name: "of", of: &list{of: option, what: "options"}, help: "the options", must: true},
		}}, help: "do one of several", one: true},
		{name: "expect", of: extended(condition, "expectation",
			key{name: "within", of: duration(minimum), help: "how long to wait; default: for ever"},
			key{name: "else", of: actions, help: "done instead of the rest when it did not come"},
			key{name: "other", of: actions, help: "done instead of the rest when the client sent something else; without: that is for the rules"},
		), help: "do the rest when the client sends such a message; no rule is asked about it", one: true},
		{name: "repeat", of: &object{name: "repetition", keys: []key{
			{name: "times", of: whole(1, 1_000_000), help: "default: for ever"},
			{name: "do", of: actions, help: "what is done each time", must: true},
		}}, help: "do some actions again and again", one: true},
		{name: "if", of: either{text(), condition}, help: "an expression, or conditions", one: true},
		{name: "then", of: actions, help: "with if: done when it holds"},
		{name: "else", of: actions, help: "with if: done when it does not"},
		{name: "replay", of: &object{name: "replay", keys: []key{
			{name: "file", of: text(), help: "a journal in the folder of this file or below", must: true},
			{name: "connection", of: text(), help: "such as ws-1, or its ?__session=; default: the first"},
			{name: "speed", of: number(), help: "2 is twice as fast as it was; default: 1"},
			{name: "step", of: flag(), help: "true: where the client said something, go on when it does so again"},
		}}, help: "say again what a journal says was said", one: true},
		{name: "note", of: text(), help: "a line in the log", one: true},
	}
	return actions
}

// nthForm is which of several times.
func nthForm() form {
	return either{whole(1, 1_000_000_000), &object{name: "turn", keys: []key{
		{name: "from", of: whole(1, 1_000_000_000), help: "the first time; default: 1"},
		{name: "to", of: whole(1, 1_000_000_000), help: "the last time; default: for ever"},
		{name: "every", of: whole(1, 1_000_000_000), help: "each so-manieth"},
	}}}
}

// upstreamForm is the URL of a real service.
func upstreamForm() *scalar {
	return &scalar{
		kinds: []spec.Kind{spec.String}, words: "a URL such as wss://api.example.com",
		schema: map[string]any{"pattern": "^(wss?://.+|off)$"},
		valid: func(text string) string {
			u, err := url.Parse(text)
			if text != "off" && (err != nil || u.Scheme != "ws" && u.Scheme != "wss" || u.Host == "") {
				return "is no URL of a WebSocket"
			}
			return ""
		},
	}
}

func number() *scalar {
	return &scalar{kinds: []spec.Kind{spec.Number}, words: "a number"}
}

// closeCode is a code that a server may send (RFC 6455, 7.4).
func closeCode() *scalar {
	s := whole(1000, 4999)
	s.words = "a close code from 1000 to 4999"
	return s
}

func pattern() *scalar {
	return &scalar{kinds: []spec.Kind{spec.String}, words: "a regular expression", valid: func(text string) string {
		if _, err := regexp.Compile(text); err != nil {
			return "is no regular expression: " + err.Error()
		}
		return ""
	}}
}

func bytesForm(what string, read func(string) error) *scalar {
	return &scalar{kinds: []spec.Kind{spec.String}, words: "bytes in " + what, valid: func(text string) string {
		if read(text) != nil {
			return "is not " + what
		}
		return ""
	}}
}

// faultForm is a fault as asyncmock help faults explains it; standing: of a
// connection that stands already.
func faultForm(standing bool) *scalar {
	return &scalar{kinds: []spec.Kind{spec.String}, words: "a fault such as close:1012@10s; asyncmock help faults lists all", valid: func(text string) string {
		f, err := server.ParseFault(text)
		switch {
		case err != nil:
			return "is no fault: " + err.Error()
		case standing && f.Scope() == server.ScopeHandshake:
			return "happens before there is a connection"
		}
		return ""
	}}
}

// pointer says what is wrong with a JSON pointer.
func pointer(text string) string {
	if _, err := spec.SplitPointer(text); err != nil {
		return "is no JSON pointer: write /" + clip(text)
	}
	return ""
}

// identifier says what is wrong with the name of a variable.
func identifier(text string) string {
	for i, r := range text {
		if r != '_' && !('a' <= r|0x20 && r|0x20 <= 'z') && (i == 0 || r < '0' || r > '9') {
			return "is no name: letters, digits and _ only, and no digit first"
		}
	}
	if text == "" {
		return "is no name"
	}
	return ""
}

// variable says what is wrong with the name of a variable and its scope.
func variable(text string) string {
	scope, name, ok := strings.Cut(text, ".")
	if !ok || scope != "vars" && scope != "global" && scope != "data" {
		return "is no variable: write vars.NAME of the connection, or global.NAME or data.NAME of all"
	}
	return identifier(name)
}
