package org.duograph.survey.results.plot;

/**
 * A plot and the same as a table, for those who cannot see it or want the numbers.
 *
 * @param svg an SVG element, every text in it escaped
 */
public record Figure(String svg, Table table) {}
