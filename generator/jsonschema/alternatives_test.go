package jsonschema

import (
	"fmt"
	"testing"
)

// Of a long list of alternatives not all are planned, but those that fit are
// found wherever they stand.
func TestREL_GEN_6_LongLists(t *testing.T) {
	const many = 700
	for name, text := range map[string]string{
		"tags, one fits":      fmt.Sprintf(`{"type":"object","required":["k","n"],"properties":{"n":{"const":%d}},"oneOf":[%s]}`, many-2, list(many, kindOf)),
		"one of any":          fmt.Sprintf(`{"type":"object","required":["n"],"properties":{"n":{"const":%d}},"anyOf":[%s]}`, many-2, list(many, kindOf)),
		"ranges, one fits":    fmt.Sprintf(`{"type":"integer","minimum":%d,"oneOf":[%s]}`, 10*(many-1), list(many, func(i int) string { return fmt.Sprintf(`{"minimum":%d,"maximum":%d}`, 10*i, 10*i+9) })),
		"what allOf asks for": fmt.Sprintf(`{"oneOf":[%s],"allOf":[{"type":"object","required":["n"]},{"properties":{"n":{"const":333}}}]}`, list(many, kindOf)),
		"all fit": fmt.Sprintf(`{"oneOf":[%s]}`, list(many, func(i int) string {
			return fmt.Sprintf(`{"type":"object","required":["k"],"properties":{"k":{"enum":["a%d","b%d"]}}}`, i, i)
		})),
		"no tags": fmt.Sprintf(`{"oneOf":[%s]}`, list(many, func(i int) string {
			return fmt.Sprintf(`{"type":"object","required":["a%d"],"properties":{"a%d":{"type":"string"}},"additionalProperties":false}`, i, i)
		})),
		"twice the same": fmt.Sprintf(`{"oneOf":[%s,{"const":"x"},{"const":"x"},{"const":"y"}]}`, list(many, func(i int) string { return fmt.Sprintf(`{"type":"integer","minimum":%d}`, i) })),
	} {
		s, findings := compileText(t, "", text)
		if s == nil || findings.HasErrors() {
			t.Errorf("%s: %v", name, findings)
			continue
		}
		for seed := range uint64(20) {
			out, err := s.Append(nil, newDraw(seed))
			if err != nil || len(s.Validate(decoded(t, string(out)))) > 0 {
				t.Fatalf("%s: made %.100s, %v", name, out, err)
			}
		}
	}
}
