package org.duograph.survey.web;

/**
 * What the frame around every page needs to know ({@code layout.jte}).
 *
 * @param title of the page, plain text
 * @param language of the page's texts, such as {@code en}
 * @param csrf token that each form of the page must send as {@code csrf}
 * @param who is logged in; EVERYBODY if nobody
 */
public record Page(String title, String language, String csrf, Access who) {

    /** Whether to show the way around for those who are logged in. */
    public boolean loggedIn() {
        return who.needsLogin();
    }

    /** Whether to show forms that change studies. */
    public boolean mayChange() {
        return who == Access.RESEARCHER;
    }
}
