/**
 * Statistics for small groups, as pure functions: shares, means, medians, paired and unpaired
 * comparisons. Each result knows its n, its interval's true level, and whether it is exact.
 *
 * <p>Exact tests are written here, because common libraries are wrong for small n with ties: {@code
 * LibraryFaultsTest} shows where. Distributions, intervals of shares and Fisher's test come from
 * Apache Commons Statistics, checked against R in {@code ReferenceValuesTest}.
 */
package org.duograph.survey.statistics;
