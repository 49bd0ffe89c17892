// Command bench measures the law engine and a month's payment on this machine and writes bench/RESULTS.md: against a loop written by hand,
// against cel-go row by row and against OpenFisca, on people that bench/crowd invents. All ratios in the file are of one
// run, and engines that are compared with each other must first have given the same answers row by row.
//
// It decides nothing and no other room uses it. Times are only as good as the machine was quiet: the load is in the file.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
)

func main() {
	out := flag.String("out", "bench/RESULTS.md", "file to write")
	runs := flag.Int("runs", 9, "counted runs of each measurement")
	only := flag.String("only", "", "measure only the sections whose name holds this, and print them")
	into := flag.Bool("into", false, "with -only: put the sections measured into the file in place of their older ones")
	whole := flag.String("whole", "", "determine the population exported to this folder, as a process of its own")
	people := flag.Int("people", province, "people of the month's measurement")
	dir := flag.String("dir", "", "keep the month's databases in this folder, and use those that are there")
	engine := flag.String("engine", "", "measure the month on this database only: PostgreSQL or SQLite")
	worker := flag.String("worker", "", "help with months in this database, as a process of its own")
	steps := flag.String("steps", "", "measure only these steps of the register, the month or the promise, between commas")
	keys := flag.String("keys", "", "folder of that worker's keys")
	profile := flag.String("profile", "", "write a profile of the processor's time to this file")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		defer pprof.StopCPUProfile()
	}
	var err error
	if *worker != "" {
		err = helpMonths(*worker, *keys)
	} else if *whole != "" {
		err = wholeProcess(*whole)
	} else {
		err = measureAll(*out, *only, &report{runs: *runs, month: monthOptions{*people, *dir, *engine}, steps: *steps, into: *into})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
