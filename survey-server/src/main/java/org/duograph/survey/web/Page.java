package org.duograph.survey.web;

import java.util.Optional;
import org.duograph.survey.store.Account;
import org.duograph.survey.store.Role;

/**
 * What the frame around every page needs to know ({@code layout.jte}).
 *
 * @param title of the page, plain text
 * @param language of the page's texts, such as {@code en}
 * @param csrf token that each form of the page must send as {@code csrf}
 * @param trial whether somebody only tries a study out, which every page then says
 * @param account of the researcher who is logged in
 * @param look what a researcher looks at, if this is a participant's page shown to one
 */
public record Page(
        String title,
        String language,
        String csrf,
        boolean trial,
        Optional<Account> account,
        Optional<Look> look) {

    /** Which way the page is written. */
    public String direction() {
        return Messages.direction(language);
    }

    public Messages words() {
        return Messages.in(language);
    }

    public boolean researcher() {
        return account.isPresent();
    }

    /** Whether somebody is logged in who may write and run studies. */
    public boolean editor() {
        return may(Role.EDITOR);
    }

    /** Whether somebody is logged in who may decide about accounts and the server. */
    public boolean administrator() {
        return may(Role.ADMINISTRATOR);
    }

    private boolean may(Role role) {
        return account.filter(known -> known.role().includes(role)).isPresent();
    }
}
