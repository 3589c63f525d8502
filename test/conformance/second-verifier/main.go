// Command second-verifier judges evidence of Yinxin a second time, from docs/formats and nothing else.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

// A line carries a trust store of 64 MiB and evidence of 1 MiB in base64.
const maxLine = 96 << 20

func main() {
	folder := flag.String("formats", "docs/formats", "folder with the JSON Schemas")
	flag.Parse()
	loaded, err := loadFormats(*folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, maxLine)
	out := bufio.NewWriter(os.Stdout)
	answers := json.NewEncoder(out)
	desk := &desk{formats: loaded}
	for lines.Scan() {
		if err := answers.Encode(desk.answer(lines.Bytes())); err != nil {
			os.Exit(1)
		}
		if out.Flush() != nil {
			os.Exit(1)
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
