package jsonschema

import "math/rand/v2"

// at returns what usually stands at a place.
func (a *arrayPlan) at(i int) *shape {
	if i < len(a.tuple) {
		return a.tuple[i]
	}
	return a.rest
}

func (c *containsPlan) at(i int) *shape {
	if i < len(c.tuple) {
		return c.tuple[i]
	}
	return c.rest
}

func (s *shape) possible() bool { return s != nil && s.height < unreachable }

// arrange says what stands at each of n places so that every contains has its
// items; nil when that cannot be. Places are drawn from src, where it is given.
func (a *arrayPlan) arrange(n int, src *rand.Rand) []*shape {
	if items := a.seat(n, a.contains, src); items != nil || a.together == nil {
		return items
	}
	return a.seat(n, []containsPlan{*a.together}, src)
}

// seat gives each of the list its places: first those where nothing else is
// possible, then those after the tuple, then those of the tuple.
func (a *arrayPlan) seat(n int, list []containsPlan, src *rand.Rand) []*shape {
	items, taken := make([]*shape, n), make([]bool, n)
	for i := range items {
		items[i] = a.at(i)
	}
	order := a.places(n, src)
	for k := range list {
		c, needed := &list[k], list[k].count
		for _, spare := range []bool{false, true} {
			for _, i := range order {
				if needed > 0 && !taken[i] && items[i].possible() == spare && c.at(i).possible() {
					items[i], taken[i] = c.at(i), true
					needed--
				}
			}
		}
		if needed > 0 {
			return nil
		}
		for left := c.most - c.count; left != 0; left-- {
			i := a.stuck(items, c)
			if i < 0 {
				break
			}
			items[i], taken[i] = c.at(i), true
		}
	}
	for _, item := range items {
		if !item.possible() {
			return nil
		}
	}
	return items
}

// stuck returns a place where only what c makes is possible; -1: none.
func (a *arrayPlan) stuck(items []*shape, c *containsPlan) int {
	for i, item := range items {
		if !item.possible() && c.at(i).possible() {
			return i
		}
	}
	return -1
}

// places lists the places after the tuple, from one of them on, and then the
// tuple's.
func (a *arrayPlan) places(n int, src *rand.Rand) (order []int) {
	begin := min(len(a.tuple), n)
	if after := n - begin; after > 0 {
		from := 0
		if src != nil {
			from = src.IntN(after)
		}
		for i := range after {
			order = append(order, begin+(from+i)%after)
		}
	}
	for i := range begin {
		order = append(order, i)
	}
	return order
}
