package servertest_test

import (
	"fmt"
	"testing"

	"asyncmock/server/servertest"
)

// A client is tested against the mock of its contract; t is the test's own.
func Example() {
	t := &trial{TB: new(testing.T)}
	mock := servertest.Start(t, "../../examples/exchange/asyncapi.yaml")

	answer := say(t, mock.WebSocketURL("/v2"), `{"event":"ping","reqid":7}`)
	fmt.Println(answer)

	ping := mock.Received("ping")
	fmt.Println(ping.Path, string(ping.Payload))

	t.end() // what the testing package does
	// Output:
	// {"event":"pong","reqid":7}
	// /v2 {"event":"ping","reqid":7}
}

// What breaks the contract would fail the test; here the test is about that.
func ExampleMock_Violations() {
	t := &trial{TB: new(testing.T)}
	mock := servertest.Start(t, "../../examples/exchange/asyncapi.yaml")

	say(t, mock.WebSocketURL("/v2"), `{"event":"subscribe","channel":"weather"}`)
	for _, v := range mock.Violations() {
		fmt.Println(v)
	}

	fmt.Println(len(t.end()), "failures")
	// Output:
	// ws-1 /v2: subscribe {"event":"subscribe","channel":"weather"}
	//     (root): property "symbols" is missing [payload-required]
	//     /channel: is "weather", must be one of "ticker", "trade" [payload-enum]
	// 0 failures
}

// The mock says what the test needs it to say, once.
func ExampleMock_Intercept() {
	t := &trial{TB: new(testing.T)}
	mock := servertest.Start(t, "../../examples/exchange/asyncapi.yaml")

	mock.Intercept("ping", servertest.JSON(map[string]any{"event": "pong", "reqid": 99}))
	fmt.Println(say(t, mock.WebSocketURL("/v2"), `{"event":"ping","reqid":7}`))
	fmt.Println(say(t, mock.WebSocketURL("/v2"), `{"event":"ping","reqid":7}`))

	t.end()
	// Output:
	// {"event":"pong","reqid":99}
	// {"event":"pong","reqid":7}
}
