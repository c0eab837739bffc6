package behavior

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
	"github.com/expr-lang/expr/vm/runtime"

	"asyncmock/server"
)

// Expressions come from behavior files only; what clients and control say is
// data and is never read as one. What an expression can cost is bounded,
// since clients choose how large the values are that it looks at:
//
//	nodes      500 of its text
//	memory     the budget of the library, 1,000,000 values
//	texts      1 MiB that + , replace and join may make
//	loops      10,000 rounds of map, filter and the like, and 100ms
const (
	maxNodes  = 500
	maxText   = 1 << 20
	maxRounds = 10_000
	maxTime   = 100 * time.Millisecond
)

// What of the library is left out: what could make much of little, and what
// would read another clock than the Mock's.
var leftOut = []string{"repeat", "replace", "join", "uniq", "reduce", "sortBy", "groupBy", "now", "date", "timezone", "duration", "toJSON", "fromJSON"}

// An expression is compiled and may be run by many goroutines at once.
type expression struct {
	program *vm.Program
	needs   map[string]bool // names of the environment
	fakes   faker
}

// compileExpression reads an expression. The error says where it is wrong.
func compileExpression(text string, fakes faker) (*expression, error) {
	guard := &guarded{needs: map[string]bool{}, fakes: fakes}
	options := []expr.Option{
		expr.Env(environment{}), expr.MaxNodes(maxNodes), expr.Patch(guard),
		expr.Function("__plus", func(args ...any) (any, error) { return plus(args[0], args[1]) }, new(func(any, any) any)),
		expr.Function("replace", replace, new(func(string, string, string) string)),
		expr.Function("join", join, new(func([]any, string) string), new(func([]any) string)),
	}
	for _, name := range leftOut {
		options = append(options, expr.DisableBuiltin(name))
	}
	program, err := expr.Compile(text, options...)
	if err == nil {
		err = guard.err
	}
	if err != nil {
		return nil, plainError(err)
	}
	return &expression{program: program, needs: guard.needs, fakes: fakes}, nil
}

// plainError says in one line what the library says in several.
func plainError(err error) error {
	var located *file.Error
	if !errors.As(err, &located) {
		return err
	}
	text := strings.TrimSpace(located.Message)
	if located.Line == 1 && located.Column > 0 {
		text += fmt.Sprintf(" (at character %d of the expression)", located.Column+1)
	}
	return errors.New(text)
}

// run evaluates the expression at a moment.
func (x *expression) run(m *server.Moment) (any, error) {
	env := environmentOf(m)
	env.fakes = x.fakes
	env.fill(x.needs)
	value, err := vm.Run(x.program, env)
	if err != nil {
		return nil, plainError(err)
	}
	return value, nil
}

// truth evaluates a condition.
func (x *expression) truth(m *server.Moment) (bool, error) {
	value, err := x.run(m)
	if err != nil {
		return false, err
	}
	b, ok := value.(bool)
	if !ok {
		return false, fmt.Errorf("the expression is %s, not true or false", kindOf(value))
	}
	return b, nil
}

// guarded notes what an expression needs and puts the bounds into it.
type guarded struct {
	needs map[string]bool
	fakes faker
	err   error
}

// Visit implements ast.Visitor.
func (g *guarded) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if g.needs[n.Value] = true; strings.HasPrefix(n.Value, "$") || strings.HasPrefix(n.Value, "__") && n.Value != "__step" {
			g.err = fmt.Errorf("unknown name %s", n.Value)
		}
		if n.Value == "put" {
			g.needs["__step"] = true
		}
	case *ast.BinaryNode:
		if n.Operator == "+" {
			ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: "__plus"}, Arguments: []ast.Node{n.Left, n.Right}})
		}
	case *ast.PredicateNode:
		g.needs["__step"] = true
		step := &ast.CallNode{Callee: &ast.IdentifierNode{Value: "__step"}}
		n.Node = &ast.ConditionalNode{Cond: step, Exp1: n.Node, Exp2: &ast.NilNode{}}
	case *ast.CallNode:
		g.checkFake(n)
	}
}

// checkFake checks the kind of fake data that a call asks for.
func (g *guarded) checkFake(n *ast.CallNode) {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || callee.Value != "fake" || len(n.Arguments) != 1 {
		return
	}
	if kind, ok := n.Arguments[0].(*ast.StringNode); ok && !g.fakes.knows(kind.Value) {
		g.err = fmt.Errorf("there is no fake data of the kind %q, as there is of email, city or price", clip(kind.Value))
	}
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

var errLong = fmt.Errorf("a text of more than %d bytes", maxText)

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

// kindOf names a value for people.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "text"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return fmt.Sprintf("a %T", v)
}

// known are the names of the environment, for hints.
func known() []string {
	list := []string{"payload", "message", "valid", "text", "path", "query", "headers", "cookies", "vars", "global", "data", "n", "calls", "session", "seq", "now", "uuid", "fake", "random", "put"}
	slices.Sort(list)
	return list
}
