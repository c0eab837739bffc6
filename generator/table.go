package generator

import (
	"encoding/json"
	"slices"
	"strings"

	"asyncmock/generator/schema"
)

// maxTables bounds the places that are looked at to tell candidates apart.
const maxTables = 12

// A table tells candidates apart by the value at one place.
type table struct {
	tokens  []string
	strings map[string]set // by value; of others by literal
	scalars map[string]set
	absent  set // what is left when the place is absent
	other   set // what is left for any other value: those without a constant here
	here    set // those with a constant here
}

func tablesOf(candidates []*Message) []table {
	var pointers []string
	weight := map[string]int{}
	for _, c := range candidates {
		for _, k := range c.Constants {
			if weight[k.Pointer] == 0 {
				pointers = append(pointers, k.Pointer)
			}
			weight[k.Pointer]++
		}
	}
	slices.SortStableFunc(pointers, func(a, b string) int { return weight[b] - weight[a] })
	pointers = pointers[:min(len(pointers), maxTables)]
	tables := make([]table, len(pointers))
	for i, pointer := range pointers {
		tables[i] = newTable(candidates, pointer)
	}
	return tables
}

func newTable(candidates []*Message, pointer string) table {
	n := len(candidates)
	t := table{strings: map[string]set{}, scalars: map[string]set{}, absent: newSet(n), other: newSet(n), here: newSet(n)}
	if pointer != "" {
		for _, token := range strings.Split(pointer[1:], "/") {
			t.tokens = append(t.tokens, strings.NewReplacer("~1", "/", "~0", "~").Replace(token))
		}
	}
	for i, c := range candidates {
		k := slices.IndexFunc(c.Constants, at(pointer))
		if k < 0 {
			t.other.add(i)
			t.absent.add(i)
			continue
		}
		t.here.add(i)
		if !c.Constants[k].Required {
			t.absent.add(i)
		}
	}
	for i, c := range candidates {
		for _, k := range c.Constants {
			if k.Pointer != pointer {
				continue
			}
			for _, value := range k.Values {
				t.admit(value, i)
			}
		}
	}
	return t
}

// admit enters a value of candidate i.
func (t *table) admit(value json.RawMessage, i int) {
	v, err := schema.Decode(value)
	if err != nil {
		return
	}
	into, key := t.scalars, ""
	if s, ok := v.Tree.(string); ok {
		into, key = t.strings, s
	} else {
		key = scalarKey(v.Tree)
	}
	if into[key] == nil {
		into[key] = slices.Clone(t.other)
	}
	into[key].add(i)
}

// left returns the candidates that are possible by this place.
func (t *table) left(tree any) (possible set, ok bool) {
	value, there, ok := t.at(tree)
	switch {
	case !ok:
		return nil, false
	case !there:
		return t.absent, true
	}
	if found := t.admitted(value); found != nil {
		return found, true
	}
	return t.other, true
}

// at returns the value of this place; ok is false where there can be none,
// because properties say nothing about other types.
func (t *table) at(tree any) (value any, there, ok bool) {
	for _, token := range t.tokens {
		object, isObject := tree.(map[string]any)
		if !isObject {
			return nil, false, false
		}
		if tree, there = object[token]; !there {
			return nil, false, true
		}
	}
	return tree, true, true
}

// admitted returns the candidates that have the value as a constant here,
// besides those that have none; nil if nobody has it.
func (t *table) admitted(value any) set {
	switch v := value.(type) {
	case string:
		return t.strings[v]
	case map[string]any, []any:
		return nil
	default:
		return t.scalars[scalarKey(v)]
	}
}

// scalarKey spells equal numbers alike.
func scalarKey(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		if v {
			return "true"
		}
		return "false"
	case json.Number:
		return schema.CanonicalNumber(string(v))
	}
	return ""
}
