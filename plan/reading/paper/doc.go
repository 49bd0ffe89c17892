// Package paper turns a file into the paragraphs and tables of the document it holds: Word with its lists, styles and merged
// cells, PDF with its columns and page furniture, and plain text with its broken lines, each paragraph with the place its
// words stand at. Open reads them all; the sign that begins a paragraph (Marker), the kinds of columns a table's head names
// (Layout) and the first words of headings are known here too, since lines cannot be joined without them.
//
// It does not know what a plan is: it neither builds the outline nor reads a target or a task. Its invariant: no word is lost
// and none is made up; what it leaves out is page numbers, running heads and rules. Weak where a text has lost the order of
// its columns; a picture, an old .doc and a file with a password it refuses in one sentence.
package paper
