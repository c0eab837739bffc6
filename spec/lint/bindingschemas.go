package lint

import (
	"slices"
	"strings"
	"sync"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/spec"
)

// bindingSchemas are the schemas of bindings that come with the newest
// AsyncAPI, compiled when they are first asked for. The zero value is ready;
// it is safe for concurrent use.
type bindingSchemas struct {
	mu       sync.Mutex
	newest   *structure
	compiled map[string]*v5.Schema // by the name of the definition
}

const bindingRoot = "http://asyncapi.com/bindings/"

// check returns what is wrong with a binding of a place: "server", "channel",
// "operation" or "message". A protocol without schema has nothing wrong.
func (b *bindingSchemas) check(protocol, place string, n *spec.Node) (spec.Diagnostics, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.load(); err != nil {
		return nil, err
	}
	e := newExpander('2')
	value, ok := e.value(n, follow).(map[string]any)
	names := b.names(protocol, place)
	if !ok || len(names) == 0 || e.tooLarge() {
		return nil, nil
	}
	version, _ := value["bindingVersion"].(string)
	if version != "" {
		delete(value, "bindingVersion") // here it chooses the schema; it is not held to one
	}
	found := former(protocol+"/"+place, n, value)
	var wrong spec.Diagnostics
	for _, name := range chosen(names, version) {
		s, err := b.schema(name)
		if err != nil {
			return nil, err
		}
		wrong = b.newest.explain(s.Validate(value), n)
		wrong = slices.DeleteFunc(wrong, func(f spec.Diagnostic) bool { return isFormer(protocol+"/"+place, n, f) })
		if len(wrong) == 0 {
			break
		}
	}
	return append(found, wrong...), nil
}

// load reads the newest official schema.
func (b *bindingSchemas) load() (err error) {
	if b.newest == nil {
		b.newest, err = readStructure(versions[len(versions)-1])
	}
	return err
}

// names returns the definitions of a binding, oldest version first.
func (b *bindingSchemas) names(protocol, place string) []string {
	definitions, _ := b.newest.raw["definitions"].(map[string]any)
	var names []string
	for name := range definitions {
		if strings.HasPrefix(name, bindingRoot+protocol+"/") && strings.HasSuffix(name, "/"+place+".json") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// chosen returns the definitions of which one must fit: that of the version,
// or of the next later one that is known. Without a version it is any, as "latest"
// means another one for each document.
func chosen(names []string, version string) []string {
	if version == "" || version == "latest" {
		return names
	}
	for _, name := range names {
		if strings.Split(strings.TrimPrefix(name, bindingRoot), "/")[1] >= version {
			return []string{name}
		}
	}
	return names[len(names)-1:]
}

func (b *bindingSchemas) schema(name string) (*v5.Schema, error) {
	if s := b.compiled[name]; s != nil {
		return s, nil
	}
	s, err := b.newest.compile("#/definitions/" + strings.ReplaceAll(name, "/", "~1"))
	if err != nil {
		return nil, err
	}
	if b.compiled == nil {
		b.compiled = map[string]*v5.Schema{}
	}
	b.compiled[name] = s
	return s, nil
}
