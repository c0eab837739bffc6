package spec

import "testing"

func TestREF3_PointersEscapeAndResolve(t *testing.T) {
	leaf := &Node{Kind: String, Text: "found"}
	root := &Node{Kind: Object, Members: []Member{
		{Key: "/", Value: leaf}, {Key: "user/signedup", Value: leaf}, {Key: "a~b", Value: leaf}, {Key: "{id}", Value: leaf},
		{Key: "", Value: leaf}, {Key: "~1", Value: leaf},
		{Key: "list", Value: &Node{Kind: Array, Items: []*Node{{Kind: Null}, leaf}}},
	}}
	for _, tokens := range [][]string{{"/"}, {"user/signedup"}, {"a~b"}, {"{id}"}, {""}, {"~1"}, {"list", "1"}} {
		pointer := JoinPointer("", tokens...)
		got, err := ResolvePointer(root, pointer)
		if err != nil || got != leaf {
			t.Errorf("ResolvePointer(%q): got %v, %v, want the leaf", pointer, got, err)
		}
	}
	for _, pointer := range []string{"list", "/list/01", "/list/2", "/list/-1", "/list/-", "/a~b", "/~2", "/nothing", "//x", "/list/1/x"} {
		if got, err := ResolvePointer(root, pointer); err == nil {
			t.Errorf("ResolvePointer(%q): got %v, want an error", pointer, got)
		}
	}
}

func TestRTE1_Expressions(t *testing.T) {
	for text, want := range map[string]Expression{
		"$message.payload":              {},
		"$message.header#":              {Header: true},
		"$message.payload#/user/id":     {Pointer: "/user/id"},
		"$message.header#/correl~1id":   {Header: true, Pointer: "/correl~1id"},
		"$message.payload#/a%2Fb%20c/d": {Pointer: "/a/b c/d"},
	} {
		got, err := ParseExpression(text)
		want.Text = text
		if err != nil || *got != want {
			t.Errorf("ParseExpression(%q): got %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "$message", "$message.body#/x", "$message.payload/x", "$message.payload#x", "$message.payload#/~2", "$message.payload#/%2", "message.payload#/x"} {
		if got, err := ParseExpression(text); err == nil {
			t.Errorf("ParseExpression(%q): got %+v, want an error", text, got)
		}
	}
}

func TestNodeJSON_KeepsLiteralsOrderAndLoops(t *testing.T) {
	loop := &Node{Kind: Object}
	ref := &Node{Kind: Object, Members: []Member{{Key: "$ref", Value: &Node{Kind: String, Text: "#"}}}, Target: loop, parent: loop}
	loop.Members = []Member{
		{Key: "b", Value: &Node{Kind: Number, Text: "54350.40"}},
		{Key: "a", Value: &Node{Kind: String, Text: "\"\\\n\x01é\xff"}},
		{Key: "self", Value: ref},
	}
	want := `{"b":54350.40,"a":"\"\\\n\u0001é` + "\uFFFD" + `","self":{"$ref":"#"}}`
	if got := string(loop.AppendJSON(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
