package wire

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"ansinh/fault"
)

// Messages are signed as RFC 9421 says, with Ed25519, in one fixed form each: exactly these components in this order. The
// answer signs the question's signature too, so an answer given to another question, or to an earlier sending of the same
// one, does not fit.
const (
	questionParts = `("@method" "@path" "content-digest" "batch-id")`
	answerParts   = `("@status" "content-digest" "batch-id" "signature";req;key="question")`
	questionLabel = "question"
	answerLabel   = "answer"
)

// BatchHeader is the header that names the batch.
const BatchHeader = "Batch-Id"

// KeyID is the name of a key: the beginning of its digest.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// Digest is the digest of a body as the header Content-Digest writes it (RFC 9530).
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// component is one line of what is signed.
type component struct{ name, value string }

// base is the text that is signed.
func base(parts []component, params string) []byte {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.name + ": " + p.value + "\n")
	}
	b.WriteString(`"@signature-params": ` + params)
	return []byte(b.String())
}

func params(list string, key ed25519.PublicKey, now time.Time) string {
	return list + ";created=" + strconv.FormatInt(now.Unix(), 10) + `;nonce="` + rand.Text() + `";keyid="` + KeyID(key) + `";alg="ed25519"`
}

func questionBase(path, batch, digest, params string) []byte {
	return base([]component{{`"@method"`, http.MethodPost}, {`"@path"`, path}, {`"content-digest"`, digest}, {`"batch-id"`, batch}}, params)
}

func answerBase(status int, batch, digest, question, params string) []byte {
	return base([]component{{`"@status"`, strconv.Itoa(status)}, {`"content-digest"`, digest}, {`"batch-id"`, batch},
		{`"signature";req;key="question"`, question}}, params)
}

// SignQuestion signs the headers of a question.
func SignQuestion(h http.Header, path, batch string, body []byte, key ed25519.PrivateKey, now time.Time) {
	p := params(questionParts, key.Public().(ed25519.PublicKey), now)
	h.Set("Content-Digest", Digest(body))
	h.Set(BatchHeader, batch)
	h.Set("Signature-Input", questionLabel+"="+p)
	h.Set("Signature", questionLabel+"="+signature(key, questionBase(path, batch, Digest(body), p)))
}

// SignAnswer signs the headers of an answer to a question with these headers.
func SignAnswer(h, question http.Header, status int, batch string, body []byte, key ed25519.PrivateKey, now time.Time) {
	p := params(answerParts, key.Public().(ed25519.PublicKey), now)
	h.Set("Content-Digest", Digest(body))
	h.Set(BatchHeader, batch)
	h.Set("Signature-Input", answerLabel+"="+p)
	h.Set("Signature", answerLabel+"="+signature(key, answerBase(status, batch, Digest(body), signed(question, questionLabel), p)))
}

func signature(key ed25519.PrivateKey, text []byte) string {
	return ":" + base64.StdEncoding.EncodeToString(ed25519.Sign(key, text)) + ":"
}

// signed is the signature of a label as the header holds it; "" where there is none.
func signed(h http.Header, label string) string {
	s, ok := strings.CutPrefix(h.Get("Signature"), label+"=")
	if !ok {
		return ""
	}
	return s
}

// CheckQuestion refuses a question that is not signed by the key, over this body, within the window around now.
func CheckQuestion(h http.Header, path string, body []byte, key ed25519.PublicKey, now time.Time, window time.Duration) error {
	p, err := paramsOf(h, questionLabel, questionParts, key, now, window)
	if err != nil {
		return err
	}
	return check(h, questionLabel, body, key, questionBase(path, h.Get(BatchHeader), Digest(body), p))
}

// CheckAnswer refuses an answer that is not signed by the key, over this body, to a question with these headers, within
// the window around now.
func CheckAnswer(h, question http.Header, status int, body []byte, key ed25519.PublicKey, now time.Time, window time.Duration) error {
	p, err := paramsOf(h, answerLabel, answerParts, key, now, window)
	if err != nil {
		return err
	}
	batch := question.Get(BatchHeader)
	return check(h, answerLabel, body, key, answerBase(status, batch, Digest(body), signed(question, questionLabel), p))
}

func check(h http.Header, label string, body []byte, key ed25519.PublicKey, text []byte) error {
	if h.Get("Content-Digest") != Digest(body) {
		return fault.New(fault.Invalid, "interop.digest")
	}
	raw, ok := strings.CutPrefix(signed(h, label), ":")
	raw, end := strings.CutSuffix(raw, ":")
	sig, err := base64.StdEncoding.DecodeString(raw)
	if !ok || !end || err != nil || !ed25519.Verify(key, text, sig) {
		return fault.New(fault.Invalid, "interop.signature")
	}
	return nil
}

var signatureParams = regexp.MustCompile(`^;created=([0-9]{1,12});nonce="[A-Z0-9]{20,40}";keyid="([0-9a-f]{16})";alg="ed25519"$`)

// paramsOf are the parameters of a signature, refused where they are of another form, key or hour.
func paramsOf(h http.Header, label, list string, key ed25519.PublicKey, now time.Time, window time.Duration) (string, error) {
	p, ok := strings.CutPrefix(h.Get("Signature-Input"), label+"=")
	rest, same := strings.CutPrefix(p, list)
	m := signatureParams.FindStringSubmatch(rest)
	if !ok || !same || m == nil {
		return "", fault.New(fault.Invalid, "interop.unsigned")
	}
	if m[2] != KeyID(key) {
		return "", fault.New(fault.Invalid, "interop.key", m[2])
	}
	created, err := strconv.ParseInt(m[1], 10, 64)
	if off := now.Sub(time.Unix(created, 0)); err != nil || off > window || off < -window {
		return "", fault.New(fault.Invalid, "interop.hour")
	}
	return p, nil
}
