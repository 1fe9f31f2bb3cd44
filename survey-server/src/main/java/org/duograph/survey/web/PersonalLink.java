package org.duograph.survey.web;

import org.duograph.survey.store.Invitation;

/**
 * An invitation as it is printed.
 *
 * @param number among all invitations of the study, from 1
 * @param url the address with the token
 */
public record PersonalLink(int number, Invitation invitation, String url) {

    /** For whom it is; may be empty. */
    public String label() {
        return invitation.label();
    }

    public boolean answered() {
        return invitation.answered();
    }
}
