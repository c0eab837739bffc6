package cli

import (
	"strings"

	"asyncmock/spec"
)

// environment is how the command finds the mock.
func (r *running) environment(st *station) (env []string) {
	seen := map[string]bool{}
	add := func(name, value string) {
		if !seen[name] {
			seen[name] = true
			env = append(env, name+"="+value)
		}
	}
	add("ASYNCMOCK_URL", st.at.base(st.inputs[0].mock.Routes()[0].Scheme()))
	for _, in := range st.inputs {
		for _, route := range in.mock.Routes() {
			if s := route.Server; s != nil {
				add("ASYNCMOCK_URL_"+serverVariable(s), st.at.base(route.Scheme())+in.prefix+strings.TrimRight(s.Pathname, "/"))
			}
		}
	}
	if st.api != nil {
		add("ASYNCMOCK_CONTROL_URL", st.at.base("http")+"/_asyncmock")
		add("ASYNCMOCK_CONTROL_TOKEN", r.controlToken)
	}
	return env
}

// serverVariable is the name of a server in upper case, with an underscore for
// all that names of variables cannot have.
func serverVariable(s *spec.Server) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(s.Name))
}
