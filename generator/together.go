package generator

import (
	"math"
	"strconv"
	"strings"
)

// together lets the prices of one place walk by the same amount, so that a
// bid stays below its ask and a low below its high.
func (mv *mover) together(dst []byte, text string, first float64, place string) []byte {
	decimals := 0
	if dot := strings.IndexByte(text, '.'); dot >= 0 {
		decimals = len(text) - dot - 1
	}
	by, known := mv.amounts[place]
	if !known {
		unit := math.Pow10(decimals)
		by = math.Round(first*(mv.market()-1)*unit) / unit
		if mv.amounts == nil {
			mv.amounts = map[string]float64{}
		}
		mv.amounts[place] = by
	}
	if first+by <= 0 {
		return append(dst, text...)
	}
	return strconv.AppendFloat(dst, first+by, 'f', decimals, 64)
}

// market is by how much all prices of the stream have moved: its examples are
// moments of one market, so that they neither jump nor contradict each other
// when they take turns.
func (mv *mover) market() float64 {
	if mv.ratio == 0 {
		mv.ratio = mv.walked("market")
	}
	return mv.ratio
}

// walked goes a small step from the last ratio, and stays within a fifth of one.
func (mv *mover) walked(key string) float64 {
	last := 1.0
	memory := mv.draw.Memory
	if memory != nil {
		if v, ok := memory.Values[key].(float64); ok {
			last = v
		}
	}
	next := min(max(last+(mv.draw.Source.Float64()*2-1)*0.01, 0.8), 1.2)
	if memory != nil {
		if memory.Values == nil {
			memory.Values = map[string]any{}
		}
		memory.Values[key] = next
	}
	return next
}
