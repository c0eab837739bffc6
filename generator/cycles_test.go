package generator

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// TestEXM_3_ThreeCyclesOfTheExamples: the messages of each of our example
// documents, three times round as one stream: every payload is valid, no id of
// a message comes twice, times are now, what is measured stays near.
func TestEXM_3_ThreeCyclesOfTheExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/*/asyncapi.yaml")
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			doc, _, err := spec.Load(t.Context(), file, nil)
			if err != nil {
				t.Fatal(err)
			}
			c, d := NewCompiler(doc, Options{}), draw(1, &schema.Memory{})
			for _, ch := range doc.Channels {
				look := cycles{t: t, fake: fakedata.New(), ids: map[string]bool{}, firsts: map[string]float64{}}
				for range 3 {
					for _, m := range ch.Messages {
						look.round(c.Message(m), d)
					}
				}
			}
		})
	}
}

// cycles looks at the messages of a channel.
type cycles struct {
	t      *testing.T
	fake   *fakedata.Faker
	ids    map[string]bool
	firsts map[string]float64 // of measured values, by message, example and place
}

// round makes as many payloads of a message as it has examples.
func (c *cycles) round(m *Message, d *schema.Draw) {
	for range m.valid() {
		payload, conflicts, err := m.Append(nil, d)
		if err != nil || len(conflicts) > 0 {
			c.t.Fatal(err, conflicts)
		}
		if m.raw() || m.opaque != "" {
			continue
		}
		v, err := m.Decode(payload, m.Binary())
		if err != nil || len(m.Validate(v)) > 0 {
			c.t.Fatalf("%s: %s: %v %v", m.Name, payload, err, m.Validate(v))
		}
		again := d.Memory.Turned(m.key + " moved")
		c.look(m, v.Tree, m.Name+strconv.Itoa(exampleIndex(m, d)), "", again)
	}
}

func exampleIndex(m *Message, d *schema.Draw) int {
	for i, e := range m.Message.Examples {
		if e == d.Example {
			return i
		}
	}
	return -1
}

func (c *cycles) look(m *Message, v any, example, pointer string, again bool) {
	name := pointer[strings.LastIndexByte(pointer, '/')+1:]
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			c.look(m, member, example, pointer+"/"+key, again)
		}
	case string:
		if again && len(v) > 10 && v[4] == '-' && strings.HasPrefix(v, "2026-03-") && strings.Contains(v, "T") {
			c.t.Errorf("%s: %s is still %s", m.Name, pointer, v)
		}
	case json.Number:
		kind := c.fake.Number(fakedata.Hint{Name: name})
		n, _ := v.Float64()
		switch {
		case kind == nil:
		case kind.Motion == fakedata.Rise && strings.HasPrefix(strings.ToLower(name), "seq"):
			if c.ids[pointer+string(v)] {
				c.t.Errorf("%s: %s is %s a second time", m.Name, pointer, v)
			}
			c.ids[pointer+string(v)] = true
		case kind.Motion == fakedata.Walk:
			first, ok := c.firsts[example+pointer]
			if !ok {
				c.firsts[example+pointer] = n
			} else if math.Abs(n-first) > 0.25*math.Abs(first)+3 {
				c.t.Errorf("%s: %s goes from %g to %g", m.Name, pointer, first, n)
			}
		}
	}
}
