/**
 * What is kept, so that nothing acknowledged is lost: {@link org.duograph.survey.store.Store}.
 *
 * <p>A change is first written as a line of an append-only journal and forced to disk, then made in
 * an H2 database beside it, and only then acknowledged. One thread does all of this, for many
 * requests at once, and decides what needs deciding: whether a token is spent, whether an answer
 * came before. The database answers all questions; it can always be built anew from the journal.
 */
package org.duograph.survey.store;
