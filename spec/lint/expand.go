package lint

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"asyncmock/spec"
)

// An expander turns the tree of a document into the values that the official
// schema is asked about. References are followed, so that what they lead to is
// held to the rules of the place; objects that many refer to are one value.
// Not followed are the references that the specification demands as such, and
// those of schemas, which are checked where they stand.
type expander struct {
	major  byte
	values map[*spec.Node]any
	around map[*spec.Node]bool // being expanded
	total  int                 // values, where each way to an object counts
	sizes  map[*spec.Node]int  // of objects

	// What is surely right, or is checked elsewhere, may be left out: it takes
	// most of the time.
	brief    bool
	messages *spec.Node // of components
	schemas  *spec.Node // of components
}

func newExpander(major byte) *expander {
	return &expander{major: major, values: map[*spec.Node]any{}, around: map[*spec.Node]bool{}, sizes: map[*spec.Node]int{}}
}

// document returns the value of a document.
func (e *expander) document(root *spec.Node, version string) any {
	components := root.Own("components")
	e.messages, e.schemas = components.Own("messages"), components.Own("schemas")
	value := e.value(root, follow)
	if object, ok := value.(map[string]any); ok {
		object["asyncapi"] = version // the patch does not matter
	}
	return value
}

// mood says what is done with references.
type mood uint8

const (
	follow mood = iota
	keep        // here, because a Reference Object is demanded
	plain       // here and below, because it is a schema or data
)

func (e *expander) value(n *spec.Node, m mood) any {
	if e.brief && m == follow && e.checkedThere(n) {
		return someReference
	}
	if n.Target != nil && m == follow && !e.merged(n) {
		if d := n.Deref(); !e.around[d] && !d.Broken() {
			return e.value(d, follow)
		}
	}
	switch n.Kind {
	case spec.Array:
		e.grow(len(n.Items))
		items := n.Items[:min(len(n.Items), maxItems)]
		list := make([]any, len(items))
		for i, item := range items {
			list[i] = e.value(item, m)
		}
		return list
	case spec.Object:
		return e.object(n, m)
	default:
		return scalar(n)
	}
}

// merged reports a Channel Item Object of 2.x that has fields beside $ref.
func (e *expander) merged(n *spec.Node) bool {
	return e.major == '2' && len(n.Members) > 1 && n.Parent().Key() == "channels"
}

// maxItems bounds the lists that the official schemas look at: that items
// differ is looked at in pairs.
const maxItems = 2000

// someSchema stands for a Schema Object that there is nothing to say about.
var someSchema = map[string]any{}

// someReference is what a Reference Object must look like.
var someReference = map[string]any{"$ref": "#/components"}

// checkedThere reports the reference of a channel or of an operation of 2.x to
// a message of components, where messages are held to the same.
func (e *expander) checkedThere(n *spec.Node) bool {
	if n.Target == nil || e.messages == nil || n.Target.Parent() != e.messages || n.Deref() != n.Target {
		return false
	}
	if e.major == '3' {
		return n.Parent().Key() == "messages" && n.Parent() != e.messages
	}
	return n.Key() == "message" || n.Parent().Key() == "oneOf" && n.Parent().Parent().Key() == "message"
}

func (e *expander) object(n *spec.Node, m mood) any {
	if v, ok := e.values[n]; ok {
		e.grow(e.sizes[n])
		return v
	}
	before := e.total
	e.grow(1)
	object := make(map[string]any, len(n.Members))
	e.values[n] = object
	e.around[n] = true
	for _, member := range n.Members {
		value := member.Value
		if n.Parent().Key() == "bindings" {
			value = value.Deref() // either a schema or a reference, not both at once
		}
		if e.brief && value.Kind == spec.Object && e.isSchema(n, member.Key, m) && obvious(value) {
			object[member.Key] = someSchema
			continue
		}
		object[member.Key] = e.value(value, e.below(n, member, m))
	}
	delete(e.around, n)
	e.sizes[n] = e.total - before
	return object
}

// maxExpanded bounds the values that the official schemas look at: an object
// that many refer to is looked at for each.
const maxExpanded = 2_000_000

func (e *expander) grow(n int) { e.total = min(e.total+n, maxExpanded+1) }

// tooLarge reports that the references multiply beyond what can be looked at.
func (e *expander) tooLarge() bool { return e.total > maxExpanded }

// below is the mood of a member.
func (e *expander) below(n *spec.Node, member spec.Member, m mood) mood {
	if m == plain || isPlain(n, member.Key) {
		return plain
	}
	if e.major == '3' && isDemanded(member) {
		return keep
	}
	return follow
}

// isPlain reports the keys of objects with schemas, data or extensions.
func isPlain(n *spec.Node, key string) bool {
	return slices.Contains([]string{"payload", "headers", "schema", "schemas", "examples", "query"}, key) ||
		strings.HasPrefix(key, "x-")
}

// isSchema reports the places of AsyncAPI's own Schema Objects: payloads, and
// the entries of components.schemas.
func (e *expander) isSchema(n *spec.Node, key string, m mood) bool {
	if key == "payload" {
		return m == follow && !n.Has("schemaFormat")
	}
	return n == e.schemas
}

// isDemanded reports the fields of 3.x that hold Reference Objects and nothing else.
func isDemanded(m spec.Member) bool {
	switch m.Key {
	case "messages", "servers":
		return m.Value.Kind == spec.Array
	case "channel":
		return true
	}
	return false
}

// scalar converts without the traps of numbers that are too large to compare.
func scalar(n *spec.Node) any {
	switch n.Kind {
	case spec.String:
		return n.Text
	case spec.Bool:
		return n.Text == "true"
	case spec.Number:
		if i, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
			return i
		}
		f, _ := strconv.ParseFloat(n.Text, 64)
		return max(-math.MaxFloat64, min(f, math.MaxFloat64))
	}
	return nil
}
