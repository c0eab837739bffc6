package jsonschema

import (
	"slices"
	"strings"
)

// A keywordPlace is what the validator's location of a failed keyword says.
type keywordPlace struct {
	keyword string // the last one: "minimum", "dependentRequired"
	ofName  bool   // it judges the name of a property, not its value
}

// The keywords whose values are not schemas: maps of them, lists of them, and
// lists of names.
var (
	mapKeywords  = []string{"properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies", "dependentRequired"}
	listKeywords = []string{"allOf", "anyOf", "oneOf", "prefixItems", "items"}
)

// placeOf reads the location of a keyword: a name in it may be one of a property.
func placeOf(location string) (p keywordPlace) {
	tokens := strings.Split(location, "/")[1:]
	for i := 0; i < len(tokens); i++ {
		p = keywordPlace{keyword: tokens[i], ofName: p.ofName || tokens[i] == "propertyNames"}
		switch {
		case slices.Contains(mapKeywords, p.keyword) && i+1 < len(tokens):
			i++
			if i+1 < len(tokens) && isIndex(tokens[i+1]) && strings.HasPrefix(p.keyword, "depend") {
				i++ // which of the names that it asks for
			}
		case slices.Contains(listKeywords, p.keyword) && i+1 < len(tokens) && isIndex(tokens[i+1]):
			i++
		}
	}
	return p
}

// lastName returns the name of the property that a pointer leads to.
func lastName(pointer string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(pointer[strings.LastIndexByte(pointer, '/')+1:])
}

func isIndex(token string) bool {
	return token != "" && strings.Trim(token, "0123456789") == ""
}
