package org.duograph.survey.store;

import java.util.Optional;

/**
 * A personal link to a study. Of its token only the hash is kept, and the seed from which the
 * folder's key makes the same token again ({@link Store#token}).
 *
 * @param tokenHash {@link Secrets#hash} of the token
 * @param label what the researcher calls it, such as a seat or a name; may be empty
 * @param answered whether answers were sent with it; that somebody has begun to answer is not kept,
 *     because it would lead to the draft
 * @param seed none where the token was made at random, as older servers did
 */
public record Invitation(
        String tokenHash, String study, String label, boolean answered, Optional<String> seed) {}
