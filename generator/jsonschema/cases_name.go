package jsonschema

import "strconv"

// named returns the name, or with a number behind it where it is taken.
func (k *casing) named(name string) string {
	k.names[name]++
	if n := k.names[name]; n > 1 {
		return k.named(name + " (" + strconv.Itoa(n) + ")")
	}
	return name
}
