package registry

import (
	"strings"

	"ansinh/fault"
	"ansinh/viet/codepage"
)

// NoName are signs that no name has.
const NoName = "0123456789@#*_=<>{}[]|\\"

// CheckName says what is wrong with a name as somebody wrote it: signs that no name has, or the letters of a font from
// before Unicode, which would stand in the register mangled. The error does not hold the name.
func CheckName(name string) error {
	if _, ok := codepage.Name(name); ok {
		return fault.New(fault.Invalid, "registry.name.font")
	}
	if strings.ContainsAny(name, NoName) {
		return fault.New(fault.Invalid, "registry.name.signs")
	}
	return nil
}
