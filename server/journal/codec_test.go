package journal

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"asyncmock/server"
)

// fill gives every field of v a value of its own.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(1_700_000_000, int64(*n))))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat("é", *n*9)) // some longer than one byte can say
	case reflect.Bool:
		v.SetBool(*n%2 == 0)
	case reflect.Int, reflect.Uint8, reflect.Uint64:
		v.Set(reflect.ValueOf(*n % 3).Convert(v.Type()))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("a field of the kind %s", v.Kind())
	}
}

// TestJournal_KeepsEveryField: an event comes back as it was, whatever fields
// it will get; flags with both values.
func TestJournal_KeepsEveryField(t *testing.T) {
	for begin := range 4 {
		var e server.Event
		fill(t, reflect.ValueOf(&e).Elem(), &begin)
		e.Seq = 1
		j := New(Options{})
		observed := e
		observed.Route, observed.Path = strings.TrimPrefix(e.Route, "é"), strings.TrimPrefix(e.Path, "é")
		j.Observer(e.Document, "é")(&observed)
		events, _ := j.Read(0, 1)
		if len(events) != 1 || !reflect.DeepEqual(events[0], e) {
			t.Errorf("got  %+v\nwant %+v", events, e)
		}
	}
}

// TestJournal_Empty: what has nothing comes back with nothing.
func TestJournal_Empty(t *testing.T) {
	j := New(Options{})
	e := server.Event{Time: time.Unix(1_700_000_000, 0)}
	j.Observer("", "/below")(&e)
	got, _ := j.Read(0, 1)
	if e.Seq, e.Payload = 1, []byte{}; !reflect.DeepEqual(got[0], e) {
		t.Errorf("got %+v", got[0])
	}
}

// TestJournal_Clock: times follow each other as numbers do, unless the clock
// was put back.
func TestJournal_Clock(t *testing.T) {
	j := New(Options{})
	observe := j.Observer("", "")
	begin := time.Unix(1_700_000_000, 0)
	for _, after := range []time.Duration{0, 3, 1, time.Minute, -time.Hour, 2 - time.Hour, 1 - time.Hour} {
		observe(&server.Event{Time: begin.Add(after)})
	}
	want := []time.Duration{0, 3, 3, time.Minute, -time.Hour, 2 - time.Hour, 2 - time.Hour}
	events, _ := j.Read(0, 10)
	for i, e := range events {
		if got := e.Time.Sub(begin); got != want[i] {
			t.Errorf("%d: got %s, want %s", i, got, want[i])
		}
	}
}
