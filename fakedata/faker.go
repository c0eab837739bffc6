package fakedata

import (
	"cmp"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// A Hint is what a document says about a place: name of the property, of the
// object around it, and the words of the schema.
type Hint struct {
	Name, Parent       string
	Beside             []string // the names of all properties of the object
	Above              []string // those of the object around it
	Format             string
	Title, Description string
}

// Context is what a value is drawn from.
type Context struct {
	Rand *rand.Rand
	Now  time.Time
	// Person and Place say whose values are drawn, so that those of one person
	// and one place go together; 0: anyone's.
	Person, Place uint32
	// Side tells the persons and places of two sides apart.
	Side int
}

// Motion is how a number goes on along a stream.
type Motion uint8

// The motions.
const (
	Still   Motion = iota // drawn anew each time
	Rise                  // counts up: ids, sequence numbers
	Walk                  // near the last: prices, measured values
	Seconds               // the clock: Unix time in seconds, and so on
	Millis
	Micros
	Nanos
)

// A Range is where numbers of a kind lie.
type Range struct {
	Min, Max int64 // scaled by Decimals: 1999 with 2 is 19.99
	Decimals int
	// Stride is the greatest step of a walk, scaled too; 0: as usual.
	Stride int64
	// Whole says that the range is a share: a declared one counts before it.
	Whole bool
}

// Rats returns the bounds as numbers.
func (r *Range) Rats() (low, high *big.Rat) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(r.Decimals)), nil)
	return new(big.Rat).SetFrac(big.NewInt(r.Min), scale), new(big.Rat).SetFrac(big.NewInt(r.Max), scale)
}

// A Kind is a kind of value, like email or price. It does not change.
type Kind struct {
	Name   string
	Range  *Range // of numbers
	Motion Motion // of numbers
	Fresh  bool   // of texts: another each time (ids, times)
	Group  Group  // what goes together
	Stable bool   // of texts: a thing keeps it
	Number *Kind  // of texts that are numbers
	text   func(dst []byte, c Context) []byte
	values []string // of texts that are drawn from a list
	homes  []int64  // of numbers that depend on the place
}

// Append draws a text.
func (k *Kind) Append(dst []byte, c Context) []byte { return k.text(dst, c) }

// Values returns all texts that Append draws, nil where it makes them. They
// must not be changed.
func (k *Kind) Values() []string { return k.values }

// Clock returns now in the unit of the kind; ok is false when it is no time.
func (k *Kind) Clock(now time.Time) (ticks int64, ok bool) {
	switch k.Motion {
	case Seconds:
		return now.Unix(), true
	case Millis:
		return now.UnixMilli(), true
	case Micros:
		return now.UnixMicro(), true
	case Nanos:
		return now.UnixNano(), true
	}
	return 0, false
}

// Faker draws values by meaning. It is safe for concurrent use.
type Faker struct {
	once    sync.Once
	tables  tables
	texts   map[string]*Kind // by phrase, "name" by "phrase/name"
	formats map[string]*Kind
	numbers map[string]*Kind
	units   map[string]*Kind // of numbers, by format
	figures map[string]*Kind // of numbers in texts, by phrase
	kinds   map[string]*Kind // of texts, by their own name
	amounts map[string]*Kind // of numbers, by their own name
}

// New returns a Faker. It is cheap: tables are drawn on first use.
func New() *Faker { return &Faker{} }

// build draws the tables and enters the rows; the first row of a phrase counts.
func (f *Faker) build() {
	f.tables = newTables()
	f.texts, f.formats = map[string]*Kind{}, map[string]*Kind{}
	f.figures, f.kinds, f.amounts = map[string]*Kind{}, map[string]*Kind{}, map[string]*Kind{}
	f.numbers, f.units = map[string]*Kind{}, map[string]*Kind{}
	enter := func(into map[string]*Kind, key string, k *Kind) {
		if into[key] == nil {
			into[key] = k
		}
	}
	for _, row := range textRows() {
		k := f.textKind(row)
		enter(f.kinds, k.Name, k)
		for _, phrase := range row.phrases {
			enter(f.texts, phrase, k)
		}
		for _, format := range row.formats {
			enter(f.formats, format, k)
		}
	}
	for _, table := range f.tables.names() {
		enter(f.kinds, table, f.textKind(textRow{table: table}))
	}
	for _, row := range nameRows {
		k := f.textKind(row)
		for _, phrase := range row.phrases {
			enter(f.texts, phrase+"/name", k)
		}
	}
	for _, row := range numberRows() {
		k := &Kind{Name: row.kind, Range: &Range{row.low, row.high, row.decimals, strides[row.kind], slices.Contains(whole, row.kind)}, Motion: row.motion}
		if degrees := f.tables[row.kind]; len(degrees) > 0 && (row.kind == "latitude" || row.kind == "longitude") {
			k.homes, k.Group = homes(degrees), OfPlace
		}
		enter(f.amounts, k.Name, k)
		for _, phrase := range row.phrases {
			enter(f.numbers, phrase, k)
			enter(f.figures, phrase, figure(k))
		}
		for _, format := range row.formats {
			enter(f.units, format, k)
		}
	}
}

func (f *Faker) textKind(row textRow) *Kind {
	k := &Kind{Name: cmp.Or(row.kind, row.table), Fresh: row.fresh, text: row.make}
	if row.table != "" {
		list := f.tables[row.table]
		k.Group = groupOf(row.table)
		k.Stable = k.Group != Alone || stable(row.table)
		k.values = list
		k.text = func(dst []byte, c Context) []byte { return append(dst, list[k.Group.pick(c, len(list))]...) }
	}
	return k
}

// Text returns the kind of text that is meant, nil if that is not known: by
// format, by the words around an ambiguous name, by the end of the name, by
// the description.
func (f *Faker) Text(h Hint) *Kind {
	f.once.Do(f.build)
	k := f.formats[h.Format]
	if k != nil && k.Name != "decimal" {
		return k
	}
	words := split(h.Name)
	if k == nil && counts(words) {
		return figure(f.amounts["tally"])
	}
	if n := len(words); n > 0 && k == nil {
		if named := f.named(h, words); named != nil {
			return named
		}
		if values := listed(h.Description); len(values) > 1 {
			return ofList(values)
		}
		if meant := f.kinds[means(textSenses, h)]; meant != nil {
			return meant
		}
		if found := findAny(f.texts, h); found != nil {
			return found
		}
	}
	if meant := f.amounts[means(numberSenses, h)]; meant != nil {
		return figure(meant)
	}
	if found := findAny(f.figures, h); found != nil {
		return found
	}
	if k == nil {
		k = findAny(f.texts, h)
	}
	if k == nil {
		k = f.kinds[clueIn(textClues, h.Description)]
	}
	return k
}

// named is what "name" means by the object around it.
func (f *Faker) named(h Hint, words []string) *Kind {
	n := len(words)
	if words[n-1] != "name" {
		return nil
	}
	around := append(split(h.Parent), words[:n-1]...)
	for i := len(around) - 1; i >= 0; i-- {
		for _, word := range [][]string{{around[i]}, singular(around[i : i+1])} {
			if k := f.texts[word[0]+"/name"]; k != nil {
				return k
			}
		}
	}
	return nil
}

// ofList draws from values that a description lists.
func ofList(values []string) *Kind {
	return &Kind{Name: "described", values: values, text: func(dst []byte, c Context) []byte { return append(dst, values[c.Rand.IntN(len(values))]...) }}
}

// Number returns the kind of number that is meant, nil if that is not known.
func (f *Faker) Number(h Hint) *Kind {
	f.once.Do(f.build)
	if k := f.units[h.Format]; k != nil && (h.Format != "ms" || !f.lasts(h)) {
		return k
	}
	if k := f.amounts[means(numberSenses, h)]; k != nil {
		return k
	}
	k := findAny(f.numbers, h)
	if words := split(h.Name); counts(words) && find(f.numbers, words) == f.amounts["quantity"] || k == nil && counts(words) {
		k = f.amounts["tally"]
	}
	if ofEpoch(h.Description) && (k == nil || k.Motion >= Seconds || slices.Contains(lasting, k.Name)) {
		return cmp.Or(f.units[clueIn(clockClues, h.Description)], k, f.units["unixtime"])
	}
	if k == nil || slices.Contains(lasting, k.Name) {
		return cmp.Or(f.units[clueIn(unitClues, h.Description)], k)
	}
	return k
}

// lasts reports whether a number of milliseconds is a span, no moment.
func (f *Faker) lasts(h Hint) bool {
	k := findAny(f.numbers, h)
	return means(numberSenses, h) != "" || k != nil && k.Motion < Seconds
}

// lasting are the kinds whose unit descriptions know better.
var lasting = []string{"milliseconds spent", "milliseconds long", "seconds long", "minutes long", "hours long", "days long", "price", "fee", "temperature", "percent", "minute", "seconds", "hour", "day", "charge"}

// find looks up the longest end of a name.
func find(kinds map[string]*Kind, words []string) *Kind {
	for _, phrase := range endings(words) {
		if k := kinds[phrase]; k != nil {
			return k
		}
	}
	return nil
}
