package cli

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	neturl "net/url"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func healthCommand(c *console) *cobra.Command {
	s := newSettings()
	timeout := 3 * time.Second
	cmd := &cobra.Command{
		Use:   "health [URL] [flags]",
		Short: "Ask a running mock whether it is well",
		Long: `Ask a running mock whether it is well. Without a URL the mock is looked for
where the flags and variables of serve say: ASYNCMOCK_HOST, ASYNCMOCK_PORT and
ASYNCMOCK_TLS. The exit status is 0 if it is well and 1 if not.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.check(); err != nil {
				return err
			}
			url := s.intended().base("http")
			if len(args) == 1 {
				url = args[0]
			}
			return health(c, url, timeout)
		},
	}
	addFlags(c, cmd, flagGroup{"Flags", func(fs *pflag.FlagSet) {
		s.addressFlags(fs)
		fs.Var(span{&timeout, time.Millisecond}, "timeout", "how long to wait for the answer")
	}})
	return cmd
}

func health(c *console, url string, timeout time.Duration) error {
	client := &http.Client{
		Timeout: timeout,
		// Its own certificate is not known to this machine, and nothing secret is asked.
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
	}
	resp, err := client.Get(url + "/_asyncmock/health")
	if err != nil {
		var place *neturl.Error // says the URL again
		if errors.As(err, &place) {
			err = place.Err
		}
		return &failure{status: exitFindings, err: fmt.Errorf("no mock answers at %s: %w", url, err)}
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return &failure{status: exitFindings, err: fmt.Errorf("the mock at %s is not well: %s", url, resp.Status)}
	}
	fmt.Fprintf(c.out, "%s is well\n", url)
	return nil
}
