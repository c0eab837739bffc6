package jsonschema

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"asyncmock/generator/schema"
)

// benchSizes runs on the schemas that the goals of speed are measured on.
func benchSizes(b *testing.B, run func(b *testing.B, s *compiled, v schema.Value)) {
	dir := filepath.Join(filepath.Dir(corpus(b)), "perf", "schemas")
	for _, size := range []string{"small", "medium", "large"} {
		text, err := os.ReadFile(filepath.Join(dir, size+".schema.json"))
		if err != nil {
			b.Skip(err)
		}
		s, findings := compileText(b, "application/schema+json;version=draft-07", string(text))
		if s == nil {
			b.Fatal(findings)
		}
		v, err := schema.Decode([]byte(readFile(b, dir, size+".value.json")))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(size, func(b *testing.B) { run(b, s.(*compiled), v) })
	}
}

// BenchmarkValidateSizes is goal G12: a valid decoded value.
func BenchmarkValidateSizes(b *testing.B) {
	benchSizes(b, func(b *testing.B, s *compiled, v schema.Value) {
		b.Run("ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if found := s.Validate(v); len(found) > 0 {
					b.Fatal(found)
				}
			}
		})
		b.Run("v5", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := validate(s.v5, v.Tree); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

// BenchmarkAppendSizes is goal G10: a fresh payload against json.Marshal of
// an equal one that is ready.
func BenchmarkAppendSizes(b *testing.B) {
	benchSizes(b, func(b *testing.B, s *compiled, v schema.Value) {
		b.Run("ours", func(b *testing.B) {
			d := newDraw(1)
			var out []byte
			size, n := 0, 0
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if out, err = s.Append(out[:0], d); err != nil {
					b.Fatal(err)
				}
				size, n = size+len(out), n+1
			}
			b.ReportMetric(float64(size/n), "bytes/payload")
		})
		b.Run("marshal", func(b *testing.B) {
			var ready any
			if err := json.Unmarshal(v.Raw, &ready); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(ready); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
