// Package plan knows what was promised: plans and their versions, targets, tasks, duties to report, deliverables, the
// documents they rest on, and the reading of a plan from its document.
//
// Whether a promise is kept is measured elsewhere; which office answers today for a duty given to one that is gone is
// asked of org; moving a day to a working day is the calendar's. The invariant: what a version says never changes once
// it was recorded; an amended plan is a new version, and a file read again is the version it already is.
//
// Reading goes in stages, each in files of its own: format and Word (format, word*), lines and paragraphs (text, block),
// the outline (marker, outline, part_kind), targets (figure, unit, clause*, piece, target, grammar), tasks and agencies
// (label, charge, agency, task), what is to be made and reported (deliverable, reporting*), what is cited (citation), and
// how sure all that is (confidence).
package plan
