package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"ansinh/fault"
)

// argon2id with the cost that took about a tenth of a second on two small cores.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	keyLength = 32
)

// hashing holds how many passwords are hashed at the same time, so that a flood of sign-ins cannot take the memory.
var hashing = make(chan struct{}, 2)

// HashPassword gives the PHC string of a password with a new salt.
func HashPassword(password string) (string, error) {
	if len(password) < 8 {
		return "", fault.New(fault.Invalid, "auth.short_password")
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes,
		base64.RawStdEncoding.EncodeToString(salt),
		base64.RawStdEncoding.EncodeToString(derive(password, salt, memoryKiB, passes, lanes, keyLength))), nil
}

// passwordMatches compares in constant time; a hash that cannot be read matches nothing.
func passwordMatches(password, phc string) bool {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var m, t uint32
	var p uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil || m > 1<<20 || t > 16 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(derive(password, salt, m, t, p, uint32(len(want))), want) == 1
}

func derive(password string, salt []byte, m, t uint32, p uint8, n uint32) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, t, m, p, n)
}
