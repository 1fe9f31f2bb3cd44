package org.duograph.survey.store;

import java.time.Instant;

/**
 * What a participant gets for a submission, and all that is needed to withdraw it. Who has the code
 * can withdraw the answers, so it is shown to the participant only.
 *
 * @param code 20 letters and digits in groups of five; only its hash is kept
 * @param at when the answers were kept; in an anonymous study the day only
 */
public record Receipt(String code, Instant at) {}
