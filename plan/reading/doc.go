// Package reading reads a plan from its document: a Word file, a PDF or a text in the form an
// office writes, into targets, tasks
// with their agencies, what is to be made and reported, the documents cited, and how sure each reading is.
//
// It goes in stages. Below it lie rooms of their own: codepage (text before Unicode), pdf (lines of a PDF), lang (tokens,
// numbers, years, labels and the words of the policy folder) and paper (the paragraphs and tables of a file). Here, each in
// files of its own: the outline (outline, part_kind), the letterhead (head), what the document teaches (learn, short_name),
// targets (figure, unit, clause*, piece, target), tasks and agencies (agency, charge, task*), tables (columns_content, table,
// amend), what is to be made and reported (deliverable, reporting*), what is cited (citation), how sure that is
// (confidence, smell), and all of them in order (read, interpret).
//
// It stores nothing, knows no plan in particular and no law; the names it needs to know are words in the policy folder.
// Its invariant: every item says where it stands in the document and was said there; what had to be assumed lowers the
// confidence and below Sure is listed for a person. Weak where a text has lost the order of its columns; a
// picture it refuses.
package reading
