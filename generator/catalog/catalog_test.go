package catalog

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

const source = `
asyncapi: 3.0.0
info: {title: T, version: '1'}
channels:
  feed:
    address: /feed
    messages:
      trade: {payload: {type: object, required: [price], properties: {price: {type: number, minimum: 0}, side: {enum: [buy, sell]}}}}
      blob: {contentType: application/octet-stream, payload: {type: string, format: binary}}
      line: {contentType: text/plain, payload: {type: string, maxLength: 5}}
  ask:
    address: /ask
    messages:
      question: {payload: {const: 1}}
      answer: {payload: {const: 2}}
      other: {payload: {const: 3}}
operations:
  publish: {action: send, channel: {$ref: '#/channels/feed'}}
  again: {action: send, channel: {$ref: '#/channels/feed'}, messages: [{$ref: '#/channels/feed/messages/trade'}]}
  asked:
    action: receive
    channel: {$ref: '#/channels/ask'}
    messages: [{$ref: '#/channels/ask/messages/question'}]
    reply: {messages: [{$ref: '#/channels/ask/messages/answer'}]}
components:
  messages:
    lonely: {payload: {const: 4}}
`

func loaded(t *testing.T) *spec.Document {
	t.Helper()
	doc, findings, err := spec.Load(t.Context(), "-", &spec.LoadOptions{Stdin: strings.NewReader(source)})
	if err != nil {
		t.Fatal(err, findings)
	}
	return doc
}

func entries(t *testing.T, doc *spec.Document, o Options) (items []Item) {
	t.Helper()
	err := New(doc, o).Entries(t.Context(), func(e *Entry) error {
		items = append(items, Item{e, "server → client"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// TestGEN_Subjects: every message where it is used, with the action of the
// described application; the reply goes the other way.
func TestGEN_Subjects(t *testing.T) {
	list := func(o Options) (out []string) {
		for _, s := range New(loaded(t), o).Subjects() {
			action := "?"
			if s.Known {
				action = s.Action.String()
			}
			out = append(out, strings.Join([]string{channelName(s), operationName(s), s.Message.Name, action}, " "))
		}
		return out
	}
	for _, c := range []struct {
		o    Options
		want []string
	}{
		{Options{}, []string{"feed publish trade send", "feed publish blob send", "feed publish line send",
			"ask asked question receive", "ask asked answer send", "ask  other ?", "  lonely ?"}},
		{Options{Operations: []string{"again"}}, []string{"feed again trade send"}},
		{Options{Channels: []string{"ask"}, Messages: []string{"other"}}, []string{"ask  other ?"}},
	} {
		if got := list(c.o); !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	what, name, known := Unknown(loaded(t), Options{Channels: []string{"feed", "gone"}})
	if what != "channel" || name != "gone" || !slices.Equal(known, []string{"feed", "ask"}) {
		t.Errorf("unknown: %s %s %q", what, name, known)
	}
}

// TestGEN_SameSeedSameBytes: across runs and numbers of processors.
func TestGEN_SameSeedSameBytes(t *testing.T) {
	write := func() string {
		var b bytes.Buffer
		if err := WriteNDJSON(&b, entries(t, loaded(t), Options{Kinds: schema.CaseKinds(), Seed: 3, Count: 4})); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first := write()
	before := runtime.GOMAXPROCS(1)
	second := write()
	runtime.GOMAXPROCS(before)
	if first != second || first == "" {
		t.Errorf("the same seed gives\n%s\nand\n%s", first, second)
	}
}

// TestGEN_WhatTravels: bytes are base64, text is a text, and files have what
// travels.
func TestGEN_WhatTravels(t *testing.T) {
	doc := loaded(t)
	items := entries(t, doc, Options{Messages: []string{"blob", "line"}, Kinds: []schema.CaseKind{schema.Typical, schema.Invalid}})
	var endings []string
	for _, f := range Files(doc, items, false) {
		endings = append(endings, f.Path)
	}
	if want := []string{"feed/blob/typical.bin", "feed/line/typical.txt", "feed/line/invalid-maxLength.txt", "catalog.json"}; !slices.Equal(endings, want) {
		t.Errorf("files %q, want %q", endings, want)
	}
	if r := items[0].Record(); r.PayloadBase64 == nil || r.Payload != nil {
		t.Errorf("blob: %+v", r)
	}
	if r := items[1].Record(); !bytes.HasPrefix(r.Payload, []byte(`"`)) {
		t.Errorf("line: %s", r.Payload)
	}
}

// TestGEN_Ends: an error of the caller, and the end of the context, end it.
func TestGEN_Ends(t *testing.T) {
	stop := errors.New("stop")
	if err := New(loaded(t), Options{}).Entries(t.Context(), func(*Entry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := New(loaded(t), Options{}).Entries(ctx, func(*Entry) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestGEN_FileNames(t *testing.T) {
	for name, want := range map[string]string{
		"nursery/{house}/climate": "nursery-house-climate", "../../etc/passwd": "etc-passwd", "CON": "CON_", "": "x", "日本": "x",
		"a.b": "a.b", ".hidden": "hidden", strings.Repeat("long", 40): strings.Repeat("long", 20),
	} {
		if got := slug(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	f := filing{taken: map[string]bool{}}
	if a, b := f.free("Side", ".json"), f.free("side", ".json"); a != "Side" || b != "side-2" {
		t.Errorf("got %q and %q: some systems do not tell them apart", a, b)
	}
}

func TestGEN_Difference(t *testing.T) {
	was := "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n"
	is := strings.Replace(strings.Replace(was, "3\n4\n", "3\nnew\n", 1), "18\n", "", 1)
	want := "--- f\n+++ f\n@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+new\n 5\n 6\n 7\n@@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n 20\n"
	if got := Difference("f", []byte(was), []byte(is)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Difference("f", nil, []byte("a\n")); got != "--- f\n+++ f\n@@ -1,0 +1,1 @@\n+a\n" {
		t.Errorf("got\n%s", got)
	}
	// A line in a long file is shown; of many only the first are.
	long := strings.Repeat("same\n", 50_000)
	if got, want := Difference("f", []byte(long+"a\n"+long), []byte(long+"b\n"+long)), "@@ -49998,7 +49998,7 @@\n same\n same\n same\n-a\n+b\n same\n"; !strings.Contains(got, want) {
		t.Errorf("got\n%s", got)
	}
	many := func(word string) []byte { return []byte(strings.Repeat(word+"\n", 3000)) }
	if got := Difference("f", many("a"), many("b")); strings.Count(got, "\n") != 2+maxDiffShown+1 || !strings.HasSuffix(got, "… 5601 more lines\n") {
		t.Errorf("%d lines: …%s", strings.Count(got, "\n"), got[len(got)-60:])
	}
	if got := Difference("f", []byte("a"), []byte("a")); got != "" {
		t.Errorf("got %q of equal texts", got)
	}
}
