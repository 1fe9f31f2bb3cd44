/**
 * A study as data: what is asked, in which order, of whom, and what counts as an answer.
 *
 * <p>Everything is keyed by {@link org.duograph.survey.study.Field}: one field is one input of a
 * form, one column of an export and one line of the codebook. A {@link
 * org.duograph.survey.study.Study} is read from a text file, never changes, and makes fields out of
 * its questions by repeating them per framework and environment.
 *
 * <p>What does not live here: where answers are kept ({@code store}), how pages look ({@code web}),
 * what answers mean ({@code results}). The scores of standard instruments are part of the
 * instruments' definition, so {@link org.duograph.survey.study.Instrument} is here.
 *
 * <p>Read in this order: {@code Texts} and {@code Item}, {@code Question}, {@code Section}, {@code
 * Study}; then what a participant sees of it: {@code Page}, {@code Prompt}, {@code Field}, {@code
 * Answers}, {@code Problem}; then {@code StudyFile}, which reads it.
 */
package org.duograph.survey.study;
