package generator

import (
	"encoding/json"
	"strconv"
	"strings"

	"asyncmock/generator/schema"
)

// count goes on from the highest of all examples, so that what is counted
// never goes back when several examples take turns. What messages of a stream
// count near each other under one name is one count.
func (mv *mover) count(pointer string, n int64) int64 {
	memory := mv.draw.Memory
	if memory == nil {
		return max(n, mv.peaks[pointer]) + mv.turn
	}
	last := max(n, mv.peaks[pointer])
	if v, ok := memory.Values[mv.message+pointer].(int64); ok {
		last = v
	}
	next := last + 1
	if v, ok := memory.Values["count "+pointer].(int64); ok && next <= v && v-next < maxApart {
		next = v + 1
	}
	remember(memory, mv.message+pointer, next)
	remember(memory, "count "+pointer, next)
	return next
}

// maxApart is how far counts of one name may be apart to be one.
const maxApart = 1000

// remember keeps a value of the stream.
func remember(memory *schema.Memory, key string, v any) {
	if memory.Values == nil {
		memory.Values = map[string]any{}
	}
	memory.Values[key] = v
}

// told notes the counts of an example that was sent as written.
func (m *Message) told(e *example, d *schema.Draw) {
	if d.Memory == nil || m.raw() || m.opaque != "" {
		return
	}
	for pointer, n := range e.counts {
		if v, ok := d.Memory.Values["count "+pointer].(int64); !ok || n > v && n-v < maxApart {
			remember(d.Memory, "count "+pointer, n)
		}
	}
}

// counted reads a text of digits as a count.
func counted(text string) (int64, bool) {
	if text == "" || text[0] == '0' || len(text) > 18 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// peaksOf returns the highest count at each place of the examples.
func peaksOf(examples []example) map[string]int64 {
	peaks := map[string]int64{}
	for _, e := range examples {
		for pointer, n := range e.counts {
			peaks[pointer] = max(peaks[pointer], n)
		}
	}
	return peaks
}

// countsOf returns the counts of an example by place.
func countsOf(tree any) map[string]int64 {
	counts := map[string]int64{}
	eachLeaf(tree, "", func(pointer string, v any) {
		n, ok := int64(0), false
		switch v := v.(type) {
		case string:
			n, ok = counted(v)
		case json.Number:
			parsed, err := strconv.ParseInt(string(v), 10, 64)
			n, ok = parsed, err == nil
		}
		if ok {
			counts[pointer] = n
		}
	})
	return counts
}

// eachLeaf shows the values of a tree that are no objects or arrays, in no order.
func eachLeaf(v any, pointer string, show func(pointer string, v any)) {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			eachLeaf(member, pointer+"/"+key, show)
		}
	case []any:
		for i, item := range v {
			eachLeaf(item, pointer+"/"+strconv.Itoa(i), show)
		}
	default:
		show(pointer, v)
	}
}
