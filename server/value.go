package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"asyncmock/spec"
)

// ErrLarge says that a value has more text than is allowed.
var ErrLarge = errors.New("the value is too large")

// AppendValue appends a value as compact JSON with sorted keys: nil, booleans,
// strings, numbers, []any, map[string]any and slices and maps of these. The
// error is ErrLarge beyond limit bytes, or says what JSON cannot hold.
func AppendValue(dst []byte, v any, limit int) ([]byte, error) {
	return appendValue(dst, v, len(dst)+limit)
}

func appendValue(dst []byte, v any, end int) ([]byte, error) {
	if len(dst) > end {
		return dst, ErrLarge
	}
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		return strconv.AppendBool(dst, v), nil
	case string:
		if len(v) > end {
			return dst, ErrLarge
		}
		return spec.AppendQuoted(dst, v), nil
	case json.Number:
		return append(dst, v...), nil
	case int:
		return strconv.AppendInt(dst, int64(v), 10), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return dst, fmt.Errorf("JSON has no number %v", v)
		}
	case []any:
		return appendList(dst, v, end)
	case map[string]any:
		return appendObject(dst, v, end)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return dst, fmt.Errorf("JSON cannot hold a %T", v)
	}
	return append(dst, text...), nil
}

func appendList(dst []byte, list []any, end int) (_ []byte, err error) {
	dst = append(dst, '[')
	for i, item := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendValue(dst, item, end); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

func appendObject(dst []byte, object map[string]any, end int) (_ []byte, err error) {
	dst = append(dst, '{')
	for i, key := range slices.Sorted(maps.Keys(object)) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(spec.AppendQuoted(dst, key), ':')
		if dst, err = appendValue(dst, object[key], end); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}
