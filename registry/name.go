package registry

import (
	"strings"

	"ansinh/fault"
	"ansinh/viet/codepage"
)

// NoName are signs that no name has.
const NoName = "0123456789@#*_=<>{}[]|\\"

// CheckName says what is wrong with a name as somebody wrote it: signs that no name has, or the letters of a font from
// before Unicode, which would stand in the register mangled.
func CheckName(name string) error {
	if read, ok := codepage.Name(name); ok {
		return fault.New(fault.Invalid, "registry.name.font", name, read)
	}
	if strings.ContainsAny(name, NoName) {
		return fault.New(fault.Invalid, "registry.name.signs", name)
	}
	return nil
}
