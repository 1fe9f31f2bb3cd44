package org.duograph.survey.results;

/**
 * Of whom a number is.
 *
 * @param asked how many were asked for it
 * @param declined how many of them chose the option not to answer
 */
public record Base(int asked, int declined) {}
