package main

import (
	"os"
	"strings"
)

// replaceSections puts the sections of one text into a file of results, in place of those of the same name or at the end,
// each with the machine's load when it was measured.
func replaceSections(path, measured string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file := string(raw)
	head, foot := measured, ""
	if at := strings.LastIndex(measured, "Load after:"); at >= 0 {
		head, foot = measured[:at], measured[at:]
	}
	preface, sections, _ := strings.Cut(head, "\n## ")
	day := ""
	for line := range strings.Lines(preface) {
		if strings.HasPrefix(line, "| Day") || strings.HasPrefix(line, "| Load before") {
			day += strings.TrimSpace(line) + "\n"
		}
	}
	for _, section := range strings.Split(sections, "\n## ") {
		name, body, _ := strings.Cut(section, "\n")
		after, _, _ := strings.Cut(foot, ".\x20Above")
		text := "## " + name + "\n\n| | |\n|---|---|\n" + day + "\n" + strings.TrimSpace(body) + "\n\n" + after + ".\n\n"
		if at := strings.Index(file, "## "+name+"\n"); at >= 0 {
			rest := file[at+1:]
			end := len(file)
			if next := strings.Index(rest, "\n## "); next >= 0 {
				end = at + 1 + next + 1
			} else if next := strings.Index(rest, "\nLoad after:"); next >= 0 && !strings.Contains(rest[:next], "## ") {
				end = at + 1 + next + 1
			}
			file = file[:at] + text + file[end:]
		} else {
			file = strings.TrimRight(file, "\n") + "\n\n" + text
		}
	}
	return os.WriteFile(path, []byte(strings.TrimRight(file, "\n")+"\n"), 0o644)
}
