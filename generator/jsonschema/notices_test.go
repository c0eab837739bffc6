package jsonschema

import (
	"fmt"
	"strconv"
	"testing"

	"asyncmock/fakedata"
	"asyncmock/spec"
)

// A notice is given where a name stands first, for all schemas of a document,
// and again when the same schema is read again.
func TestNotices(t *testing.T) {
	f := New(fakedata.New())
	read := func(name, text string) *spec.Schema {
		n, findings := spec.Parse(name, []byte(text))
		if findings.HasErrors() {
			t.Fatal(findings)
		}
		return &spec.Schema{Node: n}
	}
	first := read("a.yaml", "properties:\n  a: {format: barcode, maxlength: 3, x-unit: g}\n  b: {format: barcode, maxlength: 3}\n  c: {format: uint16, deprecated: true}\n")
	second := read("b.yaml", "{format: barcode, maxlength: 3, minlength: 1}")
	for range 2 {
		for _, test := range []struct {
			schema *spec.Schema
			want   string
		}{
			{first, "[a.yaml:2:15: info: the format \"barcode\" is not known; values are made and accepted as if it were not there [schema-format-unknown] a.yaml:2:35: info: the keyword \"maxlength\" is not known; it is not used [schema-keyword-unknown]]"},
			{second, "[b.yaml:1:44: info: the keyword \"minlength\" is not known; it is not used [schema-keyword-unknown]]"},
		} {
			_, compiled := f.Compile(test.schema)
			if got := fmt.Sprint(compiled); got != test.want {
				t.Errorf("compiled: got %v, want %s", got, test.want)
			}
			if got := fmt.Sprint(f.Check(test.schema)); got != test.want {
				t.Errorf("checked: got %v, want %s", got, test.want)
			}
		}
	}
}

// The formats of whole numbers bound what is made, and refuse nothing.
func TestFormatsOfNumbers(t *testing.T) {
	for format, ends := range map[string][2]string{
		"int8": {"-128", "127"}, "uint8": {"0", "255"}, "int16": {"-32768", "32767"}, "uint16": {"0", "65535"},
		"int32": {"-2147483648", "2147483647"}, "uint32": {"0", "4294967295"}, "int64": {"-9223372036854775808", "9223372036854775807"}, "uint64": {"0", "18446744073709551615"},
	} {
		for end, bound := range map[string]string{ends[0]: "maximum", ends[1]: "minimum"} {
			s, findings := compileText(t, "", `{"type":"integer","format":"`+format+`","`+bound+`":`+end+`}`)
			if s == nil || len(findings) > 0 {
				t.Fatalf("%s: %v", format, findings)
			}
			if out, err := s.Append(nil, newDraw(1)); string(out) != end {
				t.Errorf("%s: made %s, %v, want %s", format, out, err, end)
			}
		}
		s, _ := compileText(t, "", `{"type":"integer","format":"`+format+`"}`)
		if len(s.Validate(decoded(t, "100000000000000000000"))) > 0 {
			t.Errorf("%s: refuses", format)
		}
		for seed := range uint64(50) {
			out, err := s.Append(nil, newDraw(seed))
			n, bad := strconv.ParseInt(string(out), 10, 64)
			if err != nil || bad != nil || n < 0 && format[0] == 'u' || n > 127 && format == "int8" {
				t.Errorf("%s: made %s, %v", format, out, err)
			}
		}
	}
	for _, format := range []string{"float", "double"} {
		s, findings := compileText(t, "", `{"format":"`+format+`"}`)
		out, err := s.Append(nil, newDraw(1))
		if _, bad := strconv.ParseFloat(string(out), 64); err != nil || bad != nil || len(findings) > 0 {
			t.Errorf("%s: made %s, %v, %v", format, out, err, findings)
		}
	}
}
