package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestREL_VAL_1_NumbersOutOfRange(t *testing.T) {
	for _, text := range []string{
		"1e9999999", "1e1000000", "1E+401", "-1e-401", strings.Repeat("9", MaxDigits+1),
		`{"a":[1e9999999]}`, "0." + strings.Repeat("1", MaxDigits), "1e99999999999999999999999999",
	} {
		if _, err := Decode([]byte(text)); !errors.Is(err, ErrNumber) {
			t.Errorf("Decode(%.30s) = %v, want %v", text, err, ErrNumber)
		}
	}
	for _, text := range []string{"1e400", "-1.5E-400", strings.Repeat("9", MaxDigits), "8628615390848610000", "54350.40"} {
		if v, err := Decode([]byte(text)); err != nil || v.Tree != json.Number(text) {
			t.Errorf("Decode(%.30s) = %v, %v", text, v.Tree, err)
		}
	}
}

func TestREL_VAL_4_Depth(t *testing.T) {
	nest := func(n int) []byte {
		return []byte(strings.Repeat("[", n) + "1" + strings.Repeat("]", n))
	}
	if _, err := Decode(nest(MaxDepth)); err != nil {
		t.Errorf("%d levels: %v", MaxDepth, err)
	}
	for _, n := range []int{MaxDepth + 1, 1_000_000} {
		if _, err := Decode(nest(n)); !errors.Is(err, ErrDepth) {
			t.Errorf("%d levels: got %v, want %v", n, err, ErrDepth)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "{", "[", `"`, `"\`, `"\u12`, `"\ud800`, "{]", "[}", "[1,]", "{,}", `{"a":1,}`, `{"a"}`, `{"a":}`, "01", "-", "1.", "1e", "+1", ".5",
		"tru", "nul", "True", "1 2", "[1 2]", "\"\n\"", `"\x"`, "hello", "'a'", "{a:1}", "NaN", "\ufeff1",
	} {
		if _, err := Decode([]byte(text)); !errors.Is(err, ErrSyntax) {
			t.Errorf("Decode(%q) = %v, want %v", text, err, ErrSyntax)
		}
	}
	if _, err := Decode([]byte("\"\xff\"")); !errors.Is(err, ErrUTF8) {
		t.Errorf("invalid UTF-8: got %v, want %v", err, ErrUTF8)
	}
}

// FuzzDecode holds Decode against encoding/json.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5e3,"x\ny\u00e9\ud83d\ude00\ud800z",true,false,null,{}],"b":{"c":[]},"a":0}`, " [ ] ", `"\/\b\f\r\t\"\\"`, "-0", "1e400", `{"":""}`, "01", `"\ud800\u0041"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := Decode(text)
		if err != nil {
			if errors.Is(err, ErrSyntax) && json.Valid(text) {
				t.Fatalf("Decode(%q) = %v, but it is JSON", text, err)
			}
			return
		}
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		var want any
		if err := dec.Decode(&want); err != nil || !json.Valid(text) {
			t.Fatalf("Decode(%q) takes what encoding/json refuses: %v", text, err)
		}
		if !reflect.DeepEqual(v.Tree, want) {
			t.Fatalf("Decode(%q) = %#v, want %#v", text, v.Tree, want)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	text := []byte(`{"id":"3c9c3a5e-6a3c-4a59-8c15-6a1bb7a1e0a1","type":"created","amount":512.25,"active":true,"createdAt":"2026-01-02T03:04:05Z"}`)
	if file := os.Getenv("ASYNCMOCK_BENCH_JSON"); file != "" {
		text, _ = os.ReadFile(file)
	}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Decode(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			dec := json.NewDecoder(bytes.NewReader(text))
			dec.UseNumber()
			var v any
			if err := dec.Decode(&v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A message full of numbers that are short to write and long to compute is
// refused by the first of them.
func TestREL_VAL_2_LongNumbers(t *testing.T) {
	text := "[1e1000000" + strings.Repeat(",1e1000000", 3000) + "]"
	refused := make(chan error, 1)
	go func() {
		_, err := Decode([]byte(text))
		refused <- err
	}()
	select {
	case err := <-refused:
		if !errors.Is(err, ErrNumber) {
			t.Errorf("got %v, want %v", err, ErrNumber)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("takes too long")
	}
}
