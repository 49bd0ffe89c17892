package docx

import "strconv"

// letterhead is a table without borders: superior and issuing body with number at the left, national title, motto, place
// and date at the right.
func (b *body) letterhead(d *Document) {
	f := b.form
	right := b.width * f.NationCol / 1000
	left := b.width - right
	b.openPlain(left, right)

	b.row(func() {
		b.cell(left, func() {
			for _, s := range d.Superior {
				b.paragraph(look{style: "Superior"}, Run{Text: s})
			}
			longest := ""
			for _, s := range d.Issuer {
				b.paragraph(look{style: "Issuer"}, Run{Text: s})
				if textTwips(s, f.Issuer) > textTwips(longest, f.Issuer) {
					longest = s
				}
			}
			b.rule(longest, f.Issuer, left)
		})
		b.cell(right, func() {
			b.paragraph(look{style: "Nation"}, Run{Text: f.Nation.Text})
			b.paragraph(look{style: "Motto"}, Run{Text: f.Motto.Text})
			b.rule(f.Motto.Text, f.Motto, right)
		})
	})
	b.row(func() {
		b.cell(left, func() { b.paragraph(look{style: "Number"}, Run{Text: d.Number}) })
		b.cell(right, func() { b.paragraph(look{style: "Place"}, Run{Text: PlaceAndDate(d.Place, d.Date)}) })
	})
	b.close("w:tbl")
}

// signature is a table without borders that never breaks over a page: recipients left, authority and name right.
func (b *body) signature(d *Document) {
	f := b.form
	if len(d.Signature.Authority) == 0 && len(d.Recipients.Lines) == 0 {
		return
	}
	right := b.width * f.SignCol / 1000
	left := b.width - right
	b.paragraph(look{style: "Rule0", keepNext: true})
	b.openPlain(left, right)
	b.row(func() {
		b.cell(left, func() {
			b.paragraph(look{style: "Recipients"}, Run{Text: d.Recipients.Label})
			for _, s := range d.Recipients.Lines {
				b.paragraph(look{style: "Recipient"}, Run{Text: s})
			}
		})
		b.cell(right, func() {
			for _, s := range d.Signature.Authority {
				b.paragraph(look{style: "Authority"}, Run{Text: s})
			}
			for range f.SignGap {
				b.paragraph(look{style: "Signer"})
			}
			b.paragraph(look{style: "Signer"}, Run{Text: d.Signature.Name})
		})
	})
	b.close("w:tbl")
}

func (b *body) openPlain(widths ...int) {
	total := 0
	for _, w := range widths {
		total += w
	}
	b.openTable(total, 0, widths, func() {})
}

// openTable begins a table of fixed columns; borders writes its lines, padding is what stands left and right in a cell.
func (b *body) openTable(total, padding int, widths []int, borders func()) {
	b.open("w:tbl")
	b.open("w:tblPr")
	b.empty("w:tblW", "w:w", strconv.Itoa(total), "w:type", "dxa")
	borders()
	b.empty("w:tblLayout", "w:type", "fixed")
	b.open("w:tblCellMar")
	b.empty("w:left", "w:w", strconv.Itoa(padding), "w:type", "dxa")
	b.empty("w:right", "w:w", strconv.Itoa(padding), "w:type", "dxa")
	b.close("w:tblCellMar")
	b.close("w:tblPr")
	b.open("w:tblGrid")
	for _, w := range widths {
		b.empty("w:gridCol", "w:w", strconv.Itoa(w))
	}
	b.close("w:tblGrid")
}

func (b *body) row(cells func()) {
	b.open("w:tr")
	b.open("w:trPr")
	b.empty("w:cantSplit")
	b.close("w:trPr")
	cells()
	b.close("w:tr")
}

func (b *body) cell(width int, content func()) {
	b.open("w:tc")
	b.open("w:tcPr")
	b.empty("w:tcW", "w:w", strconv.Itoa(width), "w:type", "dxa")
	b.close("w:tcPr")
	content()
	b.close("w:tc")
}
