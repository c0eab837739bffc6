package main_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/coder/websocket"
)

// client is what the scripts of run have run:
//
//	client say PATH TEXT…   connect below $ASYNCMOCK_URL, send the texts, hang up
//	client expect JSON      ask the control API for an expectation
//	client stay FILE        write FILE, wait for a signal and tell its name
func client(args []string) int {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var err error
	switch args[0] {
	case "say":
		err = say(ctx, os.Getenv("ASYNCMOCK_URL")+args[1], args[2:])
	case "expect":
		err = expect(os.Getenv("ASYNCMOCK_CONTROL_URL")+"/expectations", args[1])
	case "stay":
		err = stay(ctx, args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		return 9
	}
	return 0
}

func say(ctx context.Context, url string, texts []string) error {
	c, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return err
	}
	defer c.CloseNow()
	for _, text := range texts {
		if err := c.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
			return err
		}
	}
	return c.Close(websocket.StatusNormalClosure, "")
}

func expect(url, body string) error {
	req, err := http.NewRequest("POST", url, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+os.Getenv("ASYNCMOCK_CONTROL_TOKEN"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return nil
}

func stay(ctx context.Context, file string) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		return err
	}
	select {
	case s := <-signals:
		return fmt.Errorf("got %s", s)
	case <-ctx.Done():
		return ctx.Err()
	}
}
