package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"asyncmock/spec"
)

// A FaultError says what is wrong with the text of a Fault, and where.
type FaultError struct {
	Text    string // all of it
	Offset  int    // of the part that is wrong, in bytes
	Summary string
	Hint    string
}

// Error is the summary with its column, counted in characters from 1.
func (e *FaultError) Error() string {
	return fmt.Sprintf("column %d: %s", e.Column(), e.Summary)
}

// Column is where the part that is wrong begins, counted in characters from 1.
func (e *FaultError) Column() int { return utf8.RuneCountInString(e.Text[:e.Offset]) + 1 }

// ParseFault reads a Fault:
//
//	KIND [":" VALUE [":" VALUE]] {"@" WHEN} {"," OPTION}
//
//	WHEN    10s  5s..10s                  that long after the connection opened
//	        5%                            that share of the connections, or messages
//	        every:N                       only each n-th of them
//	        connection:N                  only the n-th connection
//	        sent:N  received:N            after so many messages to, or of the client
//	OPTION  route=PATH  session=NAME      only there
//	        times=N                       at most so often per connection
//
// as in close:1012@10s or delay:50ms..2s@10%,route=/prices. FaultKinds lists
// the kinds and their values. A value may stand in double quotes, as in Go.
// The error is a *FaultError.
func ParseFault(text string) (Fault, error) {
	p := faultParser{text: text}
	f, err := p.parse()
	if err != nil {
		return Fault{}, err
	}
	return f, nil
}

// A faultParser reads a text from left to right.
type faultParser struct {
	text string
	at   int
	kind *FaultInfo
	f    Fault
	said []string // names of conditions
}

func (p *faultParser) parse() (Fault, error) {
	steps := []func() *FaultError{p.name, p.values, p.whens, p.options}
	for _, step := range steps {
		if err := step(); err != nil {
			return p.f, err
		}
	}
	return p.f, nil
}

// wrong is the error about what begins at offset.
func (p *faultParser) wrong(offset int, hint, format string, args ...any) *FaultError {
	return &FaultError{Text: p.text, Offset: offset, Summary: fmt.Sprintf(format, args...), Hint: hint}
}

// next is the byte that follows, 0 at the end.
func (p *faultParser) next() byte {
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// word reads up to one of the ends, or what stands in quotes.
func (p *faultParser) word(ends string) (string, *FaultError) {
	if p.next() == '"' {
		quoted, err := strconv.QuotedPrefix(p.text[p.at:])
		if err != nil {
			return "", p.wrong(p.at, `close it with another "`, "the quoted value has no end")
		}
		p.at += len(quoted)
		text, _ := strconv.Unquote(quoted)
		return text, nil
	}
	from := p.at
	if n := strings.IndexAny(p.text[p.at:], ends); n >= 0 {
		p.at += n
	} else {
		p.at = len(p.text)
	}
	return p.text[from:p.at], nil
}

func (p *faultParser) name() *FaultError {
	name, err := p.word(":@,")
	if err != nil {
		return err
	}
	if p.kind = kindOf(FaultKind(name)); p.kind == nil {
		return p.wrong(0, kindHint(name), "there is no fault %q", name)
	}
	p.f = p.kind.usual
	p.f.Kind = p.kind.Kind
	return nil
}

// kindHint names the nearest kind, or all.
func kindHint(name string) string {
	var all []string
	for _, k := range faultKinds {
		if spec.EditDistance(string(k.Kind), name) <= 2 {
			return "did you mean " + string(k.Kind) + "?"
		}
		all = append(all, string(k.Kind))
	}
	return "there are " + strings.Join(all, ", ")
}

func (p *faultParser) values() *FaultError {
	given := false
	for i := 0; p.next() == ':'; i++ {
		p.at++
		from := p.at
		if i >= len(p.kind.params) {
			return p.wrong(from, "write "+p.kind.Usage(), "%s takes no such value", p.f.Kind)
		}
		ends := ":@,"
		if i == len(p.kind.params)-1 {
			ends = "@," // the last may hold colons
		}
		value, err := p.word(ends)
		if err != nil {
			return err
		}
		if text := p.kind.params[i].read(&p.f, value); text != "" {
			return p.wrong(from, "write "+p.kind.Usage(), "%s: %s %s", p.f.Kind, p.kind.params[i].name, text)
		}
		given = true
	}
	if p.kind.needs && !given {
		return p.wrong(p.at, "write "+p.kind.Usage(), "%s needs a value", p.f.Kind)
	}
	return nil
}

func (p *faultParser) whens() *FaultError {
	for p.next() == '@' {
		p.at++
		from := p.at
		text, err := p.word("@,")
		if err != nil {
			return err
		}
		if err := p.when(text, from); err != nil {
			return err
		}
	}
	return nil
}

const whenHint = "write 10s, 5%, every:N, connection:N, sent:N or received:N"

// when reads one condition.
func (p *faultParser) when(text string, from int) *FaultError {
	w := &p.f.When
	if share, ok := strings.CutSuffix(text, "%"); ok {
		if err := p.once(from, "a share"); err != nil {
			return err
		}
		v, err := strconv.ParseFloat(share, 64)
		if err != nil || !(v > 0 && v <= 100) {
			return p.wrong(from, "", "a share must be above 0%% and at most 100%%")
		}
		w.Chance = v / 100
		return nil
	}
	name, number, named := strings.Cut(text, ":")
	if !named {
		at, bad := readSpan(text)
		if bad != "" {
			return p.wrong(from, whenHint, "%q does not say when", text)
		}
		if err := p.once(from, "a time"); err != nil {
			return err
		}
		w.At = at
		return p.placed(from, "a time")
	}
	targets := map[string]*int{"every": &w.Every, "connection": &w.Connection, "sent": &w.Sent, "received": &w.Received}
	target := targets[name]
	if target == nil {
		return p.wrong(from, whenHint, "%q does not say when", text)
	}
	n, bad := wholeNumber(number, 1, 1<<30)
	if bad != "" {
		return p.wrong(from+len(name)+1, "", "%s: %s", name, bad)
	}
	if err := p.once(from, name+":N"); err != nil {
		return err
	}
	*target = n
	if name == "sent" || name == "received" {
		return p.placed(from, "a number of messages")
	}
	return nil
}

// once refuses a condition of a kind that was there before: both at once never
// hold.
func (p *faultParser) once(from int, what string) *FaultError {
	if slices.Contains(p.said, what) {
		return p.wrong(from, "write a fault for each", "%s is there twice", what)
	}
	p.said = append(p.said, what)
	return nil
}

// placed refuses conditions about a connection that is not there yet.
func (p *faultParser) placed(from int, what string) *FaultError {
	if p.kind.Scope != ScopeHandshake {
		return nil
	}
	return p.wrong(from, "5%, every:N and connection:N say which", "%s happens before there is a connection, so %s means nothing", p.f.Kind, what)
}

func (p *faultParser) options() *FaultError {
	for p.next() == ',' {
		p.at++
		from := p.at
		name, err := p.word("=,")
		if err != nil {
			return err
		}
		if p.next() != '=' {
			return p.wrong(from, "write route=PATH, session=NAME or times=N", "%q has no value", name)
		}
		p.at++
		valueAt := p.at
		value, err := p.word(",")
		if err != nil {
			return err
		}
		if err := p.option(name, value, from, valueAt); err != nil {
			return err
		}
	}
	if p.at < len(p.text) {
		return p.wrong(p.at, "a fault is KIND:VALUE@WHEN,OPTION", "%q is not expected here", p.text[p.at:])
	}
	return nil
}

func (p *faultParser) option(name, value string, from, valueAt int) *FaultError {
	switch name {
	case "route":
		if !strings.HasPrefix(value, "/") {
			return p.wrong(valueAt, "", "a route begins with /")
		}
		p.f.Route = value
	case "session":
		if value == "" {
			return p.wrong(valueAt, "", "a session needs a name")
		}
		p.f.Session = value
	case "times":
		n, bad := wholeNumber(value, 1, 1<<30)
		if bad != "" {
			return p.wrong(valueAt, "", "times: %s", bad)
		}
		if p.kind.Scope != ScopeMessage {
			return p.wrong(from, "", "%s happens once per connection anyway", p.f.Kind)
		}
		p.f.When.Times = n
	default:
		return p.wrong(from, "write route=PATH, session=NAME or times=N", "there is no option %q", name)
	}
	return nil
}

// String returns the text that ParseFault reads as f.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(string(f.Kind))
	k := kindOf(f.Kind)
	if k == nil {
		return b.String()
	}
	for i, p := range k.params {
		value := p.show(&f)
		if value == "" || i == 0 && value == p.show(&k.usual) {
			break
		}
		b.WriteString(":" + quotedIf(value, i < len(k.params)-1))
	}
	f.When.write(&b)
	for _, o := range []struct{ name, value string }{{"route", f.Route}, {"session", f.Session}, {"times", shown(f.When.Times)}} {
		if o.value != "" {
			b.WriteString("," + o.name + "=" + quotedIf(o.value, false))
		}
	}
	return b.String()
}

func (w *FaultWhen) write(b *strings.Builder) {
	if w.At.Max > 0 {
		b.WriteString("@" + showSpan(w.At))
	}
	if w.Chance > 0 {
		b.WriteString("@" + strconv.FormatFloat(w.Chance*100, 'g', 12, 64) + "%")
	}
	for _, n := range []struct {
		name  string
		value int
	}{{"every", w.Every}, {"connection", w.Connection}, {"sent", w.Sent}, {"received", w.Received}} {
		if n.value != 0 {
			fmt.Fprintf(b, "@%s:%d", n.name, n.value)
		}
	}
}

// quotedIf puts a value into quotes where it would be misread without.
func quotedIf(value string, colons bool) string {
	if strings.ContainsAny(value, `@,"`) || colons && strings.Contains(value, ":") || !utf8.ValidString(value) {
		return strconv.Quote(value)
	}
	return value
}

// MarshalText implements encoding.TextMarshaler.
func (f Fault) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler: ParseFault.
func (f *Fault) UnmarshalText(text []byte) (err error) {
	*f, err = ParseFault(string(text))
	return err
}
