package org.duograph.survey.store;

/**
 * A personal link to a study. The token itself is known to the invited person only.
 *
 * @param tokenHash {@link Secrets#hash} of the token
 * @param label what the researcher calls it, such as a seat or a name; may be empty
 */
public record Invitation(String tokenHash, String study, String label, State state) {
    /** How far the invited person has come. */
    public enum State {
        ISSUED,
        BEGUN,
        ANSWERED
    }
}
