package diff

import (
	"asyncmock/generator"
	"asyncmock/spec"
)

// comparing is one comparison of two documents.
type comparing struct {
	old, new      *spec.Document
	before, after *generator.Compiler
	contrasts     map[[2]*spec.Schema]*contrast
	compared      map[comparedMessage]bool
	partner       map[*spec.Channel]*spec.Channel // the new channel of an old one
	changes       Changes
}

// comparedMessage is a message that was compared already, with the action.
type comparedMessage struct {
	old, new *spec.Message
	action   spec.Action
	known    bool
}

// Compare returns the differences between two versions of a contract, the
// worst first. The documents may be of different versions of AsyncAPI. The
// same documents give the same changes, with the same witnesses.
func Compare(old, new *spec.Document) Changes {
	c := &comparing{
		old: old, new: new,
		before: generator.NewCompiler(old, generator.Options{}), after: generator.NewCompiler(new, generator.Options{}),
		contrasts: map[[2]*spec.Schema]*contrast{}, compared: map[comparedMessage]bool{}, partner: map[*spec.Channel]*spec.Channel{},
	}
	channels := c.pairedChannels()
	for _, m := range channels {
		if m.Old != nil && m.New != nil {
			c.partner[m.Old] = m.New
		}
	}
	c.servers()
	c.channels(channels)
	c.operations()
	return c.changes.sorted()
}

func (c *comparing) add(change Change) { c.changes = append(c.changes, change) }
