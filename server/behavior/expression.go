package behavior

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"asyncmock/fakedata"
	"asyncmock/server"
)

// An expression is compiled and may be run by many goroutines at once.
type expression struct {
	program *vm.Program
	needs   map[string]bool // names of the environment
	fakes   faker
}

// A dictionary has the expressions of a file: equal ones are compiled once.
type dictionary struct {
	fakes faker
	known map[string]*expression
	asked int
}

func newDictionary() *dictionary {
	return &dictionary{fakes: faker{fakedata.New()}, known: map[string]*expression{}}
}

// maxExpressions is how many a file may hold.
const maxExpressions = 10_000

// look returns the expression of a text.
func (d *dictionary) look(text string) (*expression, error) {
	if d.asked++; d.asked > maxExpressions {
		return nil, fmt.Errorf("the file holds more than %d expressions", maxExpressions)
	}
	if x := d.known[text]; x != nil {
		return x, nil
	}
	x, err := compileExpression(text, d.fakes)
	if err == nil {
		d.known[text] = x
	}
	return x, err
}

// compileExpression reads an expression. The error says where it is wrong.
func compileExpression(text string, fakes faker) (*expression, error) {
	guard := &guarded{needs: map[string]bool{}, fakes: fakes}
	options := append(bounds(), expr.Env(environment{}), expr.Patch(guard))
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
	text := strings.ReplaceAll(strings.TrimSpace(located.Message), "<nil>", "null")
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
		switch n.Operator {
		case "+":
			ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: "__plus"}, Arguments: []ast.Node{n.Left, n.Right}})
		case "matches":
			if _, written := n.Right.(*ast.StringNode); !written {
				g.err = errors.New("matches wants a pattern in quotes: what others say is no pattern")
			}
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
