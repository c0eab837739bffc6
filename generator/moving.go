package generator

import (
	"strconv"
	"strings"
	"time"

	"asyncmock/fakedata"
	"asyncmock/generator/schema"
	"asyncmock/spec"
)

// A mover rewrites an example that comes round again: ids, timestamps,
// sequence numbers and measured values move on, the rest stays.
type mover struct {
	fake    *fakedata.Faker
	draw    *schema.Draw
	message string // its key in the Memory
	key     string // of the example there
	turn    int64  // from 1, counts what is sent after the examples as written
	peaks   map[string]int64
	still   bool               // measured values stay
	amounts map[string]float64 // by which the prices of a place moved
	ratio   float64            // of all prices to those of the example, 0: not known yet
	limits  map[string]limit   // what the schema says of numbers, by place
}

// appendMoved appends the example as it is when it comes round again, at the
// given turn after all were sent as written. What the schema does not take
// stays: first the measured values, then everything.
func (m *Message) appendMoved(dst []byte, e *example, key string, turn int, d *schema.Draw) []byte {
	if m.raw() || m.opaque != "" {
		return append(dst, e.raw...)
	}
	start := len(dst)
	mv := &mover{fake: m.fake, draw: d, message: m.key, key: key, turn: int64(turn), peaks: m.peaks, limits: m.limits}
	for _, mv.still = range []bool{false, true} {
		dst, _ = mv.value(dst[:start], e.raw, skipSpace(e.raw, 0), "", "", "")
		if m.fits(dst[start:]) {
			return dst
		}
	}
	return append(dst[:start], e.raw...)
}

// value copies the value at i of src and returns where it ends.
func (mv *mover) value(dst, src []byte, i int, pointer, name, parent string) ([]byte, int) {
	switch src[i] {
	case '{':
		return mv.members(dst, src, i, pointer, name)
	case '[':
		return mv.items(dst, src, i, pointer, name, parent)
	}
	end := valueAt(src, i).to
	if src[i] == '"' {
		return mv.text(dst, src[i:end], pointer, name, parent), end
	}
	return mv.number(dst, string(src[i:end]), pointer, name, parent), end
}

func (mv *mover) members(dst, src []byte, i int, pointer, name string) ([]byte, int) {
	dst = append(dst, '{')
	for i = skipSpace(src, i+1); src[i] != '}'; i = skipSpace(src, i) {
		if src[i] == ',' {
			dst = append(dst, ',')
			i = skipSpace(src, i+1)
		}
		end := valueAt(src, i).to
		key, _ := unquoted(src[i:end])
		dst = append(append(dst, src[i:end]...), ':')
		i = skipSpace(src, skipSpace(src, end)+1)
		dst, i = mv.value(dst, src, i, pointer+"/"+key, key, name)
	}
	return append(dst, '}'), i + 1
}

func (mv *mover) items(dst, src []byte, i int, pointer, name, parent string) ([]byte, int) {
	dst = append(dst, '[')
	n := 0
	for i = skipSpace(src, i+1); src[i] != ']'; i = skipSpace(src, i) {
		if src[i] == ',' {
			dst = append(dst, ',')
			i = skipSpace(src, i+1)
		}
		dst, i = mv.value(dst, src, i, pointer+"/"+strconv.Itoa(n), name, parent)
		n++
	}
	return append(dst, ']'), i + 1
}

// layouts are the spellings of a moment in texts.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04:05.000", "2006-01-02 15:04:05", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05.000-0700",
	time.RFC1123, time.RFC1123Z,
}

// text moves a moment to now and draws ids of the message anew.
func (mv *mover) text(dst, quoted []byte, pointer, name, parent string) []byte {
	text, ok := unquoted(quoted)
	kind := mv.fake.Text(fakedata.Hint{Name: name, Parent: parent})
	if !ok || len(text) > 64 || kind != nil && kind.Name == "birth date" {
		return append(dst, quoted...)
	}
	for _, layout := range layouts {
		if moment, err := time.Parse(layout, text); err == nil {
			return spec.AppendQuoted(dst, mv.moment(moment, layout, text))
		}
	}
	if isUUID(text) && ofMessage(name) {
		return spec.AppendQuoted(dst, string(mv.fake.Text(fakedata.Hint{Format: "uuid"}).Append(nil, fakedata.Context{Rand: mv.draw.Source, Now: mv.draw.Now})))
	}
	if n, ok := counted(text); ok && ofMessage(name) {
		return spec.AppendQuoted(dst, strconv.FormatInt(mv.count(pointer, n), 10))
	}
	if figure := mv.fake.Number(fakedata.Hint{Name: name, Parent: parent}); decimal(text) && figure != nil && figure.Motion == fakedata.Walk && !mv.still {
		old, _ := strconv.ParseFloat(text, 64)
		return append(mv.measured(append(dst, '"'), text, old, pointer, name, figure), '"')
	}
	return append(dst, quoted...)
}

// decimal reports whether a text is a number with decimals: "58210.50".
func decimal(text string) bool {
	whole, frac, ok := strings.Cut(text, ".")
	return ok && len(text) <= 18 && whole != "" && frac != "" && strings.Trim(whole+frac, "0123456789") == ""
}

// moment writes now in the layout and precision of an example.
func (mv *mover) moment(old time.Time, layout, text string) string {
	now := mv.draw.Now.In(old.Location())
	if layout != time.RFC3339Nano {
		return now.Format(layout)
	}
	layout = "2006-01-02T15:04:05"
	if dot := strings.IndexByte(text, '.'); dot >= 0 {
		n := len(text) - len(strings.TrimLeft(text[dot+1:], "0123456789")) - dot - 1
		layout += "." + strings.Repeat("0", n)
	}
	return now.Format(layout + "Z07:00")
}

// unquoted returns the text of a JSON string.
func unquoted(value []byte) (string, bool) {
	v, err := schema.Decode(value)
	text, ok := v.Tree.(string)
	return text, ok && err == nil
}

func isUUID(text string) bool {
	return len(text) == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' && strings.Trim(strings.ToLower(text), "0123456789abcdef-") == ""
}

// ofMessage reports whether a name is that of an id of the message or of what
// happened, not of a thing that stays the same (userId, deviceId).
func ofMessage(name string) bool {
	switch strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name)) {
	case "id", "uuid", "guid", "eventid", "messageid", "msgid", "requestid", "reqid", "traceid", "transactionid", "tradeid", "orderid", "envelopeid",
		"notificationid", "seq", "sequence", "sequenceno", "sequencenumber", "offset", "nonce", "eventuuid", "messageuuid", "correlationid", "xrequestid",
		"xcorrelationid", "xmessageid", "xeventid":
		return true
	}
	return false
}

// number moves times to now, counts on, and lets measured values walk.
func (mv *mover) number(dst []byte, text, pointer, name, parent string) []byte {
	old, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.ContainsAny(text, "eE") {
		return append(dst, text...)
	}
	kind := mv.fake.Number(fakedata.Hint{Name: name, Parent: parent})
	if unit := clockUnit(old); unit != 0 && kind != nil && (kind.Motion >= fakedata.Seconds || kind.Motion == fakedata.Rise) {
		return mv.tick(dst, text, unit)
	}
	switch {
	case kind == nil:
		return append(dst, text...)
	case kind.Motion == fakedata.Rise && ofMessage(name) && !strings.Contains(text, "."):
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return append(dst, text...)
		}
		return strconv.AppendInt(dst, mv.count(pointer, n), 10)
	case kind.Motion == fakedata.Walk && !mv.still:
		return mv.measured(dst, text, old, pointer, name, kind)
	}
	return append(dst, text...)
}

// measured lets a measured value walk, and prices together.
func (mv *mover) measured(dst []byte, text string, old float64, pointer, name string, kind *fakedata.Kind) []byte {
	r, ok := fakedata.PriceRole(name)
	if (ok || kind.Name == "price") && old > 0 {
		return mv.together(dst, text, old, strings.TrimSuffix(pointer, "/"+name)+" "+r.Rest)
	}
	return mv.walk(dst, text, old, pointer)
}
