package org.duograph.survey.editor;

/**
 * A study's text while it is edited. It may be wrong: that shows when it is read.
 *
 * @param study the study's name in addresses
 * @param step how many changes led to it; a change names the step that it was made on
 * @param undo whether there is a step before it
 * @param redo whether a step after it was undone
 */
public record Sketch(String study, String text, int step, boolean undo, boolean redo) {}
