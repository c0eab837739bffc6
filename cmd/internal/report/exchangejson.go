package report

type jsonExchange struct {
	Command  string        `json:"command"`
	Passed   int           `json:"passed"`
	Failed   int           `json:"failed"`
	Skipped  int           `json:"skipped"`
	Checks   []jsonCheck   `json:"checks"`
	Coverage []jsonCovered `json:"coverage"`
}

type jsonCheck struct {
	Group    string        `json:"group"`
	Name     string        `json:"name"`
	Outcome  string        `json:"outcome"`
	Detail   string        `json:"detail"`
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Times    int           `json:"times"`
	Seconds  float64       `json:"seconds"`
	Findings []JSONFinding `json:"findings"`
}

type jsonCovered struct {
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Count uint64 `json:"count"`
}

func (x *Exchange) json() *jsonExchange {
	out := &jsonExchange{
		Command: x.Command, Passed: x.Count(Passed), Failed: x.Count(Failed), Skipped: x.Count(Skipped),
		Checks: []jsonCheck{}, Coverage: []jsonCovered{},
	}
	for _, c := range x.Checks {
		out.Checks = append(out.Checks, jsonCheck{
			Group: c.Group, Name: c.Name, Outcome: c.Outcome.String(), Detail: c.Detail,
			File: c.Pos.File, Line: c.Pos.Line, Times: max(c.Times, 1), Seconds: c.Duration.Seconds(), Findings: JSONFindings(c.Findings),
		})
	}
	for _, c := range x.Coverage {
		out.Coverage = append(out.Coverage, jsonCovered(c))
	}
	return out
}
