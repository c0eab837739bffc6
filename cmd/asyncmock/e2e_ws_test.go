package main_test

import "testing"

// TestClientNpmWS lets the npm package ws talk to a route that echoes.
func TestClientNpmWS(t *testing.T) {
	nodeModules(t)
	m := serve(t, "testdata/e2e/echo.yaml")
	for _, which := range []string{"text", "binary", "subprotocol", "large", "oversize", "fragmented", "badtext", "closing", "ping", "order"} {
		t.Run(which, func(t *testing.T) { node(t, nil, "ws.cjs", which, m.WS("/echo")) })
	}
	compressing := serve(t, "testdata/e2e/echo.yaml", "--compress")
	for _, which := range []string{"text", "deflate", "bomb"} {
		t.Run("compress/"+which, func(t *testing.T) { node(t, nil, "ws.cjs", which, compressing.WS("/echo")) })
	}
}
