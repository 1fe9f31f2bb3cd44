package org.duograph.survey.study;

/**
 * Something with a code and a label: a framework, an environment, an option, a row of a matrix.
 *
 * @param code what is stored and exported: lower-case letters, digits, {@code _} and {@code -}
 * @param label what participants read
 */
public record Item(String code, Texts label) {}
