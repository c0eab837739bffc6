package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestREF1_KeysBesideRef(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  quay:
    address: quay
    messages:
      m: {payload: {$ref: '#/components/schemas/a', title: ignored, x-fine: 1}}
      n: {payload: {$ref: '#/components/schemas/a', title: ignored, type: object}}
components:
  schemas:
    a: {title: kept}
`)
	wantFindings(t, ds, "ref-siblings-ignored 9:53", "ref-siblings-ignored 10:69")
	if ds[0].Severity != SeverityInfo || ds[1].Severity != SeverityWarning {
		t.Errorf("got %v, want info about texts and a warning about the rest", ds)
	}
	if p := doc.Channels[0].Messages[0].Payload; p.Node.Get("title").Str() != "kept" || p.Name != "a" {
		t.Errorf("got %s named %q", p.Node.AppendJSON(nil), p.Name)
	}
}

func TestREF1_ChannelItemsOf2xMayHaveFieldsBesideRef(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head2+`channels:
  quay:
    description: own
    publish: {operationId: own, message: {payload: {$ref: '#/components/schemas/a'}}}
    $ref: '#/components/channels/base'
  pure: {$ref: '#/components/channels/base'}
components:
  schemas: {a: {type: string}}
  channels:
    base:
      description: base
      subscribe: {operationId: base, message: true}
`)
	wantFindings(t, ds, "channel-item-conflict 7:5", "operation-without-message 16:18")
	ch := channel(t, doc, "quay")
	if ch.Description != "own" || len(doc.Operations) != 3 || operation(t, doc, "own").Messages[0].Payload.Node.Get("type").Str() != "string" {
		t.Errorf("got %q and %d operations", ch.Description, len(doc.Operations))
	}
}

func TestREF2_FormsOfReferences(t *testing.T) {
	files := map[string]string{
		"api/asyncapi.yaml": head3 + `channels:
  one: {$ref: channels/all.yaml#/one}
  two: {$ref: './channels/all.yaml#/two'}
  three: {$ref: '../shared/three.json'}
  four: {$ref: 'FILE/api/channels/all.yaml#/one'}
  five: {$ref: 'PATH/api/channels/all.yaml#/one'}
  six: {$ref: 'sp%20ace/ch.yml'}
`,
		"api/channels/all.yaml": "one: {address: one, messages: {m: {$ref: '../../shared/m.yaml'}}}\ntwo: {$ref: '#/one'}\n",
		"api/sp ace/ch.yml":     "address: six\n",
		"shared/three.json":     `{"address": "three", "messages": {"m": {"$ref": "m.yaml#"}}}`,
		"shared/m.yaml":         "payload: {type: object, properties: {back: {$ref: '../api/asyncapi.yaml#/info/title'}, self: {$ref: '#/payload'}}}\n",
	}
	folder := write(t, files)
	main := filepath.Join(folder, "api", "asyncapi.yaml")
	slashes := filepath.ToSlash(folder)
	text := strings.NewReplacer("FILE", "file://"+slashes, "PATH", slashes).Replace(files["api/asyncapi.yaml"])
	if err := os.WriteFile(main, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, ds, err := Load(t.Context(), main, &LoadOptions{Root: folder})
	if err != nil {
		t.Fatal(err)
	}
	wantFindings(t, ds)
	var addresses []string
	for _, ch := range doc.Channels {
		addresses = append(addresses, ch.Address)
	}
	if got := strings.Join(addresses, " "); got != "one one three one one six" {
		t.Errorf("got %s", got)
	}
	m := doc.Channels[0].Messages[0]
	if m != doc.Channels[2].Messages[0] {
		t.Error("the same Message Object is two messages")
	}
	if got := m.Payload.Node.At("properties", "back"); got.Str() != "Harbour" {
		t.Errorf("a reference back into the document leads to %v", got.Deref())
	}
	if got, want := m.Node.Pos.File, filepath.ToSlash(filepath.Join(folder, "shared", "m.yaml")); got != want {
		t.Errorf("got file %q, want %q", got, want)
	}
	if root := doc.Node; m.Payload.Node.At("properties", "back").Deref() != root.At("info", "title") {
		t.Error("the document was read twice")
	}
}

func TestREF3_PointersInReferences(t *testing.T) {
	for ref, want := range map[string]string{
		"#/c/~1": "slash", "#/c/%2F": "", "#/c/~01": "tilde-one", "#/c/a~0b": "tilde", "#/c/%7Bid%7D": "braces", "#/c/{id}": "braces",
		"#/c/~1rooms~1{roomId}": "room", "#/c/%7E1rooms~1%7BroomId%7D": "room", "#/c/list/1": "second", "#/c/": "empty", "#/c/100%25": "percent", "#/c/100%": "percent",
		"#/c/sp%20ace": "space", "#/c/sp ace": "space", "#/c/%C3%BC": "umlaut", "#/c/via/x": "through",
	} {
		text := head3 + `c: {/: slash, '~1': tilde-one, a~b: tilde, '{id}': braces, '/rooms/{roomId}': room, list: [first, second], '': empty, '100%': percent, sp ace: space, ü: umlaut, via: {$ref: '#/d'}}
d: {x: through}
channels: {a: {address: {$ref: "` + ref + `"}}}
`
		doc, ds, _ := loadText(t, "asyncapi.yaml", text)
		if got := doc.Channels[0].Address; got != want {
			t.Errorf("%s: got %q, want %q (%s)", ref, got, want, short(ds))
		}
	}
}

func TestREF3_KeysWithUnescapedSlashes(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  a: {address: a, messages: {m: {$ref: '#/components/messages/v1/hello'}}}
components:
  messages: {v1/hello: {title: found}}
`)
	wantFindings(t, ds, "ref-slash-unescaped 6:40")
	if got := doc.Channels[0].Messages[0].Title; got != "found" {
		t.Errorf("got %q", got)
	}
}

func TestREF4_REL_REF_3_LoopsAndChains(t *testing.T) {
	_, ds, _ := loadText(t, "asyncapi.yaml", head3+`components:
  messages:
    a: {$ref: '#/components/messages/b'}
    b: {$ref: '#/components/messages/c'}
    c: {$ref: '#/components/messages/a'}
    d: {$ref: '#/components/messages/a'}
    e: {$ref: '#/components/messages/e'}
    f: {$ref: '#/components/messages/f/payload'}
`)
	wantFindings(t, ds, "ref-cycle 7:15", "ref-cycle 11:15", "ref-cycle 12:15")
	if !strings.Contains(ds[0].Summary, "#/components/messages/a → #/components/messages/b → #/components/messages/c → #/components/messages/a") {
		t.Errorf("got %s, want the loop named", ds[0])
	}
	var chain strings.Builder
	const links = 10_000
	for i := range links {
		fmt.Fprintf(&chain, "    m%d: {$ref: '#/components/messages/m%d'}\n", i, i+1)
	}
	fmt.Fprintf(&chain, "    m%d: {title: end}\n", links)
	within(t, 5*time.Second, func() {
		doc, ds, err := loadText(t, "asyncapi.yaml", head3+"components:\n  messages:\n"+chain.String())
		if err != nil || len(ds) != 1 || ds[0].Code != codeRefChain {
			t.Fatalf("got %v, %s", err, short(ds))
		}
		if n := doc.Node.At("components", "messages", fmt.Sprint("m", links-maxRefChain+1)); n.Get("title").Str() != "end" {
			t.Errorf("a chain of %d references leads to %v", maxRefChain-1, n.Deref())
		}
		if n := doc.Node.At("components", "messages", "m0"); n.Has("title") {
			t.Error("a chain of 10000 references was followed")
		}
	})
	// A chain through the keys of other references is as long as one without.
	var nested strings.Builder
	for i := range links {
		fmt.Fprintf(&nested, "    m%d: {$ref: '#/components/messages/m%d/x'}\n", i, i+1)
	}
	within(t, 5*time.Second, func() {
		if _, ds, _ := loadText(t, "asyncapi.yaml", head3+"components:\n  messages:\n"+nested.String()); !ds.HasErrors() {
			t.Error("got no error")
		}
	})
}

func TestREF4_RecursiveSchemasAreLegal(t *testing.T) {
	doc := mustLoad(t, head3+`channels:
  a: {address: a, messages: {m: {payload: {$ref: '#/components/schemas/person'}}}}
components:
  schemas:
    person: {type: object, properties: {friend: {$ref: '#/components/schemas/person'}, boss: {$ref: '#/components/schemas/boss'}}}
    boss: {allOf: [{$ref: '#/components/schemas/person'}]}
`)
	n := doc.Channels[0].Messages[0].Payload.Node
	for range 1000 {
		n = n.At("properties", "boss", "allOf", "0", "properties", "friend")
	}
	if n.Get("type").Str() != "object" {
		t.Errorf("got %v", n)
	}
}

func TestREF5_WholeFilesOfOtherKinds(t *testing.T) {
	doc, ds, err := loadFiles(t, map[string]string{
		"asyncapi.yaml": head3 + `channels:
  a:
    address: a
    messages:
      avro: {payload: {schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {$ref: user.avsc}}}
      proto: {payload: {schemaFormat: application/vnd.google.protobuf;version=3, schema: {$ref: user.proto}}}
      json: {payload: {$ref: 'schema.json#/definitions/user'}}
      open: {payload: {$ref: 'openapi.yaml#/components/schemas/User'}}
      odd: {payload: {$ref: 'schema#/definitions/user'}}
`,
		"user.avsc":    `{"type": "record", "name": "User", "fields": []}`,
		"user.proto":   "syntax = \"proto3\";\n",
		"schema.json":  `{"definitions": {"user": {"properties": {"id": {"$ref": "#/definitions/id"}}}, "id": {"type": "integer"}}, "unused": {"$ref": "#/nowhere"}}`,
		"openapi.yaml": "openapi: 3.0.3\ncomponents: {schemas: {User: {type: object, nullable: true}}}\n",
		"schema":       "definitions: {user: {type: string}}\n",
	}, "asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	wantFindings(t, ds)
	get := func(name string) *Schema {
		return find(t, doc.Channels[0].Messages, func(m *Message) string { return m.Name }, name).Payload
	}
	if s := get("avro"); s.Format != "application/vnd.apache.avro;version=1.9.0" || s.Node.Get("name").Str() != "User" {
		t.Errorf("got %+v", s)
	}
	if s := get("proto"); s.Node.Str() != "syntax = \"proto3\";\n" {
		t.Errorf("got %q", s.Node.Str())
	}
	if s := get("json"); s.Node.At("properties", "id", "type").Str() != "integer" || s.Format != "" || s.Name != "user" {
		t.Errorf("got %+v", s)
	}
	if s := get("open"); !s.Node.Get("nullable").True() {
		t.Errorf("got %+v", s)
	}
}

func TestREF6_PlacementIsJudgedByIdentity(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`servers:
  s: {$ref: '#/components/servers/s'}
channels:
  a:
    address: a
    servers: [{$ref: '#/servers/s'}, {$ref: '#/components/servers/s'}, {$ref: '#/components/servers/t'}]
    messages:
      m: {$ref: '#/components/messages/m'}
  b: {$ref: '#/components/channels/b'}
operations:
  fine: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/channels/a/messages/m'}]}
  loose: {action: send, channel: {$ref: '#/components/channels/b'}, messages: [{$ref: '#/components/messages/m'}]}
  other: {action: send, channel: {$ref: '#/channels/a'}, messages: [{$ref: '#/components/messages/n'}]}
  extra: {action: receive, channel: {$ref: '#/components/channels/c'}}
components:
  servers:
    s: {host: localhost, protocol: ws}
    t: {host: localhost, protocol: ws}
  messages: {m: {}, n: {}}
  channels:
    b: {address: b, messages: {m: {$ref: '#/components/messages/m'}}}
    c: {address: c}
`)
	wantFindings(t, ds, "ref-placement 10:38", "server-unknown 10:72",
		"ref-placement 16:34", "ref-placement 16:80", "message-not-in-channel 17:69", "ref-placement 18:37")
	if a := channel(t, doc, "a"); len(a.Servers) != 2 || a.Servers[0] != doc.Servers[0] || a.Servers[1] != doc.Servers[0] {
		t.Errorf("got servers %v", a.Servers)
	}
	if operation(t, doc, "loose").Channel != channel(t, doc, "b") || operation(t, doc, "extra").Channel != channel(t, doc, "c") {
		t.Error("channels are not found by identity")
	}
	if operation(t, doc, "loose").Messages[0] != channel(t, doc, "a").Messages[0] {
		t.Error("messages are not found by identity")
	}
}

func TestREF7_MissingTargetsNameTheNearestKeys(t *testing.T) {
	for ref, want := range map[string]string{
		"#/components/messages/helo":         `did you mean "hello"?`,
		"#/components/message/hello":         `did you mean "messages"?`,
		"#/components/messages/zzzzzzz":      "there are: hello, bye",
		"#/components/messages/hello/tags/3": "the list has 1 items",
		"#components/messages/hello":         "did you mean #/components/messages/hello?",
		"#hello":                             "begin it with #/",
		"#/components/messages/~3":           "write ~0 for ~ and ~1 for / in a key",
		"":                                   "",
		"missing.yaml":                       "the path is relative to the file that holds the $ref",
		"missing.yaml#/a":                    "the path is relative to the file that holds the $ref",
	} {
		_, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  a: {address: a, messages: {m: {$ref: '`+ref+`'}}}
components:
  messages: {hello: {tags: [{name: a}]}, bye: {}}
`)
		if len(ds) != 1 || !ds.HasErrors() || ds[0].Hint != want || ds[0].Pos.Line != 6 || ds[0].Pointer != "/channels/a/messages/m/$ref" {
			t.Errorf("%q: got %v with hint %q at %s, want %q", ref, ds, ds[0].Hint, ds[0].Pointer, want)
		}
	}
}

func TestREF_BrokenReferencesInDataAreWarnings(t *testing.T) {
	doc, ds, _ := loadText(t, "asyncapi.yaml", head3+`channels:
  a:
    address: a
    messages:
      m:
        payload: {type: object, example: {$ref: '#/x'}, properties: {example: {$ref: '#/y'}}}
        examples:
          - payload: {$ref: not a reference}
          - payload: {$ref: '#/info/title'}
`)
	if len(ds) != 3 || ds[0].Severity != SeverityWarning || ds[1].Severity != SeverityError || ds[2].Severity != SeverityWarning {
		t.Errorf("got %v", ds)
	}
	examples := doc.Channels[0].Messages[0].Examples
	if got := string(examples[0].Payload.AppendJSON(nil)) + string(examples[1].Payload.AppendJSON(nil)); got != `{"$ref":"not a reference"}"Harbour"` {
		t.Errorf("got %s", got)
	}
}

func TestREL_REF_1_NoReferenceLeavesTheFolder(t *testing.T) {
	const secret = "TOPSECRET"
	outer := write(t, map[string]string{
		"secret.yaml": secret + ": {title: " + secret + "}\n", "apis/secret.yaml": secret + "\n",
		"api/deep/inner.yaml": "title: inside\n", "api/asyncapi.yaml": "",
	})
	folder := filepath.Join(outer, "api")
	if err := os.Symlink(filepath.Join(outer, "secret.yaml"), filepath.Join(folder, "link.yaml")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := os.Symlink(outer, filepath.Join(folder, "up")); err != nil {
		t.Fatal(err)
	}
	slashes := filepath.ToSlash(outer)
	hostile := []string{
		"../secret.yaml", "../../../../../../etc/passwd", "/etc/passwd", slashes + "/secret.yaml", "file:///etc/passwd",
		"file://" + slashes + "/secret.yaml", "file://localhost" + slashes + "/secret.yaml", "file:../secret.yaml", "FILE:///etc/passwd",
		"..%2fsecret.yaml", "%2e%2e/secret.yaml", "%2e%2e%2fsecret.yaml", "deep/../../secret.yaml", "./deep/./../../secret.yaml",
		`..\secret.yaml`, `..%5csecret.yaml`, `C:\Windows\win.ini`, "C:/Windows/win.ini", `\\host\share\x.yaml`, "//host/share/x.yaml",
		"link.yaml", "up/secret.yaml", "../apis/secret.yaml", "~/secret.yaml", "file://host/etc/passwd",
		"ftp://127.0.0.1/x.yaml", "data:application/json,{}", "jar:file:///x", slashes + "/api/../secret.yaml", "..", ".", "deep",
	}
	if runtime.GOOS == "linux" {
		hostile = append(hostile, "/proc/self/environ", "/dev/zero", "file:///dev/stdin")
	}
	for _, ref := range hostile {
		text := head3 + "channels:\n  a: {address: a, messages: {m: {$ref: '" + ref + "'}, n: {$ref: '" + ref + "#/" + secret + "'}}}\n"
		path := filepath.Join(folder, "asyncapi.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		doc, ds, err := Load(t.Context(), path, nil)
		if err != nil || len(ds) != 2 || !ds.HasErrors() || len(doc.Channels[0].Messages) != 0 {
			t.Errorf("%s: got %v, %v", ref, err, ds)
			continue
		}
		for _, d := range ds {
			summary := strings.NewReplacer(strconv.Quote(shorten(ref+"#/"+secret)), "", strconv.Quote(shorten(ref)), "").Replace(d.Summary + d.Hint)
			if strings.Contains(summary, secret) || strings.Contains(summary, "root:") || strings.Contains(summary, outer) {
				t.Errorf("%s: the message tells content: %s", ref, d)
			}
			if ref != "." && ref != "deep" && d.Code != codeRefOutside && d.Code != codeRefRemote {
				t.Errorf("%s: got %s, want a refusal", ref, d)
			}
		}
	}
}

func TestREL_REF_1_RootWidensTheFolder(t *testing.T) {
	folder := write(t, map[string]string{
		"shared/m.yaml":     "title: shared\n",
		"api/asyncapi.yaml": head3 + "channels:\n  a: {address: a, messages: {m: {$ref: ../shared/m.yaml}}}\n",
	})
	path := filepath.Join(folder, "api", "asyncapi.yaml")
	_, ds, _ := Load(t.Context(), path, nil)
	wantFindings(t, ds, "ref-outside-root 6:40")
	if len(ds) == 1 && !strings.Contains(ds[0].Hint, "--ref-root") {
		t.Errorf("got hint %q", ds[0].Hint)
	}
	doc, ds, _ := Load(t.Context(), path, &LoadOptions{Root: folder})
	wantFindings(t, ds)
	if doc.Channels[0].Messages[0].Title != "shared" {
		t.Error("the reference is not resolved")
	}
	if _, ds, err := Load(t.Context(), path, &LoadOptions{Root: filepath.Join(folder, "none")}); err != nil || !ds.HasErrors() {
		t.Errorf("a folder that does not exist: got %v, %v", err, ds)
	}
}

func TestREL_YAML_5_NumberAndSizeOfFiles(t *testing.T) {
	files := map[string]string{}
	var text strings.Builder
	text.WriteString(head3 + "components:\n  schemas:\n")
	for i := range maxFiles + 5 {
		files[fmt.Sprintf("f%d.yaml", i)] = "type: string\n"
		fmt.Fprintf(&text, "    s%d: {$ref: f%d.yaml}\n", i, i)
	}
	files["asyncapi.yaml"] = text.String()
	doc, ds, err := loadFiles(t, files, "asyncapi.yaml")
	if err != nil || len(ds) != 6 || ds[0].Code != codeTooMany || len(doc.ComponentSchemas) != maxFiles-1 {
		t.Errorf("got %v, %s, %d schemas", err, short(ds), len(doc.ComponentSchemas))
	}

	large := "description: " + strings.Repeat("x", maxFile-1000) + "\n"
	text.Reset()
	text.WriteString(head3 + "components:\n  schemas:\n")
	files = map[string]string{"f5.yaml": large + large}
	for i := range 5 {
		files[fmt.Sprintf("f%d.txt", i)] = large
		fmt.Fprintf(&text, "    s%d: {schemaFormat: a/b, schema: {$ref: f%d.txt}}\n", i, i)
	}
	files["asyncapi.yaml"] = text.String() + "    s5: {$ref: f5.yaml}\n"
	_, ds, _ = loadFiles(t, files, "asyncapi.yaml")
	if len(ds) != 2 || ds[0].Code != codeTooLarge || ds[1].Code != codeTooLarge {
		t.Errorf("got %v", ds)
	}
}
