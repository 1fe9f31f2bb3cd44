/**
 * The machine that turns {@code src/docs} into the site under {@code target/site}.
 *
 * <p>What lives here: reading AsciiDoc, laying pages out, the search index, the operator pages, the
 * Javadoc pages, and the checks that fail the build. What does not: the words of the site, which
 * live in {@code src/docs}, and its looks, which live in {@code src/assets}.
 *
 * <p>Everything that can be wrong with a page becomes a {@link org.duograph.docs.Finding}; the
 * build collects all of them, prints each with page and place, and fails if there is one.
 *
 * <p>Read in this order: {@code SiteBuild}, {@code Navigation}, {@code AsciiDocReader}, {@code
 * SiteAssembler}, {@code SiteChecks}.
 */
package org.duograph.docs;
