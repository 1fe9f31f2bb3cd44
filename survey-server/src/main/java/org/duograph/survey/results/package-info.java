/**
 * What a study's answers say: the statements of the paper's section 3.3 recomputed for one's own
 * group, beside the paper's values, and every question counted.
 *
 * <p>One {@link org.duograph.survey.results.Selection} of responses feeds pages, plots, the report
 * and the exports, so they cannot disagree. {@link org.duograph.survey.results.Results} is what
 * pages show; a {@link org.duograph.survey.results.Finding} is one statement of it.
 */
package org.duograph.survey.results;
