package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"ansinh/fault"
)

// files holds the pages' own styles, script and pictures, and under vendor what npm brought.
//
//go:embed assets
var files embed.FS

// vendored is what must have been copied before the program was built.
var vendored = []string{"vendor/htmx.js", "vendor/latin-400.woff2", "vendor/vietnamese-400.woff2"}

// assets answers for files by a name that changes with their content, so that a browser may keep them for ever.
type assets struct {
	content map[string][]byte // by served name
	names   map[string]string // plain name to served name
}

// styles are served as one file, in this order.
var styles = []string{"css/base.css", "css/frame.css", "css/parts.css", "css/table.css", "css/pages.css", "css/law.css", "css/overview.css", "css/planreview.css", "css/print.css"}

func loadAssets(from fs.FS) (*assets, error) {
	root, err := fs.Sub(from, "assets")
	if err != nil {
		return nil, err
	}
	for _, name := range vendored {
		if _, err := fs.Stat(root, name); err != nil {
			return nil, fault.New(fault.Unavailable, "web.no_assets", name)
		}
	}
	a := &assets{content: map[string][]byte{}, names: map[string]string{}}
	err = fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(name, "css/") {
			return err
		}
		b, err := fs.ReadFile(root, name)
		a.add(name, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, a.addStyles(root)
}

// addStyles joins the style sheets; addresses of fonts in them become served names.
func (a *assets) addStyles(root fs.FS) error {
	var all bytes.Buffer
	for _, name := range styles {
		b, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		all.Write(b)
	}
	css := all.String()
	for plain, served := range a.names {
		css = strings.ReplaceAll(css, "url("+plain+")", "url(/assets/"+served+")")
	}
	a.add("app.css", []byte(css))
	return nil
}

func (a *assets) add(name string, b []byte) {
	sum := sha256.Sum256(b)
	ext := path.Ext(name)
	served := strings.TrimSuffix(path.Base(name), ext) + "." + hex.EncodeToString(sum[:6]) + ext
	a.content[served], a.names[name] = b, served
}

// at is the address of a file by its plain name.
func (a *assets) at(name string) string { return "/assets/" + a.names[name] }

// ServeHTTP answers with a file.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/assets/")
	b, ok := a.content[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if i := slices.Index([]string{".woff2", ".js", ".css", ".svg"}, path.Ext(name)); i >= 0 {
		kind = []string{"font/woff2", "text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml"}[i]
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(b)
}
