package wire

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ansinh/calendar"
	"ansinh/fault"
)

// TestTheSignatureBaseIsThatOfTheStandard signs the example of RFC 9421, B.2.6.
func TestTheSignatureBaseIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	block, _ := pem.Decode([]byte("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n"))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	text := base([]component{{`"date"`, "Tue, 20 Apr 2021 02:07:55 GMT"}, {`"@method"`, "POST"}, {`"@path"`, "/foo"}, {`"@authority"`, "example.com"},
		{`"content-type"`, "application/json"}, {`"content-length"`, "18"}},
		`("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`)
	got := base64.StdEncoding.EncodeToString(ed25519.Sign(key.(ed25519.PrivateKey), text))
	if want := "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="; got != want {
		t.Errorf("signed %s", got)
	}
}

// TestOnlyWhatWasSignedIsTaken changes each part of a question and of an answer.
func TestOnlyWhatWasSignedIsTaken(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	pub, key, _ := ed25519.GenerateKey(nil)
	other, otherKey, _ := ed25519.GenerateKey(nil)
	body := []byte(`{"version":1}`)
	sign := func(h http.Header, body []byte, k ed25519.PrivateKey) { SignQuestion(h, Path, "7-a", body, k, now) }
	q := http.Header{}
	sign(q, body, key)
	for what, c := range map[string]struct {
		change func(h http.Header)
		body   string
		key    ed25519.PublicKey
		now    time.Time
		path   string
		code   string
	}{
		"as it was signed": {},
		"another body":     {body: `{"version":2}`, code: "interop.digest"},
		"another body with its digest": {body: `{"version":2}`, change: func(h http.Header) { h.Set("Content-Digest", Digest([]byte(`{"version":2}`))) },
			code: "interop.signature"},
		"another batch": {change: func(h http.Header) { h.Set(BatchHeader, "8-a") }, code: "interop.signature"},
		"another path":  {path: "/v1/other", code: "interop.signature"},
		"another key":   {key: other, code: "interop.key"},
		"too late":      {now: now.Add(6 * time.Minute), code: "interop.hour"},
		"too early":     {now: now.Add(-6 * time.Minute), code: "interop.hour"},
		"no signature":  {change: func(h http.Header) { h.Del("Signature") }, code: "interop.signature"},
		"fewer parts":   {change: func(h http.Header) { h.Set("Signature-Input", `question=("@method");created=1`) }, code: "interop.unsigned"},
		"another hour": {change: func(h http.Header) {
			h.Set("Signature-Input", strings.Replace(h.Get("Signature-Input"), "created=179", "created=178", 1))
		}, now: now.AddDate(0, 0, -116), code: "interop.hour"},
		"another one's claim": {change: func(h http.Header) { sign(h, body, otherKey) }, code: "interop.key"},
	} {
		h := q.Clone()
		if c.change != nil {
			c.change(h)
		}
		if c.key == nil {
			c.key = pub
		}
		if c.now.IsZero() {
			c.now = now
		}
		if c.path == "" {
			c.path = Path
		}
		if c.body == "" {
			c.body = string(body)
		}
		if err := CheckQuestion(h, c.path, []byte(c.body), c.key, c.now, 5*time.Minute); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", what, err, c.code)
		}
	}
	a := http.Header{}
	SignAnswer(a, q, 200, "7-a", body, key, now)
	if err := CheckAnswer(a, q, 200, body, pub, now, 5*time.Minute); err != nil {
		t.Error(err)
	}
	again := http.Header{}
	sign(again, body, key) // the same question once more
	if err := CheckAnswer(a, again, 200, body, pub, now, 5*time.Minute); fault.CodeOf(err) != "interop.signature" {
		t.Errorf("an answer to an earlier sending was taken: %v", err)
	}
	if err := CheckAnswer(a, q, 404, body, pub, now, 5*time.Minute); fault.CodeOf(err) != "interop.signature" {
		t.Errorf("another status: %v", err)
	}
}

func TestAnAnswerIsWholeOrRefused(t *testing.T) {
	t.Parallel()
	to := Batch{Version: 1, Batch: "1-a", Questions: []Question{{Ref: "1"}, {Ref: "2"}}}
	one := Answer{Ref: "1", Found: Holder, Name: "Nguyễn Thị Hòa", Born: "1950-03-02", Known: "day", Sex: "female"}
	two := Answer{Ref: "2", Found: Nobody}
	with := func(change func(*Answer)) Answers {
		x := one
		change(&x)
		return Answers{Version: 1, Batch: "1-a", Answers: []Answer{x, two}}
	}
	for what, c := range map[string]struct {
		a    Answers
		code string
	}{
		"whole":            {with(func(*Answer) {}), ""},
		"half":             {Answers{Version: 1, Batch: "1-a", Answers: []Answer{one}}, "interop.answer.missing"},
		"twice":            {Answers{Version: 1, Batch: "1-a", Answers: []Answer{one, one}}, "interop.answer.twice"},
		"somebody else":    {Answers{Version: 1, Batch: "1-a", Answers: []Answer{one, {Ref: "9", Found: Nobody}}}, "interop.answer.not_asked"},
		"another batch":    {Answers{Version: 1, Batch: "1-b", Answers: []Answer{one, two}}, "interop.answer.batch"},
		"another version":  {Answers{Version: 2, Batch: "1-a", Answers: []Answer{one, two}}, "interop.answer.version"},
		"no name":          {with(func(x *Answer) { x.Name = " " }), "interop.answer.field"},
		"a name too long":  {with(func(x *Answer) { x.Name = strings.Repeat("a", 300) }), "interop.answer.field"},
		"no date":          {with(func(x *Answer) { x.Born = "1950" }), "interop.answer.field"},
		"born tomorrow":    {with(func(x *Answer) { x.Born = "2026-11-25" }), "interop.answer.field"},
		"no sex":           {with(func(x *Answer) { x.Sex = "nam" }), "interop.answer.field"},
		"dead before born": {with(func(x *Answer) { x.Died = "1940-01-01" }), "interop.answer.field"},
		"dead tomorrow":    {with(func(x *Answer) { x.Died = "2026-12-01" }), "interop.answer.field"},
		"another word":     {with(func(x *Answer) { x.Found = "maybe" }), "interop.answer.field"},
	} {
		body, err := json.Marshal(c.a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadAnswers(body, to, calendar.MustDay(2026, 11, 24)); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", what, err, c.code)
		}
	}
	if _, err := ReadAnswers([]byte(`{"version":1,`), to, calendar.MustDay(2026, 11, 24)); fault.CodeOf(err) != "interop.answer.unreadable" {
		t.Errorf("cut off: %v", err)
	}
	body, _ := json.Marshal(Answers{Version: 1, Batch: "1-a", Answers: []Answer{{Ref: "1", Found: Another, Name: "Người Khác", Born: "1960-01-01"}, two}})
	a, err := ReadAnswers(body, to, calendar.MustDay(2026, 11, 24))
	if err != nil || a.Answers[0].Name != "" || a.Answers[0].Born != "" {
		t.Errorf("of somebody else was kept: %+v %v", a.Answers[0], err)
	}
}

func FuzzReadAnswers(f *testing.F) {
	f.Add([]byte(`{"version":1,"batch":"1-a","answers":[{"ref":"1","found":"found","name":"A","born":"1950-03-02","born_known":"day","sex":"male"}]}`))
	f.Add([]byte(`{"version":1,"batch":"1-a","answers":[{"ref":"1","found":"unknown"}]}`))
	f.Add([]byte(`[]`))
	to := Batch{Version: 1, Batch: "1-a", Questions: []Question{{Ref: "1"}}}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := ReadAnswers(body, to, calendar.MustDay(2026, 11, 24))
		if err == nil && (len(a.Answers) != 1 || a.Answers[0].Ref != "1") {
			t.Errorf("taken: %+v", a)
		}
	})
}

func TestKeysAreMadeOnceAndRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, err := OwnKey(dir, "interop")
	if err != nil {
		t.Fatal(err)
	}
	b, err := OwnKey(dir, "interop")
	if err != nil || !a.Equal(b) {
		t.Errorf("another key the second time: %v", err)
	}
	pub, err := ReadPublic(filepath.Join(dir, "interop.pem"))
	if err != nil || !pub.Equal(a.Public()) {
		t.Errorf("the half to give away: %v", err)
	}
	if _, err := ReadPublic(filepath.Join(dir, "interop.key")); fault.CodeOf(err) != "interop.key.file" {
		t.Errorf("a secret key taken for a public one: %v", err)
	}
	if _, err := ReadPublic(filepath.Join(dir, "none.pem")); fault.CodeOf(err) != "interop.key.file" {
		t.Errorf("no key: %v", err)
	}
}
