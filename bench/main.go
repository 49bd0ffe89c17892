// Command bench measures the law engine on this machine and writes bench/RESULTS.md: against a loop written by hand,
// against cel-go row by row and against OpenFisca, on people that bench/crowd invents. All ratios in the file are of one
// run, and engines that are compared with each other must first have given the same answers row by row.
//
// It decides nothing and no other room uses it. Times are only as good as the machine was quiet: the load is in the file.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("out", "bench/RESULTS.md", "file to write")
	runs := flag.Int("runs", 9, "counted runs of each measurement")
	only := flag.String("only", "", "measure only the sections whose name holds this, and print them")
	whole := flag.String("whole", "", "determine the population exported to this folder, as a process of its own")
	flag.Parse()
	var err error
	if *whole != "" {
		err = wholeProcess(*whole)
	} else {
		err = measureAll(*out, *runs, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
