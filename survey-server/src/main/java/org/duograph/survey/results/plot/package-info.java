/**
 * Plots as SVG: drawn on the server, so that pages need no script, and each with the table of the
 * numbers it shows. Colours stand out on light and dark pages alike; whatever has no colour of its
 * own takes that of the text around it.
 */
package org.duograph.survey.results.plot;
