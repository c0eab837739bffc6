package behavior_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"asyncmock/server"
)

// TestGroups: join, leave, broadcast to a group, to the room, to the whole
// route, to another route; others leaves out who speaks.
func TestGroups(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {text: {startsWith: "join "}}, then: [{join: "{{ replace(text, 'join ', '') }}"}, {reply: ok}]}
  - {when: {text: {startsWith: "leave "}}, then: [{leave: "{{ replace(text, 'leave ', '') }}"}, {reply: ok}]}
  - {when: {text: "tea?"}, then: [{broadcast: {group: tea, text: "tea!"}}, {reply: said}]}
  - {when: {text: "tea, others?"}, then: [{broadcast: {group: tea, others: true, text: "tea?"}}, {reply: said}]}
  - {when: {text: "everywhere?"}, then: [{broadcast: {to: all, others: true, text: everywhere}}, {reply: said}]}
  - {when: {text: "room?"}, then: [{broadcast: {text: "room {{ path.room }}"}}]}
  - {when: {text: "others?"}, then: [{broadcast: {others: true, text: others}}, {reply: said}]}
  - {when: {text: "all?"}, then: [{broadcast: {to: all, text: all}}]}
  - {when: {text: "desk?"}, then: [{broadcast: {route: /desk, message: notice, set: {/text: from the hall}}}, {reply: said}]}
`)
	ada, ben, cy, desk := b.dial("/hall/red"), b.dial("/hall/red"), b.dial("/hall/blue"), b.dial("/desk")
	ada.say("join tea").hears("ok")
	cy.say("join tea").hears("ok")
	ben.say("tea?").hears("said") // not in the group: hears the answer only
	ada.hears("tea!")
	cy.hears("tea!")
	desk.say("join tea").hears("ok") // a group may be of several routes
	cy.say("tea, others?").hears("said")
	ada.hears("tea?")
	desk.hears("tea?").say("leave tea").hears("ok")
	cy.say("leave tea").hears("ok")
	ada.say("tea?").hears("tea!", "said")

	ada.say("room?").hears("room red")
	ben.hears("room red")
	ada.say("others?").hears("said")
	ben.hears("others")
	cy.say("all?").hears("all") // the first it hears since it left the group
	ada.hears("all")
	ben.hears("all")
	ada.say("everywhere?").hears("said")
	ben.hears("everywhere")
	cy.hears("everywhere")
	ada.say("desk?").hears("said")
	desk.hears(`{"type":"notice","text":"from the hall"}`)

	e := b.event("broadcast", func(e server.Event) bool { return e.Kind == server.EventRelay && string(e.Payload) == "room red" })
	if e.Count != 2 || !e.Valid {
		t.Errorf("got %d receivers, valid %v; want 2, true", e.Count, e.Valid)
	}
	// Who has gone is in no group any more.
	ada.socket.Close(websocket.StatusNormalClosure, "")
	b.event("close", func(e server.Event) bool { return e.Kind == server.EventClose })
	ben.say("join tea").hears("ok")
	ben.say("tea?").hears("tea!", "said")
}

// TestGroupsAreBounded: clients that name groups cannot grow their number.
func TestGroupsAreBounded(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {text: {startsWith: g}}, then: [{join: "{{ text }}"}, {reply: "{{ text }}"}]}
`)
	c := b.dial("/desk")
	for i := range 70 {
		name := "g" + strconv.Itoa(i)
		c.say(name).hears(name)
	}
	b.note("the connection is in 64 groups; that is the most")
	long := "g" + strings.Repeat("x", 300)
	c.say(long).hears(long)
	b.note("the name of a group must have 1 to 200 bytes")
}

// TestVariables: of a connection, of all, data buckets; set and add; a state
// machine is a variable and a condition.
func TestVariables(t *testing.T) {
	b := serve(t, document, `
vars: {state: closed, n: 1}
global: {visits: 0}
data: {orders: [], prices: {apple: 1.5}}
rules:
  - {name: visit, on: connect, then: [{add: {global.visits: 1}}]}
  - {when: {text: open, vars: {state: closed}}, then: [{set: {vars.state: open}}, {reply: opened}]}
  - {when: {text: open}, then: [{reply: is open}]}
  - {when: {text: count}, then: [{add: {vars.n: 2, vars.fresh: "{{ vars.n / 2 }}"}}, {reply: "{{ vars.n }} {{ vars.fresh }} {{ global.visits }}"}]}
  - {when: {message: order}, then: [{set: {data.orders: "{{ concat(data.orders, [payload.id]) }}"}}, {reply: {json: {type: notice, text: "{{ data.orders }} {{ data.prices.apple }}"}}}]}
  - {when: {text: wrong}, then: [{add: {vars.state: 1}}, {reply: lives}]}
`)
	c, d := b.dial("/desk"), b.dial("/desk")
	c.say("open").hears("opened").say("open").hears("is open")
	d.say("open").hears("opened") // its own
	c.say("count").hears("3 1.5 2").say("count").hears("5 4 2")
	c.say(order).hears(`{"type":"notice","text":"[7] 1.5"}`)
	d.say(order).hears(`{"type":"notice","text":"[7,7] 1.5"}`)
	c.say("wrong").hears("lives")
	b.note("cannot be added")
}

// TestVariablesAreBounded: a client cannot fill the memory.
func TestVariablesAreBounded(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {text: {startsWith: x}}, then: [{set: {vars.all: "{{ (vars.all ?? '') + text }}"}}, {reply: "{{ len(vars.all) }}"}]}
`)
	c := b.dial("/desk")
	long := strings.Repeat("x", 100_000)
	c.say(long).hears("100000").say(long).hears("200000").say(long).hears("200000")
	b.note("there is no room for more variables")
	// Neither by several, each of which would fit.
	several := serve(t, document, `
rules:
  - {when: {text: {startsWith: a}}, then: [{set: {vars.a: "{{ text }}"}}, {reply: a}]}
  - {when: {text: {startsWith: b}}, then: [{set: {vars.b: "{{ text }}"}}, {reply: b}]}
`)
	d := several.dial("/desk")
	d.say("a" + strings.Repeat("x", 150_000)).hears("a").say("b" + strings.Repeat("x", 150_000)).hears("b")
	several.note(`variable "b": there is no room`)
}

// TestLifecycle: on connect instead of the contract's hello, on disconnect to
// those who stay, when idle, and by the time.
func TestLifecycle(t *testing.T) {
	b := serve(t, document, `
rules:
  - {name: hello, route: "/hall/{room}", on: connect, then: [{reply: {json: {say: "welcome to {{ path.room }}"}}}]}
  - {name: gone, route: hall, on: disconnect, then: [{broadcast: {json: {say: somebody left}}}]}
  - {name: idle, route: /desk, on: idle, after: 30ms, nth: 1, validate: off, then: [{reply: "still there?"}]}
  - {name: beat, route: /desk, on: time, every: 20ms, jitter: 5ms, nth: {from: 1, to: 2}, validate: off, then: [{reply: "beat {{ n }}"}]}
`)
	ada := b.dial("/hall/red").hears(`{"say":"welcome to red"}`)
	ben := b.dial("/hall/red").hears(`{"say":"welcome to red"}`)
	ben.socket.Close(websocket.StatusNormalClosure, "")
	ada.hears(`{"say":"somebody left"}`)
	c := b.dial("/desk")
	heard := map[string]bool{}
	for range 3 {
		heard[c.hear()] = true
	}
	if !heard["beat 1"] || !heard["beat 2"] || !heard["still there?"] {
		t.Errorf("got %v", heard)
	}
}

// TestHello: without a rule that speaks, the contract's own hello comes.
func TestHello(t *testing.T) {
	doc := strings.Replace(document, "      notice:", "      hello: {payload: {type: object, required: [hi], properties: {hi: {const: 1}}}}\n      notice:", 1)
	doc = strings.Replace(doc, "[{$ref: '#/channels/desk/messages/accepted'}", "[{$ref: '#/channels/desk/messages/hello'}, {$ref: '#/channels/desk/messages/accepted'}", 1)
	for rule, want := range map[string]string{
		`{on: connect, then: [{set: {vars.a: 1}}]}`:                                                    `{"hi":1}`,
		`{on: connect, then: [{reply: {json: {type: notice, text: a}}}]}`:                              `{"type":"notice","text":"a"}`,
		`{on: connect, continue: true, then: [{wait: 1ms}, {reply: {json: {type: notice, text: a}}}]}`: `{"hi":1}`,
	} {
		serve(t, doc, "rules: ["+strings.Replace(rule, "on:", "route: /desk, on:", 1)+"]").dial("/desk").hears(want)
	}
}

// TestResponses: first that can be, default, in turn, drawn, switched off,
// and the n-th time.
func TestResponses(t *testing.T) {
	b := serve(t, document, `
rules:
  - when: {text: first}
    then: [{choose: {of: [{enabled: false, then: [{reply: off}]}, {when: {if: "n == 2"}, then: [{reply: two}]}, {nth: {every: 3}, then: [{reply: third}]}, {default: true, then: [{reply: other}]}]}}]
  - when: {text: turn}
    then: [{choose: {by: round-robin, of: [{then: [{reply: a}]}, {then: [{reply: b}]}]}}]
  - when: {text: draw}
    then: [{choose: {by: random, of: [{then: [{reply: x}]}, {then: [{reply: y}]}]}}]
  - {when: {text: nth}, nth: 1, then: [{reply: once}]}
  - {when: {text: nth}, then: [{reply: again}]}
  - {when: {text: off}, enabled: false, then: [{reply: never}]}
  - {when: {text: off}, then: [{reply: is off}]}
`)
	c := b.dial("/desk")
	for _, want := range []string{"other", "two", "third", "other", "other", "third"} {
		c.say("first").hears(want)
	}
	for _, want := range []string{"a", "b", "a"} {
		c.say("turn").hears(want)
	}
	drawn := ""
	for range 40 {
		drawn += c.say("draw").hear()
	}
	if !strings.Contains(drawn, "x") || !strings.Contains(drawn, "y") {
		t.Errorf("drew %s", drawn)
	}
	c.say("nth").hears("once").say("nth").hears("again")
	c.say("off").hears("is off")
}

// TestSwitch: rules are switched on and off while clients are connected.
func TestSwitch(t *testing.T) {
	b := serve(t, document, `
rules:
  - {name: a, when: {text: x}, then: [{reply: a}]}
  - {name: b, enabled: false, when: {text: x}, then: [{reply: b}]}
`)
	c := b.dial("/desk")
	c.say("x").hears("a")
	if !b.mock.SetRule("", "a", false) || !b.mock.SetRule("", "b", true) || b.mock.SetRule("", "c", true) {
		t.Error("a and b are rules, c is none")
	}
	c.say("x").hears("b")
	rules := b.mock.Rules("")
	if len(rules) != 4 || rules[0].Name != "a" || rules[0].On || !rules[1].On || rules[0].Calls != 1 || rules[0].Route != "/desk" {
		t.Errorf("got %+v", rules)
	}
}

// TestBodies: text, JSON, binary, a file, a message by name as example or
// generated, with fields.
func TestBodies(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {text: json}, then: [{reply: {json: {type: accepted, id: 5, amount: 1.50}}}]}
  - {when: {text: file}, then: [{reply: {file: one.json}}]}
  - {when: {text: hex}, then: [{reply: {hex: "00 ff", validate: off}}]}
  - {when: {text: base64}, then: [{reply: {base64: AP8=, validate: off}}]}
  - {when: {text: bytes}, then: [{reply: {text: raw, binary: true}}]}
  - {when: {text: example}, then: [{reply: {message: accepted, example: usual, set: {/at: now}}}]}
  - {when: {message: order}, then: [{reply: {message: accepted, set: {/id: "{{ payload.id }}", /amount: "{{ payload.amount }}"}}}]}
`, "one.json", `{"type":"notice","text":"from a file"}`)
	c := b.dial("/desk")
	c.say("json").hears(`{"type":"accepted","id":5,"amount":1.50}`)
	c.say("file").hears(`{"type":"notice","text":"from a file"}`)
	c.say("hex").hearsBytes("AP8=")
	c.say("base64").hearsBytes("AP8=")
	c.say("bytes").hearsBytes("cmF3")
	c.say("example").hears(`{"type":"accepted","id":1,"amount":5,"at":"now"}`)
	if got := c.say(order).hear(); !strings.HasPrefix(got, `{"type":"accepted","id":7,`) || !strings.Contains(got, `"amount":2.5`) {
		t.Errorf("got %s", got)
	}
}

// TestPost: a message by POST gets what a rule says as the response, also
// after a wait; calls count together.
func TestPost(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {message: order}, delay: 5ms..10ms, then: [{wait: 5ms}, {reply: {json: {type: accepted, id: "{{ n }}"}}}]}
  - {when: {message: cancel}, then: [{wait: 1ms}]}
`)
	post := func(body string) string {
		resp, err := http.Post(b.url+"/desk", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		return fmt.Sprint(resp.StatusCode, " ", string(text))
	}
	for i := range 3 {
		if got, want := post(order), fmt.Sprintf(`200 {"type":"accepted","id":%d}`, i+1); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestScenario: send, expect, wait, repeat, branch; every connection has its
// own, which begins again with the next.
func TestScenario(t *testing.T) {
	b := serve(t, document, `
rules:
  - {when: {text: {exists: true}}, then: [{reply: "rule"}]}
scenarios:
  - name: talk
    route: /desk
    validate: off
    steps:
      - send: who?
      - expect: {text: {startsWith: i am}, within: 20s}
      - set: {vars.name: "{{ replace(text, 'i am ', '') }}"}
      - repeat:
          times: 2
          do:
            - send: "next, {{ vars.name }}?"
            - expect: {message: order}
            - if: payload.amount > 10
              then: [{send: much}]
              else: [{send: little}]
      - send: soon?
      - expect: {message: cancel, within: 10ms, else: [{send: too late}, {close: {code: 4000, reason: "bye {{ vars.name }}"}}]}
      - send: cancelled
`)
	for range 2 {
		c := b.dial("/desk").hears("who?")
		c.say("what?").hears("rule") // not what is expected: the rules answer
		c.say("i am ada").hears("next, ada?")
		c.say(`{"type":"order","id":1,"amount":11}`).hears("much", "next, ada?")
		c.say(`{"type":"order","id":1,"amount":1}`).hears("little", "soon?", "too late")
		c.closed(4000, "bye ada")
	}
}

// TestRunsAreBounded: neither loops nor waits pile up.
func TestRunsAreBounded(t *testing.T) {
	b := serve(t, document, `
rules:
  - {name: loop, when: {text: loop}, then: [{repeat: {do: [{add: {vars.n: 1}}]}}]}
  - {name: pile, when: {text: pile}, then: [{reply: piled}, {wait: 1h}, {reply: never}]}
  - {name: live, when: {text: live}, then: [{reply: "{{ vars.n }}"}]}
`)
	c := b.dial("/desk")
	c.say("loop")
	b.note("rule loop: it goes on and on without a wait: stopped")
	for range 70 {
		c.say("pile").hears("piled")
	}
	b.note("rule pile: too many rules wait on this connection")
	if n, err := strconv.Atoi(c.say("live").hear()); err != nil || n < 1000 || n > 10_000 {
		t.Errorf("it went round %d times", n)
	}
}

// TestTemplates: types are kept; now, uuid, seq, fake and random are seeded.
func TestTemplates(t *testing.T) {
	file := `
rules:
  - when: {json: {/t: {exists: true}}}
    validate: off
    then:
      - reply:
          json:
            whole: "{{ payload.t }}"
            inside: "<{{ payload.t }}>"
            list: ["{{ payload.t }}", 1]
            quoted: '{{ "{{" }} and }}'
            map: "{{ {a: {b: 1}} }}"
  - {when: {text: seeded}, then: [{reply: "{{ seq() }} {{ uuid() }} {{ fake('email') }} {{ random(1, 6) }}"}]}
  - {when: {text: now}, then: [{reply: "{{ now() }} {{ session }}"}]}
`
	c := serve(t, document, file).dial("/desk")
	for value, inside := range map[string]string{
		`5`: `5`, `1.10`: `1.1`, `true`: `true`, `null`: `null`, `"a"`: `a`, `[1,{"x":null}]`: `[1,{\"x\":null}]`,
		`12345678901234567890123`: `12345678901234567890123`,
	} {
		whole := value
		if value == "1.10" {
			whole = "1.1"
		}
		want := `{"whole":` + whole + `,"inside":"<` + inside + `>","list":[` + whole + `,1],"quoted":"{{ and }}","map":{"a":{"b":1}}}`
		c.say(`{"t":` + value + `}`).hears(want)
	}
	first := c.say("seeded").hear()
	if !regexp.MustCompile(`^1 [0-9a-f-]{36} \S+@\S+ [1-6]$`).MatchString(first) {
		t.Errorf("got %s", first)
	}
	if second := c.say("seeded").hear(); !strings.HasPrefix(second, "2 ") || second[2:] == first[2:] {
		t.Errorf("got %s after %s", second, first)
	}
	again := serve(t, document, file).dial("/desk").say("seeded").hear()
	if again != first {
		t.Errorf("the same seed gives %s and %s", first, again)
	}
	if now := c.say("now").hear(); !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\S+ ws-1$`).MatchString(now) {
		t.Errorf("got %s", now)
	}
}

// TestPut: one value of a bucket changes, the others stay; copies of large
// objects in loops end.
func TestPut(t *testing.T) {
	b := serve(t, document, `
data: {stock: {apple: 3, pear: 5}, one: {a: 1}}
rules:
  - {when: {text: list}, then: [{reply: "{{ put(nil, 'a', [1]) }}"}, {reply: "{{ put([], 'a', 1) }}"}, {reply: lives}]}
  - {when: {text: {startsWith: loop}}, then: [{set: {data.large: "{{ put(data.one, text, map(1..9000, put(data.one, text, #))) }}"}}, {reply: lived}]}
  - {when: {text: {exists: true}}, then: [{set: {data.stock: "{{ put(data.stock, text, (data.stock[text] ?? 0) + 1) }}"}}, {reply: "{{ data.stock }}"}]}
`)
	c := b.dial("/desk")
	c.say("apple").hears(`{"apple":4,"pear":5}`).say("fig").hears(`{"apple":4,"fig":1,"pear":5}`)
	c.say("list").hears(`{"a":[1]}`, "lives")
	b.note("put wants an object, not a list")
	c.say("loop").hears("lived")
	b.note("its loops go round too often")
}

// TestREL_CTL_5_InboundTextIsInert: what clients say is never evaluated,
// wherever it ends up.
func TestREL_CTL_5_InboundTextIsInert(t *testing.T) {
	b := serve(t, document, `
rules:
  - when: {text: {exists: true}}
    then:
      - set: {vars.last: "{{ text }}", global.last: "{{ text }}"}
      - join: "{{ text }}"
      - reply: "{{ vars.last }}"
      - broadcast: {group: "{{ global.last }}", text: "{{ text }} {{ global.last }}"}
`)
	c := b.dial("/desk")
	for _, text := range []string{"{{ 1 + 1 }}", "{{ uuid() }}", "${ 1 + 1 }", "#( 1 + 1 )", "{{", "}}{{", `{{ fake("email") }}`, "<%= 1 %>"} {
		c.say(text).hears(text, text+" "+text)
	}
}

// TestFailuresAreNoted: a template or rule that fails is a note, and the
// connection lives.
func TestFailuresAreNoted(t *testing.T) {
	b := serve(t, document, `
rules:
  - {name: cond, when: {text: a, if: "payload.x.y > 1"}, then: [{reply: never}]}
  - {name: body, when: {text: a}, then: [{reply: "{{ payload.x.y }}"}, {reply: goes on}]}
  - {name: long, when: {text: {startsWith: l}}, then: [{reply: "{{ replace(text, 'l', text) }}"}, {reply: lived}]}
  - {name: loops, validate: off, when: {json: {"": {exists: true}}}, then: [{reply: "{{ count(payload, count(payload, count(payload, true) > 0) > 0) }}"}, {reply: lives}]}
`)
	c := b.dial("/desk")
	c.say("a").hears("goes on")
	b.note("rule cond: its condition cannot be told")
	b.note("rule body: ")
	c.say(strings.Repeat("l", 10_000)).hears("lived")
	b.note("rule long: a text of more than")
	c.say("[" + strings.Repeat("1,", 200_000) + "1]").hears("lives")
	b.note("its loops go round too often")
	quick := serve(t, document, `rules: [{when: {text: go}, then: [{reply: "{{ count(1..20000, true) }}"}, {reply: lives}]}]`)
	quick.dial("/desk").say("go").hears("lives")
	quick.note("its loops go round too often")
}

// hearsBytes wants the next message to be binary.
func (c *client) hearsBytes(want string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), watchdog)
	defer cancel()
	kind, data, err := c.socket.Read(ctx)
	if err != nil || kind != websocket.MessageBinary || base64.StdEncoding.EncodeToString(data) != want {
		c.Errorf("got %v %q %v, want binary %s in base64", kind, data, err, want)
	}
}

// TestFaults: of the file from the start, of a rule now or with the next message.
func TestFaults(t *testing.T) {
	b := serve(t, document, `
faults: ["duplicate@connection:2,route=/desk"]
rules:
  - {when: {text: short}, then: [{fault: "truncate:3"}, {reply: abridged}]}
  - {when: {text: bye}, then: [{fault: "close:4009:over@sent:1"}, {reply: last}]}
  - {when: {text: {startsWith: m}}, then: [{reply: whole}]}
`)
	c, d := b.dial("/desk"), b.dial("/desk")
	c.say("short").hears("abr").say("more").hears("whole")
	d.say("more").hears("whole").hears("whole")
	c.say("bye").hears("last").closed(4009, "over")
	b.event("close", func(e server.Event) bool { return e.Kind == server.EventClose && e.Code == 4009 })
	d.say("more").hears("whole").hears("whole")
	b.event("fault", func(e server.Event) bool { return e.Kind == server.EventFault && e.Text == "truncate:3,times=1" })
}

// TestMistakesInWords: what goes wrong in an expression is noted without words of Go.
func TestMistakesInWords(t *testing.T) {
	b := serve(t, document, "vars: {who: null}\nrules: [{when: {text: ping}, then: [{reply: '{{ vars.who.name }}'}]}]")
	b.dial("/desk").say("ping")
	b.note("cannot fetch name from null")
}
