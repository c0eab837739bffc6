package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"asyncmock/server"
)

// A choice is a flag that takes one of some words. The word's place in names
// is the value.
type choice[T ~uint8] struct {
	target *T
	names  []string
}

func oneOf[T ~uint8](target *T, names ...string) *choice[T] {
	return &choice[T]{target: target, names: names}
}

func (c *choice[T]) String() string { return c.names[*c.target] }
func (c *choice[T]) Type() string   { return strings.Join(c.names, "|") }

func (c *choice[T]) Set(s string) error {
	for i, name := range c.names {
		if s == name {
			*c.target = T(i)
			return nil
		}
	}
	return fmt.Errorf("must be one of %s", strings.Join(c.names, ", "))
}

// A number is a flag that takes a whole number from min to max.
type number[T int | uint64] struct {
	target   *T
	min, max T
}

func (n number[T]) String() string { return fmt.Sprint(*n.target) }
func (n number[T]) Type() string   { return "number" }

func (n number[T]) Set(s string) error {
	v, err := strconv.ParseUint(s, 10, 64)
	if err != nil || v < uint64(n.min) || v > uint64(n.max) {
		return fmt.Errorf("must be a number from %d to %d", n.min, n.max)
	}
	*n.target = T(v)
	return nil
}

// A span is a flag that takes a duration of at least min.
type span struct {
	target *time.Duration
	min    time.Duration
}

func (d span) String() string { return d.target.String() }
func (d span) Type() string   { return "duration" }

func (d span) Set(s string) error {
	v, err := parseDuration(s)
	if err != nil {
		return err
	}
	if v < d.min {
		return fmt.Errorf("must be at least %s", d.min)
	}
	*d.target = v
	return nil
}

func parseDuration(s string) (time.Duration, error) {
	v, err := time.ParseDuration(s)
	if err != nil {
		return 0, errors.New(`must be a duration such as "250ms" or "2s"`)
	}
	return v, nil
}

// A delay is a flag that takes a duration or a range of two.
type delay struct{ target *server.DelayRange }

func (d delay) String() string {
	r := *d.target
	if r.Min == r.Max {
		return r.Min.String()
	}
	return r.Min.String() + ".." + r.Max.String()
}
func (d delay) Type() string { return "D|D..D" }

func (d delay) Set(s string) error {
	low, high, ranged := strings.Cut(s, "..")
	if !ranged {
		high = low
	}
	min, err1 := parseDuration(low)
	max, err2 := parseDuration(high)
	if err := errors.Join(err1, err2); err != nil || min < 0 || max < min {
		return errors.New(`must be a duration such as "100ms" or a range such as "100ms..2s"`)
	}
	*d.target = server.DelayRange{Min: min, Max: max}
	return nil
}

// A clock is a flag that takes "real" or an instant at which time stands still.
type clock struct {
	target *func() time.Time
	text   string
}

func (c *clock) String() string { return c.text }
func (c *clock) Type() string   { return "real|RFC3339" }

func (c *clock) Set(s string) error {
	if s == "real" {
		*c.target, c.text = nil, s
		return nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return errors.New(`must be "real" or an instant such as "2026-01-31T12:00:00Z"`)
	}
	*c.target, c.text = func() time.Time { return at }, s
	return nil
}

// A size is a flag that takes a number of bytes, with a unit or without.
type size struct{ target *int64 }

var units = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"KB", 1e3}, {"B", 1}}

func (z size) String() string {
	for _, u := range units {
		if *z.target >= u.bytes && *z.target%u.bytes == 0 {
			return fmt.Sprintf("%d%s", *z.target/u.bytes, u.name)
		}
	}
	return strconv.FormatInt(*z.target, 10)
}
func (z size) Type() string { return "size" }

func (z size) Set(s string) error {
	number, factor := s, int64(1)
	for _, u := range units {
		if n, ok := strings.CutSuffix(s, u.name); ok {
			number, factor = n, u.bytes
			break
		}
	}
	v, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	if err != nil || v < 1 || v > math.MaxInt64/factor {
		return errors.New(`must be a size such as "1MiB" or "65536"`)
	}
	*z.target = v * factor
	return nil
}
