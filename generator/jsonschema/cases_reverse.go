package jsonschema

// breakPlainly turns constraints around one by one, for values that have to be
// made with an eye on all that holds besides.
func breakPlainly(s *subschema, add func(breach, func(*subschema) []goal)) {
	reverseBounds(s, add)
	reverseCounts(s, add)
	for i, name := range s.required {
		add(breach{keyword: "required", label: name}, func(c *subschema) []goal {
			c.required = append(c.required[:i], c.required[i+1:]...)
			return refuse(func(r *subschema) { r.required = []string{name} })
		})
	}
	if s.pattern != nil {
		add(breach{keyword: "pattern"}, func(c *subschema) []goal {
			c.pattern = nil
			return refuse(func(r *subschema) { r.pattern = s.pattern })
		})
	}
	if s.hasEnum {
		add(breach{keyword: "enum"}, func(c *subschema) []goal {
			c.enum, c.hasEnum = nil, false
			return refuse(func(r *subschema) { r.enum, r.hasEnum = s.enum, true })
		})
	}
	if s.constant != nil {
		add(breach{keyword: "const"}, func(c *subschema) []goal {
			c.constant = nil
			return refuse(func(r *subschema) { r.constant = s.constant })
		})
	}
}

// refuse is the goal that a schema of one keyword does not accept the value.
func refuse(set func(*subschema)) []goal {
	r := newSubschema(nil, madeIndex-1)
	set(r)
	return []goal{{schema: r, not: true}}
}

// reverseBounds asks for numbers beyond a bound.
func reverseBounds(s *subschema, add func(breach, func(*subschema) []goal)) {
	if s.minimum != nil {
		add(breach{keyword: "minimum"}, func(c *subschema) []goal { c.minimum, c.exMinimum, c.exMaximum = nil, nil, s.minimum; return nil })
	}
	if s.exMinimum != nil {
		add(breach{keyword: "exclusiveMinimum"}, func(c *subschema) []goal { c.minimum, c.exMinimum, c.maximum = nil, nil, s.exMinimum; return nil })
	}
	if s.maximum != nil {
		add(breach{keyword: "maximum"}, func(c *subschema) []goal { c.maximum, c.exMaximum, c.exMinimum = nil, nil, s.maximum; return nil })
	}
	if s.exMaximum != nil {
		add(breach{keyword: "exclusiveMaximum"}, func(c *subschema) []goal { c.maximum, c.exMaximum, c.minimum = nil, nil, s.exMaximum; return nil })
	}
}

// reverseCounts asks for one character, item or property too few, or too many.
func reverseCounts(s *subschema, add func(breach, func(*subschema) []goal)) {
	for _, count := range []struct {
		least, most       string
		low, high, beyond int // beyond this a value is too large
		set               func(c *subschema, low, high int)
	}{
		{"minLength", "maxLength", s.minLength, s.maxLength, maxCaseText, func(c *subschema, low, high int) { c.minLength, c.maxLength = low, high }},
		{"minItems", "maxItems", s.minItems, s.maxItems, maxCaseMember, func(c *subschema, low, high int) { c.minItems, c.maxItems = low, high }},
		{"minProperties", "maxProperties", s.minProps, s.maxProps, maxCaseMember, func(c *subschema, low, high int) { c.minProps, c.maxProps = low, high }},
	} {
		if count.low > 0 && count.low <= count.beyond {
			add(breach{keyword: count.least}, func(c *subschema) []goal { count.set(c, max(0, count.low-1), count.low-1); return nil })
		}
		if count.high >= 0 && count.high < count.beyond {
			add(breach{keyword: count.most}, func(c *subschema) []goal { count.set(c, count.high+1, count.high+1); return nil })
		}
	}
}
