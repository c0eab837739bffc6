package diff

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// parameters compares the parameters of a channel. Those of the address are
// the same by place: their names are not on the wire.
func (c *comparing) parameters(o, n *spec.Channel) {
	place := func(ch *spec.Channel, p *spec.Parameter) int {
		return slices.Index(parameterInAddress.FindAllString(ch.Address, -1), "{"+p.Name+"}")
	}
	pairs := matched(o.Parameters, n.Parameters,
		func(a, b *spec.Parameter) bool {
			return shape(o) == shape(n) && place(o, a) >= 0 && place(o, a) == place(n, b)
		},
		func(a, b *spec.Parameter) bool { return a.Name == b.Name },
	)
	add := func(change Change) { c.channel(n, change) }
	for _, m := range pairs {
		switch {
		case m.New == nil:
			add(Change{Kind: "parameter-removed", Verdict: Unclear, Old: placeOf(m.Old.Node), New: placeOf(n.Node),
				Summary: fmt.Sprintf("parameter %q is gone", m.Old.Name), Reason: "those who still give it may be refused"})
		case m.Old == nil:
			change := Change{Kind: "parameter-added", Verdict: NonBreaking, Old: placeOf(o.Node), New: placeOf(m.New.Node),
				Summary: fmt.Sprintf("there is a new parameter %q", m.New.Name), Reason: "it need not be given: the address does not name it"}
			if place(n, m.New) >= 0 {
				change.Verdict, change.Reason = Unclear, "the address names it"
			}
			add(change)
		default:
			c.parameter(m.Old, m.New, add)
		}
	}
}

func (c *comparing) parameter(o, n *spec.Parameter, add func(Change)) {
	at := Change{Old: placeOf(o.Node), New: placeOf(n.Node)}
	with := func(kind string, v Verdict, summary, reason string) {
		at.Kind, at.Verdict, at.Summary, at.Reason = kind, v, summary, reason
		add(at)
	}
	if o.Name != n.Name {
		with("parameter-renamed", NonBreaking, fmt.Sprintf("parameter %q is called %q now", o.Name, n.Name), "the name is not part of an address")
	}
	lost, won := without(o.Enum, n.Enum), without(n.Enum, o.Enum)
	switch {
	case len(o.Enum) == 0 && len(n.Enum) > 0:
		with("parameter-enum-added", Breaking, fmt.Sprintf("parameter %q must be one of %s now", n.Name, strings.Join(n.Enum, ", ")), "addresses with other values are refused")
	case len(o.Enum) > 0 && len(n.Enum) == 0:
		with("parameter-enum-removed", NonBreaking, fmt.Sprintf("parameter %q may be anything now", n.Name), "the old addresses are still right")
	default:
		for _, v := range lost {
			with("parameter-value-removed", Breaking, fmt.Sprintf("parameter %q may not be %q any more", n.Name, v), "addresses with that value are refused")
		}
		for _, v := range won {
			with("parameter-value-added", NonBreaking, fmt.Sprintf("parameter %q may be %q now", n.Name, v), "the old addresses are still right")
		}
	}
	if expression(o.Location) != expression(n.Location) {
		with("parameter-location-changed", Unclear, fmt.Sprintf("parameter %q is at another place in messages", n.Name), "messages may need the value at another place")
	}
	if o.HasDefault != n.HasDefault || o.Default != n.Default {
		with("parameter-default-changed", Unclear, fmt.Sprintf("the default of parameter %q is %q now, it was %q", n.Name, n.Default, o.Default), "those who give no value get another one")
	}
	if len(o.Enum) == 0 && len(n.Enum) == 0 && len(schemaPairs(o.Schema, n.Schema)) > 0 {
		with("parameter-schema-changed", Unclear, fmt.Sprintf("the schema of parameter %q is different", n.Name), "values that were right may be refused")
	}
}

func without(list, others []string) (out []string) {
	for _, v := range list {
		if !slices.Contains(others, v) {
			out = append(out, v)
		}
	}
	return out
}
