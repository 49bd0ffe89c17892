package registry

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ansinh/fault"
)

// FileKey is the key under which sensitive facts lie in files beside the database.
type FileKey [32]byte

// LoadFileKey reads the key from a file, and makes it where there is none.
func LoadFileKey(path string) (FileKey, error) {
	var key FileKey
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err = rand.Read(key[:]); err == nil {
			err = os.MkdirAll(filepath.Dir(path), 0o700)
		}
		if err == nil {
			err = os.WriteFile(path, key[:], 0o600)
		}
		raw = key[:]
	}
	if err == nil && len(raw) != len(key) {
		err = errors.New("not a key")
	}
	if err != nil {
		return key, fault.Wrap(err, fault.Invalid, "registry.file_key", path)
	}
	copy(key[:], raw)
	return key, nil
}

func (k FileKey) cipher() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal closes a body; label is what it belongs to and is needed to open it.
func (k FileKey) Seal(body, label []byte) ([]byte, error) {
	c, err := k.cipher()
	if err != nil {
		return nil, err
	}
	return c.Seal(nil, nil, body, label), nil
}

// Open opens a sealed body; one that was changed, or belongs to something else, is refused.
func (k FileKey) Open(sealed, label []byte) ([]byte, error) {
	c, err := k.cipher()
	if err != nil {
		return nil, err
	}
	return c.Open(nil, nil, sealed, label)
}
