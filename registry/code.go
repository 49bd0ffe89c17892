package registry

import "ansinh/fault"

// Code is the social security code of a person: eleven digits, ten of the person's number and a check digit. It is a
// function of the number, so everyone has one from entry, papers or none, and none is ever given twice.
//
// The check digit is Damm's: it finds every single wrong digit and every swap of two neighbours.
func (p PersonID) Code() string {
	var b [codeLength]byte
	n := int64(p)
	for i := codeLength - 2; i >= 0; i-- {
		b[i] = byte(n%10) + '0'
		n /= 10
	}
	b[codeLength-1] = damm(b[:codeLength-1]) + '0'
	return string(b[:])
}

const codeLength = 11

// ParseCode reads a code; one that is mistyped is a fault that says so.
func ParseCode(code string) (PersonID, error) {
	if len(code) != codeLength {
		return 0, fault.New(fault.Invalid, "registry.code.length", codeLength)
	}
	var n int64
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return 0, fault.New(fault.Invalid, "registry.code.digits")
		}
		if i < codeLength-1 {
			n = n*10 + int64(code[i]-'0')
		}
	}
	if damm([]byte(code)) != 0 || n == 0 {
		return 0, fault.New(fault.Invalid, "registry.code.check")
	}
	return PersonID(n), nil
}

// quasigroup is the anti-symmetric table of order ten of H. Michael Damm's thesis.
var quasigroup = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

func damm(digits []byte) byte {
	var c byte
	for _, d := range digits {
		c = quasigroup[c][d-'0']
	}
	return c
}
