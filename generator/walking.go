package generator

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// clockUnit guesses by its size in which unit a number is a Unix time.
func clockUnit(v float64) time.Duration {
	switch {
	case 1e9 <= v && v < 3e9:
		return time.Second
	case 1e12 <= v && v < 3e12:
		return time.Millisecond
	case 1e15 <= v && v < 3e15:
		return time.Microsecond
	case 1e18 <= v && v < 3e18:
		return time.Nanosecond
	}
	return 0
}

func (mv *mover) tick(dst []byte, text string, unit time.Duration) []byte {
	dst = strconv.AppendInt(dst, mv.draw.Now.UnixNano()/int64(unit), 10)
	if dot := strings.IndexByte(text, '.'); dot >= 0 {
		frac := strconv.FormatInt(mv.draw.Now.UnixNano()%int64(unit)+int64(unit), 10)
		dst = append(dst, '.')
		dst = append(dst, (frac[1:] + "000000000")[:min(len(text)-dot-1, 9)]...)
	}
	return dst
}

// walk goes a small step from where the value was, and stays within a fifth
// of where it began.
func (mv *mover) walk(dst []byte, text string, first float64, pointer string) []byte {
	decimals := 0
	if dot := strings.IndexByte(text, '.'); dot >= 0 {
		decimals = len(text) - dot - 1
	}
	l, limited := mv.limits[pointer]
	unit := max(math.Pow10(-decimals), l.unit)
	last := first
	key := mv.key + pointer
	if mv.draw.Memory != nil {
		if v, ok := mv.draw.Memory.Values[key].(float64); ok {
			last = v
		}
	}
	step := math.Max(math.Abs(first)*0.01, unit)
	reach := math.Max(math.Abs(first)*0.2, unit*3)
	next := math.Min(math.Max(last+(mv.draw.Source.Float64()*2-1)*step, first-reach), first+reach)
	if first >= 0 {
		next = math.Max(next, 0)
	}
	if limited {
		next = min(max(next, l.low), l.high)
	}
	if mv.draw.Memory != nil {
		if mv.draw.Memory.Values == nil {
			mv.draw.Memory.Values = map[string]any{}
		}
		mv.draw.Memory.Values[key] = next
	}
	if l.unit > 0 {
		next = math.Round(next/l.unit) * l.unit
	}
	return strconv.AppendFloat(dst, next, 'f', decimals, 64)
}
