package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	official "github.com/asyncapi/spec-json-schemas/v6"
	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/spec"
)

// versions are those that have an official schema, oldest first of each major.
var versions = [...]string{"2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0", "2.5.0", "2.6.0", "3.0.0", "3.1.0"}

// schemaVersion returns the version whose schema a document is held to: the
// patch does not matter, and one that is newer is read as the newest known
// (AsyncAPI 3.1.0, AsyncAPI Version String).
func schemaVersion(version string) string {
	newest := ""
	for _, v := range versions {
		if strings.HasPrefix(version, strings.TrimSuffix(v, "0")) {
			return v
		}
		if version[:1] == v[:1] {
			newest = v
		}
	}
	return newest
}

// A structure is the official schema of one version.
type structure struct {
	version  string
	id       string // of the schema
	compiled *v5.Schema
	compiler *v5.Compiler
	raw      map[string]any // the schema as published
}

// errNoLoading refuses what a schema refers to outside itself; the official
// ones are complete.
var errNoLoading = errors.New("the official schemas are complete")

// newStructure compiles the schema of a version, some tenths of a second.
func newStructure(version string) (*structure, error) {
	s, err := readStructure(version)
	if err != nil {
		return nil, err
	}
	s.compiled, err = s.compile("")
	return s, err
}

// readStructure returns the schema of a version before it is compiled.
func readStructure(version string) (*structure, error) {
	text, err := official.Get(version)
	if err != nil || text == nil {
		return nil, fmt.Errorf("official schema of AsyncAPI %s: %v", version, err)
	}
	s := &structure{version: version, compiler: v5.NewCompiler()}
	if err := json.Unmarshal(text, &s.raw); err != nil {
		return nil, fmt.Errorf("official schema of AsyncAPI %s: %w", version, err)
	}
	s.id, _ = s.raw["$id"].(string)
	s.compiler.Draft = v5.Draft7
	s.compiler.LoadURL = func(string) (io.ReadCloser, error) { return nil, errNoLoading }
	if err := s.compiler.AddResource(s.id, bytes.NewReader(text)); err != nil {
		return nil, fmt.Errorf("official schema of AsyncAPI %s: %w", version, err)
	}
	return s, nil
}

// compile compiles the schema, or what the fragment points at.
func (s *structure) compile(fragment string) (*v5.Schema, error) {
	compiled, err := s.compiler.Compile(s.id + fragment)
	if err != nil {
		return nil, fmt.Errorf("official schema of AsyncAPI %s: %w", s.version, err)
	}
	return compiled, nil
}

// keyword returns the schema object that a keyword stands in, the name of the
// definition it belongs to, and the value of the keyword.
func (s *structure) keyword(location string) (object map[string]any, name string, value any) {
	_, pointer, _ := strings.Cut(location, "#")
	tokens := tokensOf(pointer)
	value = s.raw
	for i, token := range tokens {
		switch parent := value.(type) {
		case map[string]any:
			object, value = parent, parent[token]
		case []any:
			n, _ := strconv.Atoi(token)
			value = parent[min(n, len(parent)-1)]
		}
		if i == 1 && tokens[0] == "definitions" {
			name = token
		}
	}
	return object, name, value
}

// tokensOf splits a location as jsonschema/v5 writes it: a JSON pointer as a
// URI fragment.
func tokensOf(location string) []string {
	if text, err := url.PathUnescape(location); err == nil {
		location = text
	}
	tokens, _ := spec.SplitPointer(location)
	return tokens
}
