package main

import "github.com/spf13/cobra"

func newConsoleCmd() *cobra.Command { return &cobra.Command{Use: "console"} }
