// Package picture holds the sequence picture of a connection: who said what,
// in order, between the lines of life of client and service. The live page and
// the HTML report draw it with the same ES module and style sheet.
//
// The module exports one class. It takes records of a journal, in order and
// as they come (package journal), and needs no other file:
//
//	const picture = new SequencePicture(document.querySelector('ol'), {select: record => …, client: 'client', service: 'mock'});
//	picture.add(records);
//
// The style sheet uses the custom properties --ink, --dim, --line, --accent,
// --in, --bad, --soft, --card and --mono, and works in light and dark.
package picture

import _ "embed" // the files below

var (
	//go:embed picture.js
	script string
	//go:embed picture.css
	style string
)

// Script returns the ES module.
func Script() string { return script }

// Style returns the style sheet.
func Style() string { return style }
