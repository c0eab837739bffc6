// Command asyncmock serves, checks and documents AsyncAPI contracts.
package main

import (
	"os"

	"asyncmock/cmd/internal/cli"
)

func main() { os.Exit(cli.Run(os.Args)) }
