package control

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// parseQuery reads the query, which may have these keys only, each once: a key
// that is misspelt would narrow nothing.
func parseQuery(r *http.Request, keys ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("query-invalid", "The query cannot be read.")
	}
	var given []string
	for key := range q {
		given = append(given, key)
	}
	slices.Sort(given)
	for _, key := range given {
		if !slices.Contains(keys, key) {
			return nil, badRequest("query-unknown", "The query key %q is not known here.", key).
				hinting("known are " + strings.Join(keys, ", "))
		}
		if len(q[key]) > 1 {
			return nil, badRequest("query-invalid", "The query key %q is there %d times.", key, len(q[key]))
		}
	}
	return q, nil
}

// whole reads a whole number from the query.
func whole(q url.Values, key string, otherwise, most uint64) (uint64, error) {
	if !q.Has(key) {
		return otherwise, nil
	}
	n, err := strconv.ParseUint(q.Get(key), 10, 64)
	if err != nil || n > most {
		return 0, badRequest("query-invalid", "%s=%q must be a whole number up to %d.", key, q.Get(key), most)
	}
	return n, nil
}
