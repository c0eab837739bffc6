package jsonschema

import (
	"mime"
	"strings"

	v5 "github.com/santhosh-tekuri/jsonschema/v5"

	"asyncmock/spec"
)

// A dialect is what a schema format changes in the reading of schemas.
type dialect struct {
	name    string
	version int // of JSON Schema: 4, 6, 7, 2019, 2020
	// nullable: the keyword of OpenAPI 3.0 means "or null".
	nullable bool
	openAPI  bool // 3.0
	// ids: $id, $anchor and $schema have an effect.
	ids bool
}

var (
	asyncAPI = dialect{name: "draft 7", version: 7, nullable: true}
	openAPI  = dialect{name: "OpenAPI 3.0", version: 7, nullable: true, openAPI: true}
	// openAPI31 is JSON Schema 2020-12 (OpenAPI 3.1.0, Schema Object).
	openAPI31 = dialect{name: "OpenAPI 3.1", version: 2020, ids: true}
)

var drafts = []struct {
	words   []string // in a version parameter or $schema
	dialect dialect
}{
	{[]string{"2020-12"}, dialect{name: "draft 2020-12", version: 2020, ids: true}},
	{[]string{"2019-09"}, dialect{name: "draft 2019-09", version: 2019, ids: true}},
	{[]string{"draft-07", "draft7", "draft/7"}, dialect{name: "draft 7", version: 7, ids: true}},
	{[]string{"draft-06", "draft6"}, dialect{name: "draft 6", version: 6, ids: true}},
	{[]string{"draft-04", "draft4", "draft-05"}, dialect{name: "draft 4", version: 4, ids: true}},
}

// jsonSchema returns the dialect that $schema or else the version parameter names.
func jsonSchema(n *spec.Node, version string) (d dialect, known bool) {
	for _, text := range []string{text(n.Own("$schema")), version} {
		for _, draft := range drafts {
			for _, word := range draft.words {
				if strings.Contains(text, word) {
					return draft.dialect, true
				}
			}
		}
	}
	return drafts[2].dialect, version == "" && n.Own("$schema") == nil
}

func text(n *spec.Node) string {
	if n == nil || n.Kind != spec.String {
		return ""
	}
	return n.Text
}

// draft is the draft in which the cleaned schema is given to the validator.
// Drafts 4 and 6 are subsets of 7 once their spellings are read.
func (d dialect) draft() *v5.Draft {
	switch d.version {
	case 2020:
		return v5.Draft2020
	case 2019:
		return v5.Draft2019
	}
	return v5.Draft7
}

// version returns the version parameter of a schemaFormat.
func version(format string) string {
	_, params, err := mime.ParseMediaType(format)
	if err != nil {
		_, version, _ := strings.Cut(format, "version=")
		return version
	}
	return params["version"]
}
