/**
 * Changing a study's text by its parts: what the form editor in the browser is made of.
 *
 * <p>The text stays the one source. {@link org.duograph.survey.editor.YamlText} reads it as a tree
 * of maps, lists and texts; whoever edits changes the tree, and {@link
 * org.duograph.survey.editor.YamlText#with} writes the text anew: what did not change stays letter
 * by letter, comments too.
 *
 * <p>A sketch is a study's text while it is edited; it may be wrong. {@code Sketches} keeps it,
 * with the steps that led to it.
 *
 * <p>What does not live here: what a study may say ({@code study}), pages ({@code web}).
 */
package org.duograph.survey.editor;
