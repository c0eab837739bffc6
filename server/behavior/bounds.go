package behavior

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/vm/runtime"
)

// Expressions come from behavior files only; what clients and control say is
// data and is never read as one. What an expression can cost is bounded,
// since clients choose how large the values are that it looks at:
//
//	nodes      500 of its text
//	memory     the budget of the library, 1,000,000 values
//	texts      1 MiB that + , replace and join may make
//	functions  values of 4 MiB that one of the library is given, nested ones counted
//	loops      10,000 rounds of map, filter and the like, and 250ms
const (
	maxNodes  = 500
	maxText   = 1 << 20
	maxGiven  = 4 << 20
	maxRounds = 10_000
	fewRounds = 32 // that a busy machine does not cut short
	maxTime   = 250 * time.Millisecond
)

// What of the library is left out: what could make much of little, and what
// would read another clock than the Mock's.
var leftOut = []string{"repeat", "replace", "join", "string", "uniq", "reduce", "sortBy", "groupBy", "now", "date", "timezone", "duration", "toJSON", "fromJSON"}

// What of the library looks at all of what it is given.
var thorough = []string{"trim", "trimPrefix", "trimSuffix", "upper", "lower", "split", "splitAfter", "toBase64", "fromBase64",
	"min", "max", "mean", "median", "keys", "values", "toPairs", "fromPairs", "reverse", "concat", "flatten", "sort"}

// bounds are the options that bound expressions.
func bounds() []expr.Option {
	options := []expr.Option{
		expr.MaxNodes(maxNodes), bounding,
		expr.Function("__plus", func(args ...any) (any, error) { return plus(args[0], args[1]) }, new(func(any, any) any)),
		expr.Function("replace", replace, new(func(string, string, string) string)),
		expr.Function("join", join, new(func([]any, string) string), new(func([]any) string)),
		expr.Function("string", func(args ...any) (any, error) { return plainText(args[0]) }, new(func(any) string)),
	}
	for _, name := range leftOut {
		options = append(options, expr.DisableBuiltin(name))
	}
	return options
}

// bounding puts functions that look at what they are given first in the place
// of the library's thorough ones.
func bounding(c *conf.Config) {
	for _, name := range thorough {
		f := *c.Builtins[name]
		c.Functions[name] = &builtin.Function{Name: name, Types: f.Types, Validate: f.Validate, Deref: f.Deref, Func: func(args ...any) (any, error) {
			if weigh(args, maxGiven) < 0 {
				return nil, fmt.Errorf("%s is given more than it may take", name)
			}
			return call(&f, args)
		}}
		c.Disabled[name] = true
	}
}

// call calls a function of the library.
func call(f *builtin.Function, args []any) (any, error) {
	switch {
	case f.Fast != nil && len(args) == 1:
		return f.Fast(args[0]), nil
	case f.Safe != nil:
		value, _, err := f.Safe(args...)
		return value, err
	}
	return f.Func(args...)
}

// weigh returns what is left of an allowance for a value: each costs 1, and
// each byte of a text. It is less than 0 where that is too little.
func weigh(v any, left int) int {
	if left--; left < 0 {
		return left
	}
	switch v := v.(type) {
	case string:
		return left - len(v)
	case []string:
		for i := 0; i < len(v) && left >= 0; i++ {
			left -= 1 + len(v[i])
		}
	case []any:
		for i := 0; i < len(v) && left >= 0; i++ {
			left = weigh(v[i], left)
		}
	case map[string]any:
		for key, item := range v {
			if left = weigh(item, left-len(key)); left < 0 {
				break
			}
		}
	}
	return left
}

// plus is the operator +: for texts bounded, else the library's.
func plus(a, b any) (any, error) {
	x, isText := a.(string)
	y, alsoText := b.(string)
	if isText && alsoText {
		if len(x)+len(y) > maxText {
			return nil, errLong
		}
		return x + y, nil
	}
	return runtime.Add(a, b), nil
}

var (
	errLong = fmt.Errorf("a text of more than %d bytes", maxText)
	errLoop = errors.New("its loops go round too often")
)

func replace(args ...any) (any, error) {
	text, old, by := args[0].(string), args[1].(string), args[2].(string)
	if len(text)+strings.Count(text, old)*max(0, len(by)-len(old)) > maxText {
		return nil, errLong
	}
	return strings.ReplaceAll(text, old, by), nil
}

func join(args ...any) (any, error) {
	glue := ""
	if len(args) > 1 {
		glue = args[1].(string)
	}
	var parts []string
	size := 0
	for _, item := range args[0].([]any) {
		part, err := plainText(item)
		if err != nil {
			return nil, err
		}
		if size += len(part) + len(glue); size > maxText {
			return nil, errLong
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, glue), nil
}

// stepper counts the rounds of the loops of one run.
func stepper() func() (bool, error) {
	rounds, began := 0, time.Now()
	return func() (bool, error) {
		if rounds++; rounds > maxRounds || rounds%fewRounds == 0 && time.Since(began) > maxTime {
			return false, errLoop
		}
		return true, nil
	}
}
