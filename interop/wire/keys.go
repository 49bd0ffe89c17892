package wire

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"ansinh/fault"
)

// OwnKey reads a signing key from NAME.key in a folder, and makes it where there is none, with NAME.pem beside it: the
// half that the other side gets.
func OwnKey(dir, name string) (ed25519.PrivateKey, error) {
	path := filepath.Join(dir, name+".key")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path, filepath.Join(dir, name+".pem"))
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "interop.key.file", path)
	}
	key, err := parse(raw, x509.ParsePKCS8PrivateKey)
	private, ok := key.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, fault.Wrap(err, fault.Invalid, "interop.key.file", path)
	}
	return private, nil
}

func makeKey(path, public string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err == nil {
		err = os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
	}
	if err == nil {
		err = WritePublic(public, key.Public().(ed25519.PublicKey))
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "interop.key.file", path)
	}
	return key, nil
}

// WritePublic writes the half of a key that others may have.
func WritePublic(path string, key ed25519.PublicKey) error {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return err
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o644)
}

// ReadPublic reads what WritePublic, or openssl, wrote.
func ReadPublic(path string) (ed25519.PublicKey, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "interop.key.file", path)
	}
	key, err := parse(raw, x509.ParsePKIXPublicKey)
	public, ok := key.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, fault.Wrap(err, fault.Invalid, "interop.key.file", path)
	}
	return public, nil
}

func parse(raw []byte, read func([]byte) (any, error)) (any, error) {
	block, _ := pem.Decode(raw)
	if block == nil {
		return nil, errors.New("not PEM")
	}
	return read(block.Bytes)
}
