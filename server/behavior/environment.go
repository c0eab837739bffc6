package behavior

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"asyncmock/fakedata"
	"asyncmock/server"
)

// An environment is what expressions see of a moment. Only what an expression
// names is filled in.
type environment struct {
	Payload any               `expr:"payload"` // the decoded message, nil if there is none
	Message string            `expr:"message"` // its name
	Valid   bool              `expr:"valid"`
	Text    string            `expr:"text"` // as it came
	Path    map[string]any    `expr:"path"`
	Query   map[string]string `expr:"query"`
	Headers map[string]string `expr:"headers"` // by lower-case name
	Cookies map[string]string `expr:"cookies"`
	Vars    map[string]any    `expr:"vars"`
	Global  map[string]any    `expr:"global"`
	Data    map[string]any    `expr:"data"`
	N       int               `expr:"n"`     // how often the rule held on this connection
	Calls   int               `expr:"calls"` // and on all
	Session string            `expr:"session"`

	Seq    func() int                  `expr:"seq"`    // 1, 2, 3 on this connection
	Now    func() time.Time            `expr:"now"`    // of the mock's clock
	UUID   func() string               `expr:"uuid"`   // seeded
	Fake   func(string) (any, error)   `expr:"fake"`   // seeded, by the name of a property
	Random func(int, int) (int, error) `expr:"random"` // seeded, from the first to the second
	Step   func() (bool, error)        `expr:"__step"` // one round of a loop

	Put func(any, string, any) (any, error) `expr:"put"` // an object with another value for a key

	m      *server.Moment
	fakes  faker
	filled map[string]bool
}

// environmentOf returns the environment of a moment; for one message it is
// filled once.
func environmentOf(m *server.Moment) *environment {
	env, ok := m.Scratch.(*environment)
	if !ok {
		env = &environment{filled: map[string]bool{}}
		m.Scratch = env
	}
	env.m = m
	return env
}

// fill fills in what is needed.
func (env *environment) fill(needs map[string]bool) {
	for name := range needs {
		switch name { // what may change between two rules
		case "vars":
			env.Vars = env.m.Variables(server.ScopeVars)
		case "global":
			env.Global = env.m.Variables(server.ScopeGlobal)
		case "data":
			env.Data = env.m.Variables(server.ScopeData)
		case "n":
			env.N = int(env.m.N())
		case "calls":
			env.Calls = int(env.m.Calls())
		case "__step":
			env.Step = stepper()
		default:
			if !env.filled[name] {
				env.filled[name] = true
				env.once(name)
			}
		}
	}
}

// once fills in what stays the same for a message.
func (env *environment) once(name string) {
	m := env.m
	switch name {
	case "payload":
		tree, _ := m.Payload()
		env.Payload = plain(tree)
	case "message":
		env.Message = m.Message()
	case "valid":
		env.Valid = m.Valid()
	case "text":
		env.Text, _ = m.Text()
	case "path":
		env.Path = pathOf(m)
	case "query":
		env.Query = firsts(m.Handshake().Query)
	case "headers":
		env.Headers = firsts(m.Handshake().Header)
	case "cookies":
		env.Cookies = map[string]string{}
		r := http.Request{Header: m.Handshake().Header}
		for _, c := range r.Cookies() {
			env.Cookies[c.Name] = c.Value
		}
	case "session":
		env.Session = m.Session()
	case "seq":
		env.Seq = func() int { return int(env.m.Seq()) }
	case "now":
		env.Now = func() time.Time { return env.m.Now() }
	case "uuid":
		env.UUID = func() string { return env.m.UUID() }
	case "fake":
		env.Fake = func(kind string) (any, error) { return env.fakes.draw(kind, env.m) }
	case "random":
		env.Random = func(low, high int) (int, error) { return random(env.m, low, high) }
	case "put":
		env.Put = func(object any, key string, value any) (any, error) { return put(env.Step, object, key, value) }
	}
}

func random(m *server.Moment, low, high int) (int, error) {
	if high < low || high-low < 0 || high-low == math.MaxInt {
		return 0, fmt.Errorf("random(%d, %d): the second is less than the first", low, high)
	}
	return low + m.Dice().IntN(high-low+1), nil
}

// put returns a copy of an object in which a key has the value. Nothing counts
// as an empty object. Every key is a step, so that loops of copies end.
func put(step func() (bool, error), object any, key string, value any) (any, error) {
	old, ok := object.(map[string]any)
	if !ok && object != nil {
		return nil, fmt.Errorf("put wants an object, not %s", kindOf(object))
	}
	made := make(map[string]any, len(old)+1)
	for name, v := range old {
		if _, err := step(); err != nil {
			return nil, err
		}
		made[name] = v
	}
	made[key] = value
	return made, nil
}

func firsts(all map[string][]string) map[string]string {
	out := make(map[string]string, len(all))
	for key, values := range all {
		if len(values) > 0 {
			out[strings.ToLower(key)] = values[0]
		}
	}
	return out
}

func pathOf(m *server.Moment) map[string]any {
	out := map[string]any{}
	for _, p := range m.Path() {
		var v any
		d := json.NewDecoder(strings.NewReader(string(p.JSON)))
		d.UseNumber()
		if d.Decode(&v) != nil {
			v = p.Value
		}
		out[p.Name] = plain(v)
	}
	return out
}

// plain turns the numbers of a decoded value into those that expressions
// calculate with. Numbers that would not come out as they were written stay
// as they are.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		return plainNumber(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = plain(item)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = plain(item)
		}
		return out
	}
	return v
}

func plainNumber(n json.Number) any {
	if i, err := strconv.Atoi(string(n)); err == nil {
		return i
	}
	f, err := n.Float64()
	if err != nil {
		return n
	}
	if text, _ := json.Marshal(f); string(text) == string(n) || len(n) <= 15 {
		return f
	}
	return n
}

// plainText is a value inside a text: texts as they are, all else as JSON.
func plainText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case time.Time:
		return v.Format(time.RFC3339Nano), nil
	}
	text, err := server.AppendValue(nil, v, maxText)
	return string(text), err
}

// A faker draws fake data by the name that a property would have.
type faker struct{ *fakedata.Faker }

func (f faker) knows(kind string) bool {
	h := fakedata.Hint{Name: kind}
	return f.Text(h) != nil || f.Number(h) != nil
}

func (f faker) draw(kind string, m *server.Moment) (any, error) {
	h := fakedata.Hint{Name: kind}
	if k := f.Text(h); k != nil {
		return string(k.Append(nil, fakedata.Context{Rand: m.Dice(), Now: m.Now()})), nil
	}
	k := f.Number(h)
	if k == nil || k.Range == nil {
		return nil, fmt.Errorf("there is no fake data of the kind %q", clip(kind))
	}
	n := k.Range.Min + m.Dice().Int64N(k.Range.Max-k.Range.Min+1)
	if k.Range.Decimals == 0 {
		return int(n), nil
	}
	return float64(n) / math.Pow10(k.Range.Decimals), nil
}
