package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// An UnreachableError says that there is nobody at the URL.
type UnreachableError struct {
	URL    *url.URL
	Waited time.Duration // 0: it was tried once
	Err    error
}

// Error names the host, and how long it was waited for.
func (e *UnreachableError) Error() string {
	err := e.Err
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	if e.Waited > 0 {
		return fmt.Sprintf("%s cannot be reached within %s: %v", e.URL.Host, e.Waited, err)
	}
	return fmt.Sprintf("%s cannot be reached: %v", e.URL.Host, err)
}

// Unwrap returns the cause.
func (e *UnreachableError) Unwrap() error { return e.Err }

// retryEvery is how often a service is asked whether it is ready.
const retryEvery = 100 * time.Millisecond

// reach returns when the service is ready: it takes connections and, while
// there is time to wait, answers HTTP with something else than that it is
// unavailable. What does not answer at all is for the checks to tell.
func (p *Probe) reach(ctx context.Context) error {
	until := time.Now().Add(p.opts.Wait)
	for {
		err := p.connectable(ctx)
		if err == nil && (p.opts.Wait == 0 || p.available(ctx)) {
			return nil
		}
		if ctx.Err() != nil || !time.Now().Before(until) {
			if err == nil {
				return nil
			}
			return &UnreachableError{p.opts.URL, p.opts.Wait, err}
		}
		sleep(ctx, retryEvery)
	}
}

// connectable tries to connect.
func (p *Probe) connectable(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, p.opts.Timeout)
	defer cancel()
	c, err := new(net.Dialer).DialContext(ctx, "tcp", hostOf(p.opts.URL))
	if err == nil {
		c.Close()
	}
	return err
}

// available asks the first route by a plain GET. A service that answers
// anything but that it is unavailable is ready.
func (p *Probe) available(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, min(p.opts.Timeout, time.Second))
	defer cancel()
	first := p.talks[0].place
	target := *first.url
	target.Scheme = strings.Replace(target.Scheme, "ws", "http", 1)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return true
	}
	req.Header = first.header.Clone()
	resp, err := p.client().Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return false
	}
	return true
}

func (p *Probe) client() *http.Client {
	if p.opts.Client != nil {
		return p.opts.Client
	}
	return http.DefaultClient
}
