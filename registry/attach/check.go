package attach

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	_ "image/jpeg" // the sizes of JPEG images
	_ "image/png"  // and of PNG
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"

	"ansinh/fault"
	"ansinh/policy"
)

// Type is one kind of file that may be attached.
type Type struct {
	ID     string `yaml:"id"`
	Media  string `yaml:"media"`
	Ending string `yaml:"ending"`
}

// Rules are what may be attached.
type Rules struct {
	MaxBytes  int64    `yaml:"max_bytes"`
	MaxPixels int      `yaml:"max_pixels"`
	MaxSide   int      `yaml:"max_side"`
	MaxFiles  int      `yaml:"max_files"`
	Types     []Type   `yaml:"types"`
	Foreign   []string `yaml:"foreign"`
	Active    []string `yaml:"active"`
}

const rulesFile = "registry/attachments.yaml"

// checks are the kinds of file whose content the program can tell.
var checks = map[string]func(*Rules, []byte) error{"jpeg": (*Rules).jpeg, "png": (*Rules).png, "pdf": (*Rules).pdf}

// begins is how the content of each kind begins.
var begins = map[string]string{"jpeg": "\xff\xd8\xff", "png": "\x89PNG\r\n\x1a\n", "pdf": "%PDF-"}

// Load reads the rules.
func Load(from fs.FS) (*Rules, error) {
	var r Rules
	if err := policy.YAML(from, rulesFile, &r); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "attach.rules", rulesFile)
	if r.MaxBytes < 1 || r.MaxPixels < 1 || r.MaxSide < 1 || r.MaxFiles < 1 || len(r.Types) == 0 {
		wrong.At("max", "attach.rules.limit")
	}
	for _, t := range r.Types {
		if checks[t.ID] == nil || t.Media == "" || t.Ending == "" {
			wrong.At(t.ID, "attach.rules.type", t.ID)
		}
	}
	return &r, wrong.OrNil()
}

func (r *Rules) byID(id string) Type {
	i := slices.IndexFunc(r.Types, func(t Type) bool { return t.ID == id })
	if i < 0 { // it was allowed once: it is given out as bytes that no browser shows
		return Type{ID: id, Media: "application/octet-stream", Ending: "bin"}
	}
	return r.Types[i]
}

// check says what bytes are; width and height are of an image.
func (r *Rules) check(body []byte) (t Type, width, height int, err error) {
	switch {
	case len(body) == 0:
		return t, 0, 0, fault.New(fault.Invalid, "attach.empty")
	case int64(len(body)) > r.MaxBytes:
		return t, 0, 0, fault.New(fault.Invalid, "attach.long", r.MaxBytes>>20)
	}
	i := slices.IndexFunc(r.Types, func(t Type) bool { return bytes.HasPrefix(body, []byte(begins[t.ID])) })
	if i < 0 {
		return t, 0, 0, fault.New(fault.Invalid, "attach.type")
	}
	t = r.Types[i]
	if t.ID != "pdf" {
		c, _, err := image.DecodeConfig(bytes.NewReader(body))
		if err != nil || c.Width < 1 || c.Height < 1 {
			return t, 0, 0, fault.New(fault.Invalid, "attach.damaged_image")
		}
		if c.Width > r.MaxSide || c.Height > r.MaxSide || c.Width > r.MaxPixels/c.Height {
			return t, 0, 0, fault.New(fault.Invalid, "attach.pixels", c.Width, c.Height)
		}
		width, height = c.Width, c.Height
	}
	return t, width, height, checks[t.ID](r, body)
}

// foreign says whether bytes that are no picture hold another format.
func (r *Rules) foreign(b []byte) bool {
	b = bytes.ToLower(b)
	return slices.ContainsFunc(r.Foreign, func(s string) bool { return bytes.Contains(b, bytes.ToLower([]byte(s))) })
}

// jpeg walks the segments to the end of the image. Telephones put a second picture or their own data behind it; another
// format there, or in the words of the image, is refused.
func (r *Rules) jpeg(b []byte) error {
	i := 2
	for i+4 <= len(b) {
		if b[i] != 0xff {
			break
		}
		marker := b[i+1]
		switch {
		case marker == 0xff: // fill
			i++
			continue
		case marker == 0xd9:
			if r.foreign(b[i+2:]) {
				return fault.New(fault.Invalid, "attach.hidden")
			}
			return nil
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd7:
			i += 2
			continue
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) {
			break
		}
		if (marker >= 0xe0 && marker <= 0xef || marker == 0xfe) && r.foreign(b[i+4:i+2+n]) {
			return fault.New(fault.Invalid, "attach.hidden")
		}
		i += 2 + n
		if marker == 0xda {
			i = scanned(b, i)
		}
	}
	if bytes.Equal(b[max(0, len(b)-2):], []byte{0xff, 0xd9}) && i+2 == len(b) {
		return nil
	}
	return fault.New(fault.Invalid, "attach.damaged_image")
}

// scanned is where the next marker stands after the data of a scan.
func scanned(b []byte, i int) int {
	for ; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] != 0 && (b[i+1] < 0xd0 || b[i+1] > 0xd7) {
			return i
		}
	}
	return len(b)
}

// png walks the chunks, each with its check sum; nothing stands behind the last.
func (r *Rules) png(b []byte) error {
	for i := 8; i+12 <= len(b); {
		n := int(binary.BigEndian.Uint32(b[i:]))
		if n > len(b)-i-12 {
			break
		}
		kind, data := string(b[i+4:i+8]), b[i+8:i+8+n]
		if crc32.ChecksumIEEE(b[i+4:i+8+n]) != binary.BigEndian.Uint32(b[i+8+n:]) {
			break
		}
		i += 12 + n
		switch {
		case kind == "IEND" && i == len(b):
			return nil
		case kind == "IEND", kind != "IDAT" && r.foreign(data):
			return fault.New(fault.Invalid, "attach.hidden")
		}
	}
	return fault.New(fault.Invalid, "attach.damaged_image")
}

const (
	pdfTail   = 1024     // where the end of a PDF is looked for
	zipTail   = 65_557   // where a ZIP would have its directory
	inflated  = 16 << 20 // of packed objects that are looked into
	zipEnding = "PK\x05\x06"
)

var (
	pdfStream = regexp.MustCompile(`stream\r?\n`)
	pdfEscape = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
	pdfName   = regexp.MustCompile(`/([A-Za-z]+)`)
)

// pdf wants the end where an end belongs and nothing that acts by itself, also in packed objects.
func (r *Rules) pdf(b []byte) error {
	tail := bytes.TrimRight(b[max(0, len(b)-pdfTail):], "\x00\t\n\f\r ")
	if !bytes.HasSuffix(tail, []byte("%%EOF")) {
		if bytes.Contains(b, []byte("%%EOF")) {
			return fault.New(fault.Invalid, "attach.hidden")
		}
		return fault.New(fault.Invalid, "attach.damaged_pdf")
	}
	if bytes.Contains(b[max(0, len(b)-zipTail):], []byte(zipEnding)) {
		return fault.New(fault.Invalid, "attach.hidden")
	}
	plain, left := b, int64(inflated)
	for _, at := range pdfStream.FindAllIndex(b, -1) { // wherever one may begin: what a reader takes for a comment is its affair
		if !bytes.Contains(b[max(0, at[0]-pdfTail):at[0]], []byte("ObjStm")) {
			continue
		}
		z, err := zlib.NewReader(bytes.NewReader(b[at[1]:]))
		if err != nil {
			continue
		}
		more, _ := io.ReadAll(io.LimitReader(z, left)) // what can be unpacked is looked into
		if left -= int64(len(more)); left <= 0 {
			return fault.New(fault.Invalid, "attach.packed")
		}
		plain = slices.Concat(plain, []byte("\n"), more)
	}
	if r.acts(plain) {
		return fault.New(fault.Invalid, "attach.active")
	}
	return nil
}

// acts says whether a PDF's objects name something that acts.
func (r *Rules) acts(plain []byte) bool {
	plain = pdfEscape.ReplaceAllFunc(plain, func(m []byte) []byte {
		n, _ := strconv.ParseUint(string(m[1:]), 16, 8)
		return []byte{byte(n)}
	})
	return slices.ContainsFunc(pdfName.FindAllSubmatch(plain, -1), func(m [][]byte) bool { return slices.Contains(r.Active, string(m[1])) })
}
