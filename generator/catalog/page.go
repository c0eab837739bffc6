package catalog

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"io"
	"strings"

	"asyncmock/generator/schema"
	"asyncmock/spec"
)

//go:embed page.html
var pageSource string

// A page is what the template shows.
type page struct {
	Title, Version, AsyncAPI string
	Description              template.HTML
	Channels                 []pageChannel
	Messages, Payloads       int
	Kinds                    []string
}

type pageChannel struct {
	Name     string
	Messages []pageMessage
}

type pageMessage struct {
	ID, Name, Title, Direction, Operation, ContentType string
	Description                                        template.HTML
	ToServer                                           bool
	Schema                                             []field
	Headers                                            []field
	Raw                                                template.HTML // a schema that is no JSON Schema
	ExamplesOnly                                       string
	Kinds                                              []pageKind
}

type pageKind struct {
	Kind    string
	Entries []pageEntry
	Alone   bool // its one entry is called like the kind
}

type pageEntry struct {
	Name     string
	Open     bool
	Blocks   []pageBlock
	Violates *Violates
	Where    template.HTML // it is broken
}

type pageBlock struct {
	Title string
	Text  template.HTML
}

// WriteHTML writes a catalog as one page that needs nothing else.
func WriteHTML(w io.Writer, doc *spec.Document, items []Item) error {
	t, err := template.New("page").Parse(pageSource)
	if err != nil {
		return err
	}
	p := page{
		Title: orElse(doc.Info.Title, "Payloads"), Version: doc.Info.Version, AsyncAPI: doc.AsyncAPI,
		Description: prose(doc.Info.Description), Payloads: len(items),
	}
	have := map[string]bool{}
	for i, g := range groups(items) {
		p.Messages++
		name := channelName(g[0].Subject)
		if n := len(p.Channels); n == 0 || p.Channels[n-1].Name != name {
			p.Channels = append(p.Channels, pageChannel{Name: name})
		}
		ch := &p.Channels[len(p.Channels)-1]
		m := pageMessageOf(i, g)
		ch.Messages = append(ch.Messages, m)
		for _, k := range m.Kinds {
			have[k.Kind] = true
		}
	}
	for _, k := range schema.CaseKinds() {
		if have[k.String()] {
			p.Kinds = append(p.Kinds, k.String())
		}
	}
	return t.Execute(w, p)
}

func pageMessageOf(i int, g []Item) pageMessage {
	first := g[0].Record()
	m := pageMessage{
		ID: fmt.Sprintf("m%d-%s", i+1, slug(first.Message)), Name: first.Message, Direction: first.Direction,
		ToServer: strings.HasPrefix(first.Direction, "client"), Operation: first.Operation, ContentType: first.ContentType,
		Description: prose(orElse(g[0].Message.Summary, g[0].Message.Description)),
		Schema:      outline(g[0].Message.Payload), Headers: outline(g[0].Message.Headers), ExamplesOnly: g[0].ExamplesOnly,
	}
	if title := g[0].Message.Title; !strings.EqualFold(title, m.Name) {
		m.Title = title
	}
	if s := g[0].Message.Payload; m.Schema == nil && s != nil && s.Node != nil {
		m.Raw = colored(indented(s.Node.AppendJSON(nil)), "json")
		if s.Node.Is(spec.String) {
			m.Raw = colored([]byte(s.Node.Str()), "text")
		}
	}
	for _, item := range g {
		r := item.Record()
		if n := len(m.Kinds); n == 0 || m.Kinds[n-1].Kind != r.Kind {
			m.Kinds = append(m.Kinds, pageKind{Kind: r.Kind})
		}
		k := &m.Kinds[len(m.Kinds)-1]
		e := pageEntry{Name: r.Name, Violates: r.Violates, Open: len(m.Kinds) == 1 && len(k.Entries) == 0}
		for _, part := range item.blocks() {
			e.Blocks = append(e.Blocks, pageBlock{part.title, colored(part.text, part.language)})
		}
		if v := r.Violates; v != nil {
			e.Where = template.HTML(v.where(func(pointer string) string { return "<code>" + html.EscapeString(pointer) + "</code>" })) //nolint:gosec // escaped
		}
		k.Entries = append(k.Entries, e)
		k.Alone = len(k.Entries) == 1 && e.Name == k.Kind
	}
	return m
}

// prose is the first paragraph of a text, with what stands in backticks as code.
func prose(text string) template.HTML {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n\n")
	parts := strings.Split(html.EscapeString(strings.Join(strings.Fields(text), " ")), "`")
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i%2 == 1 && i < len(parts)-1:
			b.WriteString("<code>" + part + "</code>")
		case i%2 == 1:
			b.WriteString("`" + part)
		default:
			b.WriteString(part)
		}
	}
	return template.HTML(b.String()) //nolint:gosec // every part is escaped
}

// colored marks keys, texts, numbers and words of indented JSON; other text is
// only escaped.
func colored(text []byte, language string) template.HTML {
	text = bytes.TrimRight(text, "\n")
	if language != "json" {
		return template.HTML(html.EscapeString(string(text))) //nolint:gosec // escaped
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end, class := token(text, i)
		part := html.EscapeString(string(text[i:end]))
		if class == "" {
			b.WriteString(part)
		} else {
			fmt.Fprintf(&b, "<i class=%s>%s</i>", class, part)
		}
		i = end
	}
	return template.HTML(b.String()) //nolint:gosec // every part is escaped
}

// token returns the end of the token at i, and the class it is shown in.
func token(text []byte, i int) (end int, class string) {
	switch c := text[i]; {
	case c == '"':
		for end = i + 1; end < len(text) && text[end] != '"'; end++ {
			if text[end] == '\\' {
				end++
			}
		}
		if end = min(end+1, len(text)); end < len(text) && text[end] == ':' {
			return end, "k"
		}
		return end, "s"
	case c == '-' || '0' <= c && c <= '9':
		for end = i; end < len(text) && strings.IndexByte("+-.eE0123456789", text[end]) >= 0; end++ {
		}
		return end, "n"
	case 'a' <= c && c <= 'z':
		for end = i; end < len(text) && 'a' <= text[end] && text[end] <= 'z'; end++ {
		}
		return end, "w"
	}
	return i + 1, ""
}
