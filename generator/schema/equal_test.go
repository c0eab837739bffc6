package schema

import "testing"

func TestEqualAndKeyAgree(t *testing.T) {
	texts := []string{
		`null`, `true`, `false`, `""`, `"a"`, `"null"`, `"1"`, `0`, `-0`, `0.0`, `1`, `1.0`, `10e-1`, `-1`, `100`, `1e2`, `12345678901234567890123`, `[]`, `[1]`, `[1.0]`,
		`[1,2]`, `[[1],2]`, `{}`, `{"a":1}`, `{"a":1.0}`, `{"a":1,"b":null}`, `{"b":null,"a":1}`, `{"a":[1],"b":null}`,
	}
	same := map[[2]string]bool{
		{`0`, `-0`}: true, {`0`, `0.0`}: true, {`-0`, `0.0`}: true, {`1`, `1.0`}: true, {`1`, `10e-1`}: true, {`1.0`, `10e-1`}: true, {`100`, `1e2`}: true,
		{`[1]`, `[1.0]`}: true, {`{"a":1}`, `{"a":1.0}`}: true, {`{"a":1,"b":null}`, `{"b":null,"a":1}`}: true,
	}
	value := func(text string) any {
		v, err := Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return v.Tree
	}
	for _, a := range texts {
		for _, b := range texts {
			want := a == b || same[[2]string{a, b}] || same[[2]string{b, a}]
			if got := Equal(value(a), value(b)); got != want {
				t.Errorf("Equal(%s, %s) = %t", a, b, got)
			}
			if got := string(AppendKey(nil, value(a))) == string(AppendKey(nil, value(b))); got != want {
				t.Errorf("the keys of %s and %s: equal is %t", a, b, got)
			}
		}
	}
	if Equal(struct{}{}, struct{}{}) || Equal(map[any]any{}, map[any]any{}) {
		t.Error("what is no JSON is equal")
	}
}
