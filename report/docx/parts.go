package docx

import (
	"strconv"
	"strings"
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
		`<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>` +
		`<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
		`<Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
		`</Types>`

	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	office    = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`

	packageRels = xmlHead + relations +
		`<Relationship Id="rId1" Type="` + office + `officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
		`<Relationship Id="rId3" Type="` + office + `extended-properties" Target="docProps/app.xml"/>` +
		`</Relationships>`

	documentRels = xmlHead + relations +
		`<Relationship Id="rIdStyles" Type="` + office + `styles" Target="styles.xml"/>` +
		`<Relationship Id="rIdSettings" Type="` + office + `settings" Target="settings.xml"/>` +
		`<Relationship Id="rIdFonts" Type="` + office + `fontTable" Target="fontTable.xml"/>` +
		`<Relationship Id="rIdHeader" Type="` + office + `header" Target="header1.xml"/>` +
		`<Relationship Id="rIdFirst" Type="` + office + `header" Target="header2.xml"/>` +
		`</Relationships>`

	settings = xmlHead + `<w:settings xmlns:w="` + namespace + `"><w:defaultTabStop w:val="720"/>` +
		`<w:characterSpacingControl w:val="doNotCompress"/>` +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="vi-VN"/></w:settings>`

	appProperties = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>ansinh</Application></Properties>`

	field            = `<w:r><w:fldChar w:fldCharType="`
	pageNumberHeader = xmlHead + `<w:hdr xmlns:w="` + namespace + `"><w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr>` +
		field + `begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		field + `separate"/></w:r><w:r><w:t>2</w:t></w:r>` + field + `end"/></w:r></w:p></w:hdr>`
	emptyHeader = xmlHead + `<w:hdr xmlns:w="` + namespace + `"><w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr></w:p></w:hdr>`
)

// coreProperties carry no time of writing: the document's own date is the only one that matters, and bytes must repeat.
func coreProperties(d *Document) string {
	var m markup
	m.WriteString(xmlHead)
	m.open("cp:coreProperties", "xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/", "xmlns:dcterms", "http://purl.org/dc/terms/",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
	for _, e := range [][2]string{{"dc:title", d.Title}, {"dc:creator", strings.Join(d.Issuer, " ")}, {"dc:language", "vi-VN"}} {
		m.open(e[0])
		m.text(e[1])
		m.close(e[0])
	}
	m.close("cp:coreProperties")
	return m.String()
}

func fontTable(f *Form) string {
	var m markup
	m.WriteString(xmlHead)
	m.open("w:fonts", "xmlns:w", namespace)
	m.open("w:font", "w:name", f.Font)
	m.empty("w:family", "w:val", "roman")
	m.empty("w:pitch", "w:val", "variable")
	m.close("w:font")
	m.close("w:fonts")
	return m.String()
}

// styles names one paragraph style for every part, so that an office that changes a style in Word changes all of it.
func styles(f *Form) string {
	var m markup
	m.WriteString(xmlHead)
	m.open("w:styles", "xmlns:w", namespace)
	m.defaults(f)
	for _, s := range []struct {
		id, align string
		style     Style
		outline   int
	}{
		{"Superior", "center", f.Superior, 0}, {"Issuer", "center", f.Issuer, 0}, {"Nation", "center", f.Nation, 0},
		{"Motto", "center", f.Motto, 0}, {"Number", "center", f.Number, 0}, {"Place", "center", f.Place, 0},
		{"Kind", "center", f.Kind, 0}, {"Subject", "center", f.Subject, 0}, {"Address", "center", f.Address, 0},
		{"Basis", "both", f.Basis, 0},
		{"BodyText", "both", f.Body, 0}, {"Heading1", "both", f.Heading1, 1}, {"Heading2", "both", f.Heading2, 2},
		{"Heading3", "both", f.Heading3, 3}, {"Caption", "center", f.Caption, 0}, {"TableNote", "both", f.TableNote, 0},
		{"TableText", "left", f.Table, 0}, {"TableHead", "center", f.TableHead, 0}, {"Authority", "center", f.Authority, 0},
		{"Signer", "center", f.Signer, 0}, {"Recipients", "left", f.Recipients, 0}, {"Recipient", "left", f.Recipient, 0},
		{"PageNumber", "center", f.PageNumber, 0}, {"AnnexLabel", "center", f.AnnexLabel, 1},
		{"AnnexTitle", "center", f.AnnexTitle, 0}, {"AnnexReference", "center", f.AnnexRef, 0},
	} {
		m.style(s.id, s.align, s.style, s.outline)
	}
	m.ruleStyles()
	m.close("w:styles")
	return m.String()
}

// defaults names the font for every script: without the East Asian and complex ones Word falls back letter by letter.
func (m *markup) defaults(f *Form) {
	m.open("w:docDefaults")
	m.open("w:rPrDefault")
	m.open("w:rPr")
	m.empty("w:rFonts", "w:ascii", f.Font, "w:hAnsi", f.Font, "w:eastAsia", f.Font, "w:cs", f.Font)
	m.empty("w:color", "w:val", "000000")
	m.empty("w:sz", "w:val", strconv.Itoa(f.Body.Size))
	m.empty("w:szCs", "w:val", strconv.Itoa(f.Body.Size))
	m.empty("w:lang", "w:val", "vi-VN", "w:eastAsia", "vi-VN", "w:bidi", "ar-SA")
	m.close("w:rPr")
	m.close("w:rPrDefault")
	m.open("w:pPrDefault")
	m.close("w:pPrDefault")
	m.close("w:docDefaults")
	m.open("w:style", "w:type", "paragraph", "w:default", "1", "w:styleId", "Normal")
	m.empty("w:name", "w:val", "Normal")
	m.empty("w:qFormat")
	m.close("w:style")
}

func (m *markup) style(id, align string, s Style, outline int) {
	name := id
	if strings.HasPrefix(id, "Heading") {
		name = "heading " + id[len(id)-1:] // Word knows its headings by this name
	}
	m.open("w:style", "w:type", "paragraph", "w:styleId", id)
	m.empty("w:name", "w:val", name)
	m.empty("w:basedOn", "w:val", "Normal")
	m.empty("w:qFormat")
	m.open("w:pPr")
	if outline > 0 {
		m.empty("w:keepNext")
	}
	spacing := []string{"w:before", strconv.Itoa(s.Before), "w:after", strconv.Itoa(s.After)}
	if s.Spacing > 0 {
		spacing = append(spacing, "w:line", strconv.Itoa(240*s.Spacing/1000), "w:lineRule", "auto")
	}
	m.empty("w:spacing", spacing...)
	if s.FirstLine > 0 {
		m.empty("w:ind", "w:firstLine", strconv.Itoa(twips(s.FirstLine)))
	}
	m.empty("w:jc", "w:val", align)
	if outline > 0 {
		m.empty("w:outlineLvl", "w:val", strconv.Itoa(outline-1))
	}
	m.close("w:pPr")
	m.open("w:rPr")
	for _, on := range []struct {
		set  bool
		tags []string
	}{{s.Bold, []string{"w:b", "w:bCs"}}, {s.Italic, []string{"w:i", "w:iCs"}}, {s.Caps, []string{"w:caps"}}} {
		for _, tag := range on.tags {
			if on.set {
				m.empty(tag)
			}
		}
	}
	m.empty("w:sz", "w:val", strconv.Itoa(s.Size))
	m.empty("w:szCs", "w:val", strconv.Itoa(s.Size))
	m.close("w:rPr")
	m.close("w:style")
}

// ruleStyles are the thin paragraphs that draw a line (Rule) and that only keep two parts apart (Rule0).
func (m *markup) ruleStyles() {
	for _, id := range []string{"Rule", "Rule0"} {
		m.open("w:style", "w:type", "paragraph", "w:styleId", id)
		m.empty("w:name", "w:val", id)
		m.empty("w:basedOn", "w:val", "Normal")
		m.open("w:pPr")
		if id == "Rule" {
			m.open("w:pBdr")
			m.empty("w:top", "w:val", "single", "w:sz", "6", "w:space", "0", "w:color", "000000")
			m.close("w:pBdr")
		}
		m.empty("w:spacing", "w:before", "50", "w:after", "0", "w:line", "100", "w:lineRule", "exact")
		m.close("w:pPr")
		m.open("w:rPr")
		m.empty("w:sz", "w:val", "4")
		m.close("w:rPr")
		m.close("w:style")
	}
}
