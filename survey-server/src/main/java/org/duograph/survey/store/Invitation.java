package org.duograph.survey.store;

/**
 * A personal link to a study. The token itself is known to the invited person only.
 *
 * @param tokenHash {@link Secrets#hash} of the token
 * @param label what the researcher calls it, such as a seat or a name; may be empty
 * @param answered whether answers were sent with it; that somebody has begun to answer is not kept,
 *     because it would lead to the draft
 */
public record Invitation(String tokenHash, String study, String label, boolean answered) {}
